"""The only door to a trip: who may see it, and what they may do there. Strangers learn nothing, not even that it exists."""

from typing import Literal

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
    if me is None:
        return None
    me.trip.me = me
    return me.trip
