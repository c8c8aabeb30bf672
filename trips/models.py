"""Who travels together: people, their trips, the link that invites, and what has happened. Money's running totals hang on Participant."""

from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, Self
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from trips.history_models import Activity, Revision
from trips.mail_models import MailChoice
from tripsplit.fields import ExactDecimalField, is_currency_code
from tripsplit.ids import new_ref, new_slug
from tripsplit.money import Money

# Other packages may import what stands here in modules of its own for its length, too.
__all__ = ["Activity", "Invitation", "MailChoice", "Participant", "Revision", "SubmitKey", "Trip", "User"]

AVATAR_COLOURS = 8
NAME_LENGTH = 80


def validate_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError("Choose a time zone such as Europe/Lisbon.")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str | None = None, password: str | None = None, **extra: Any) -> "User":
        """A user; with no e-mail address a guest, who is signed in on their devices and has no password."""
        user = self.model(email=email.strip().lower() if email else None, **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> "User":
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **extra})


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in: by e-mail and password, or as a guest by an invitation link."""

    email = models.EmailField("e-mail", max_length=254, unique=True, null=True, blank=True)
    name = models.CharField(max_length=NAME_LENGTH, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)
    device_nonce = models.CharField(
        max_length=32, blank=True, help_text="Part of a guest's personal link; a new one ends the old link."
    )
    device_link_expires_at = models.DateTimeField(null=True, blank=True)

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.email or self.name or f"Guest {self.pk}"

    @property
    def is_guest(self) -> bool:
        return not self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class TripQuerySet(models.QuerySet["Trip"]):
    def live(self) -> Self:
        """Not deleted."""
        return self.filter(deleted_at=None)

    def of(self, user: User) -> Self:
        """The live trips that the user takes part in."""
        return self.live().filter(participants__user=user, participants__deactivated_at=None)

    def latest_first(self) -> Self:
        return self.order_by(F("start_date").desc(nulls_last=True), "-pk")


class Trip(models.Model):
    """People who travel together and share costs, in one currency that the balances are kept in."""

    slug = models.CharField(max_length=40, unique=True, default=new_slug, editable=False)
    name = models.CharField(max_length=120)
    emoji = models.CharField(max_length=16, blank=True)
    currency = models.CharField(max_length=3, help_text="ISO 4217; balances are kept in it.")
    start_date = models.DateField(null=True, blank=True)
    end_date = models.DateField(null=True, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    revision = models.PositiveBigIntegerField(default=0, editable=False, help_text="Goes up by one with every change.")
    expense_count = models.PositiveIntegerField(
        default=0, editable=False, help_text="Live expenses; kept by the services."
    )
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = TripQuerySet.as_manager()

    # The caller's participant, set by trips.access.get_trip: the only door to a trip.
    me: "Participant"

    class Meta:
        constraints = [
            models.CheckConstraint(condition=is_currency_code("currency"), name="trips_trip_currency_is_a_code"),
            models.CheckConstraint(
                condition=Q(start_date=None) | Q(end_date=None) | Q(end_date__gte=F("start_date")),
                name="trips_trip_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="trips_trip_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("trip_detail", args=[self.slug])

    @property
    def is_closed(self) -> bool:
        """Whether nothing in it may change now (archived, or locked by its owner)."""
        return self.archived_at is not None or self.locked_at is not None

    @cached_property
    def people(self) -> list["Participant"]:
        """Everybody of the trip in their order, deactivated ones included; one query, however often it is read."""
        return list(self.participants.in_order())

    @property
    def active_people(self) -> list["Participant"]:
        return [person for person in self.people if person.is_active and person.kind == Participant.Kind.PERSON]

    @property
    def companion(self) -> str:
        """The first name of somebody who travels with the reader, for an example; empty where they travel alone."""
        others = (person for person in self.active_people if person.pk != self.me.pk)
        return next((person.name.split()[0] for person in others), "")

    @property
    def kitties(self) -> list["Participant"]:
        """The trip's purses, those that are closed by now included."""
        return [person for person in self.people if person.is_kitty]

    @property
    def total(self) -> Money:
        """What the trip has cost, in its currency: the sum of everybody's shares."""
        return Money(sum(person.owed for person in self.people), self.currency)


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def in_order(self) -> Self:
        return self.order_by("position", "pk")

    def active(self) -> Self:
        return self.filter(deactivated_at=None)


class Participant(models.Model):
    """Somebody in a trip, with or without a user behind the name, and their running totals in the trip's currency (minor units).

    The totals are posted by the services, in the transaction of the row that causes them (trips.totals); `verify_ledger` recomputes them.
    """

    class Kind(models.TextChoices):
        PERSON = "person", "Person"
        KITTY = "kitty", "Kitty"

    class Role(models.TextChoices):
        OWNER = "owner", "Owner"
        EDITOR = "editor", "Editor"
        VIEWER = "viewer", "Viewer"

    trip = models.ForeignKey(Trip, on_delete=models.PROTECT, related_name="participants")
    ref = models.CharField(max_length=40, default=new_ref)
    name = models.CharField(max_length=NAME_LENGTH)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PERSON)
    weight = ExactDecimalField(default="1", help_text="How many people this one counts for when splitting by shares.")
    position = models.PositiveIntegerField(default=0)
    role = models.CharField(max_length=10, choices=Role, default=Role.EDITOR)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="participants"
    )
    deactivated_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    paid = models.BigIntegerField(default=0, editable=False)
    owed = models.BigIntegerField(default=0, editable=False)
    sent = models.BigIntegerField(default=0, editable=False)
    received = models.BigIntegerField(default=0, editable=False)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trip", "ref"], name="trips_participant_ref_is_unique_in_its_trip"),
            models.UniqueConstraint(
                fields=["trip", "user"], condition=Q(user__isnull=False), name="trips_participant_user_is_there_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="trips_participant_has_a_name"),
            models.CheckConstraint(condition=~Q(ref="new") & ~Q(ref=""), name="trips_participant_ref_is_an_id"),
            models.CheckConstraint(
                condition=Q(kind="person") | Q(role="viewer", user=None), name="trips_participant_kitty_acts_for_nobody"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def net(self) -> Money:
        """The balance in the trip's currency: above zero is owed money, below zero owes."""
        return Money(self.paid - self.owed + self.sent - self.received, self.trip.currency)

    @property
    def is_active(self) -> bool:
        return self.deactivated_at is None

    @property
    def is_kitty(self) -> bool:
        return self.kind == self.Kind.KITTY

    @property
    def is_claimed(self) -> bool:
        return self.user_id is not None

    @property
    def is_owner(self) -> bool:
        return self.role == self.Role.OWNER

    @property
    def can_edit(self) -> bool:
        return self.role in {self.Role.OWNER, self.Role.EDITOR}

    @property
    def colour(self) -> str:
        """The avatar's colour class, the same everywhere: people who came one after the other differ."""
        return f"c{self.position % AVATAR_COLOURS + 1}"


class Invitation(models.Model):
    """A link by which people join a trip. Its token is derived from the secret key, the ref and the nonce, so nothing secret is stored."""

    trip = models.ForeignKey(Trip, on_delete=models.PROTECT, related_name="invitations")
    ref = models.CharField(max_length=40, default=new_ref, unique=True, editable=False)
    nonce = models.CharField(max_length=32)
    role = models.CharField(max_length=10, choices=Participant.Role, default=Participant.Role.EDITOR)
    created_by = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(role="owner"), name="trips_invitation_never_makes_an_owner")]

    def __str__(self) -> str:
        return f"Invitation to {self.trip}"

    def is_open(self, now: datetime | None = None) -> bool:
        return self.revoked_at is None and self.expires_at > (now or timezone.now())


class SubmitKey(models.Model):
    """A form that was sent, and where it led: sending it again shows the same result and does nothing twice."""

    owner = models.CharField(max_length=70, help_text="The user, or the browser where nobody is signed in.")
    key = models.CharField(max_length=64)
    body_hash = models.CharField(max_length=64)
    location = models.CharField(max_length=500)
    said = models.JSONField(null=True, help_text="The messages that told of it, as (level, text, tags).")
    created_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="trips_submitkey_counts_once")]

    def __str__(self) -> str:
        return f"{self.owner} {self.key}"
