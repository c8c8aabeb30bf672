"""What insights are made of: what each day cost, as a running total, and what the trip means to spend. A part of expenses.models."""

from typing import Self

from django.db import models
from django.utils import timezone

from trips.models import Participant, Trip
from tripsplit.fields import whole_between
from tripsplit.money import Money


class DayTotalQuerySet(models.QuerySet["DayTotal"]):
    def there(self) -> Self:
        """Those that stand for an expense: one whose expenses all moved away stays, and counts for nothing."""
        return self.filter(count__gt=0)


class DayTotal(models.Model):
    """What a trip's live expenses of one day, category and currency come to; an income counts the other way.

    Posted by the services, in the transaction of the expense that causes it (expenses.insights.posting); `verify_ledger` recomputes it.
    """

    trip = models.ForeignKey(Trip, on_delete=models.PROTECT, related_name="day_totals", db_index=False)
    date = models.DateField()
    category = models.CharField(max_length=20, blank=True)
    currency = models.CharField(max_length=3)
    count = models.IntegerField(help_text="How many expenses.")
    amount = models.BigIntegerField(help_text="Minor units of the currency.")
    base_amount = models.BigIntegerField(help_text="Minor units of the trip's currency.")

    objects = DayTotalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["trip", "date", "category", "currency"], name="expenses_daytotal_is_there_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.category} {self.currency}"


class Budget(models.Model):
    """What a trip means to spend, in its own currency: on one category, or (with none) on everything."""

    trip = models.ForeignKey(Trip, on_delete=models.PROTECT, related_name="budgets")
    category = models.CharField(max_length=20, blank=True)
    amount = models.BigIntegerField(help_text="Minor units of the trip's currency.")
    updated_at = models.DateTimeField(default=timezone.now)
    updated_by = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveBigIntegerField(default=1, db_default=1, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trip", "category"], name="expenses_budget_is_one_per_category"),
            models.CheckConstraint(condition=whole_between("amount", 1), name="expenses_budget_amount_is_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.category or 'everything'} {self.amount}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.trip.currency)
