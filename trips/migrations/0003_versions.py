"""The versions of what more than one person may be changing at once: a trip's settings, its people and its link."""

from django.db import migrations, models

from tripsplit.columns import AddColumn


def version():
    return models.PositiveIntegerField(db_default=1, default=1, editable=False)


class Migration(migrations.Migration):
    dependencies = [("trips", "0002_cache_and_history")]

    operations = [AddColumn(model, "version", version()) for model in ("trip", "participant", "invitation")]
