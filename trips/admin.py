"""Data fixes for people and trips: what the services allow can be changed, the rest can be looked up."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from importlib import import_module
from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.http import HttpRequest

from trips import fixes, services
from trips.errors import DomainError
from trips.invitations import edit_invitation
from trips.leaving import delete_account
from trips.models import Activity, Invitation, MailChoice, Participant, Revision, SubmitKey, Trip, User
from trips.people import edit_participant
from tripsplit.admin import DataFixAdmin, money_column
from tripsplit.money import DoubtfulAmount, Money, parse_weight

# What other apps register lets rows be changed past the services. Importing their pages first settles who comes last.
for pages in ("allauth.account.admin", "django.contrib.auth.admin"):
    import_module(pages)
admin.site.unregister([Group, EmailAddress])


class TripsAdmin(DataFixAdmin):
    """A page whose services refuse in the words of DomainError."""

    refusals = (DomainError,)


@admin.register(User)
class UserAdmin(TripsAdmin):
    list_display = ["__str__", "name", "is_active", "is_staff", "date_joined"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["email", "name"]
    fields = ["email", "name", "is_active", "is_staff", "is_superuser", "date_joined", "last_login"]
    readonly_fields = ["date_joined", "last_login"]
    ordering = ["-pk"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Only a superuser makes staff: staff may not raise themselves."""
        powers = [] if getattr(request.user, "is_superuser", False) else ["is_staff", "is_superuser"]
        return [*self.readonly_fields, *powers]

    def change_row(self, request: HttpRequest, row: User, data: Mapping[str, Any]) -> None:
        fields = ("email", "name", "is_active", "is_staff", "is_superuser")
        fixes.change_user(user=row, **{field: data.get(field, getattr(row, field)) for field in fields})

    def delete_row(self, request: HttpRequest, row: User) -> None:
        delete_account(user=row)


@admin.register(EmailAddress)
class EmailAddressAdmin(TripsAdmin):
    list_display = ["email", "user", "primary", "verified"]
    list_filter = ["verified"]
    list_select_related = ["user"]
    search_fields = ["email", "user__name"]
    ordering = ["-pk"]


@admin.register(Trip)
class TripAdmin(TripsAdmin):
    list_display = ["__str__", "slug", "total", "start_date", "archived_at", "deleted_at"]
    search_fields = ["name", "slug", "participants__name"]
    fields = [
        *("slug", "name", "emoji", "currency", "total", "start_date", "end_date", "time_zone"),
        *("archived_at", "locked_at", "deleted_at", "created_at", "revision", "expense_count"),
    ]
    readonly_fields = [
        *("slug", "total", "archived_at", "locked_at", "deleted_at", "created_at", "revision", "expense_count"),
    ]
    actions = ["restore", "unarchive"]
    ordering = ["-pk"]
    total = money_column(lambda trip: Money(trip.owed or 0, trip.currency), label="total")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Trip]:
        owed = Participant.objects.filter(trip=OuterRef("pk")).values("trip").annotate(sum=Sum("owed")).values("sum")
        trips: QuerySet[Trip] = super().get_queryset(request)
        return trips.annotate(owed=Subquery(owed))

    def change_row(self, request: HttpRequest, row: Trip, data: Mapping[str, Any]) -> None:
        draft = services.draft_of(row)
        services.edit_trip(trip=row, by=None, draft=services.TripDraft(**{**vars(draft), **data}), version=row.version)

    def delete_row(self, request: HttpRequest, row: Trip) -> None:
        services.delete_trip(trip=row, by=None, typed_name=row.name)

    @admin.action(description="Bring back from the trash", permissions=["change"])
    def restore(self, request: HttpRequest, trips: QuerySet[Trip]) -> None:
        self._do(request, trips, lambda trip: services.restore_trip(trip=trip, by=None))

    @admin.action(description="Bring back from the archive", permissions=["change"])
    def unarchive(self, request: HttpRequest, trips: QuerySet[Trip]) -> None:
        self._do(request, trips, lambda trip: services.unarchive_trip(trip=trip, by=None))

    def _do(self, request: HttpRequest, trips: QuerySet[Trip], service: Callable[[Trip], None]) -> None:
        for trip in trips:
            try:
                service(trip)
            except DomainError as fault:
                self.message_user(request, f"{trip}: {fault}", messages.ERROR)


def _total(field: str) -> Callable[[Any], str]:
    return money_column(lambda person: Money(getattr(person, field), person.trip.currency), label=field, order=field)


class ParticipantFixForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    def clean_weight(self) -> Decimal:
        try:
            return Decimal(parse_weight(self.cleaned_data["weight"]))
        except DoubtfulAmount as fault:
            raise ValidationError(fault.reason) from fault


@admin.register(Participant)
class ParticipantAdmin(TripsAdmin):
    form = ParticipantFixForm
    list_display = ["name", "trip", "kind", "role", "user", "balance", "deactivated_at"]
    list_filter = ["role", "kind"]
    list_select_related = ["trip", "user"]
    search_fields = ["name", "ref", "trip__name", "trip__slug", "user__email", "user__name"]
    fields = [
        *("trip", "ref", "name", "kind", "weight", "role", "user", "deactivated_at"),
        *("paid_money", "owed_money", "sent_money", "received_money", "balance"),
    ]
    readonly_fields = [
        *("trip", "ref", "kind", "deactivated_at"),
        *("paid_money", "owed_money", "sent_money", "received_money", "balance"),
    ]
    raw_id_fields = ["user"]
    ordering = ["-pk"]
    balance = money_column("net", label="balance")
    paid_money, owed_money, sent_money, received_money = map(_total, ("paid", "owed", "sent", "received"))

    def change_row(self, request: HttpRequest, row: Participant, data: Mapping[str, Any]) -> None:
        """Whoever becomes an owner is somebody first, and whoever stops being somebody has stopped being an owner before."""
        user = data.get("user", row.user)
        if user is not None:
            fixes.assign_user(participant=row, by=None, user=user)
        edit_participant(
            participant=row,
            by=None,
            version=row.version,
            name=data.get("name", row.name),
            weight=data.get("weight", row.weight),
            role=data.get("role"),
        )
        if user is None:
            fixes.assign_user(participant=row, by=None, user=None)


@admin.register(Invitation)
class InvitationAdmin(TripsAdmin):
    list_display = ["trip", "role", "created_at", "expires_at", "revoked_at"]
    list_select_related = ["trip"]
    search_fields = ["trip__name", "trip__slug", "ref"]
    fields = ["trip", "ref", "role", "created_by", "created_at", "expires_at", "revoked_at"]
    readonly_fields = ["trip", "ref", "created_by", "created_at"]
    ordering = ["-pk"]

    def change_row(self, request: HttpRequest, row: Invitation, data: Mapping[str, Any]) -> None:
        fields = ("role", "expires_at", "revoked_at")
        said = {field: data.get(field, getattr(row, field)) for field in fields}
        edit_invitation(invitation=row, by=None, version=row.version, **said)


@admin.register(Activity)
class ActivityAdmin(TripsAdmin):
    list_display = ["at", "trip", "actor", "verb", "subject", "label"]
    list_filter = ["subject", "verb"]
    list_select_related = ["trip", "actor"]
    search_fields = ["label", "ref", "trip__name", "trip__slug", "actor__name"]
    ordering = ["-pk"]


@admin.register(Revision)
class RevisionAdmin(TripsAdmin):
    list_display = ["at", "trip", "kind", "ref", "version", "verb", "actor"]
    list_filter = ["kind", "verb"]
    list_select_related = ["trip", "actor"]
    search_fields = ["ref", "trip__name", "trip__slug", "actor__name"]
    ordering = ["-pk"]


@admin.register(SubmitKey)
class SubmitKeyAdmin(TripsAdmin):
    list_display = ["created_at", "owner", "location"]
    search_fields = ["owner", "location"]
    fields = ["owner", "location", "created_at"]
    ordering = ["-pk"]


@admin.register(MailChoice)
class MailChoiceAdmin(TripsAdmin):
    """Which mails addresses want; the addresses themselves are not kept."""

    list_display = ["address_hash", "kind", "wanted"]
    list_filter = ["kind", "wanted"]
    ordering = ["-pk"]
