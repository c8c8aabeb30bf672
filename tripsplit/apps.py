"""The kernel as a Django app: it carries system checks, template tags and the queue of background work."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from tripsplit.checks import sqlite_connection, sqlite_library


class TripsplitConfig(AppConfig):
    name = "tripsplit"
    verbose_name = "TripSplit"

    def ready(self) -> None:
        register(sqlite_library, Tags.compatibility)
        register(sqlite_connection, Tags.database)
