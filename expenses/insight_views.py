"""What a trip's spending comes to, in pictures that the list's own filters narrow."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from expenses.clock import today
from expenses.filters import FilterForm
from expenses.insights.loading import load_spending
from expenses.pages import FIND, found_in_words, may_edit
from trips.access import get_trip
from trips.models import Trip
from trips.showing import render_trip_page
from tripsplit.htmx import AppRequest

LIST = "expenses/insight_list.html"
FOUND = "insight-list"


@require_safe
@login_required
def insight_list(request: AppRequest, slug: str) -> HttpResponse:
    """By category, person and day, of all expenses or of those that the filters find."""
    trip = get_trip(request, slug)
    more = partial(_shown, request.GET, trip)
    response = render_trip_page(request, LIST, trip, tab="insights", more=more, fragments=(FOUND,))
    if request.htmx.trigger == FIND:
        query = FilterForm(request.GET, trip=trip, mode={}).query
        response.headers["HX-Replace-Url"] = f"{request.path}?{query}" if query else request.path
    return response


def _shown(query: Mapping[str, str], trip: Trip) -> dict[str, Any]:
    find = FilterForm(query, trip=trip, mode={})
    spending = load_spending(trip, today=today(trip), find=find, me=trip.me)
    insights = spending.insights
    return {
        "insights": insights,
        "budgets": spending.budgets,
        "has_marks": any(row.gauge.mark for row in spending.budgets),
        "find": find,
        "find_target": FOUND,
        "found_words": found_in_words(insights.count if insights else 0),
        "list_url": reverse("insight_list", args=[trip.slug]),
        "clear_url": "?",
        "other_url": reverse("expense_list", args=[trip.slug]),
        "other_words": "In the list",
        "show_find": bool(insights or find.address),
        "may_edit": may_edit(trip),
    }
