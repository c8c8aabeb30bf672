"""The pages of paying: how somebody can be paid, and how one transfer can be made."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from expenses.wording import called, capital
from settlements.forms import MOST_DIGITS
from settlements.paying.forms import PaymentDetailsForm
from settlements.paying.services import details_of, fingerprint, may_set_details, set_payment_details
from settlements.paying.ways import ways_to_pay, ways_to_show
from settlements.wording import pays
from trips.access import get_trip
from trips.errors import RowChanged
from trips.models import Participant, Trip
from trips.submitting import submit, submits
from trips.views.common import form_data
from tripsplit.htmx import AppRequest, asked_fragment, render_page
from tripsplit.money import MAX_MINOR, Money

FORM, TRANSFER = "settlements/payment_details.html", "settlements/transfer_pay.html"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@submits
def payment_details(request: AppRequest, slug: str, ref: str) -> HttpResponse:
    """How somebody can be paid: their own page, or an editor's for a name that nobody has claimed."""
    trip = get_trip(request, slug)
    person = _person(trip, ref)
    if not may_set_details(trip.me, person):
        raise PermissionDenied(f"Only {person.name} says how {person.name} is paid.")
    details = details_of(person)
    form = PaymentDetailsForm(form_data(request), details=details, currency=trip.currency)
    stale = False
    if form.is_valid():
        try:
            return submit(request, lambda: _save(request, person, form, by=trip.me))
        except RowChanged:
            stale, details = True, details_of(person)
    context = {
        "trip": trip,
        "tab": "people",
        "person": person,
        "mine": trip.me.pk == person.pk,
        "form": form,
        "stale": stale,
        "saved": ways_to_show(details),
        "seen": fingerprint(details.values()) if stale or not form.is_bound else request.POST.get("seen", ""),
    }
    status = 409 if stale else 422 if form.is_bound else 200
    return render_page(request, FORM, context, fragments=("payment-details",), status=status)


def _save(request: AppRequest, person: Participant, form: PaymentDetailsForm, *, by: Participant) -> str:
    set_payment_details(participant=person, by=by, details=form.details(), seen=request.POST.get("seen", ""))
    messages.success(request, "Saved.")
    return reverse("participant_list", args=[person.trip.slug])


@require_safe
@login_required
def transfer_pay(request: AppRequest, slug: str) -> HttpResponse:
    """How one person can send another an amount (`?from=&to=&amount=`, minor units of the trip's currency)."""
    trip = get_trip(request, slug)
    if not request.GET:
        return redirect("balance_list", slug)
    sender, receiver = (_person(trip, request.GET.get(name, "")) for name in ("from", "to"))
    money = _money(trip, request.GET.get("amount", ""))
    context = {
        "trip": trip,
        "tab": "balances",
        "sender": sender,
        "receiver": receiver,
        "money": money,
        "ways": ways_to_pay(receiver, money, note=f"{trip.name}: {sender.name}"),
        "payer": capital(called(sender, trip.me)),
        "verb": pays(sender, receiver, trip.me),
        "payee": called(receiver, trip.me),
        "may_set": may_set_details(trip.me, receiver),
    }
    # A ticket of the plan each has a place for it, so the place's id says whose.
    place = f"transfer-pay-{sender.ref}-{receiver.ref}"
    template = f"{TRANSFER}#transfer-pay" if asked_fragment(request, [place]) else TRANSFER
    return render_page(request, template, context)


def _person(trip: Trip, ref: str) -> Participant:
    person = next((person for person in trip.people if person.ref == ref), None)
    if person is None:
        raise Http404("Nobody with this ref travels here.")
    return person


def _money(trip: Trip, amount: str) -> Money:
    if not amount.isascii() or not amount.isdecimal() or len(amount) > MOST_DIGITS or not 0 < int(amount) <= MAX_MINOR:
        raise Http404("No such amount.")
    return Money(int(amount), trip.currency)
