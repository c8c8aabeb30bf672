"""What an expense and a payment have in common: a public ref, a day, money in its own and in the trip's currency, and a version."""

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils import timezone

from trips.models import Participant, Trip
from tripsplit.fields import ExactDecimalField, is_currency_code, whole_between
from tripsplit.ids import new_ref
from tripsplit.money import Money

NOTE_LENGTH = 2_000
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2100, 12, 31)


class RateSource(models.TextChoices):
    """Where the rate is from; with CARD the base amount is the fact and the rate is only shown."""

    SAME = "same", "Same currency"
    ECB = "ecb", "European Central Bank"
    TRIP = "trip", "The trip's own rate"
    CARD = "card", "Card statement"
    FILE = "file", "Imported file"


class LedgerRow(models.Model):
    """The mutable head of one expense or payment; every version of it stands in Revision. Deleting puts it into the trash."""

    trip = models.ForeignKey(Trip, on_delete=models.PROTECT, related_name="%(class)ss")
    ref = models.CharField(max_length=40, default=new_ref)
    date = models.DateField()
    note = models.CharField(max_length=NOTE_LENGTH, blank=True)
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField(help_text="Minor units of its own currency.")
    base_amount = models.BigIntegerField(help_text="Minor units of the trip's currency: amount × rate, half up.")
    rate = ExactDecimalField(default=Decimal(1), help_text="Units of the trip's currency for one unit of its own.")
    rate_date = models.DateField()
    rate_source = models.CharField(max_length=10, choices=RateSource, default=RateSource.SAME)
    version = models.PositiveIntegerField(default=1)
    deleted_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["trip", "ref"], name="%(app_label)s_%(class)s_ref_is_unique_in_its_trip"),
            models.CheckConstraint(condition=~Q(ref="new") & ~Q(ref=""), name="%(app_label)s_%(class)s_ref_is_an_id"),
            models.CheckConstraint(
                condition=whole_between("amount", 1), name="%(app_label)s_%(class)s_amount_is_in_range"
            ),
            models.CheckConstraint(
                condition=whole_between("base_amount", 0), name="%(app_label)s_%(class)s_base_amount_is_in_range"
            ),
            models.CheckConstraint(
                condition=is_currency_code("currency"),
                name="%(app_label)s_%(class)s_currency_is_a_code",
            ),
            models.CheckConstraint(
                condition=Q(date__gte=FIRST_DAY, date__lte=LAST_DAY), name="%(app_label)s_%(class)s_date_is_in_range"
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="%(app_label)s_%(class)s_version_counts_from_one"),
            models.CheckConstraint(
                condition=Q(rate_source__in=RateSource.values), name="%(app_label)s_%(class)s_rate_source_is_known"
            ),
        ]

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def base_money(self) -> Money:
        return Money(self.base_amount, self.trip.currency)

    @property
    def is_deleted(self) -> bool:
        return self.deleted_at is not None
