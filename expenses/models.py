"""What was spent, who paid and who shares it. Payers and shares each add up to the expense, in its currency and in the trip's."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Case, F, Q, Sum, When
from django.urls import reverse

from expenses.receipt_models import ReceiptQuerySet
from trips.ledger_row import LedgerRow
from trips.models import Participant
from tripsplit.fields import whole_between
from tripsplit.money import Money

DESCRIPTION_LENGTH = 300


class Category(models.TextChoices):
    FOOD = "food", "Food & drink"
    GROCERIES = "groceries", "Groceries"
    TRANSPORT = "transport", "Transport"
    ACCOMMODATION = "accommodation", "Accommodation"
    ACTIVITIES = "activities", "Activities"
    SHOPPING = "shopping", "Shopping"
    FEES = "fees", "Fees & insurance"
    HEALTH = "health", "Health"
    COMMUNICATION = "communication", "Communication"
    OTHER = "other", "Other"


class SplitMethod(models.TextChoices):
    EQUAL = "equal", "Equally"
    SHARES = "shares", "By shares"


class ExpenseQuerySet(models.QuerySet["Expense"]):
    def live(self) -> Self:
        """Not in the trash."""
        return self.filter(deleted_at=None)

    def in_trash(self) -> Self:
        return self.exclude(deleted_at=None)

    def newest_first(self) -> Self:
        return self.order_by("-date", "-pk")

    def older_than(self, day: date, pk: int) -> Self:
        """What comes after that row in the order of newest_first."""
        return self.filter(Q(date__lt=day) | Q(pk__lt=pk), date__lte=day)

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


class Expense(LedgerRow):
    """One bill (or income) of a trip. `amount` is in minor units of its own currency, `base_amount` of the trip's."""

    class Kind(models.TextChoices):
        EXPENSE = "expense", "Expense"
        INCOME = "income", "Income"

    description = models.CharField(max_length=DESCRIPTION_LENGTH)
    category = models.CharField(max_length=20, choices=Category, blank=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.EXPENSE)
    method = models.CharField("split method", max_length=12, choices=SplitMethod, default=SplitMethod.EQUAL)

    objects = ExpenseQuerySet.as_manager()

    class Meta(LedgerRow.Meta):
        indexes = [
            models.Index(fields=["trip", "-date", "-id"], condition=Q(deleted_at=None), name="expenses_expense_list")
        ]
        constraints = [
            *LedgerRow.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=["expense", "income"]), name="expenses_expense_kind_is_known"),
            models.CheckConstraint(condition=~Q(description=""), name="expenses_expense_has_a_description"),
        ]

    def __str__(self) -> str:
        return self.description

    def get_absolute_url(self) -> str:
        return reverse("expense_detail", args=[self.trip.slug, self.ref])

    @property
    def live_receipts(self) -> ReceiptQuerySet:
        return self.receipts.live().in_order()

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
