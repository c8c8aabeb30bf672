"""Locking and unlocking a trip, by its owners."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from trips.access import get_trip
from trips.closing import lock_trip, unlock_trip
from trips.submitting import submits
from trips.views.common import act
from tripsplit.htmx import AppRequest


@require_POST
@login_required
@submits
def trip_lock(request: AppRequest, slug: str) -> HttpResponse:
    trip = get_trip(request, slug, may="own")
    return act(
        request,
        lambda: lock_trip(trip=trip, by=trip.me),
        to=reverse("balance_list", args=[slug]),
        said=f"Locked {trip.name}.",
        undo=reverse("trip_unlock", args=[slug]),
    )


@require_POST
@login_required
@submits
def trip_unlock(request: AppRequest, slug: str) -> HttpResponse:
    trip = get_trip(request, slug, may="own")
    return act(
        request,
        lambda: unlock_trip(trip=trip, by=trip.me),
        to=reverse("balance_list", args=[slug]),
        said=f"{trip.name} can be changed again.",
    )
