"""The rates that a trip has of its own. A part of expenses.models, in a module of its own for its length."""

from django.db import models
from django.utils import timezone

from trips.models import Participant, Trip
from tripsplit.fields import ExactDecimalField, canonical, is_currency_code


class TripRate(models.Model):
    """The trip's own rate for a currency: typed once by somebody, and offered for every later expense in it."""

    trip = models.ForeignKey(Trip, on_delete=models.PROTECT, related_name="rates")
    currency = models.CharField(max_length=3)
    rate = ExactDecimalField(help_text="Units of the trip's currency for one unit of this one.")
    updated_at = models.DateTimeField(default=timezone.now)
    updated_by = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveBigIntegerField(default=1, db_default=1, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trip", "currency"], name="expenses_triprate_is_one_per_currency"),
            models.CheckConstraint(condition=is_currency_code("currency"), name="expenses_triprate_currency_is_a_code"),
        ]

    def __str__(self) -> str:
        return f"1 {self.currency} = {canonical(self.rate)}"
