"""The receiver confirms or disputes a payment, or takes that back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from settlements.answers.forms import AnswerForm
from settlements.answers.services import answer_payment, may_answer, withdraw_answer
from settlements.models import Payment, PaymentAnswer
from settlements.wording import paid
from trips.access import get_trip
from trips.conflicts import version_of
from trips.errors import DomainError, RowChanged
from trips.models import Trip
from trips.submitting import submit, submits
from trips.views.common import act, form_data
from tripsplit.htmx import AppRequest, render_page, see_other

PAGE = "settlements/payment_answer.html"
CHANGED = "This payment was changed in the meantime. Look at it again before you say whether it is right."
SAID = {
    PaymentAnswer.State.CONFIRMED: "Confirmed: the money is there.",
    PaymentAnswer.State.DISPUTED: "Disputed. It still counts, and everybody sees that it is not agreed.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@submits
def payment_answer(request: AppRequest, slug: str, ref: str) -> HttpResponse:
    """Say that the money arrived (a button of the list), or on a page of its own what is wrong."""
    trip = get_trip(request, slug)
    payment = _payment(trip, ref)
    form, stale = AnswerForm(form_data(request)), False
    if form.is_valid():
        try:
            return submit(request, lambda: _answer(request, payment, form))
        except RowChanged:
            if not form.cleaned_data["note"]:
                return _changed(request, slug)
            stale, payment = True, _payment(get_trip(request, slug), ref)
            form.add_error(None, CHANGED)
        except DomainError as fault:
            messages.error(request, str(fault))
            return see_other(request, reverse("balance_list", args=[slug]))
    context = {
        "trip": trip,
        "tab": "balances",
        "payment": payment,
        "words": paid(payment, trip.me),
        "form": form,
        "version": payment.version if stale else version_of(request) or payment.version,
    }
    status = 409 if stale else 422 if form.is_bound else 200
    return render_page(request, PAGE, context, fragments=("payment-answer",), status=status)


def _answer(request: AppRequest, payment: Payment, form: AnswerForm) -> str:
    said, me = form.cleaned_data, payment.trip.me
    answer = answer_payment(
        payment=payment, by=me, state=said["state"], note=said["note"], version=version_of(request) or payment.version
    )
    undo = reverse("payment_unanswer", args=[payment.trip.slug, payment.ref])
    messages.success(request, SAID[PaymentAnswer.State(answer.state)], extra_tags=f"undo:{undo}")
    return reverse("balance_list", args=[payment.trip.slug])


@require_POST
@login_required
@submits
def payment_unanswer(request: AppRequest, slug: str, ref: str) -> HttpResponse:
    """Take back what was said of a payment."""
    trip = get_trip(request, slug)
    payment = _payment(trip, ref)
    version = version_of(request) or payment.version
    try:
        return act(
            request,
            lambda: withdraw_answer(payment=payment, by=trip.me, version=version),
            to=reverse("balance_list", args=[slug]),
            said="Taken back.",
        )
    except RowChanged:
        return _changed(request, slug)


def _changed(request: AppRequest, slug: str) -> HttpResponse:
    """A word is about what somebody has seen; so the list as it is now is shown."""
    messages.warning(
        request, "This payment was changed in the meantime. Look at it again before you say whether it is right."
    )
    return see_other(request, reverse("balance_list", args=[slug]))


def _payment(trip: Trip, ref: str) -> Payment:
    payment = get_object_or_404(trip.payments.live().with_people(), ref=ref)
    payment.trip = trip
    if not may_answer(trip.me, payment):
        raise PermissionDenied(f"Only {payment.receiver.name} can say whether the money arrived.")
    return payment
