"""The pages of one expense. Each gets its trip from trips.access, and changes nothing but by a service."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import Truncator
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from expenses.comment_forms import CommentForm
from expenses.commenting import conversation
from expenses.conversion import conversion_of
from expenses.forms import ExpenseForm
from expenses.models import Expense
from expenses.services import delete_expense, edit_expense, record_expense, restore_expense
from expenses.splitting import SplitError
from expenses.versions import conflict, history, latest
from expenses.wording import among, division_of, parts_of, stake, who_paid
from trips.access import get_trip
from trips.accounts import on_public_address
from trips.errors import DomainError, RowChanged, TripIsClosed
from trips.models import Trip
from trips.submitting import submit, submit_key, submits
from tripsplit.htmx import AppRequest, render_page, see_other
from tripsplit.ids import is_ref, new_ref, ref_from_key

CREATE, EDIT, DETAIL = (f"expenses/expense_{page}.html" for page in ("create", "edit", "detail"))
CONFLICT = "expenses/expense_conflict.html"
TITLE = 60  # characters of a description in a message
MOST_DIGITS = 9

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
@login_required
@submits
def expense_create(request: AppRequest, slug: str) -> HttpResponse:
    trip = get_trip(request, slug, may="edit")
    if request.method != "POST":
        return _closed(request, trip) or _form_page(request, CREATE, ExpenseForm(trip=trip))
    form = ExpenseForm(request.POST, trip=trip)
    if form.is_valid():
        try:
            return submit(request, lambda: _record(request, trip, form))
        except (DomainError, SplitError) as fault:
            form.refuse(fault)
    return _form_page(request, CREATE, form, ref=_promised_ref(request))


@require_POST
@login_required
def expense_preview(request: AppRequest, slug: str) -> HttpResponse:
    """Each one's part as saving the form would make it; `?of=` names the expense that is being edited."""
    trip = get_trip(request, slug, may="edit")
    edited = request.GET.get("of")
    expense = _expense(trip, edited) if edited else None
    form = ExpenseForm(request.POST, trip=trip, expense=expense)
    preview = form.preview(expense.ref if expense else _promised_ref(request))
    context = {"sentence": preview.sentence, "lines": form.lines(preview.parts)}
    return render_page(request, "expenses/expense_preview.html", context)


@require_safe
@login_required
def expense_detail(request: AppRequest, slug: str, ref: str) -> HttpResponse:
    trip = get_trip(request, slug)
    return _detail_page(request, _expense(trip, ref))


@form_methods
@login_required
@submits
def expense_edit(request: AppRequest, slug: str, ref: str) -> HttpResponse:
    trip = get_trip(request, slug, may="edit")
    expense = _expense(trip, ref)
    if request.method != "POST":
        if expense.is_deleted:  # its own page says so, and offers to restore it
            return see_other(request, expense.get_absolute_url())
        form = ExpenseForm(trip=trip, expense=expense)
        return _closed(request, trip) or _form_page(request, EDIT, form, ref=ref, version=expense.version)
    form = ExpenseForm(request.POST, trip=trip, expense=expense)
    if form.is_valid():
        try:
            return submit(request, lambda: _save(request, expense, form))
        except RowChanged:
            return _conflict_page(request, _expense(trip, ref), form)
        except (DomainError, SplitError) as fault:
            form.refuse(fault)
    return _form_page(request, EDIT, form, ref=ref, version=_version(request))


@require_POST
@login_required
@submits
def expense_delete(request: AppRequest, slug: str, ref: str) -> HttpResponse:
    trip = get_trip(request, slug, may="edit")
    expense = _expense(trip, ref)
    if expense.is_deleted:
        return _told(request, expense, "is in the trash already")

    def delete() -> str:
        gone = delete_expense(expense=expense, by=trip.me, version=_version(request) or expense.version)
        return _list_with(request, "Deleted", gone, undo="expense_restore")

    return _carried_out(request, expense, delete)


@require_POST
@login_required
@submits
def expense_restore(request: AppRequest, slug: str, ref: str) -> HttpResponse:
    trip = get_trip(request, slug, may="edit")
    expense = _expense(trip, ref)
    if not expense.is_deleted:
        return _told(request, expense, "is back already")

    def restore() -> str:
        back = restore_expense(expense=expense, by=trip.me, version=_version(request) or expense.version)
        return _list_with(request, "Restored", back)

    return _carried_out(request, expense, restore)


# -- what the views say ---------------------------------------------------------------------------------------------------
def _form_page(
    request: AppRequest, template: str, form: ExpenseForm, *, ref: str = "", version: int = 0
) -> HttpResponse:
    preview = form.preview(ref)
    context = {
        "trip": form.trip,
        "expense": form.expense,
        "form": form,
        "version": version,
        "key": submit_key(request),
        "lines": form.lines(preview.parts),
        "sentence": preview.sentence,
    }
    return render_page(request, template, context, fragments=("expense-form",), status=422 if form.is_bound else 200)


def _conflict_page(request: AppRequest, expense: Expense, form: ExpenseForm) -> HttpResponse:
    """Both versions side by side; the reader's own is kept in the form that can still save it."""
    typed = [
        (name, value) for name, values in request.POST.lists() if name in form.fields for value in map(str, values)
    ]
    theirs = latest(expense.trip, expense.ref)
    context = {
        "trip": expense.trip,
        "expense": expense,
        "facts": conflict(expense, form.draft()),
        "theirs": theirs,
        "mine_too": theirs is not None and theirs.actor_id == expense.trip.me.pk,
        "typed": typed,
    }
    return render_page(request, CONFLICT, context, fragments=("expense-form",), status=409)


def _detail_page(request: AppRequest, expense: Expense, *, stale: bool = False) -> HttpResponse:
    trip = expense.trip
    versions, older = history(trip, expense.ref, everything=request.GET.get("history") == "all")
    context = {
        "trip": trip,
        "tab": "expenses",
        "expense": expense,
        "conversion": conversion_of(expense),
        "paid": who_paid(expense, trip.me),
        "among": among(expense, trip),
        "stake": stake(expense, trip.me),
        "parts": parts_of(expense, trip.me),
        "sentence": division_of(expense, trip.me),
        "versions": versions,
        "older": older,
        "talk": conversation(expense),
        "comment_form": CommentForm(),
        "link": on_public_address(expense.get_absolute_url()),
        "may_edit": _may_edit(trip),
        "stale": stale,
    }
    return render_page(request, DETAIL, context, fragments=("expense-history",), status=409 if stale else 200)


def _list_with(request: AppRequest, did: str, expense: Expense, *, undo: str = "") -> str:
    """The list's address, where a message tells what was done and how to undo it."""
    place = [expense.trip.slug, expense.ref]
    tags = f"undo:{reverse(undo, args=place)}?{urlencode({'version': expense.version})}" if undo else ""
    messages.success(request, f"{did} {_title(expense)}.", extra_tags=tags)
    return reverse("expense_list", args=[expense.trip.slug])


def _carried_out(request: AppRequest, expense: Expense, change: Callable[[], str]) -> HttpResponse:
    """The outcome of deleting or restoring; where somebody was quicker, the expense as it stands now."""
    try:
        return submit(request, change)
    except RowChanged:
        response = _detail_page(request, _expense(expense.trip, expense.ref), stale=True)
        # A toast's Undo swaps nothing by itself; this answer is for the whole page.
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "body", "innerHTML"
        return response
    except DomainError as fault:
        messages.error(request, str(fault))
        return see_other(request, expense.get_absolute_url())


def _told(request: AppRequest, expense: Expense, words: str) -> HttpResponse:
    """Nothing was left to do: said, not complained about."""
    messages.info(request, f"{_title(expense)} {words}.")
    return see_other(request, reverse("expense_list", args=[expense.trip.slug]))


def _closed(request: AppRequest, trip: Trip) -> HttpResponse | None:
    """A trip that nothing can change in shows its expenses in place of a form."""
    if not trip.is_closed:
        return None
    messages.warning(request, str(TripIsClosed()))
    return see_other(request, reverse("expense_list", args=[trip.slug]))


# -- what the views do ----------------------------------------------------------------------------------------------------
def _record(request: AppRequest, trip: Trip, form: ExpenseForm) -> str:
    promised = _promised_ref(request)
    taken = trip.expenses.filter(ref=promised).exists()
    expense = record_expense(trip=trip, by=trip.me, draft=form.draft(), ref="" if taken else promised)
    return _list_with(request, "Added", expense, undo="expense_delete")


def _save(request: AppRequest, expense: Expense, form: ExpenseForm) -> str:
    """Save the edit over the version that the reader has seen; one that went into the trash comes back first, if asked."""
    version, me = _version(request), expense.trip.me
    if request.POST.get("restore"):
        version = restore_expense(expense=expense, by=me, version=version).version
    edited = edit_expense(expense=expense, by=me, version=version, draft=form.draft())
    messages.success(request, f"Saved {_title(edited)}.")
    return edited.get_absolute_url()


def _expense(trip: Trip, ref: str) -> Expense:
    if not is_ref(ref):
        raise Http404
    expense = get_object_or_404(trip.expenses.with_lines(), ref=ref)
    expense.trip = trip  # the one that knows who asks
    return expense


def _may_edit(trip: Trip) -> bool:
    return trip.me.can_edit and not trip.is_closed


def _promised_ref(request: AppRequest) -> str:
    """The ref that the form's key stands for, so that preview and saving hand out the odd cents alike."""
    key = submit_key(request)
    return ref_from_key(key) if key else new_ref()


def _version(request: AppRequest) -> int:
    """The version that the reader has seen, from the form or from an Undo's address; 0 where it says nothing."""
    text = request.POST.get("version") or request.GET.get("version") or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else 0


def _title(expense: Expense) -> str:
    return f"“{Truncator(expense.description).chars(TITLE)}”"
