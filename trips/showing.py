"""A trip's page, made once for each of its readers and shown again until the trip changes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils import timezone

from trips.models import Trip
from tripsplit.htmx import AppRequest
from tripsplit.keeping import render_kept


def render_trip_page(
    request: AppRequest,
    template: str,
    trip: Trip,
    *,
    tab: str,
    more: Callable[[], Mapping[str, Any]],
    fragments: Sequence[str] = (),
) -> HttpResponse:
    """A page that depends on nothing but the trip, the day there, its reader and its address; `more` is its context if it is made.

    `trip` comes from get_trip, so that its revision was read before anything that `more` reads. Every change of a trip counts that up.
    """
    today = timezone.localdate(timezone=ZoneInfo(trip.time_zone))
    facts = (trip.pk, trip.revision, trip.me.pk, trip.me.user_id, today)
    return render_kept(request, template, {"trip": trip, "tab": tab}, more, facts=facts, fragments=fragments)
