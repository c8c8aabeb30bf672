"""The people of a trip: adding, renaming, weights and roles, and who takes part no longer. Nobody with money to their name is deleted."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from trips.errors import (
    KittyHasNoRole,
    KittyIsNotEmpty,
    NameIsTaken,
    NeedsAnOwner,
    OwnersKeepTheirName,
    OwnersMustHaveJoined,
)
from trips.history import Shown, begin_change, claim_version, differences, log_activity
from trips.models import Participant, Trip
from tripsplit.fields import canonical

Role = Participant.Role


def same_name(one: str, other: str) -> bool:
    """Whether people would take the two names for the same: capitals do not tell them apart."""
    return one.casefold() == other.casefold()


@transaction.atomic
def add_participants(*, trip: Trip, by: Participant | None, names: Sequence[str]) -> list[Participant]:
    """Add people by name, in this order, after those who are there. Raises NameIsTaken, TripIsClosed."""
    begin_change(trip)
    people = add_people(trip, names, taken=names_in(trip))
    for person in people:
        log_activity(trip=trip, by=by, verb="added", subject="participant", ref=person.ref, label=person.name)
    return people


def add_people(
    trip: Trip,
    names: Iterable[str],
    *,
    taken: Iterable[str],
    role: Participant.Role = Role.EDITOR,
    kind: Participant.Kind = Participant.Kind.PERSON,
) -> list[Participant]:
    """New participants of a trip that the caller has taken for writing. Raises NameIsTaken."""
    known = {name.casefold() for name in taken}
    last = trip.participants.aggregate(last=Max("position"))["last"]
    people = []
    for position, name in enumerate(names, start=0 if last is None else last + 1):
        if name.casefold() in known:
            raise NameIsTaken(name)
        known.add(name.casefold())
        people.append(Participant(trip=trip, name=name, position=position, role=role, kind=kind))
    return Participant.objects.bulk_create(people)


def names_in(trip: Trip, *, but: Participant | None = None) -> list[str]:
    """The names that are taken in the trip, those of people who take part no longer included: their history shows them."""
    others = trip.participants.exclude(pk=but.pk) if but else trip.participants.all()
    return list(others.values_list("name", flat=True))


@transaction.atomic
def edit_participant(
    *,
    participant: Participant,
    by: Participant | None,
    version: int,
    name: str,
    weight: Decimal,
    role: str | None = None,
) -> None:
    """Change somebody's name, weight or role (None leaves it), if they still are at `version`; what is so already is left as it is.

    Everywhere the person appears, the new name does. Raises RowChanged, NameIsTaken, NeedsAnOwner, OwnersMustHaveJoined,
    KittyHasNoRole, TripIsClosed.
    """
    trip = participant.trip
    begin_change(trip)
    participant.refresh_from_db(fields=["name", "weight", "role", "user", "deactivated_at", "version"])
    if (name, weight, role or participant.role) == (participant.name, participant.weight, participant.role):
        return
    claim_version(participant, version=version)
    if any(same_name(name, other) for other in names_in(trip, but=participant)):
        raise NameIsTaken(name)
    role = role or participant.role
    if role != participant.role:
        _check_role(participant, role)
    before = described(participant)
    participant.name, participant.weight, participant.role = name, weight, Role(role)
    participant.save(update_fields=["name", "weight", "role"])
    changes = differences(before, described(participant))
    label = str(before["Name"])
    log_activity(
        trip=trip, by=by, verb="edited", subject="participant", ref=participant.ref, label=label, changes=changes
    )


def described(participant: Participant) -> dict[str, Shown]:
    """The facts as the trip's feed shows them."""
    return {
        "Name": participant.name,
        "Weight": canonical(participant.weight),
        "Role": Role(participant.role).label,
    }


def _check_role(participant: Participant, role: str) -> None:
    if participant.kind == Participant.Kind.KITTY:
        raise KittyHasNoRole
    if role == Role.OWNER and not participant.is_claimed:
        raise OwnersMustHaveJoined(participant.name)
    if participant.is_owner:
        check_another_owner(participant)


def check_another_owner(participant: Participant) -> None:
    """Raise NeedsAnOwner unless somebody else who can sign in owns the trip too."""
    owners = participant.trip.participants.active().filter(role=Role.OWNER, user__is_active=True)
    if not owners.exclude(pk=participant.pk).exists():
        raise NeedsAnOwner


@transaction.atomic
def deactivate_participant(*, participant: Participant, by: Participant | None) -> None:
    """Let somebody take part no longer: they see nothing and share nothing new. What they owe or get back stays in the balances.

    A kitty is closed by it, which has to be empty. Raises NeedsAnOwner for the last owner, KittyIsNotEmpty, TripIsClosed.
    """
    begin_change(participant.trip)
    participant.refresh_from_db(fields=["role", "user", "deactivated_at", "paid", "owed", "sent", "received"])
    if not participant.is_active:
        return
    if participant.is_kitty and participant.net:
        raise KittyIsNotEmpty(participant.name)
    if participant.is_owner:
        check_another_owner(participant)
    participant.deactivated_at = timezone.now()
    participant.save(update_fields=["deactivated_at"])
    _log(participant, by, "closed" if participant.is_kitty else "deactivated")


@transaction.atomic
def reactivate_participant(*, participant: Participant, by: Participant | None) -> None:
    """Let somebody take part again. Raises TripIsClosed."""
    begin_change(participant.trip)
    if participant.trip.participants.filter(pk=participant.pk).exclude(deactivated_at=None).update(deactivated_at=None):
        _log(participant, by, "opened" if participant.is_kitty else "reactivated")
    participant.deactivated_at = None


@transaction.atomic
def free_participant(*, participant: Participant, by: Participant | None) -> None:
    """Let go of a name that was claimed by mistake: whoever holds the link can claim it again. Raises OwnersKeepTheirName."""
    begin_change(participant.trip)
    participant.refresh_from_db(fields=["role", "user"])
    if participant.is_owner:
        raise OwnersKeepTheirName(participant.name)
    if participant.is_claimed:
        participant.user = None
        participant.save(update_fields=["user"])
        _log(participant, by, "freed")


def _log(participant: Participant, by: Participant | None, verb: str) -> None:
    log_activity(
        trip=participant.trip, by=by, verb=verb, subject="participant", ref=participant.ref, label=participant.name
    )
