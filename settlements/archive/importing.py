"""Making a trip from an archive that has been read: all of it or nothing, by the services that everything else is recorded with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from expenses.importing import import_expenses
from expenses.receipts import attach_receipts
from settlements.archive.bundles import Receipts
from settlements.archive.facts import Archive, PersonFacts
from settlements.services import import_payments
from trips.errors import DomainError, NameIsTaken
from trips.history import Change, log_activity
from trips.invitations import invitation_for
from trips.models import NAME_LENGTH, Participant, Trip, User
from trips.people import same_name


class NotAPersonOfIt(DomainError):
    def __init__(self, who: str) -> None:
        super().__init__(f"{who} is nobody of this trip who takes part.")


@dataclass(frozen=True)
class Owner:
    """Whose the trip will be: `user`, who is the person with the `ref` in the file, or somebody new called `name`."""

    user: User
    ref: str = ""
    name: str = ""


def likely_owner(people: Sequence[PersonFacts], user: User) -> Owner:
    """The one of these people who has the user's name, or else somebody new, with a name that nobody has yet."""
    name = user.name or (user.email or "").partition("@")[0] or "Owner"
    for person in can_be_claimed(people):
        if same_name(person["name"], name):
            return Owner(user, ref=person["ref"])
    taken = {person["name"].casefold() for person in people}
    number, free = 1, name[:NAME_LENGTH]
    while free.casefold() in taken:
        number += 1
        free = f"{name[: NAME_LENGTH - 5]} {number}"
    return Owner(user, name=free)


def can_be_claimed(people: Iterable[PersonFacts]) -> list[PersonFacts]:
    """Whom somebody may be in the trip: those who take part in it, and no kitty."""
    return [person for person in people if person["active"] and person["kind"] == Participant.Kind.PERSON]


@transaction.atomic
def import_trip(*, archive: Archive, owner: Owner | None = None, receipts: Receipts | None = None) -> Trip:
    """Make the trip of the archive. Without an owner it belongs to nobody, until somebody is given a name in it in the admin.

    `receipts` come from `bundles.prepared_receipts`. Raises NotAPersonOfIt, NameIsTaken and TripIsFull.
    """
    said = archive.trip
    first, last = (date.fromisoformat(day) if day else None for day in (said["start_date"], said["end_date"]))
    trip = Trip.objects.create(
        name=said["name"],
        emoji=said["emoji"],
        currency=said["currency"],
        start_date=first,
        end_date=last,
        time_zone=said["time_zone"],
        revision=1,
    )
    me = _add_people(trip, archive.participants, owner)
    import_expenses(trip=trip, by=me, written=archive.expenses)
    import_payments(trip=trip, by=me, written=archive.payments)
    for expense in trip.expenses.filter(ref__in=receipts or {}):
        expense.trip = trip
        attach_receipts(expense=expense, by=me, files=(receipts or {})[expense.ref])
    if me:
        trip.me = me
        invitation_for(trip=trip, by=me)
    log_activity(
        trip=trip, by=me, verb="imported", subject="trip", label=trip.name, changes=_changes(archive, len(trip.people))
    )
    return trip


def _add_people(trip: Trip, said: Iterable[PersonFacts], owner: Owner | None) -> Participant | None:
    """Everybody of the file in its order, and whoever the owner is."""
    people = [_person(trip, facts, position) for position, facts in enumerate(said)]
    me = _owner_among(trip, people, owner) if owner else None
    Participant.objects.bulk_create(people)
    return me


def _person(trip: Trip, facts: PersonFacts, position: int) -> Participant:
    is_kitty = facts["kind"] == Participant.Kind.KITTY
    return Participant(
        trip=trip,
        ref=facts["ref"],
        name=facts["name"],
        kind=facts["kind"],
        weight=facts["weight"],
        position=position,
        role=Participant.Role.VIEWER if is_kitty else Participant.Role.EDITOR,
        deactivated_at=None if facts["active"] else timezone.now(),
    )


def _owner_among(trip: Trip, people: list[Participant], owner: Owner) -> Participant:
    """The owner's participant; a new one is added to the people."""
    if owner.ref:
        me = next((person for person in people if person.ref == owner.ref), None)
        if me is None or me.is_kitty or not me.is_active:
            raise NotAPersonOfIt(me.name if me else owner.ref)
    else:
        if any(same_name(person.name, owner.name) for person in people):
            raise NameIsTaken(owner.name)
        me = Participant(trip=trip, name=owner.name, position=len(people))
        people.append(me)
    me.user, me.role = owner.user, Participant.Role.OWNER
    return me


def _changes(archive: Archive, people: int) -> list[Change]:
    counts = {"People": people, "Expenses": len(archive.expenses), "Payments": len(archive.payments)}
    return [Change(field=field, before="", after=f"{count:,}") for field, count in counts.items() if count]
