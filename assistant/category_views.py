"""Categories suggested: beside the description that is being typed, and for all expenses that have none."""

from functools import partial
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from assistant.categorising.choosing import offer
from assistant.categorising.likeness import like
from assistant.categorising.modelling import by_model
from assistant.categorising.past import past_of
from assistant.categorising.suggesting import Suggestion, suggest
from assistant.filing import FilingForm, page_of, way_back
from assistant.llm import is_on
from assistant.models import WhatIsRead
from assistant.services import count_offer
from expenses.models import DESCRIPTION_LENGTH
from expenses.pages import closed
from expenses.services import categorise_expenses
from trips.access import get_trip
from trips.errors import DomainError, RowChanged
from trips.models import Trip
from trips.submitting import submit, submits
from tripsplit.htmx import AppRequest, over_the_page, render_page, see_other

BATCH, BATCH_FORM = "assistant/category_batch.html", "category-batch"
CHANGED = "Nothing was saved: somebody else changed one of these in the meantime. This is how they stand now."
MODEL = "model"
SHORTEST = 3  # letters, before which a model is not troubled


@require_POST
@login_required
def category_suggest(request: AppRequest, slug: str) -> HttpResponse:
    """Chips for a description; a POST, so that no log has it. What no words tell a model is asked in a request of its own (`?by=model`)."""
    trip = get_trip(request, slug, may="edit")
    description = request.POST.get("description", "")[:DESCRIPTION_LENGTH]
    asks_model = request.GET.get("by") == MODEL
    found = _guessed(trip, description) if asks_model and is_on() else _suggested(trip, description)
    context = {
        "trip": trip,
        "offer": offer(found, request.POST),
        "may_ask_model": not found and not asks_model and is_on() and len(description.strip()) >= SHORTEST,
    }
    return render(request, "assistant/category_suggest.html", context)


def _suggested(trip: Trip, description: str) -> Suggestion:
    return suggest(description, past_of(trip, trip.me.user), likeness=like)


def _guessed(trip: Trip, description: str) -> Suggestion:
    is_allowed = not trip.is_closed and count_offer(me=trip.me, what=WhatIsRead.DESCRIPTION)
    return by_model(description) if is_allowed else Suggestion()


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@submits
def category_batch(request: AppRequest, slug: str) -> HttpResponse:
    """The expenses without a category, each with its suggestion: changed or skipped, then saved all at once."""
    trip = get_trip(request, slug, may="edit")
    if request.method != "POST":
        return closed(request, trip) or _batch_page(request, trip, FilingForm(trip=trip))
    form = FilingForm(request.POST if "expense" in request.POST else request.GET, trip=trip)
    if not form.is_valid():
        return _batch_page(request, trip, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        return submit(request, partial(_file, request, trip, form))
    except RowChanged:
        form.add_error("expense", CHANGED)
        return _batch_page(request, trip, form, status=HTTPStatus.CONFLICT)
    except DomainError as fault:
        messages.error(request, str(fault))
        return see_other(request, reverse("expense_list", args=[slug]))


def _batch_page(request: AppRequest, trip: Trip, form: FilingForm, *, status: int = HTTPStatus.OK) -> HttpResponse:
    page = page_of(trip, form, after=request.GET.get("after", ""))
    context = {"trip": trip, "tab": "expenses", "form": form, "page": page}
    response = render_page(request, BATCH, context, fragments=(BATCH_FORM,), status=status)
    is_undo = status != HTTPStatus.OK and request.htmx and request.htmx.target != BATCH_FORM
    return over_the_page(response) if is_undo else response


def _file(request: AppRequest, trip: Trip, form: FilingForm) -> str:
    filed = categorise_expenses(trip=trip, by=trip.me, filings=form.filings)
    if not filed:
        messages.info(request, "Nothing was chosen, so nothing has changed.")
    elif filed[0].category:
        back = f"undo:{reverse('category_batch', args=[trip.slug])}?{way_back(filed)}"
        messages.success(request, f"Filed {_counted(len(filed))}.", extra_tags=back)
    else:
        messages.success(request, f"{_counted(len(filed)).capitalize()} without a category again.")
    return reverse("expense_list", args=[trip.slug])


def _counted(number: int) -> str:
    return f"{number} expense{'' if number == 1 else 's'}"
