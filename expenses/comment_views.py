"""The comments on an expense: adding, removing and bringing back. Everybody who takes part may read and write them, viewers too."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from expenses.comment_forms import CommentForm
from expenses.commenting import NotYourComment, add_comment, conversation, may_remove, remove_comment, restore_comment
from expenses.models import Comment, Expense
from trips.access import get_trip
from trips.errors import DomainError, RowChanged
from trips.models import Trip
from trips.submitting import submit, submit_key, submits
from tripsplit.htmx import AppRequest, render_page, see_other

PAGE, PART = "expenses/comment_list.html", "expenses/comments.html"
FRAGMENT = "comment-list"


@require_safe
@login_required
def comment_list(request: AppRequest, slug: str, ref: str) -> HttpResponse:
    """All of them, where the expense's own page shows the latest."""
    return _answer(request, _expense(get_trip(request, slug), ref), everything=True)


@require_POST
@login_required
@submits
def comment_add(request: AppRequest, slug: str, ref: str) -> HttpResponse:
    expense = _expense(get_trip(request, slug), ref)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _answer(request, expense, form)

    def add() -> None:
        add_comment(expense=expense, by=expense.trip.me, text=form.cleaned_data["text"])
        messages.success(request, "Comment added.")

    try:
        return _carried_out(request, expense, add)
    except DomainError as fault:
        form.add_error(None, str(fault))
        return _answer(request, expense, form)


@require_POST
@login_required
@submits
def comment_remove(request: AppRequest, slug: str, ref: str, comment: str) -> HttpResponse:
    row = _own_comment(get_trip(request, slug), ref, comment)

    def remove() -> None:
        remove_comment(comment=row, by=row.expense.trip.me)
        undo = reverse("comment_restore", args=[slug, ref, comment])
        messages.success(request, "Removed the comment.", extra_tags=f"undo:{undo}")

    return _moved(request, row, remove, already="The comment is removed already.")


@require_POST
@login_required
@submits
def comment_restore(request: AppRequest, slug: str, ref: str, comment: str) -> HttpResponse:
    row = _own_comment(get_trip(request, slug), ref, comment)

    def restore() -> None:
        restore_comment(comment=row, by=row.expense.trip.me)
        messages.success(request, "Brought the comment back.")

    return _moved(request, row, restore, already="The comment is back already.")


# -- what the views say ---------------------------------------------------------------------------------------------------
def _answer(
    request: AppRequest, expense: Expense, form: CommentForm | None = None, *, everything: bool = False
) -> HttpResponse:
    """The comments as they are now, with the form that was refused; on a page of their own where no script asked for them."""
    context = {
        "trip": expense.trip,
        "tab": "expenses",
        "expense": expense,
        "talk": conversation(expense, everything=everything),
        "comment_form": form or CommentForm(),
        "key": submit_key(request) if form else "",
        "with_messages": _asks_for_fragment(request),
    }
    template = PART if _asks_for_fragment(request) else PAGE
    return render_page(request, template, context, fragments=(FRAGMENT,), status=422 if form else 200)


def _shown(request: AppRequest, expense: Expense) -> HttpResponse:
    """The fragment for htmx, and for everybody else the expense's page."""
    return _answer(request, expense) if _asks_for_fragment(request) else see_other(request, _place(expense))


def _carried_out(request: AppRequest, expense: Expense, change: Callable[[], None]) -> HttpResponse:
    def service() -> str:
        change()
        return _place(expense)

    answer = submit(request, service)
    # An error means that the form's key was used for something else.
    return answer if answer.status_code >= HTTPStatus.BAD_REQUEST else _shown(request, expense)


def _moved(request: AppRequest, row: Comment, change: Callable[[], None], *, already: str) -> HttpResponse:
    """The outcome of removing or bringing back."""
    try:
        return _carried_out(request, row.expense, change)
    except RowChanged:
        messages.info(request, already)
    except DomainError as fault:
        messages.error(request, str(fault))
    return _shown(request, row.expense)


def _place(expense: Expense) -> str:
    return f"{expense.get_absolute_url()}#{FRAGMENT}"


def _asks_for_fragment(request: AppRequest) -> bool:
    return bool(request.htmx) and request.htmx.target == FRAGMENT


def _expense(trip: Trip, ref: str) -> Expense:
    expense = get_object_or_404(trip.expenses, ref=ref)
    expense.trip = trip  # the one that knows who asks
    return expense


def _own_comment(trip: Trip, ref: str, comment: str) -> Comment:
    """A comment that the caller may remove; Http404 where there is none, PermissionDenied where it is not theirs."""
    expense = _expense(trip, ref)
    row = get_object_or_404(expense.comments, ref=comment)
    row.expense = expense
    if not may_remove(row, trip.me):
        raise PermissionDenied(str(NotYourComment()))
    return row
