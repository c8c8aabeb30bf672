"""An expense said in a sentence: the form is filled in with what it says, for a person to look at and save. Nothing is saved here."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from assistant.models import WhatIsRead
from assistant.saying.filling import doubts_of, kept_of, payment_url, typed_of
from assistant.saying.forms import SayForm
from assistant.saying.offering import may_ask, offer_for
from assistant.saying.outcome import Reading
from assistant.saying.reading import read
from assistant.services import count_offer
from assistant.turning import turn_of
from assistant.world import World
from expenses.forms import ExpenseForm
from expenses.forms.again import filled_form
from expenses.habits import Habits
from expenses.pages import closed, form_context
from trips.access import get_trip
from trips.models import Trip
from tripsplit.htmx import AppRequest, asked_fragment, render_page
from tripsplit.ids import new_submit_key, ref_from_key

PAGE = "assistant/expense_say.html"
FRAGMENTS = ("expense-say",)
LINE = "#say-line"


@require_POST
@login_required
def expense_say(request: AppRequest, slug: str) -> HttpResponse:
    """The form of a new expense as the sentence says it. A POST, so that no log and no history has the sentence."""
    trip = get_trip(request, slug, may="edit")
    said = SayForm(request.POST)
    if not said.is_valid():
        return closed(request, trip) or _page(request, trip, said, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    sentence = said.cleaned_data["sentence"]
    reading = read(sentence, world_for(trip)) if sentence else None
    return closed(request, trip) or _page(request, trip, said, reading)


@require_POST
@login_required
def expense_say_model(request: AppRequest, slug: str) -> HttpResponse:
    """Beside a form with doubts: what a language model reads otherwise, or nothing. It has seconds, and puts nothing into the form."""
    trip = get_trip(request, slug, may="edit")
    said, offer = SayForm(request.POST), None
    if said.is_valid():
        sentence, world = said.cleaned_data["sentence"], world_for(trip)
        rules = read(sentence, world)
        if may_ask(rules) and not trip.is_closed and count_offer(me=trip.me, what=WhatIsRead.SENTENCE):
            offer = offer_for(sentence, rules, world=world, trip=trip)
    return render(request, "assistant/expense_say_model.html", {"offer": offer})


def world_for(trip: Trip) -> World:
    """Where a sentence names no currency, it is the one that the empty form would be in."""
    return replace(turn_of(trip).world(), currency=Habits(trip).currency)


def _page(
    request: AppRequest, trip: Trip, said: SayForm, reading: Reading | None = None, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    is_payment = reading is not None and bool(reading.payment_to)
    if reading is None or is_payment:
        form = ExpenseForm(trip=trip)
    else:
        said_so = typed_of(reading, trip)
        kept = kept_of(request.POST, said_so)
        doubts = {name: words for name, words in doubts_of(reading).items() if name not in kept}
        form = filled_form(trip, said_so | kept, doubts=doubts)
    key = new_submit_key()
    context: dict[str, Any] = {
        **form_context(trip, form, ref=ref_from_key(key)),
        "trip": trip,
        "key": key,
        "say": said["sentence"],
        "is_said": True,
        "may_ask_model": reading is not None and may_ask(reading),
        "payment_url": payment_url(reading, trip) if reading is not None and is_payment else "",
        "payment_doubts": list(reading.doubts.values()) if reading is not None else [],
    }
    response = render_page(request, PAGE, context, fragments=FRAGMENTS, status=status)
    if (reading is None or is_payment) and asked_fragment(request, FRAGMENTS):
        _leave_the_form(response)
    # What the browser's history has, and loads again, is the empty form.
    header = "HX-Replace-Url" if asked_fragment(request, FRAGMENTS) else "HX-Push-Url"
    response.headers[header] = reverse("expense_create", args=[trip.slug])
    return response


def _leave_the_form(response: HttpResponse) -> None:
    """Where no expense was read, htmx takes of the answer only the line with its words: the form beneath it stays as it is."""
    response.headers["HX-Retarget"] = response.headers["HX-Reselect"] = LINE
    response.headers["HX-Reswap"] = "outerHTML"
