"""What was spent, who paid and who shares it. Payers and shares each add up to the expense, in its currency and in the trip's."""

from datetime import date, timedelta
from typing import Self

from django.db import connections, models
from django.db.models import Case, F, Q, Sum, When
from django.urls import reverse

from expenses.choices import Category, SplitMethod
from expenses.comment_models import Comment
from expenses.insight_models import Budget, DayTotal
from expenses.preset_models import Preset
from expenses.receipt_models import ReceiptQuerySet
from expenses.repeat_models import Repeat
from expenses.search.terms import Terms, fence, place_of, words_of
from expenses.search_models import Hits
from expenses.trip_rate_models import TripRate
from trips.ledger_row import LedgerRow
from trips.models import Participant, Trip
from tripsplit.fields import whole_between
from tripsplit.money import MAX_MINOR, Money

__all__ = [
    "Category",
    "Expense",
    "ExpenseQuerySet",
    "Item",
    "ItemSharer",
    "Line",
    "Payer",
    "Share",
    "SplitMethod",
]
__all__ += ["Budget", "Comment", "DayTotal", "Preset", "Repeat", "TripRate"]  # in modules of their own

DESCRIPTION_LENGTH = 300
LABEL_LENGTH = 120
DAY = timedelta(days=1)
STALE = Q(indexed_version=None) | Q(indexed_version__lt=F("version"))
CURRENCIES = """
    WITH RECURSIVE used(code) AS (
        SELECT min(currency) FROM expenses_expense WHERE trip_id = %s
        UNION ALL
        SELECT (SELECT min(currency) FROM expenses_expense WHERE trip_id = %s AND currency > code)
        FROM used WHERE code IS NOT NULL
    )
    SELECT code FROM used WHERE code IS NOT NULL
"""


class ExpenseQuerySet(models.QuerySet["Expense"]):
    def live(self) -> Self:
        """Not in the trash."""
        return self.filter(deleted_at=None)

    def stale(self) -> Self:
        """Those whose vectors are of an older version, or not there yet; as the index of them has it."""
        return self.filter(STALE)

    def in_trash(self) -> Self:
        return self.filter(
            deleted_at__isnull=False
        )  # as its index has it; SQLite does not see that NOT … IS NULL is the same

    def has_trash(self) -> bool:
        """Whether anything is in the trash. Asked in the trash's order, or SQLite walks all of a trip's rows by some other index."""
        return self.in_trash().newest_first().values_list("pk").first() is not None

    def uncategorised(self) -> Self:
        return self.filter(category="")

    def newest_first(self) -> Self:
        return self.order_by("-date", "-pk")

    def older_than(self, day: date, pk: int) -> Self:
        """What comes after that row in the order of newest_first."""
        return self.filter(Q(date__lt=day) | Q(pk__lt=pk), date__lte=day)

    def matching(
        self,
        trip: Trip,
        wanted: Terms | str,
        *,
        gone: bool = False,
        days: tuple[date | None, date | None] = (None, None),
        older_than: tuple[date, int] | None = None,
        limit: int | None = None,
    ) -> Self:
        """The trip's expenses (or those in its trash, `gone`) with all words of a text, or with all words and marks of the terms.

        `days` are the first and the last. With a `limit`, the newest so many of them, after the row `older_than`.
        """
        terms = wanted if isinstance(wanted, Terms) else words_of(wanted)
        if not terms:
            return self.none()
        within = fence(trip.pk, gone=gone)
        first, last = days
        ends = [place_of(last + DAY)] if last else []
        before = min([*ends, *([place_of(*older_than)] if older_than else [])], default=None)
        start = place_of(first) if first else None
        return self.filter(pk__in=Hits(terms, within=within, first=start, before=before, limit=limit))

    def currencies_of(self, trip: Trip) -> list[str]:
        """The currencies that the trip has used, in the trash too: a step through an index for each, however many rows there are."""
        with connections[self.db].cursor() as cursor:
            cursor.execute(CURRENCIES, [trip.pk, trip.pk])
            return [code for (code,) in cursor.fetchall()]

    def day_totals(self) -> dict[date, int]:
        """What each day cost, in minor units of the trip's currency; an income counts the other way."""
        signed = Case(
            When(kind=Expense.Kind.INCOME, then=-F("base_amount")),
            default=F("base_amount"),
            output_field=models.BigIntegerField(),
        )
        days = self.order_by("date").values_list("date").annotate(total=Sum(signed))
        return {day: int(total) for day, total in days}  # PostgreSQL sums bigints to a numeric

    def with_lines(self) -> Self:
        """Payers and shares with their participants: a fixed number of queries for any number of rows."""
        return self.select_related("trip").prefetch_related("payers__participant", "shares__participant")

    def with_items(self) -> Self:
        """The lines, and an itemised bill's items with those who had them."""
        return self.with_lines().prefetch_related("items__sharers__participant")


class Expense(LedgerRow):
    """One bill (or income) of a trip. `amount` is in minor units of its own currency, `base_amount` of the trip's."""

    class Kind(models.TextChoices):
        EXPENSE = "expense", "Expense"
        INCOME = "income", "Income"

    description = models.CharField(max_length=DESCRIPTION_LENGTH)
    category = models.CharField(max_length=20, choices=Category, blank=True)
    # Beside what was chosen: where the two differ, somebody knew better. Null, so that no table is made anew for it.
    suggested = models.CharField(
        "suggested category", max_length=20, choices=Category, null=True, blank=True, editable=False
    )
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.EXPENSE)
    method = models.CharField("split method", max_length=12, choices=SplitMethod, default=SplitMethod.EQUAL)
    tax = models.BigIntegerField(default=0, help_text="Of an itemised bill, minor units of the expense's currency.")
    tip = models.BigIntegerField(default=0, help_text="Of an itemised bill, minor units of the expense's currency.")

    indexed_version = models.PositiveIntegerField(
        null=True, editable=False, help_text="The version that the search by meaning knows; none: it has to be read."
    )

    objects = ExpenseQuerySet.as_manager()

    class Meta(LedgerRow.Meta):
        indexes = [
            models.Index(fields=["trip", "-date", "-id"], condition=Q(deleted_at=None), name="expenses_expense_list"),
            models.Index(
                fields=["trip", "-date", "-id"], condition=Q(deleted_at__isnull=False), name="expenses_expense_trash"
            ),
            models.Index(fields=["trip", "currency"], name="expenses_expense_currency"),
            models.Index(fields=["trip"], condition=STALE, name="expenses_expense_stale"),
            models.Index(
                fields=["trip", "-base_amount", "-id"],
                condition=Q(deleted_at=None, kind="expense"),
                name="expenses_expense_biggest",
            ),
        ]
        constraints = [
            *LedgerRow.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=["expense", "income"]), name="expenses_expense_kind_is_known"),
            models.CheckConstraint(condition=~Q(description=""), name="expenses_expense_has_a_description"),
            models.CheckConstraint(condition=whole_between("tax", 0), name="expenses_expense_tax_is_in_range"),
            models.CheckConstraint(condition=whole_between("tip", 0), name="expenses_expense_tip_is_in_range"),
        ]

    def __str__(self) -> str:
        return self.description

    def get_absolute_url(self) -> str:
        return reverse("expense_detail", args=[self.trip.slug, self.ref])

    @property
    def live_receipts(self) -> ReceiptQuerySet:
        return self.receipts.live().in_order()

    @property
    def repeat(self) -> Repeat | None:
        """What has made it, or was made from it; one query."""
        return Repeat.objects.filter(occurrences__expense=self).first()

    def part_of(self, participant: Participant) -> Money:
        """The participant's share, in the trip's currency; zero for those who do not take part."""
        return Money(
            sum(share.base_amount for share in self.shares.all() if share.participant_id == participant.pk),
            self.trip.currency,
        )


class Line(models.Model):
    """One participant's side of an expense: what was typed for them, and the amounts that follow from it."""

    expense: models.ForeignKey[Expense, Expense]
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="%(class)ss")
    position = models.PositiveIntegerField(default=0)
    value = models.CharField(
        "input", max_length=40, blank=True, help_text="The line's input, in the split method's own unit."
    )
    amount = models.BigIntegerField(help_text="Minor units of the expense's currency.")
    base_amount = models.BigIntegerField(help_text="Minor units of the trip's currency.")

    class Meta:
        abstract = True
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["expense", "participant"], name="%(app_label)s_%(class)s_participant_is_there_once"
            ),
            models.CheckConstraint(
                condition=whole_between("amount", 0), name="%(app_label)s_%(class)s_amount_is_in_range"
            ),
            models.CheckConstraint(
                condition=whole_between("base_amount", 0), name="%(app_label)s_%(class)s_base_amount_is_in_range"
            ),
        ]

    @property
    def money(self) -> Money:
        return Money(self.amount, self.expense.currency)

    @property
    def base_money(self) -> Money:
        return Money(self.base_amount, self.expense.trip.currency)


class Payer(Line):
    """What one participant paid of an expense (or received, of an income)."""

    expense = models.ForeignKey(Expense, on_delete=models.PROTECT, related_name="payers")

    class Meta(Line.Meta):
        pass


class Share(Line):
    """What one participant bears of an expense (or is due, of an income)."""

    expense = models.ForeignKey(Expense, on_delete=models.PROTECT, related_name="shares")

    class Meta(Line.Meta):
        pass


class Item(models.Model):
    """One line of an itemised bill; the price is shared equally by those who had it."""

    expense = models.ForeignKey(Expense, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveIntegerField(default=0)
    label = models.CharField(max_length=LABEL_LENGTH, blank=True)
    amount = models.BigIntegerField(help_text="Minor units of the expense's currency; below zero for a discount.")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=whole_between("amount", -MAX_MINOR), name="expenses_item_amount_is_in_range"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def money(self) -> Money:
        return Money(self.amount, self.expense.currency)


class ItemSharer(models.Model):
    """Somebody who had an item."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="sharers")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "participant"], name="expenses_itemsharer_participant_is_there_once"
            )
        ]
