"""How a trip wants to settle: everybody sees it, editors choose. What is being chosen is shown as a plan before it is kept."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from settlements.balances import load_balances
from settlements.wishes.counts import count_choices
from settlements.wishes.forms import WishForm
from settlements.wishes.services import Chosen, described, saved_wishes, set_wishes
from settlements.wishes.words import consequences, summary
from settlements.wording import how_many, tickets
from trips.access import get_trip
from trips.conflicts import Conflict, compared, conflict_page, last_change, typed_in, version_of
from trips.errors import DomainError, RowChanged
from trips.models import Trip
from trips.submitting import submit, submit_key, submits
from tripsplit.htmx import AppRequest, asked_fragment, render_page

EDIT = "settlements/wish_edit.html"
FRAGMENTS = ("wish-form", "wish-plan")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@submits
def wish_edit(request: AppRequest, slug: str) -> HttpResponse:
    """What the trip has chosen; `preview` shows what a form would lead to and keeps nothing."""
    if request.method != "POST":
        trip = get_trip(request, slug)
        saved, version = saved_wishes(trip)
        return _page(request, trip, WishForm(trip=trip, chosen=saved), saved, version)
    trip = get_trip(request, slug, may="edit")
    saved, _ = saved_wishes(trip)
    form = WishForm(request.POST, trip=trip, chosen=saved)
    chosen = form.read()
    if "preview" in request.POST:
        return _page(request, trip, form, chosen or saved, version_of(request))
    if chosen is not None:
        try:
            return submit(request, lambda: _save(request, trip, chosen))
        except RowChanged:
            return _conflict_page(request, trip, form, chosen)
        except DomainError as fault:
            form.add_error(None, str(fault))
    return _page(request, trip, form, saved, version_of(request), status=422)


def _page(
    request: AppRequest, trip: Trip, form: WishForm, chosen: Chosen, version: int, *, status: int = 200
) -> HttpResponse:
    balances = load_balances(trip, chosen=chosen)
    context = {
        "trip": trip,
        "tab": "balances",
        "balances": balances,
        "tickets": tickets(balances.plan, trip.me),
        "how_many": how_many(balances),
        "consequences": consequences(balances, trip.me),
        "wishes": summary(chosen, trip),
        "version": version,
        "key": submit_key(request),
        "may_edit": trip.me.can_edit and not trip.is_closed,
        "swapped": asked_fragment(request, FRAGMENTS) == "wish-plan",
    }
    context |= _choices(trip, form, chosen) if context["may_edit"] else {}
    return render_page(request, EDIT, context, fragments=FRAGMENTS, status=status)


def _choices(trip: Trip, form: WishForm, chosen: Chosen) -> dict[str, Any]:
    """The form, with the number of payments beside each choice."""
    counts = count_choices(trip, chosen)
    return {
        "form": form,
        "units": [(option, counts.units[int(option.data["value"])]) for option in form["unit"]],
        "debts": list(zip(form["debts"], counts.debts, strict=True)),
        "rows": [
            (kind, *ROWS[kind], getattr(form, kind)(), form.opens()[kind], counts.without.get(kind)) for kind in ROWS
        ],
    }


ROWS = {
    "together": ("Who settles as one", "A couple, a family: one of them pays and is paid for all."),
    "apart": ("Who settles elsewhere", "The plan never lets these two pay each other."),
    "ways": ("Who pays or is paid by what", "Nothing ticked means any way."),
}


def _save(request: AppRequest, trip: Trip, chosen: Chosen) -> str:
    set_wishes(trip=trip, by=trip.me, version=version_of(request), chosen=chosen)
    messages.success(request, "Saved: this is how the trip settles.")
    return reverse("balance_list", args=[trip.slug])


def _conflict_page(request: AppRequest, trip: Trip, form: WishForm, chosen: Chosen) -> HttpResponse:
    """What is saved and what the reader has chosen, side by side."""
    saved, version = saved_wishes(trip)
    both = Conflict(
        target="wish-form",
        facts=compared(described(saved, trip), described(chosen, trip)),
        theirs=last_change(trip, "wishes"),
        me=trip.me,
        version=version,
        save_url=reverse("wish_edit", args=[trip.slug]),
        keep_url=reverse("balance_list", args=[trip.slug]),
        typed=typed_in(request, form.fields),
    )
    return conflict_page(request, trip, both, tab="balances")
