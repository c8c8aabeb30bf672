"""Data fixes for expenses: their words and their day can be changed, by the service that writes history and feed; money is only shown."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from expenses.drafts import draft_of
from expenses.models import DESCRIPTION_LENGTH, Budget, Comment, DayTotal, Expense, Item, Payer, Preset, Share, TripRate
from expenses.receipt_models import Receipt
from expenses.repeat_models import Occurrence, Repeat
from expenses.services import delete_expense, edit_expense, restore_expense
from expenses.splitting import SplitError
from trips.errors import DomainError
from trips.ledger_row import NOTE_LENGTH
from tripsplit.admin import AnyForm, DataFixAdmin, money_column
from tripsplit.forms import CleanTextField


class ExpenseFixForm(AnyForm):
    """Text from the admin is as clean as text from the site."""

    description = CleanTextField(max_length=DESCRIPTION_LENGTH)
    note = CleanTextField(multiline=True, max_length=NOTE_LENGTH, required=False)


@admin.register(Expense)
class ExpenseAdmin(DataFixAdmin):
    form = ExpenseFixForm
    refusals = (DomainError, SplitError)
    list_display = ["description", "trip", "date", "money", "base_money", "kind", "deleted_at"]
    list_filter = ["kind", "category", "method"]
    list_select_related = ["trip"]
    date_hierarchy = "date"
    search_fields = ["description", "ref", "trip__name", "trip__slug"]
    fields = [
        *("trip", "ref", "date", "description", "category", "note", "kind", "method", "money", "base_money"),
        *(
            "rate",
            "rate_date",
            "rate_source",
            "who_paid",
            "who_shares",
            "version",
            "deleted_at",
            "created_at",
            "created_by",
        ),
    ]
    readonly_fields = [
        *("trip", "ref", "kind", "method", "money", "base_money", "rate", "rate_date", "rate_source"),
        *("who_paid", "who_shares", "version", "deleted_at", "created_at", "created_by"),
    ]
    actions = ["restore"]
    ordering = ["-pk"]
    money = money_column("money", label="amount", order="amount")
    base_money = money_column("base_money", label="in the trip’s currency", order="base_amount")

    @admin.display(description="paid by")
    def who_paid(self, expense: Expense) -> str:
        return _lines(expense.payers.select_related("participant", "expense"))

    @admin.display(description="shared by")
    def who_shares(self, expense: Expense) -> str:
        return _lines(expense.shares.select_related("participant", "expense"))

    def change_row(self, request: HttpRequest, row: Expense, data: Mapping[str, Any]) -> None:
        edit_expense(expense=row, by=None, version=row.version, draft=replace(draft_of(row), **data))

    def delete_row(self, request: HttpRequest, row: Expense) -> None:
        delete_expense(expense=row, by=None, version=row.version)

    @admin.action(description="Bring back from the trash", permissions=["change"])
    def restore(self, request: HttpRequest, expenses: QuerySet[Expense]) -> None:
        for expense in expenses.select_related("trip"):
            try:
                restore_expense(expense=expense, by=None, version=expense.version)
            except DomainError as fault:
                self.message_user(request, f"{expense}: {fault}", messages.ERROR)


class LineAdmin(DataFixAdmin):
    """Payers and shares can be looked up; they change with their expense."""

    list_display = ["participant", "expense", "money", "base_amount_money", "value"]
    list_select_related = ["participant", "expense__trip"]
    search_fields = ["participant__name", "expense__description", "expense__ref", "expense__trip__slug"]
    fields = ["expense", "participant", "position", "value", "money", "base_amount_money"]
    readonly_fields = ["money", "base_amount_money"]
    ordering = ["-pk"]
    money = money_column("money", label="amount", order="amount")
    base_amount_money = money_column("base_money", label="in the trip’s currency", order="base_amount")


admin.site.register([Payer, Share], LineAdmin)


@admin.register(Item)
class ItemAdmin(DataFixAdmin):
    """The lines of an itemised bill can be looked up; they change with their expense."""

    list_display = ["label", "expense", "money", "position"]
    list_select_related = ["expense__trip"]
    search_fields = ["label", "expense__description", "expense__ref", "expense__trip__slug"]
    fields = ["expense", "label", "money", "position"]
    readonly_fields = ["money"]
    ordering = ["-pk"]
    money = money_column("money", label="amount", order="amount")


@admin.register(Receipt)
class ReceiptAdmin(DataFixAdmin):
    list_display = ["name", "expense", "kind", "size", "created_at", "deleted_at"]
    list_select_related = ["expense__trip"]
    search_fields = ["name", "sha256", "expense__description", "expense__ref", "expense__trip__slug"]
    ordering = ["-pk"]


@admin.register(Comment)
class CommentAdmin(DataFixAdmin):
    list_display = ["text", "author", "expense", "created_at", "deleted_at"]
    list_select_related = ["author", "expense__trip"]
    search_fields = ["text", "author__name", "expense__description", "expense__ref", "expense__trip__slug"]
    ordering = ["-pk"]


@admin.register(TripRate)
class TripRateAdmin(DataFixAdmin):
    list_display = ["currency", "rate", "trip", "updated_at", "updated_by"]
    list_select_related = ["trip", "updated_by"]
    search_fields = ["currency", "trip__name", "trip__slug"]
    ordering = ["-pk"]


@admin.register(Budget)
class BudgetAdmin(DataFixAdmin):
    list_display = ["category", "money", "trip", "updated_at", "updated_by"]
    list_select_related = ["trip", "updated_by"]
    search_fields = ["category", "trip__name", "trip__slug"]
    ordering = ["-pk"]
    money = money_column("money", label="amount", order="amount")


@admin.register(DayTotal)
class DayTotalAdmin(DataFixAdmin):
    """Running totals of the days, to be looked up; `verify_ledger` proves them."""

    list_display = ["date", "category", "currency", "count", "amount", "base_amount", "trip"]
    list_select_related = ["trip"]
    search_fields = ["category", "currency", "trip__name", "trip__slug"]
    ordering = ["-pk"]


@admin.register(Preset)
class PresetAdmin(DataFixAdmin):
    list_display = ["name", "method", "trip"]
    list_select_related = ["trip"]
    search_fields = ["name", "trip__name", "trip__slug"]
    ordering = ["-pk"]


@admin.register(Repeat)
class RepeatAdmin(DataFixAdmin):
    """What repeats, when it comes next, and why it does not."""

    list_display = ["description", "trip", "money", "unit", "every", "next_date", "paused_at", "reason", "stopped_at"]
    list_select_related = ["trip"]
    list_filter = ["unit"]
    search_fields = ["ref", "draft", "trip__name", "trip__slug"]
    ordering = ["-pk"]
    money = money_column("money", label="amount")


@admin.register(Occurrence)
class OccurrenceAdmin(DataFixAdmin):
    list_display = ["expense", "repeat", "number", "date"]
    list_select_related = ["expense", "repeat"]
    search_fields = ["repeat__ref", "expense__ref", "expense__description", "repeat__trip__slug"]
    ordering = ["-pk"]


_amount: Callable[[Any], str] = money_column("money", label="amount")


def _lines(lines: QuerySet[Any]) -> str:
    return ", ".join(f"{line.participant.name} {_amount(line)}" for line in lines)
