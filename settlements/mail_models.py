"""Which reminders were sent. A part of settlements.models, in a module of its own."""

from django.db import models
from django.utils import timezone

from trips.models import Participant, Trip


class Reminder(models.Model):
    """Somebody was reminded of what they owe: once a day at most, whoever asks for it. `day` is the trip's own, by its time zone."""

    trip = models.ForeignKey(Trip, on_delete=models.PROTECT, related_name="reminders")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    sent_by = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["trip", "participant", "day"], name="settlements_reminder_is_one_a_day_for_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant}, {self.day}"
