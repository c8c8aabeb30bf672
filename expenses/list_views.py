"""The list of a trip's expenses, and moving several of them to another day."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils import dateformat
from django.views.decorators.http import require_POST, require_safe

from expenses.filters import FilterForm
from expenses.listing import load_listing, load_rows
from expenses.loading import Sides
from expenses.models import Expense
from expenses.move_forms import MoveForm
from expenses.pages import FIND, NOTHING_FOUND, found_in_words, may_edit
from expenses.services import Moved, move_expenses
from expenses.sums import Sums, sums_found, sums_of
from trips.access import get_trip
from trips.errors import DomainError, RowChanged
from trips.ledger_row import RateSource
from trips.models import Trip
from trips.showing import render_trip_page
from trips.submitting import submit, submits
from tripsplit.htmx import AppRequest, render_page, see_other

LIST = "expenses/expense_list.html"
FRAGMENTS = ("expense-list", "expense-more")
SUMS = "expense-sums"
LIKE = "expense-like"
CHANGED = "Nothing was moved: somebody else changed one of these in the meantime. This is how they stand now."


@require_safe
@login_required
def expense_list(request: AppRequest, slug: str) -> HttpResponse:
    """By day; `?trash=1` what was deleted, `?select=1` with boxes to choose several, `?after=` the next page, and the filters."""
    trip = get_trip(request, slug)
    after, trash = request.GET.get("after", ""), bool(request.GET.get("trash"))
    if request.GET.get("select") and may_edit(trip):
        return _picking_page(request, trip, MoveForm(trip=trip), after=after)
    if request.htmx.target == SUMS:
        summed = partial(_summed, request.GET, trip, trash=trash)
        return render_trip_page(request, LIST, trip, tab="expenses", more=summed, fragments=(SUMS,))
    if request.htmx.target == LIKE:
        return render_page(request, LIST, {"trip": trip, **_alike(request.GET, trip)}, fragments=(LIKE,))
    more = partial(_listed, request.GET, trip, after=after, trash=trash)
    if request.GET.get("like"):  # what is like something changes without the trip's revision, so it is not kept
        return render_page(request, LIST, {"trip": trip, "tab": "expenses", **more()}, fragments=FRAGMENTS)
    response = render_trip_page(request, LIST, trip, tab="expenses", more=more, fragments=FRAGMENTS)
    if request.htmx.trigger == FIND:
        response.headers["HX-Replace-Url"] = _tidy(request, trip, trash=trash)
    return response


@require_POST
@login_required
@submits
def expense_move(request: AppRequest, slug: str) -> HttpResponse:
    trip = get_trip(request, slug, may="edit")
    form = MoveForm(request.POST if "date" in request.POST else request.GET, trip=trip)
    if form.is_valid():
        try:
            return submit(request, lambda: _move(request, trip, form))
        except RowChanged:
            form.add_error("expense", CHANGED)
            return _refused(request, trip, form, status=409)
        except DomainError as fault:
            messages.error(request, str(fault))
            return see_other(request, reverse("expense_list", args=[slug]))
    return _refused(request, trip, form, status=422)


def _listed(
    query: Mapping[str, str], trip: Trip, *, after: str, trash: bool = False, form: MoveForm | None = None
) -> dict[str, Any]:
    """What the list shows of the trip's expenses; with a form, to choose several of them."""
    modes = {"trash": trash, "select": form is not None}
    find = FilterForm(query, trip=trip, mode={name: "1" for name, on in modes.items() if on})
    listing = load_listing(trip, find.wanted, after=after, trash=trash, address=find.address)
    shown = {row.expense.ref for day in listing.days for row in day.rows}
    everything = listing.everything if find.in_use else None
    sums = _sums(query, trip, find, everything, trash=trash)
    return {
        "listing": listing,
        "find": find,
        "clear_url": f"?{urlencode(find.mode)}",
        "list_url": reverse("expense_list", args=[trip.slug]),
        "find_target": FRAGMENTS[0],
        "sums": sums,
        "found_words": found_in_words(sums.count)
        if sums
        else "The list has changed"
        if listing.days
        else NOTHING_FOUND,
        "other_url": "" if find.mode else reverse("insight_list", args=[trip.slug]),
        "other_words": "In pictures",
        "show_find": form is None and bool(trip.expense_count or trash or find.address),
        # What is only like the words is asked for by the page itself, once it shows what they find.
        "asks_alike": find.may_widen and form is None,
        "after": after,
        "trash": trash,
        "move_form": form,
        # All of them or none: what is ticked further down and not on the page would be left behind unseen.
        "chosen": form.chosen if form and form.chosen <= shown else (),
        "has_rates": form and trip.expenses.live().exclude(rate_source=RateSource.SAME).exists(),
        "may_edit": may_edit(trip),
        "has_uncategorised": may_edit(trip) and trip.day_totals.there().filter(category="").exists(),
        "has_trash": trash or trip.expenses.has_trash(),
    }


def _sums(
    query: Mapping[str, str],
    trip: Trip,
    find: FilterForm,
    everything: Sequence[tuple[Expense, Sides]] | None,
    *,
    trash: bool,
) -> Sums | None:
    """What is found, summed at once where the page has it all or somebody without scripts asks; else the page asks for it by itself."""
    if everything is not None:
        return sums_of(trip, everything)
    return sums_found(trip, find.wanted, trash=trash) if find.in_use and query.get("sums") else None


def _summed(query: Mapping[str, str], trip: Trip, *, trash: bool) -> dict[str, Any]:
    find = FilterForm(query, trip=trip, mode={"trash": "1"} if trash else {})
    return {"find": find, "sums": sums_found(trip, find.wanted, trash=trash), "trash": trash}


def _alike(query: Mapping[str, str], trip: Trip) -> dict[str, Any]:
    find = FilterForm(query, trip=trip, mode={})
    with_them = urlencode({**find.address, "like": "1"})
    return {"find": find, "alike": load_rows(trip, find.alike.keys), "note": find.alike.note, "with_them": with_them}


def _tidy(request: AppRequest, trip: Trip, *, trash: bool) -> str:
    """The list's address with what narrows it, and nothing that a form sends empty."""
    query = FilterForm(request.GET, trip=trip, mode={"trash": "1"} if trash else {}).query
    return f"{request.path}?{query}" if query else request.path


def _picking_page(request: AppRequest, trip: Trip, form: MoveForm, *, after: str, status: int = 200) -> HttpResponse:
    context = {"trip": trip, "tab": "expenses", **_listed(request.GET, trip, after=after, form=form)}
    return render_page(request, LIST, context, fragments=FRAGMENTS, status=status)


def _refused(request: AppRequest, trip: Trip, form: MoveForm, *, status: int) -> HttpResponse:
    """The list as it is now, with what was chosen, and why nothing was moved."""
    response = _picking_page(request, trip, form, after=request.POST.get("after", ""), status=status)
    if request.htmx and request.htmx.target not in FRAGMENTS:
        # A toast's Undo swaps nothing by itself; this answer is for the whole page.
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "body", "innerHTML"
    return response


def _move(request: AppRequest, trip: Trip, form: MoveForm) -> str:
    day = form.cleaned_data["date"]
    moved = move_expenses(trip=trip, by=trip.me, versions=form.cleaned_data["expense"], day=day)
    in_words = dateformat.format(day, "l j F Y")
    if moved:
        what = f"{len(moved)} expense{'' if len(moved) == 1 else 's'}"
        messages.success(request, f"Moved {what} to {in_words}.", extra_tags=_undo(trip, moved))
    else:
        messages.info(request, f"That is of {in_words} already.")
    return reverse("expense_list", args=[trip.slug])


def _undo(trip: Trip, moved: Sequence[Moved]) -> str:
    """The way back, where all of them had one day before. Where they had several, each one's history tells."""
    days = {each.before for each in moved}
    if len(days) > 1:
        return ""
    keys = [f"{each.expense.ref}.{each.expense.version}" for each in moved]
    back = urlencode({"date": days.pop().isoformat(), "expense": keys}, doseq=True)
    return f"undo:{reverse('expense_move', args=[trip.slug])}?{back}"
