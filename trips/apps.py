"""The trips app."""

from django.apps import AppConfig


class TripsConfig(AppConfig):
    name = "trips"
