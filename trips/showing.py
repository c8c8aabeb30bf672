"""A trip's page, made once for each of its readers and shown again until the trip changes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import HttpResponse

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
    """A page that depends on nothing but the trip, its reader and its address; `more` is its context, asked for if it has to be made.

    `trip` comes from get_trip, so that its revision was read before anything that `more` reads. Every change of a trip counts that up.
    """
    facts = (trip.pk, trip.revision, trip.me.pk, trip.me.user_id)
    return render_kept(request, template, {"trip": trip, "tab": tab}, more, facts=facts, fragments=fragments)
