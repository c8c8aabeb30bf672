"""The pages on which an expense is written down or changed, and the preview of what saving would do."""

from collections.abc import Callable, Sequence
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from expenses.forms import ExpenseForm
from expenses.forms.acts import ACT
from expenses.forms.again import form_as_sent, form_like
from expenses.models import Expense
from expenses.pages import closed, find_expense, find_repeat, form_context, list_with, title_of
from expenses.presets import save_preset
from expenses.rating import set_trip_rate
from expenses.receipt_files import Prepared, prepared
from expenses.receipts import attach_receipts
from expenses.repeating import start_repeat
from expenses.services import edit_expense, record_expense, restore_expense
from expenses.splitting import SplitError
from expenses.versions import conflict, latest
from trips.access import get_trip
from trips.conflicts import Conflict, Gone, conflict_page, typed_in, version_of
from trips.errors import DomainError, RowChanged
from trips.models import Trip
from trips.showing import render_trip_page
from trips.submitting import submit, submit_key, submits
from tripsplit.htmx import AppRequest, render_page, see_other
from tripsplit.ids import new_ref, new_submit_key, ref_from_key

CREATE, EDIT, CONFLICT = (f"expenses/expense_{page}.html" for page in ("create", "edit", "conflict"))
RECEIPTS = "receipts"
FRAGMENTS = ("expense-form",)

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
@login_required
@submits
def expense_create(request: AppRequest, slug: str) -> HttpResponse:
    trip = get_trip(request, slug, may="edit")
    if request.method != "POST":
        return closed(request, trip) or _new_page(request, trip)
    form = form_as_sent(request.POST, trip=trip)
    answer = _saved(request, form, lambda files: _record(request, form, files))
    return answer or _form_page(request, CREATE, form, ref=_promised_ref(request))


@require_POST
@login_required
def expense_preview(request: AppRequest, slug: str) -> HttpResponse:
    """Each one's part as saving the form would make it; `?of=` names the expense that is being edited, `?repeat=` what repeats."""
    trip = get_trip(request, slug, may="edit")
    edited, repeated = request.GET.get("of"), request.GET.get("repeat")
    expense = find_expense(trip, edited) if edited else None
    repeat = find_repeat(trip, repeated) if repeated else None
    form = ExpenseForm(request.POST, trip=trip, expense=expense, repeat=repeat)
    ref = expense.ref if expense else repeat.next_ref if repeat else _promised_ref(request)
    preview = form.preview(ref)
    context = {"form": form, "preview": preview, "lines": form.split.people(preview.parts)}
    return render_page(request, "expenses/expense_preview.html", context)


@form_methods
@login_required
@submits
def expense_edit(request: AppRequest, slug: str, ref: str) -> HttpResponse:
    trip = get_trip(request, slug, may="edit")
    expense = find_expense(trip, ref)
    if request.method != "POST":
        if expense.is_deleted:  # its own page says so, and offers to restore it
            return see_other(request, expense.get_absolute_url())
        form = ExpenseForm(trip=trip, expense=expense)
        return closed(request, trip) or _form_page(request, EDIT, form, ref=ref, version=expense.version)
    form = form_as_sent(request.POST, trip=trip, expense=expense)
    try:
        answer = _saved(request, form, lambda files: _save(request, expense, form, files))
    except RowChanged:
        return _conflict_page(request, find_expense(trip, ref), form)
    return answer or _form_page(request, EDIT, form, ref=ref, version=version_of(request))


# -- what the views say ---------------------------------------------------------------------------------------------------
def _new_page(request: AppRequest, trip: Trip) -> HttpResponse:
    """The empty form; with `?from=` one that says what that expense does, with a preview of what saving it will make."""
    model = request.GET.get("from")
    if not model:
        more = partial(form_context, trip)
        return render_trip_page(request, CREATE, trip, tab="", more=more, fragments=FRAGMENTS)
    key = new_submit_key()
    return _form_page(request, CREATE, form_like(find_expense(trip, model)), ref=ref_from_key(key), key=key)


def _form_page(
    request: AppRequest, template: str, form: ExpenseForm, *, ref: str = "", version: int = 0, key: str = ""
) -> HttpResponse:
    context = {
        **form_context(form.trip, form, ref=ref),
        "trip": form.trip,
        "version": version,
        "key": key or submit_key(request),
        "act": request.POST.get(ACT, ""),
    }
    return render_page(request, template, context, fragments=FRAGMENTS, status=422 if form.errors else 200)


def _conflict_page(request: AppRequest, expense: Expense, form: ExpenseForm) -> HttpResponse:
    """Both versions side by side; the reader's own is kept in the form that can still save it."""
    trip = expense.trip
    both = Conflict(
        target="expense-form",
        facts=conflict(expense, form.draft()),
        theirs=latest(trip, expense.ref),
        me=trip.me,
        version=expense.version,
        save_url=reverse("expense_edit", args=[trip.slug, expense.ref]),
        keep_url=expense.get_absolute_url(),
        typed=typed_in(request, form.fields),
        gone=Gone("deleted", "deleted") if expense.is_deleted else None,
        files=bool(request.FILES.getlist(RECEIPTS)),
        heads_the_page=True,
    )
    return conflict_page(request, trip, both, template=CONFLICT)


# -- what the views do ----------------------------------------------------------------------------------------------------
def _saved(request: AppRequest, form: ExpenseForm, save: Callable[[Sequence[Prepared]], str]) -> HttpResponse | None:
    """Where saving leads; None where something is refused, which then stands in the form. Raises RowChanged."""
    if ACT in request.POST or not form.is_valid():
        return None
    with prepared(request.FILES.getlist(RECEIPTS)) as batch:
        if batch.refusals:
            form.add_error(RECEIPTS, list(batch.refusals))
            return None
        try:
            return submit(request, lambda: save(batch.files))
        except RowChanged:
            raise
        except (DomainError, SplitError) as fault:
            form.refuse(fault)
    return None


def _record(request: AppRequest, form: ExpenseForm, files: Sequence[Prepared]) -> str:
    trip, promised = form.trip, _promised_ref(request)
    taken = trip.expenses.filter(ref=promised).exists()
    expense = record_expense(trip=trip, by=trip.me, draft=form.draft(), ref="" if taken else promised)
    _keep_the_rest(form, expense, files)
    return list_with(request, "Added", expense, undo="expense_delete")


def _save(request: AppRequest, expense: Expense, form: ExpenseForm, files: Sequence[Prepared]) -> str:
    """Save the edit over the version that the reader has seen; one that went into the trash comes back first, if asked."""
    version, me = version_of(request), expense.trip.me
    if request.POST.get("restore"):
        version = restore_expense(expense=expense, by=me, version=version).version
    edited = edit_expense(expense=expense, by=me, version=version, draft=form.draft())
    _keep_the_rest(form, edited, files)
    messages.success(request, f"Saved {title_of(edited)}.")
    return edited.get_absolute_url()


def _keep_the_rest(form: ExpenseForm, expense: Expense, files: Sequence[Prepared]) -> None:
    """What the form says beside the expense: a rate for the trip, a split to be used again, how often it comes again, receipts."""
    trip, name = form.trip, form.cleaned_data.get("preset_name")
    if form.exchange.new_rate:
        set_trip_rate(trip=trip, by=trip.me, currency=form.currency, rate=form.exchange.new_rate)
    if name:
        draft = form.draft()
        save_preset(trip=trip, by=trip.me, name=name, method=draft.method, lines=draft.lines)
    if form.repetition.schedule:
        start_repeat(expense=expense, by=trip.me, schedule=form.repetition.schedule)
    if files:
        attach_receipts(expense=expense, by=trip.me, files=files)


def _promised_ref(request: AppRequest) -> str:
    """The ref that the form's key stands for, so that preview and saving hand out the odd cents alike."""
    key = submit_key(request)
    return ref_from_key(key) if key else new_ref()
