"""The version of a trip's own rate, so that two people who set it do not overwrite each other unseen."""

from django.db import migrations, models

from tripsplit.columns import AddColumn


class Migration(migrations.Migration):
    dependencies = [("expenses", "0002_lines_of_one_trip")]

    operations = [
        AddColumn("triprate", "version", models.PositiveBigIntegerField(db_default=1, default=1, editable=False)),
    ]
