"""The pages of one expense. Each gets its trip from trips.access, and changes nothing but by a service."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from expenses.comment_forms import CommentForm
from expenses.commenting import conversation
from expenses.conversion import conversion_of
from expenses.models import Expense
from expenses.pages import find_expense, list_with, may_edit, title_of
from expenses.repeat_listing import repetition_of
from expenses.repeating import follow_trash
from expenses.services import delete_expense, restore_expense, restore_version
from expenses.splitting import SplitError
from expenses.versions import history
from expenses.wording import among, bill_of, division_of, parts_of, stake, who_paid
from trips.access import get_trip
from trips.accounts import on_public_address
from trips.conflicts import version_of
from trips.errors import DomainError, NoSuchVersion, RowChanged
from trips.submitting import submit, submits
from tripsplit.htmx import AppRequest, render_page, see_other

DETAIL = "expenses/expense_detail.html"


@require_safe
@login_required
def expense_detail(request: AppRequest, slug: str, ref: str) -> HttpResponse:
    trip = get_trip(request, slug)
    return _detail_page(request, find_expense(trip, ref))


@require_POST
@login_required
@submits
def expense_delete(request: AppRequest, slug: str, ref: str) -> HttpResponse:
    trip = get_trip(request, slug, may="edit")
    expense = find_expense(trip, ref)
    if expense.is_deleted:
        return _told(request, expense, "is in the trash already")

    def delete() -> str:
        gone = delete_expense(expense=expense, by=trip.me, version=version_of(request) or expense.version)
        follow_trash(expense=gone, by=trip.me)
        return list_with(request, "Deleted", gone, undo="expense_restore")

    return _carried_out(request, expense, delete)


@require_POST
@login_required
@submits
def expense_restore(request: AppRequest, slug: str, ref: str) -> HttpResponse:
    trip = get_trip(request, slug, may="edit")
    expense = find_expense(trip, ref)
    if not expense.is_deleted:
        return _told(request, expense, "is back already")

    def restore() -> str:
        back = restore_expense(expense=expense, by=trip.me, version=version_of(request) or expense.version)
        follow_trash(expense=back, by=trip.me)
        return list_with(request, "Restored", back)

    return _carried_out(request, expense, restore)


@require_POST
@login_required
@submits
def expense_revert(request: AppRequest, slug: str, ref: str, number: int) -> HttpResponse:
    """Bring back an earlier version, out of the trash too; Undo goes back to what it replaced."""
    trip = get_trip(request, slug, may="edit")
    expense = find_expense(trip, ref)

    def revert() -> str:
        seen = version_of(request) or expense.version
        back = restore_version(expense=expense, version_no=number, by=trip.me, version=seen)
        follow_trash(expense=back, by=trip.me)
        name, more = ("expense_delete", []) if expense.is_deleted else ("expense_revert", [seen])
        undo = reverse(name, args=[slug, ref, *more])
        said = f"Brought back version {number} of {title_of(back)}."
        messages.success(request, said, extra_tags=f"undo:{undo}?version={back.version}")
        return back.get_absolute_url()

    return _carried_out(request, expense, revert)


# -- what the views say ---------------------------------------------------------------------------------------------------
def _detail_page(request: AppRequest, expense: Expense, *, stale: bool = False) -> HttpResponse:
    trip = expense.trip
    context = {
        "trip": trip,
        "tab": "expenses",
        "expense": expense,
        "conversion": conversion_of(expense),
        "paid": who_paid(expense, trip.me, expense.payers.all()),
        "among": among(expense, trip, expense.shares.all()),
        "stake": stake(expense, trip, expense.payers.all(), expense.shares.all()),
        "parts": parts_of(expense, trip.me),
        "bill": bill_of(expense, trip.me),
        "sentence": division_of(expense, trip.me),
        "history": history(trip, expense.ref, everything=request.GET.get("history") == "all"),
        "repeat": repetition_of(expense),
        "talk": conversation(expense),
        "comment_form": CommentForm(),
        "link": on_public_address(expense.get_absolute_url()),
        "may_edit": may_edit(trip),
        "stale": stale,
    }
    return render_page(request, DETAIL, context, fragments=("expense-history",), status=409 if stale else 200)


def _carried_out(request: AppRequest, expense: Expense, change: Callable[[], str]) -> HttpResponse:
    """The outcome of deleting or restoring; where somebody was quicker, the expense as it stands now. Raises Http404."""
    try:
        return submit(request, change)
    except RowChanged:
        response = _detail_page(request, find_expense(expense.trip, expense.ref), stale=True)
        # A toast's Undo swaps nothing by itself; this answer is for the whole page.
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "body", "innerHTML"
        return response
    except NoSuchVersion as fault:
        raise Http404(str(fault)) from fault
    except (DomainError, SplitError) as fault:
        messages.error(request, str(fault))
        return see_other(request, expense.get_absolute_url())


def _told(request: AppRequest, expense: Expense, words: str) -> HttpResponse:
    """Nothing was left to do: said, not complained about."""
    messages.info(request, f"{title_of(expense)} {words}.")
    return see_other(request, reverse("expense_list", args=[expense.trip.slug]))
