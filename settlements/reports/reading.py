"""Reading a whole trip as it stood at one moment, while others may be writing."""

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction

from settlements.reports.kinds import CannotBeMade
from trips.models import Trip

T = TypeVar("T")
TRIES = 3


def at_one_revision(trip: Trip, load: Callable[[Trip], T]) -> T:
    """What `load` reads of the trip, all of it at one revision, which `trip.revision` is afterwards.

    `load` gets the trip freshly read and must not write; it is called again where somebody changed the trip meanwhile, and in
    the end while everybody else has to wait. Raises CannotBeMade where the trip is gone.
    """
    for _ in range(TRIES):
        fresh = _fresh(trip)
        found = load(fresh)
        if Trip.objects.filter(pk=trip.pk, revision=fresh.revision).exists():
            trip.revision = fresh.revision
            return found
    with transaction.atomic():
        fresh = _fresh(trip, hold=True)
        trip.revision = fresh.revision
        return load(fresh)


def _fresh(trip: Trip, *, hold: bool = False) -> Trip:
    trips = Trip.objects.select_for_update() if hold else Trip.objects.all()
    found = trips.filter(pk=trip.pk).first()
    if found is None:
        raise CannotBeMade("This trip is gone.")
    return found
