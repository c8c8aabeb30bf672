"""The pages of a trip's balances and payments. Each gets its trip from trips.access, and changes nothing but by a service."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from settlements.answers.said import disputes_in
from settlements.balances import load_balances
from settlements.forms import METHODS, PaymentForm
from settlements.listing import rows_of
from settlements.models import Payment
from settlements.news.reminding import within_reach
from settlements.past.moments import BadMoment
from settlements.past.views import asks_for_the_past, in_words, past_list, past_of, refused
from settlements.payment_views import find_payment
from settlements.services import delete_payment, edit_payment, record_payment, restore_payment
from settlements.statements.lines import load_statement
from settlements.statements.views import lines_shown
from settlements.versions import conflict, latest
from settlements.wishes.words import consequences, summary
from settlements.wording import how_many, standing, standings, sums, tickets, told
from trips.access import get_trip
from trips.closing import last_lock
from trips.conflicts import Conflict, Gone, conflict_page, typed_in, version_of
from trips.errors import DomainError, RowChanged, TripIsClosed
from trips.models import Participant, Trip
from trips.showing import render_trip_page
from trips.submitting import submit, submit_key, submits
from tripsplit.htmx import AppRequest, render_page, see_other

LIST, DETAIL, NEXT = (f"settlements/{page}.html" for page in ("balance_list", "balance_detail", "next_payment"))
CREATE, EDIT = (f"settlements/payment_{page}.html" for page in ("create", "edit"))
PAYMENTS_AT_FIRST = 20

form_methods = require_http_methods(["GET", "HEAD", "POST"])


# -- where everybody stands -----------------------------------------------------------------------------------------------
@require_safe
@login_required
def balance_list(request: AppRequest, slug: str) -> HttpResponse:
    """Now, or as of a day (`?on=2026-05-03`), or as it stood at a moment (`?at=2026-05-03T18:30`, where the trip is)."""
    trip = get_trip(request, slug)
    if asks_for_the_past(request):
        return past_list(request, trip)
    fragments = ("balance-list", "payment-list")
    return render_trip_page(request, LIST, trip, tab="balances", more=lambda: _balances_of(trip), fragments=fragments)


def _balances_of(trip: Trip) -> dict[str, Any]:
    """What the page of balances shows, with the latest payments."""
    balances = load_balances(trip)
    payments = trip.payments.live().with_people().newest_first()
    shown = list(payments[: PAYMENTS_AT_FIRST + 1])
    return {
        "balances": balances,
        "standings": standings(balances, trip.me),
        "tickets": tickets(balances.plan, trip.me, within_reach(trip)),
        "how_many": how_many(balances),
        "consequences": consequences(balances, trip.me),
        "wishes": summary(balances.chosen, trip),
        "payments": rows_of(trip, shown[:PAYMENTS_AT_FIRST]),
        "disputes": disputes_in(trip),
        "lock": last_lock(trip),
        "more_payments": len(shown) > PAYMENTS_AT_FIRST,
        "has_trash": trip.payments.in_trash().exists(),
        "may_edit": _may_edit(trip),
    }


@require_safe
@login_required
def balance_detail(request: AppRequest, slug: str, ref: str) -> HttpResponse:
    """The lines that make one person's balance, now or in the past, as balance_list has it; `?all=1` all of them, to be printed."""
    trip = get_trip(request, slug)
    try:
        past = past_of(request, trip)
        statement = load_statement(trip, ref, past)
    except BadMoment as fault:
        return refused(request, trip, fault)
    except Participant.DoesNotExist as fault:
        raise Http404("Nobody of that name takes part.") from fault
    context = {
        "trip": trip,
        "tab": "balances",
        "statement": statement,
        "standing": standing(statement.person, trip.me),
        "sums": sums(statement.person, trip.me),
        "told": in_words(past),
        "query": past.query if past else "",
        **lines_shown(request, trip, statement, past),
        "may_edit": _may_edit(trip),
    }
    return render_page(request, DETAIL, context, fragments=("balance-detail",))


@require_safe
@login_required
def next_payment(request: AppRequest, slug: str) -> HttpResponse:
    """The next payment that concerns the reader, for the side of the trip's other pages."""
    trip = get_trip(request, slug)
    if not request.htmx:
        return redirect("balance_list", slug)
    mine = [step for step in load_balances(trip).plan if step.concerns(trip.me)]
    context = {"trip": trip, "ticket": next(iter(tickets(mine, trip.me)), None), "may_edit": _may_edit(trip)}
    return render_page(request, NEXT, context)


# -- payments -------------------------------------------------------------------------------------------------------------
@form_methods
@login_required
@submits
def payment_create(request: AppRequest, slug: str) -> HttpResponse:
    """Record a payment between any two people; the address may propose who, whom, when and how much (`?from=&to=&date=&amount=`)."""
    trip = get_trip(request, slug, may="edit")
    if request.method != "POST":
        return _closed(request, trip) or _form_page(request, CREATE, PaymentForm(trip=trip, asked=request.GET))
    form = PaymentForm(request.POST, trip=trip)
    if form.is_valid():
        try:
            return submit(request, lambda: _record(request, trip, form))
        except DomainError as fault:
            form.refuse(fault)
    return _form_page(request, CREATE, form)


@form_methods
@login_required
@submits
def payment_edit(request: AppRequest, slug: str, ref: str) -> HttpResponse:
    trip = get_trip(request, slug, may="edit")
    payment = find_payment(trip, ref)
    if request.method != "POST":
        if payment.is_deleted:  # its own page says so, and offers to restore it
            return see_other(request, payment.get_absolute_url())
        form = PaymentForm(trip=trip, payment=payment)
        return _closed(request, trip) or _form_page(request, EDIT, form, version=payment.version)
    form = PaymentForm(request.POST, trip=trip, payment=payment)
    if form.is_valid():
        try:
            return submit(request, lambda: _save(request, payment, form))
        except RowChanged:
            return _conflict_page(request, find_payment(trip, ref), form)
        except DomainError as fault:
            form.refuse(fault)
    return _form_page(request, EDIT, form, version=version_of(request))


@require_POST
@login_required
@submits
def payment_delete(request: AppRequest, slug: str, ref: str) -> HttpResponse:
    """Undo a payment: into the trash, with a way back."""
    trip = get_trip(request, slug, may="edit")
    payment = find_payment(trip, ref)

    def undo() -> str:
        gone = delete_payment(payment=payment, by=trip.me, version=version_of(request) or payment.version)
        return _list_with(request, "Undone", gone, undo="payment_restore")

    return _carried_out(request, payment, undo, done=payment.is_deleted)


@require_POST
@login_required
@submits
def payment_restore(request: AppRequest, slug: str, ref: str) -> HttpResponse:
    trip = get_trip(request, slug, may="edit")
    payment = find_payment(trip, ref)

    def restore() -> str:
        back = restore_payment(payment=payment, by=trip.me, version=version_of(request) or payment.version)
        return _list_with(request, "Restored", back)

    return _carried_out(request, payment, restore, done=not payment.is_deleted)


# -- what the views say ---------------------------------------------------------------------------------------------------
def _form_page(request: AppRequest, template: str, form: PaymentForm, *, version: int = 0) -> HttpResponse:
    context = {
        "trip": form.trip,
        "tab": "balances",
        "payment": form.payment,
        "form": form,
        "version": version,
        "key": submit_key(request),
        "methods": METHODS,
    }
    return render_page(request, template, context, fragments=("payment-form",), status=422 if form.is_bound else 200)


def _conflict_page(request: AppRequest, payment: Payment, form: PaymentForm) -> HttpResponse:
    """Both versions side by side; the reader's own is kept in the form that can still save it."""
    trip = payment.trip
    both = Conflict(
        target="payment-form",
        facts=conflict(payment, form.draft()),
        theirs=latest(payment),
        me=trip.me,
        version=payment.version,
        save_url=reverse("payment_edit", args=[trip.slug, payment.ref]),
        keep_url=reverse("balance_list", args=[trip.slug]),
        typed=typed_in(request, form.fields),
        gone=Gone("undone", "undid") if payment.is_deleted else None,
    )
    return conflict_page(request, trip, both, tab="balances")


def _list_with(request: AppRequest, did: str, payment: Payment, *, undo: str = "") -> str:
    """The list's address, where a message tells what was done and how to undo it."""
    trip = payment.trip
    tags = (
        f"undo:{reverse(undo, args=[trip.slug, payment.ref])}?{urlencode({'version': payment.version})}" if undo else ""
    )
    messages.success(request, f"{did}: {told(payment, payment.trip.me)}.", extra_tags=tags)
    return reverse("balance_list", args=[trip.slug])


def _carried_out(request: AppRequest, payment: Payment, change: Any, *, done: bool) -> HttpResponse:
    """The outcome of undoing or restoring; what was done already, or changed meanwhile, is said on the list of balances."""
    try:
        if not done:
            return submit(request, change)
        messages.info(request, f"That is done already: {told(payment, payment.trip.me)}.")
    except RowChanged:
        messages.warning(
            request,
            f"Somebody else changed this in the meantime, so nothing was done: {told(payment, payment.trip.me)}.",
        )
    except DomainError as fault:
        messages.error(request, str(fault))
    return see_other(request, reverse("balance_list", args=[payment.trip.slug]))


def _closed(request: AppRequest, trip: Trip) -> HttpResponse | None:
    """A trip that nothing can change in shows its balances in place of a form."""
    if not trip.is_closed:
        return None
    messages.warning(request, str(TripIsClosed()))
    return see_other(request, reverse("balance_list", args=[trip.slug]))


# -- what the views do ----------------------------------------------------------------------------------------------------
def _record(request: AppRequest, trip: Trip, form: PaymentForm) -> str:
    payment = record_payment(trip=trip, by=trip.me, draft=form.draft())
    return _list_with(request, "Recorded", payment, undo="payment_delete")


def _save(request: AppRequest, payment: Payment, form: PaymentForm) -> str:
    """Save the edit over the version that the reader has seen; one that was undone meanwhile comes back first, if asked."""
    version, me = version_of(request), payment.trip.me
    if request.POST.get("restore"):
        version = restore_payment(payment=payment, by=me, version=version).version
    edited = edit_payment(payment=payment, by=me, version=version, draft=form.draft())
    return _list_with(request, "Saved", edited)


def _may_edit(trip: Trip) -> bool:
    return trip.me.can_edit and not trip.is_closed
