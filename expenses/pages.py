"""What the pages of expenses share: finding one, saying what was done to it, and who may."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import Truncator

from expenses.forms import ExpenseForm
from expenses.models import Expense
from expenses.presets import presets_of
from expenses.repeat_models import Repeat
from trips.errors import RowChanged, TripIsClosed
from trips.models import Trip
from trips.submitting import submit
from tripsplit.htmx import AppRequest, see_other
from tripsplit.ids import is_ref

TITLE = 60  # characters of a description in a message
FIND = "find"  # the form of the filters
NOTHING_FOUND = "Nothing found"


def find_expense(trip: Trip, ref: str) -> Expense:
    """The trip's expense with its lines and items, in the trash or not. Raises Http404."""
    if not is_ref(ref):
        raise Http404
    expense = get_object_or_404(trip.expenses.with_items(), ref=ref)
    expense.trip = trip  # the one that knows who asks
    return expense


def find_repeat(trip: Trip, ref: str) -> Repeat:
    """Raises Http404."""
    if not is_ref(ref):
        raise Http404
    repeat = get_object_or_404(trip.repeats, ref=ref)
    repeat.trip = trip  # the one that knows who asks
    return repeat


def title_of(expense: Expense) -> str:
    return f"“{Truncator(expense.description).chars(TITLE)}”"


def form_context(trip: Trip, form: ExpenseForm | None = None, *, ref: str = "") -> dict[str, Any]:
    """What every form of an expense shows; an empty one if there is none."""
    form = form or ExpenseForm(trip=trip)
    preview = form.preview(ref)
    return {
        "expense": form.expense,
        "form": form,
        "preview": preview,
        "lines": form.split.people(preview.parts),
        "presets": presets_of(trip),
    }


def list_with(request: AppRequest, did: str, expense: Expense, *, undo: str = "") -> str:
    """The list's address, where a message tells what was done and how to undo it."""
    place = [expense.trip.slug, expense.ref]
    tags = f"undo:{reverse(undo, args=place)}?{urlencode({'version': expense.version})}" if undo else ""
    messages.success(request, f"{did} {title_of(expense)}.", extra_tags=tags)
    return reverse("expense_list", args=[expense.trip.slug])


def closed(request: AppRequest, trip: Trip, page: str = "expense_list") -> HttpResponse | None:
    """A trip that nothing can change in shows its expenses (or another page of what there is) in place of a form."""
    if not trip.is_closed:
        return None
    messages.warning(request, str(TripIsClosed()))
    return see_other(request, reverse(page, args=[trip.slug]))


def take_away(request: AppRequest, trip: Trip, drop: Callable[[], str], *, page: str, form_url: str) -> HttpResponse:
    """Drop something by a form that has seen it: shown anew at `form_url` where somebody was quicker, and on `page` in a closed trip."""
    try:
        return submit(request, drop)
    except RowChanged as fault:
        messages.warning(request, f"{fault} Here is what it is now.")
        return see_other(request, form_url)
    except TripIsClosed:
        return closed(request, trip, page) or see_other(request, reverse(page, args=[trip.slug]))


def may_edit(trip: Trip) -> bool:
    return trip.me.can_edit and not trip.is_closed


def found_in_words(count: int) -> str:
    """What a search has come to, for those who do not see it change."""
    return f"{count} expense{'' if count == 1 else 's'} found" if count else NOTHING_FOUND
