"""Trips from their first day to their last: making, changing, archiving, deleting and bringing back. People stand in trips.people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from trips.errors import CurrencyIsInUse, NotTheTripsName, TripIsClosed
from trips.history import Change, Shown, begin_change, claim_version, differences, log_activity, shown_day
from trips.invitations import invitation_for
from trips.models import Participant, Trip, User
from trips.people import add_people, same_name


@dataclass(frozen=True)
class TripDraft:
    """What a person says about a trip; the texts are clean already."""

    name: str
    currency: str
    emoji: str = ""
    start_date: date | None = None
    end_date: date | None = None
    time_zone: str = "UTC"

    def described(self) -> dict[str, Shown]:
        """The facts as the trip's feed shows them."""
        return {
            "Name": self.name,
            "Emoji": self.emoji,
            "Currency": self.currency,
            "First day": shown_day(self.start_date),
            "Last day": shown_day(self.end_date),
            "Time zone": self.time_zone,
        }


def draft_of(trip: Trip) -> TripDraft:
    """The trip as a draft: to fill a form, and to tell what a change changed."""
    return TripDraft(
        name=trip.name,
        currency=trip.currency,
        emoji=trip.emoji,
        start_date=trip.start_date,
        end_date=trip.end_date,
        time_zone=trip.time_zone,
    )


@transaction.atomic
def create_trip(*, by: User, my_name: str, draft: TripDraft, names: Sequence[str] = ()) -> Trip:
    """Make a trip owned by `by`, who is called `my_name` in it, with the people of these names and a link to invite them.

    The owner's own name among the names is the owner, not a second person. Raises NameIsTaken for a name that is there twice.
    """
    trip = Trip.objects.create(**vars(draft), revision=1)
    trip.me = Participant.objects.create(trip=trip, name=my_name, user=by, role=Participant.Role.OWNER)
    own = next((name for name in names if same_name(name, my_name)), None)
    others = list(names)
    if own is not None:
        others.remove(own)
    people = [trip.me, *add_people(trip, others, taken=[my_name])]
    log_activity(
        trip=trip,
        by=trip.me,
        verb="created",
        subject="trip",
        label=trip.name,
        changes=differences({}, {"People": ", ".join(person.name for person in people)}),
    )
    invitation_for(trip=trip, by=trip.me)
    return trip


@transaction.atomic
def edit_trip(*, trip: Trip, by: Participant | None, draft: TripDraft, version: int) -> list[str]:
    """Change what the trip is called, when and in which currency it is, if its settings still are at `version`.

    The trip's own rates and its budgets are in its currency, so they go with it: what went is returned, a sentence for each.
    What is so already is left as it is. Raises RowChanged, CurrencyIsInUse, TripIsClosed.
    """
    begin_change(trip)
    trip.refresh_from_db()
    changes = differences(draft_of(trip).described(), draft.described())
    if not changes:
        return []
    claim_version(trip, version=version)
    # Every expense and payment there ever was has a revision, those in the trash too.
    if draft.currency != trip.currency and trip.revisions.exists():
        raise CurrencyIsInUse
    gone = _drop_what_is_in(trip, changes) if draft.currency != trip.currency else []
    for field, value in vars(draft).items():
        setattr(trip, field, value)
    trip.save(update_fields=list(vars(draft)))
    log_activity(trip=trip, by=by, verb="edited", subject="trip", label=trip.name, changes=changes)
    return gone


@transaction.atomic
def archive_trip(*, trip: Trip, by: Participant | None) -> None:
    """Close the trip: it stays readable and nothing in it changes. One that is archived stays as it is."""
    begin_change(trip, even_closed=True)
    now = timezone.now()
    if Trip.objects.filter(pk=trip.pk, archived_at=None).update(archived_at=now):
        trip.archived_at = now
        log_activity(trip=trip, by=by, verb="archived", subject="trip", label=trip.name)


@transaction.atomic
def unarchive_trip(*, trip: Trip, by: Participant | None) -> None:
    """Open an archived trip again; one that is open stays as it is."""
    begin_change(trip, even_closed=True)
    if Trip.objects.filter(pk=trip.pk).exclude(archived_at=None).update(archived_at=None):
        log_activity(trip=trip, by=by, verb="unarchived", subject="trip", label=trip.name)
    trip.archived_at = None


@transaction.atomic
def delete_trip(*, trip: Trip, by: Participant | None, typed_name: str) -> None:
    """Take the trip away from everybody; its rows stay for trips.purging.DAYS_KEPT days. Raises NotTheTripsName."""
    begin_change(trip, even_closed=True)
    if not same_name(typed_name, trip.name):
        raise NotTheTripsName(trip.name)
    trip.deleted_at = timezone.now()
    trip.save(update_fields=["deleted_at"])
    log_activity(trip=trip, by=by, verb="deleted", subject="trip", label=trip.name)


@transaction.atomic
def restore_trip(*, trip: Trip, by: Participant | None) -> None:
    """Bring a deleted trip back, while its rows are still there. Raises TripIsClosed where they are not."""
    if not Trip.objects.filter(pk=trip.pk).exclude(deleted_at=None).update(deleted_at=None):
        raise TripIsClosed
    trip.deleted_at = None
    begin_change(trip, even_closed=True)
    log_activity(trip=trip, by=by, verb="restored", subject="trip", label=trip.name)


def _drop_what_is_in(trip: Trip, changes: list[Change]) -> list[str]:
    """Forget what is in the trip's present currency, for the feed too; a sentence for each."""
    rates, budgets, gone = trip.rates.order_by("currency"), trip.budgets.all(), []
    codes = ", ".join(rates.values_list("currency", flat=True))
    if codes:
        changes += differences({"Own rates": codes}, {})
        gone.append(f"This trip’s own rates, for {codes}, were in {trip.currency}, so they are gone.")
        rates.delete()
    count = budgets.count()
    if count:
        changes += differences({"Budgets": str(count)}, {})
        gone.append(f"Its budgets were in {trip.currency}, so they are gone.")
        budgets.delete()
    return gone
