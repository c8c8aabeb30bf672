"""The rates of a trip: looking at them, setting one, and updating the expenses that used an earlier one."""

from collections.abc import Mapping
from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from expenses.conversion import equation
from expenses.models import TripRate
from expenses.pages import closed, may_edit, take_away
from expenses.rate_forms import ChosenCurrencyForm, TripRateForm
from expenses.rate_table import in_words, is_far, load_rates, rate_row, today
from expenses.rating import RateOffer, drop_trip_rate, ecb_offer, set_trip_rate
from expenses.repricing import MOST, outdated, preview, reprice
from trips.access import get_trip
from trips.conflicts import Compared, Conflict, conflict_page, last_change, typed_in, version_of
from trips.errors import DomainError, RowChanged
from trips.models import Trip
from trips.submitting import submit, submit_key, submits
from tripsplit.currencies import CURRENCIES
from tripsplit.fields import canonical
from tripsplit.htmx import AppRequest, render_page, see_other
from tripsplit.ids import is_ref

LIST, EDIT, REPRICE = (f"expenses/rate_{page}.html" for page in ("list", "edit", "reprice"))
MOST_DIGITS = 9

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_required
def rate_list(request: AppRequest, slug: str) -> HttpResponse:
    """Everybody sees the rates; `?currency=` leads editors on to that currency's form."""
    trip = get_trip(request, slug)
    chosen = ChosenCurrencyForm(request.GET if "currency" in request.GET else None, trip=trip)
    if chosen.is_valid():
        return redirect("rate_edit", slug, chosen.cleaned_data["currency"])
    context = {"trip": trip, "tab": "settings", "rates": load_rates(trip), "form": chosen, "may_edit": may_edit(trip)}
    return render_page(request, LIST, context, fragments=("rate-list",), status=422 if chosen.is_bound else 200)


@form_methods
@login_required
@submits
def rate_edit(request: AppRequest, slug: str, currency: str) -> HttpResponse:
    """The trip's own rate for one currency. `?rate=` shows what that rate comes to, while somebody is typing it."""
    trip = get_trip(request, slug, may="edit")
    own = _own_rate(trip, currency)
    typed = request.POST if request.method == "POST" else request.GET if "rate" in request.GET else None
    form = TripRateForm(typed, trip=trip, currency=currency, own=own)
    if request.method != "POST":
        return closed(request, trip, "rate_list") or _edit_page(request, trip, currency, own, form)
    if form.is_valid():
        try:
            return submit(request, lambda: _set(request, trip, currency, form.cleaned_data["rate"]))
        except RowChanged:
            return _conflict_page(request, trip, currency, form)
        except DomainError as fault:
            form.add_error(None, str(fault))
    return _edit_page(request, trip, currency, own, form)


@require_POST
@login_required
@submits
def rate_drop(request: AppRequest, slug: str, currency: str) -> HttpResponse:
    trip = get_trip(request, slug, may="edit")
    _own_rate(trip, currency)

    def drop() -> str:
        drop_trip_rate(trip=trip, by=trip.me, currency=currency, version=version_of(request) or None)
        messages.success(request, f"This trip has no rate of its own for {currency} any more.")
        return reverse("rate_list", args=[slug])

    form_url = reverse("rate_edit", args=[slug, currency])
    return take_away(request, trip, drop, page="rate_list", form_url=form_url)


@form_methods
@login_required
@submits
def rate_reprice(request: AppRequest, slug: str, currency: str) -> HttpResponse:
    """Which expenses used an earlier rate, and what the present one would make of them; `preview` only shows that."""
    trip = get_trip(request, slug, may="edit")
    own = _own_rate(trip, currency)
    instead = closed(request, trip, "rate_list")
    if instead or own is None or not outdated(trip, own).exists():
        return instead or _nothing_left(request, trip, currency)
    if request.method != "POST":
        return _reprice_page(request, trip, own)
    return _take_choice(request, trip, own, _chosen(request))


def _take_choice(request: AppRequest, trip: Trip, own: TripRate, chosen: Mapping[str, int]) -> HttpResponse:
    if "preview" in request.POST:
        return _reprice_page(request, trip, own, chosen=chosen)
    if not chosen or trip.expenses.filter(ref__in=chosen).count() < len(chosen):
        error = "Choose at least one expense of the list."
        return _reprice_page(request, trip, own, chosen=chosen, error=error, status=422)
    try:
        return submit(request, lambda: _reprice(request, trip, own, chosen))
    except RowChanged:
        return _reprice_page(request, trip, _own_rate(trip, own.currency) or own, stale=True, status=409)
    except DomainError as fault:
        return _reprice_page(request, trip, own, chosen=chosen, error=str(fault), status=422)


# -- what the views say ---------------------------------------------------------------------------------------------------
def _edit_page(
    request: AppRequest, trip: Trip, currency: str, own: TripRate | None, form: TripRateForm
) -> HttpResponse:
    typed = form.cleaned_data.get("rate") if form.is_bound and form.is_valid() else None
    rate = typed or (own.rate if own and not form.is_bound else None)
    offer = RateOffer(rate, today(), "trip") if rate else None
    context = {
        "trip": trip,
        "tab": "settings",
        "row": rate_row(trip, currency, own=own),
        "form": form,
        "key": submit_key(request),
        "version": version_of(request) if form.is_bound else own.version if own else 0,
        "typed": in_words(trip, currency, offer),
        "far": offer is not None and is_far(offer, ecb_offer(trip, currency, today())),
    }
    status = 422 if request.method == "POST" else 200
    return render_page(request, EDIT, context, fragments=("rate-form", "rate-example"), status=status)


def _conflict_page(request: AppRequest, trip: Trip, currency: str, form: TripRateForm) -> HttpResponse:
    own, page = _own_rate(trip, currency), reverse("rate_edit", args=[trip.slug, currency])
    saved, mine = (
        equation(rate, currency, trip.currency) if rate else "None of its own"
        for rate in (own.rate if own else None, form.cleaned_data["rate"])
    )
    both = Conflict(
        target="rate-form",
        facts=[Compared("Rate", saved, mine)],
        theirs=last_change(trip, "rate", ref=currency),
        me=trip.me,
        version=own.version if own else 0,
        save_url=page,
        keep_url=page,
        typed=typed_in(request, form.fields),
    )
    return conflict_page(request, trip, both, tab="settings")


def _reprice_page(
    request: AppRequest,
    trip: Trip,
    own: TripRate,
    *,
    chosen: Mapping[str, int] | None = None,
    error: str = "",
    stale: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "trip": trip,
        "tab": "settings",
        "own": own,
        "rate": canonical(own.rate),
        "equation": equation(own.rate, own.currency, trip.currency),
        "repricing": preview(Trip.objects.get(pk=trip.pk), own, chosen=chosen),
        "error": error,
        "stale": stale,
        "most": MOST,
    }
    return render_page(request, REPRICE, context, fragments=("reprice-form", "reprice-balances"), status=status)


def _nothing_left(request: AppRequest, trip: Trip, currency: str) -> HttpResponse:
    messages.info(request, f"Every expense in {currency} that uses this trip’s own rate uses the present one.")
    return see_other(request, reverse("rate_list", args=[trip.slug]))


# -- what the views do ----------------------------------------------------------------------------------------------------
def _set(request: AppRequest, trip: Trip, currency: str, rate: Decimal) -> str:
    """The list; or, where expenses used an earlier rate, what the new one would make of them."""
    own = set_trip_rate(trip=trip, by=trip.me, currency=currency, rate=rate, version=version_of(request))
    messages.success(request, f"{equation(own.rate, currency, trip.currency)} for every expense from now on.")
    if outdated(trip, own).exists():
        return reverse("rate_reprice", args=[trip.slug, currency])
    return reverse("rate_list", args=[trip.slug])


def _reprice(request: AppRequest, trip: Trip, own: TripRate, chosen: Mapping[str, int]) -> str:
    if request.POST.get("rate") != canonical(own.rate):  # not the rate that the reader has seen
        raise RowChanged
    updated = len(reprice(trip=trip, by=trip.me, own=own, versions=chosen))
    messages.success(request, f"Updated {updated} expense{'' if updated == 1 else 's'}.")
    return reverse("rate_list", args=[trip.slug])


def _own_rate(trip: Trip, currency: str) -> TripRate | None:
    """The trip's own rate, if it has one. Http404 for what needs no rate, and for what is no currency."""
    if currency not in CURRENCIES or currency == trip.currency:
        raise Http404
    return trip.rates.filter(currency=currency).first()


def _chosen(request: AppRequest) -> dict[str, int]:
    """The ticked expenses, and the versions in which they were seen; the empty ref for what is none."""
    said = (value.partition(".") for value in request.POST.getlist("expense"))
    return {
        ref if is_ref(ref) else "": int(version)
        if version.isascii() and version.isdecimal() and len(version) <= MOST_DIGITS
        else 0
        for ref, _, version in said
    }
