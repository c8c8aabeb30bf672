"""A version may go back to an earlier one; nothing changes in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("trips", "0003_versions"),
    ]

    operations = [
        migrations.AlterField(
            model_name="revision",
            name="verb",
            field=models.CharField(
                choices=[
                    ("recorded", "Recorded"),
                    ("edited", "Edited"),
                    ("deleted", "Deleted"),
                    ("restored", "Restored"),
                    ("reverted", "Reverted"),
                ],
                max_length=10,
            ),
        ),
    ]
