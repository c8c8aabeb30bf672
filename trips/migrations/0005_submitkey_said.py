"""What was said when a form was carried out, to be said again where it is sent again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("trips", "0004_reverted")]

    operations = [
        migrations.AddField(
            "submitkey",
            "said",
            models.JSONField(help_text="The messages that told of it, as (level, text, tags).", null=True),
        ),
    ]
