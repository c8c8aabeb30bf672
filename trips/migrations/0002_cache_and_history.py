"""The cache table, so that `migrate` alone makes a working site; and history that nobody rewrites."""

from django.core.management import call_command
from django.db import migrations

from tripsplit.triggers import refuse


def create_cache_table(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


def drop_cache_table(apps, schema_editor):
    schema_editor.execute("DROP TABLE cache")


class Migration(migrations.Migration):
    dependencies = [("trips", "0001_initial")]

    operations = [
        migrations.RunPython(create_cache_table, drop_cache_table),
        refuse(table="trips_revision", events=["UPDATE"], when="TRUE", message="history is never rewritten"),
    ]
