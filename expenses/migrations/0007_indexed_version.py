"""Which version of each expense the search by meaning knows. NULL at first, so that no row is written and no table made anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("expenses", "0006_insights"),
        ("trips", "0007_mail_of_payments"),
    ]

    operations = [
        migrations.AddField(
            model_name="expense",
            name="indexed_version",
            field=models.PositiveIntegerField(
                editable=False,
                help_text="The version that the search by meaning knows; none: it has to be read.",
                null=True,
            ),
        ),
        migrations.AddIndex(
            model_name="expense",
            index=models.Index(
                condition=models.Q(
                    ("indexed_version", None), ("indexed_version__lt", models.F("version")), _connector="OR"
                ),
                fields=["trip"],
                name="expenses_expense_stale",
            ),
        ),
    ]
