"""What people say about an expense. A part of expenses.models, in a module of its own for its length."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

from trips.ledger_row import NOTE_LENGTH
from trips.models import Participant
from tripsplit.ids import new_ref

if TYPE_CHECKING:
    from collections.abc import Iterable

    from expenses.models import Expense

SHOWN_LENGTH = 120


class CommentQuerySet(models.QuerySet["Comment"]):
    def live(self) -> Self:
        """Not taken back."""
        return self.filter(deleted_at=None)

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")

    def counts(self, expenses: "Iterable[Expense]") -> dict[int, int]:
        """How many each expense has, by its primary key, those without any left out; one query."""
        counted = self.filter(expense__in=[expense.pk for expense in expenses]).order_by().values_list("expense_id")
        return dict(counted.annotate(count=Count("pk")))


class Comment(models.Model):
    """What somebody said about an expense. It can be taken back by who wrote it; the row stays."""

    expense = models.ForeignKey("expenses.Expense", on_delete=models.PROTECT, related_name="comments")
    ref = models.CharField(max_length=40, default=new_ref)
    author = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.CharField(max_length=NOTE_LENGTH)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["expense", "ref"], name="expenses_comment_ref_is_unique_on_its_expense"),
            models.CheckConstraint(condition=~Q(text=""), name="expenses_comment_says_something"),
        ]

    def __str__(self) -> str:
        return self.text[:SHOWN_LENGTH]
