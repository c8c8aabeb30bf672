"""The receipts of an expense: adding, removing and showing them. Files leave the site only from here, and only as what we made them."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from pathlib import Path

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from expenses.models import Expense
from expenses.receipt_files import Prepared, file_of, prepared, preview_of
from expenses.receipt_models import Receipt
from expenses.receipts import attach_receipts, remove_receipt, restore_receipt
from trips.access import get_trip
from trips.errors import DomainError, TripIsClosed
from trips.models import Trip
from trips.submitting import submit, submits
from tripsplit.files import HEADERS
from tripsplit.htmx import AppRequest, render_page, see_other

FIELD = "receipts"
LIST = "expenses/receipts.html"
FRAGMENT = "receipt-list"


@require_POST
@login_required
@submits
def receipt_add(request: AppRequest, slug: str, ref: str) -> HttpResponse:
    expense = _expense(get_trip(request, slug, may="edit"), ref)
    uploads = request.FILES.getlist(FIELD)
    if expense.trip.is_closed or not uploads:
        words = str(TripIsClosed()) if expense.trip.is_closed else "Choose a photo or a PDF first."
        return _answer(request, expense, faults=[words])
    with prepared(uploads) as batch:
        if not batch.files:
            return _answer(request, expense, faults=batch.refusals)
        return _carried_out(request, expense, lambda: _attach(request, expense, batch.files), faults=batch.refusals)


@require_POST
@login_required
@submits
def receipt_remove(request: AppRequest, slug: str, ref: str, receipt: str) -> HttpResponse:
    row = _receipt(get_trip(request, slug, may="edit"), ref, receipt)
    if row.deleted_at:
        return _told(request, row, "is removed already")

    def remove() -> None:
        remove_receipt(receipt=row, by=row.expense.trip.me)
        undo = reverse("receipt_restore", args=[slug, ref, receipt])
        messages.success(request, f"Removed “{row.name}”.", extra_tags=f"undo:{undo}")

    return _carried_out(request, row.expense, remove)


@require_POST
@login_required
@submits
def receipt_restore(request: AppRequest, slug: str, ref: str, receipt: str) -> HttpResponse:
    row = _receipt(get_trip(request, slug, may="edit"), ref, receipt)
    if not row.deleted_at:
        return _told(request, row, "is back already")

    def restore() -> None:
        restore_receipt(receipt=row, by=row.expense.trip.me)
        messages.success(request, f"Brought “{row.name}” back.")

    return _carried_out(request, row.expense, restore)


@require_safe
@login_required
def receipt_file(request: AppRequest, slug: str, ref: str, receipt: str) -> HttpResponse:
    row = _live_receipt(get_trip(request, slug), ref, receipt)
    # A PDF is not opened within the site: a sandboxed page has no viewer for it, and ours is no place for one.
    return _file(file_of(row), row.content_type, row.name, download=row.kind == Receipt.Kind.PDF)


@require_safe
@login_required
def receipt_preview(request: AppRequest, slug: str, ref: str, receipt: str) -> HttpResponse:
    row = _live_receipt(get_trip(request, slug), ref, receipt)
    return _file(preview_of(row), Receipt.ContentType.JPEG.value, f"{Path(row.name).stem}.jpg", download=False)


# -- what the views say ---------------------------------------------------------------------------------------------------
def _file(path: Path, content_type: str, name: str, *, download: bool) -> HttpResponse:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise Http404("No such file.") from None
    response = HttpResponse(content, content_type=content_type, headers=HEADERS)
    response.headers["Content-Disposition"] = content_disposition_header(download, name) or ""
    return response


def _answer(request: AppRequest, expense: Expense, *, faults: Sequence[str] = ()) -> HttpResponse:
    """The list as it is now, with what went wrong; a browser without scripts is sent to the expense, and told there."""
    if not request.htmx or request.htmx.target != FRAGMENT:
        for fault in faults:
            messages.error(request, fault)
        return see_other(request, expense.get_absolute_url())
    context = {
        "trip": expense.trip,
        "expense": expense,
        "may_edit": not expense.trip.is_closed,
        "faults": faults,
        "with_messages": True,
    }
    return render_page(request, LIST, context, fragments=(FRAGMENT,), status=422 if faults else 200)


def _carried_out(
    request: AppRequest, expense: Expense, change: Callable[[], None], *, faults: Sequence[str] = ()
) -> HttpResponse:
    """The outcome of a change of the list; `faults` is what was left out of it."""

    def service() -> str:
        change()
        return expense.get_absolute_url()

    try:
        answer = submit(request, service)
    except DomainError as fault:
        return _answer(request, expense, faults=[*faults, str(fault)])
    if answer.status_code >= HTTPStatus.BAD_REQUEST:  # the form's key was used for something else
        return answer
    return _answer(request, expense, faults=faults)


def _told(request: AppRequest, row: Receipt, words: str) -> HttpResponse:
    """Nothing was left to do: said, not complained about."""
    messages.info(request, f"“{row.name}” {words}.")
    return _answer(request, row.expense)


# -- what the views do ----------------------------------------------------------------------------------------------------
def _attach(request: AppRequest, expense: Expense, files: Sequence[Prepared]) -> None:
    added = attach_receipts(expense=expense, by=expense.trip.me, files=files)
    if len(added) == 1:
        messages.success(request, f"Added “{added[0].name}”.")
    elif added:
        messages.success(request, f"Added {len(added)} receipts.")
    else:
        messages.info(request, "That is on this expense already.")


def _expense(trip: Trip, ref: str) -> Expense:
    expense = get_object_or_404(trip.expenses, ref=ref)
    expense.trip = trip  # the one that knows who asks
    return expense


def _receipt(trip: Trip, ref: str, receipt: str) -> Receipt:
    row = get_object_or_404(
        Receipt.objects.select_related("expense"), expense__trip=trip, expense__ref=ref, ref=receipt
    )
    row.expense.trip = trip
    return row


def _live_receipt(trip: Trip, ref: str, receipt: str) -> Receipt:
    row = _receipt(trip, ref, receipt)
    if row.deleted_at:
        raise Http404("No such receipt.")
    return row
