"""The trip's feed: who did what, with before and after."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from trips.access import get_trip
from trips.feed import feed
from tripsplit.htmx import AppRequest, render_page

LONGEST_ID = 18  # digits that fit into the database's integer


@require_safe
@login_required
def activity_list(request: AppRequest, slug: str) -> HttpResponse:
    """Fifty lines at a time; the address names the line that the page ends before, so that new lines shift nothing."""
    trip = get_trip(request, slug)
    before = request.GET.get("before", "")
    known = before.isascii() and before.isdigit() and len(before) <= LONGEST_ID
    entries, older = feed(trip, before=int(before) if known else None)
    context = {"trip": trip, "tab": "activity", "entries": entries, "older": older, "first_page": not known}
    return render_page(request, "trips/activity_list.html", context, fragments=("activity-list",))
