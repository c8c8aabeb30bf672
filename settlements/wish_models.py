"""How a trip wants to settle. A part of settlements.models, in a module of its own."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from trips.models import Trip

UNITS = (0, 1, 5)
"""Payments are rounded to so many whole units of the trip's currency; 0 is not rounded."""

FIRST_VERSION = 1
"""That of a trip which has chosen nothing yet and has no row."""


class TripWishes(models.Model):
    """What a trip has chosen for its plan, for everybody. People are refs; `settlements.wishes.services` reads and writes it.

    `households` are {members, contact}, `apart` pairs, `ways` by ref {pays, receives}: keys of the ways to pay, sorted.
    """

    trip = models.OneToOneField(Trip, on_delete=models.PROTECT, related_name="wishes")
    unit = models.PositiveSmallIntegerField(default=0)
    existing_debts = models.BooleanField(default=False, help_text="People only pay those whom they owe already.")
    households = models.JSONField(default=list, blank=True)
    apart = models.JSONField(default=list, blank=True)
    ways = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=FIRST_VERSION, editable=False)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "trip wishes"
        constraints = [
            models.CheckConstraint(condition=Q(unit__in=UNITS), name="settlements_tripwishes_unit_is_known"),
        ]

    def __str__(self) -> str:
        return f"How {self.trip} settles"
