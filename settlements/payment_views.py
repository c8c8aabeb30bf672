"""Looking at payments: all of them, the trash, and one with its history. What changes one is in settlements.views."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from expenses.conversion import conversion_of
from expenses.pages import may_edit
from settlements.answers.said import said_of
from settlements.listing import load_payments
from settlements.models import Payment
from settlements.services import restore_version
from settlements.versions import history
from settlements.wording import paid, told
from trips.access import get_trip
from trips.conflicts import version_of
from trips.errors import DomainError, NoSuchVersion, RowChanged
from trips.models import Trip
from trips.submitting import submit, submits
from tripsplit.htmx import AppRequest, over_the_page, render_page, see_other

LIST, DETAIL = "settlements/payment_list.html", "settlements/payment_detail.html"


@require_safe
@login_required
def payment_list(request: AppRequest, slug: str) -> HttpResponse:
    """The latest first; `?trash=1` what was undone, the last one first; `?after=` the next page."""
    trip = get_trip(request, slug)
    trash, after = bool(request.GET.get("trash")), request.GET.get("after", "")
    context = {
        "trip": trip,
        "tab": "balances",
        "trash": trash,
        "listing": load_payments(trip, after=after, trash=trash),
        "has_trash": trash or trip.payments.in_trash().exists(),
        "may_edit": may_edit(trip),
    }
    return render_page(request, LIST, context, fragments=("payment-list", "payment-more"))


@require_safe
@login_required
def payment_detail(request: AppRequest, slug: str, ref: str) -> HttpResponse:
    return _detail_page(request, find_payment(get_trip(request, slug), ref))


@require_POST
@login_required
@submits
def payment_revert(request: AppRequest, slug: str, ref: str, number: int) -> HttpResponse:
    """Bring back an earlier version, out of the trash too; Undo goes back to what it replaced."""
    trip = get_trip(request, slug, may="edit")
    payment = find_payment(trip, ref)

    def revert() -> str:
        seen = version_of(request) or payment.version
        back = restore_version(payment=payment, version_no=number, by=trip.me, version=seen)
        name, more = ("payment_delete", []) if payment.is_deleted else ("payment_revert", [seen])
        undo = f"{reverse(name, args=[slug, ref, *more])}?version={back.version}"
        messages.success(request, f"Brought back version {number}: {told(back, trip.me)}.", extra_tags=f"undo:{undo}")
        return reverse("payment_detail", args=[slug, ref])

    try:
        return submit(request, revert)
    except RowChanged:
        return over_the_page(_detail_page(request, find_payment(trip, ref), stale=True))
    except NoSuchVersion as fault:
        raise Http404(str(fault)) from fault
    except DomainError as fault:
        messages.error(request, str(fault))
        return see_other(request, reverse("payment_detail", args=[slug, ref]))


def find_payment(trip: Trip, ref: str) -> Payment:
    """The trip's payment, undone or not. Raises Http404."""
    payment = get_object_or_404(trip.payments.with_people(), ref=ref)
    payment.trip = trip  # the one that knows who asks
    return payment


def _detail_page(request: AppRequest, payment: Payment, *, stale: bool = False) -> HttpResponse:
    trip = payment.trip
    context = {
        "trip": trip,
        "tab": "balances",
        "payment": payment,
        "words": paid(payment, trip.me),
        "said": said_of(payment, trip),
        "conversion": conversion_of(payment),
        "history": history(trip, payment.ref, everything=request.GET.get("history") == "all"),
        "may_edit": may_edit(trip),
        "stale": stale,
    }
    return render_page(request, DETAIL, context, fragments=("payment-history",), status=409 if stale else 200)
