"""Files that trips are to be made of. A part of settlements.models, in a module of its own: a file for a while, and no money."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from trips.models import NAME_LENGTH, Trip
from tripsplit.ids import new_ref

FILE_NAME_LENGTH = 80
HOURS_KEPT = 24


class TripFileQuerySet(models.QuerySet["TripFile"]):
    def newest_first(self) -> Self:
        return self.order_by("-received_at", "-pk")

    def waiting(self) -> Self:
        """Those that nothing has come of: they are on the disk for as long as somebody may say yes."""
        return self.exclude(state__in=(TripFile.State.MAKING, TripFile.State.MADE))

    def over(self, now: datetime) -> Self:
        """Those whose time is up."""
        return self.filter(received_at__lt=now - timedelta(hours=HOURS_KEPT))


class TripFile(models.Model):
    """A file that somebody has brought, which is theirs alone: looked through first, and made a trip of when they say so."""

    class State(models.TextChoices):
        READING = "reading", "Being read"
        REFUSED = "refused", "Refused"
        READY = "ready", "Ready"
        MAKING = "making", "In the making"
        MADE = "made", "Made"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="trip_files")
    ref = models.CharField(max_length=40, default=new_ref, unique=True, editable=False)
    name = models.CharField(max_length=FILE_NAME_LENGTH, help_text="What the file was called; only for showing.")
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    found = models.JSONField(default=dict, blank=True, help_text="What it would make (settlements.incoming.preview).")
    faults = models.JSONField(default=list, blank=True, help_text="Why it is refused: where in it, and what.")
    owner_ref = models.CharField(max_length=40, blank=True, help_text="Who of the file its user is, or nobody there:")
    owner_name = models.CharField(max_length=NAME_LENGTH, blank=True, help_text="then what they are called.")
    trip = models.ForeignKey(Trip, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    received_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = TripFileQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["user", "-received_at"], name="settlements_tripfile_of_user")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["reading", "refused", "ready", "making", "made"]),
                name="settlements_tripfile_known_state",
            ),
            models.CheckConstraint(
                condition=Q(state="made") | Q(trip=None), name="settlements_tripfile_makes_a_trip_once_it_is_made"
            ),
        ]

    def __str__(self) -> str:
        return self.name
