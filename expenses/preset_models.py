"""Splits that a trip uses again. A part of expenses.models."""

from django.db import models

from expenses.choices import SplitMethod
from trips.models import Trip
from tripsplit.ids import new_ref

PRESET_NAME_LENGTH = 60


class Preset(models.Model):
    """A way of splitting that a trip uses again: "just the four of us", "by room"."""

    trip = models.ForeignKey(Trip, on_delete=models.PROTECT, related_name="presets")
    ref = models.CharField(max_length=40, default=new_ref)
    name = models.CharField(max_length=PRESET_NAME_LENGTH)
    method = models.CharField(max_length=12, choices=SplitMethod)
    lines = models.JSONField(help_text="A list of {participant, value}, as the trip archive writes a split's lines.")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["trip", "ref"], name="expenses_preset_ref_is_unique_in_its_trip"),
            models.UniqueConstraint(fields=["trip", "name"], name="expenses_preset_name_is_unique_in_its_trip"),
        ]

    def __str__(self) -> str:
        return self.name
