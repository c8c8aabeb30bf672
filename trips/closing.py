"""Locking a trip when everybody is square: it stays where everybody looks, and nothing in it changes until an owner unlocks it."""

from django.db import transaction
from django.utils import timezone

from trips.history import begin_change, log_activity
from trips.models import Activity, Participant, Trip


@transaction.atomic
def lock_trip(*, trip: Trip, by: Participant | None) -> None:
    """Let nobody change the trip. It need not be square: a lock also keeps a trip still while people pay. One that is locked stays so."""
    begin_change(trip, even_closed=True)
    now = timezone.now()
    if Trip.objects.filter(pk=trip.pk, locked_at=None).update(locked_at=now):
        trip.locked_at = now
        log_activity(trip=trip, by=by, verb="locked", subject="trip", label=trip.name)


@transaction.atomic
def unlock_trip(*, trip: Trip, by: Participant | None) -> None:
    """Let the trip be changed again; one that is not locked stays as it is."""
    begin_change(trip, even_closed=True)
    if Trip.objects.filter(pk=trip.pk).exclude(locked_at=None).update(locked_at=None):
        log_activity(trip=trip, by=by, verb="unlocked", subject="trip", label=trip.name)
    trip.locked_at = None


def last_lock(trip: Trip) -> Activity | None:
    """Who locked a locked trip, and when, as its feed has it; one query."""
    if trip.locked_at is None:
        return None
    return trip.activities.filter(subject="trip", verb="locked").select_related("actor").order_by("-pk").first()
