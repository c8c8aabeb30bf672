"""What a model was asked to read: the offers beside a form are counted, too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assistant", "0003_receipts_read"),
        ("trips", "0007_mail_of_payments"),
    ]

    operations = [
        migrations.AddField(
            model_name="reading",
            name="what",
            field=models.CharField(
                choices=[("receipt", "A receipt"), ("sentence", "A sentence"), ("description", "A description")],
                default="receipt",
                max_length=11,
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.CheckConstraint(
                condition=models.Q(("what__in", ["receipt", "sentence", "description"])),
                name="assistant_reading_what_is_known",
            ),
        ),
    ]
