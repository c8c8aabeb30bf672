"""Categories suggested: beside the description that is being typed."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from assistant.categorising.choosing import offer
from assistant.categorising.likeness import like
from assistant.categorising.modelling import by_model
from assistant.categorising.past import past_of
from assistant.categorising.suggesting import Suggestion, suggest
from assistant.llm import is_on
from expenses.models import DESCRIPTION_LENGTH
from trips.access import get_trip
from trips.models import Trip
from tripsplit.htmx import AppRequest

MODEL = "model"
SHORTEST = 3  # letters, before which a model is not troubled


@require_POST
@login_required
def category_suggest(request: AppRequest, slug: str) -> HttpResponse:
    """Chips for a description; a POST, so that no log has it. What no words tell a model is asked in a request of its own (`?by=model`)."""
    trip = get_trip(request, slug, may="edit")
    description = request.POST.get("description", "")[:DESCRIPTION_LENGTH]
    asks_model = request.GET.get("by") == MODEL
    found = by_model(description) if asks_model and is_on() else _suggested(trip, description)
    context = {
        "trip": trip,
        "offer": offer(found, request.POST),
        "may_ask_model": not found and not asks_model and is_on() and len(description.strip()) >= SHORTEST,
    }
    return render(request, "assistant/category_suggest.html", context)


def _suggested(trip: Trip, description: str) -> Suggestion:
    return suggest(description, past_of(trip, trip.me.user), likeness=like)
