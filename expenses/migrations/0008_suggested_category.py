"""What category was suggested beside the one that was chosen. NULL, so that no row is written and no table made anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("expenses", "0007_indexed_version"),
    ]

    operations = [
        migrations.AddField(
            model_name="expense",
            name="suggested",
            field=models.CharField(
                blank=True,
                choices=[
                    ("food", "Food & drink"),
                    ("groceries", "Groceries"),
                    ("transport", "Transport"),
                    ("accommodation", "Accommodation"),
                    ("activities", "Activities"),
                    ("shopping", "Shopping"),
                    ("fees", "Fees & insurance"),
                    ("health", "Health"),
                    ("communication", "Communication"),
                    ("other", "Other"),
                ],
                editable=False,
                max_length=20,
                null=True,
                verbose_name="suggested category",
            ),
        ),
    ]
