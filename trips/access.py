"""The only door to a trip: who may see it, and what they may do there. Strangers learn nothing, not even that it exists."""

from typing import Literal

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from trips.models import Participant, Trip, User

May = Literal["view", "edit", "own"]


def get_trip(request: HttpRequest, slug: str, may: May = "view") -> Trip:
    """The caller's trip, with `trip.me` the caller's participant in it.

    Raises Http404 for strangers, for those who were deactivated and for deleted trips; PermissionDenied (with a sentence)
    where the caller takes part and the role does not allow what is asked.
    """
    trip = find_trip(request, slug)
    if trip is None:
        raise Http404("No such trip.")
    if may == "edit" and not trip.me.can_edit:
        raise PermissionDenied("You can look at this trip, and not change it. Ask its owner to make you an editor.")
    if may == "own" and not trip.me.is_owner:
        raise PermissionDenied("Only an owner of this trip can do that.")
    return trip


def find_trip(request: HttpRequest, slug: str) -> Trip | None:
    """The caller's trip, or None; one query."""
    if not isinstance(request.user, User) or not request.user.is_active:
        return None
    me = (
        Participant.objects.select_related("trip")
        .filter(user=request.user, deactivated_at=None, trip__slug=slug, trip__deleted_at=None)
        .first()
    )
    return _with_me(me) if me else None


def get_deleted_trip(request: HttpRequest, slug: str) -> Trip:
    """The caller's deleted trip, for bringing it back: its owners' only, to everybody else it does not exist (Http404)."""
    found = next((trip for trip in deleted_trips_of(request.user) if trip.slug == slug), None)
    if found is None:
        raise Http404("No such trip.")
    return found


def deleted_trips_of(user: User | AnonymousUser) -> list[Trip]:
    """The deleted trips that the user owned, with `me`, last deleted first: until they are purged they can come back."""
    if not isinstance(user, User):
        return []
    owners = Participant.objects.active().filter(user=user, role=Participant.Role.OWNER).select_related("trip")
    return [_with_me(me) for me in owners.exclude(trip__deleted_at=None).order_by("-trip__deleted_at")]


def trips_of(user: User) -> list[Trip]:
    """The live trips that the user takes part in, the latest first, each with `me` and `people`; two queries for any number."""
    mine = Participant.objects.active().filter(user=user, trip__deleted_at=None).select_related("trip")
    trips = {me.trip_id: _with_me(me) for me in mine}
    everybody: dict[int, list[Participant]] = {trip_id: [] for trip_id in trips}
    for person in Participant.objects.filter(trip__in=trips).in_order():
        person.trip = trips[person.trip_id]
        everybody[person.trip_id].append(person)
    for trip_id, trip in trips.items():
        trip.people = everybody[trip_id]
    return sorted(trips.values(), key=lambda trip: (trip.start_date or trip.created_at.date(), trip.pk), reverse=True)


def _with_me(me: Participant) -> Trip:
    me.trip.me = me
    return me.trip
