"""What suggestions no longer learn from: a trip's words, or all of it, up to an expense."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assistant", "0001_initial"),
        ("trips", "0007_mail_of_payments"),
    ]

    operations = [
        migrations.CreateModel(
            name="Forgotten",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.CharField(blank=True, max_length=400)),
                (
                    "up_to",
                    models.BigIntegerField(
                        help_text="The newest expense of then; what is filed later is learnt again."
                    ),
                ),
                (
                    "trip",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="forgotten", to="trips.trip"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("trip", "words"), name="assistant_forgotten_is_there_once")
                ],
            },
        ),
    ]
