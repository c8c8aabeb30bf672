"""Data fixes for payments, carried out by the services: totals, history and feed follow."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from settlements.models import (
    METHOD_LENGTH,
    Payment,
    PaymentAnswer,
    PaymentDetail,
    Reminder,
    Report,
    TripFile,
    TripWishes,
)
from settlements.services import PaysThemselves, delete_payment, draft_of, edit_payment, restore_payment
from trips.errors import DomainError
from trips.ledger_row import NOTE_LENGTH
from tripsplit.admin import DataFixAdmin, money_column
from tripsplit.forms import CleanTextField, MoneyField

if TYPE_CHECKING:
    PaymentModelForm = forms.ModelForm[Payment]
else:
    PaymentModelForm = forms.ModelForm


class PaymentFixForm(PaymentModelForm):
    """A payment with its amount as people write it, between people of its trip."""

    method = CleanTextField(required=False, max_length=METHOD_LENGTH)
    note = CleanTextField(required=False, multiline=True, max_length=NOTE_LENGTH)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "amount" in self.fields:  # a page that may only be looked at has no fields
            self.fields["amount"] = MoneyField(currency=self.instance.currency, label="Amount")
            for name in ("sender", "receiver"):
                self.fields[name] = forms.ModelChoiceField(self.instance.trip.participants.in_order())

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("sender") == said.get("receiver"):
            self.add_error("receiver", str(PaysThemselves()))
        return said


@admin.register(Payment)
class PaymentAdmin(DataFixAdmin):
    refusals = (DomainError,)
    form = PaymentFixForm
    list_display = ["__str__", "trip", "money", "date", "method", "deleted_at"]
    list_filter = [("deleted_at", admin.EmptyFieldListFilter)]
    list_select_related = ["trip", "sender", "receiver"]
    search_fields = ["ref", "note", "method", "sender__name", "receiver__name", "trip__name", "trip__slug"]
    fields = [
        *("trip", "ref", "sender", "receiver", "date", "amount", "currency", "money", "base_money"),
        *("rate", "rate_date", "rate_source", "method", "note", "version", "deleted_at", "created_at", "created_by"),
    ]
    readonly_fields = [
        *("trip", "ref", "currency", "money", "base_money", "rate", "rate_date", "rate_source"),
        *("version", "deleted_at", "created_at", "created_by"),
    ]
    actions = ["restore"]
    ordering = ["-pk"]
    money = money_column("money", label="amount", order="amount")
    base_money = money_column("base_money", label="in the trip’s currency")

    def has_change_permission(self, request: HttpRequest, obj: Payment | None = None) -> bool:
        """One in the trash is brought back before it is changed."""
        return (obj is None or not obj.is_deleted) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Payment | None = None) -> bool:
        return (obj is None or not obj.is_deleted) and super().has_delete_permission(request, obj)

    def change_row(self, request: HttpRequest, row: Payment, data: Mapping[str, Any]) -> None:
        said = {name: data[name].ref if name in {"sender", "receiver"} else data[name] for name in data}
        draft = replace(draft_of(row), **said)
        if draft != draft_of(row):
            edit_payment(payment=row, by=None, version=row.version, draft=draft)

    def delete_row(self, request: HttpRequest, row: Payment) -> None:
        delete_payment(payment=row, by=None, version=row.version)

    @admin.action(description="Bring back from the trash", permissions=["change"])
    def restore(self, request: HttpRequest, payments: QuerySet[Payment]) -> None:
        for payment in payments:
            try:
                restore_payment(payment=payment, by=None, version=payment.version)
            except DomainError as fault:
                self.message_user(request, f"{payment}: {fault}", messages.ERROR)


@admin.register(PaymentDetail)
class PaymentDetailAdmin(DataFixAdmin):
    """Who can be paid in which ways. The numbers themselves are for the trip's people only."""

    list_display = ["participant", "kind", "updated_at"]
    list_filter = ["kind"]
    list_select_related = ["participant"]
    search_fields = ["participant__name", "participant__ref", "participant__trip__slug"]
    fields = ["participant", "kind", "updated_at"]


@admin.register(PaymentAnswer)
class PaymentAnswerAdmin(DataFixAdmin):
    """What receivers say of payments."""

    list_display = ["payment", "state", "note", "by", "at"]
    list_filter = ["state"]
    list_select_related = ["payment__sender", "payment__receiver", "by"]
    search_fields = ["payment__ref", "payment__trip__slug", "note"]
    fields = ["payment", "state", "note", "version", "by", "at"]


@admin.register(Reminder)
class ReminderAdmin(DataFixAdmin):
    """Who was reminded of what they owe, when, and at whose wish."""

    list_display = ["participant", "trip", "day", "sent_by", "at"]
    list_select_related = ["participant", "trip", "sent_by"]
    search_fields = ["participant__name", "trip__slug"]
    fields = ["trip", "participant", "day", "sent_by", "at"]


@admin.register(TripWishes)
class TripWishesAdmin(DataFixAdmin):
    """How trips want to settle."""

    list_display = ["trip", "unit", "existing_debts", "version", "updated_at"]
    list_filter = ["unit", "existing_debts"]
    list_select_related = ["trip"]
    search_fields = ["trip__name", "trip__slug"]
    fields = ["trip", "unit", "existing_debts", "households", "apart", "ways", "version", "updated_at"]
    readonly_fields = ["version"]


@admin.register(Report)
class ReportAdmin(DataFixAdmin):
    """Which reports were ordered and which are made; what goes on or went wrong stands with their jobs."""

    list_display = ["title", "trip", "ordered_by", "ordered_at", "made_at", "size"]
    list_filter = ["kind", ("made_at", admin.EmptyFieldListFilter)]
    list_select_related = ["trip", "of", "ordered_by"]
    search_fields = ["ref", "trip__name", "trip__slug", "ordered_by__name"]
    fields = [
        *("trip", "ref", "kind", "of", "locale", "ordered_by", "ordered_at", "revision", "error", "made_at"),
        *("sha256", "size", "expires_at"),
    ]
    readonly_fields = ["expires_at"]


@admin.register(TripFile)
class TripFileAdmin(DataFixAdmin):
    """Which files were brought to make trips of. What is in them is their owners' alone."""

    list_display = ["name", "user", "state", "size", "received_at"]
    list_filter = ["state"]
    list_select_related = ["user"]
    search_fields = ["ref", "user__email", "user__name"]
    fields = ["user", "ref", "name", "size", "state", "faults", "trip", "received_at"]
