"""What repeats in a trip: the list, and changing, pausing, resuming and stopping one of it."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.text import Truncator
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from expenses.forms import ExpenseForm
from expenses.forms.acts import ACT
from expenses.forms.again import form_as_sent, form_of_repeat
from expenses.pages import TITLE, closed, find_repeat, may_edit
from expenses.rating import set_trip_rate
from expenses.repeat_listing import both_versions, load_repeats
from expenses.repeat_models import Repeat
from expenses.repeating import edit_repeat, pause_repeat, restart_repeat, resume_repeat, stop_repeat
from expenses.splitting import SplitError
from trips.access import get_trip
from trips.conflicts import Conflict, conflict_page, last_change, typed_in, version_of
from trips.errors import DomainError, RowChanged
from trips.models import Trip
from trips.submitting import submit, submit_key, submits
from tripsplit.htmx import AppRequest, over_the_page, render_page, see_other

LIST, EDIT = "expenses/repeat_list.html", "expenses/repeat_edit.html"


@require_safe
@login_required
def repeat_list(request: AppRequest, slug: str) -> HttpResponse:
    return _list_page(request, get_trip(request, slug))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@submits
def repeat_edit(request: AppRequest, slug: str, ref: str) -> HttpResponse:
    """The expense form, about all that the repeat makes from its next day on."""
    trip = get_trip(request, slug, may="edit")
    repeat = find_repeat(trip, ref)
    if request.method != "POST":
        return closed(request, trip) or _form_page(request, form_of_repeat(repeat), version=repeat.version)
    form = form_as_sent(request.POST, trip=trip, repeat=repeat)
    try:
        answer = _saved(request, repeat, form)
    except RowChanged:
        return _conflict_page(request, find_repeat(trip, ref), form)
    return answer or _form_page(request, form, version=version_of(request))


@require_POST
@login_required
@submits
def repeat_pause(request: AppRequest, slug: str, ref: str) -> HttpResponse:
    def pause(repeat: Repeat, version: int) -> None:
        pause_repeat(repeat=repeat, by=repeat.trip.me, version=version)
        _say(request, f"Paused {title_of(repeat)}. Nothing is added until it is resumed.", repeat, "repeat_resume")

    return _carried_out(request, slug, ref, pause)


@require_POST
@login_required
@submits
def repeat_resume(request: AppRequest, slug: str, ref: str) -> HttpResponse:
    """Go on; with `missed` in the form, with the days that went by meanwhile too."""

    def resume(repeat: Repeat, version: int) -> None:
        missed = bool(request.POST.get("missed"))
        resume_repeat(repeat=repeat, by=repeat.trip.me, version=version, with_missed=missed)
        _say(request, f"Resumed {title_of(repeat)}.", repeat)

    return _carried_out(request, slug, ref, resume)


@require_POST
@login_required
@submits
def repeat_stop(request: AppRequest, slug: str, ref: str) -> HttpResponse:
    def stop(repeat: Repeat, version: int) -> None:
        stop_repeat(repeat=repeat, by=repeat.trip.me, version=version)
        _say(request, f"Stopped {title_of(repeat)}. What was added stays.", repeat, "repeat_restart")

    return _carried_out(request, slug, ref, stop)


@require_POST
@login_required
@submits
def repeat_restart(request: AppRequest, slug: str, ref: str) -> HttpResponse:
    def restart(repeat: Repeat, version: int) -> None:
        restart_repeat(repeat=repeat, by=repeat.trip.me, version=version)
        _say(request, f"{title_of(repeat)} goes on.", repeat)

    return _carried_out(request, slug, ref, restart)


def title_of(repeat: Repeat) -> str:
    return f"“{Truncator(repeat.description).chars(TITLE)}”"


# -- what the views say ---------------------------------------------------------------------------------------------------
def _list_page(request: AppRequest, trip: Trip, *, stale: bool = False) -> HttpResponse:
    context = {
        "trip": trip,
        "tab": "settings",
        "may_edit": may_edit(trip),
        "rows": load_repeats(trip),
        "stale": stale,
    }
    return render_page(request, LIST, context, fragments=("repeat-list",), status=409 if stale else 200)


def _form_page(request: AppRequest, form: ExpenseForm, *, version: int) -> HttpResponse:
    repeat = form.repeat
    preview = form.preview(repeat.next_ref if repeat else "")
    if request.method != "POST":
        form.forget_faults()
    context = {
        "trip": form.trip,
        "repeat": repeat,
        "form": form,
        "version": version,
        "key": submit_key(request),
        "preview": preview,
        "lines": form.split.people(preview.parts),
        "act": request.POST.get(ACT, ""),
    }
    return render_page(request, EDIT, context, fragments=("expense-form",), status=422 if form.errors else 200)


def _conflict_page(request: AppRequest, repeat: Repeat, form: ExpenseForm) -> HttpResponse:
    trip, schedule = repeat.trip, form.repetition.schedule or repeat.schedule
    both = Conflict(
        target="expense-form",
        facts=both_versions(repeat, form.draft(), schedule),
        theirs=last_change(trip, "repeat", ref=repeat.ref),
        me=trip.me,
        version=repeat.version,
        save_url=reverse("repeat_edit", args=[trip.slug, repeat.ref]),
        keep_url=repeat.get_absolute_url(),
        typed=typed_in(request, form.fields),
    )
    return conflict_page(request, trip, both, tab="settings")


def _say(request: AppRequest, words: str, repeat: Repeat, undo: str = "") -> None:
    tags = f"undo:{reverse(undo, args=[repeat.trip.slug, repeat.ref])}?version={repeat.version}" if undo else ""
    messages.success(request, words, extra_tags=tags)


# -- what the views do ----------------------------------------------------------------------------------------------------
def _saved(request: AppRequest, repeat: Repeat, form: ExpenseForm) -> HttpResponse | None:
    """Where saving leads; None where something is refused, which then stands in the form. Raises RowChanged."""
    schedule = form.repetition.schedule if ACT not in request.POST and form.is_valid() else None
    if schedule is None:
        return None

    def save() -> str:
        trip = repeat.trip
        edit_repeat(repeat=repeat, by=trip.me, version=version_of(request), draft=form.draft(), schedule=schedule)
        if form.exchange.new_rate:
            set_trip_rate(trip=trip, by=trip.me, currency=form.currency, rate=form.exchange.new_rate)
        _say(request, f"Saved {title_of(repeat)}.", repeat)
        return reverse("repeat_list", args=[trip.slug])

    try:
        return submit(request, save)
    except RowChanged:
        raise
    except (DomainError, SplitError) as fault:
        form.refuse(fault)
    return None


def _carried_out(request: AppRequest, slug: str, ref: str, change: Callable[[Repeat, int], None]) -> HttpResponse:
    """The outcome of one of the buttons; where somebody was quicker, the list as it stands now."""
    trip = get_trip(request, slug, may="edit")
    repeat, address = find_repeat(trip, ref), reverse("repeat_list", args=[slug])

    def carry_out() -> str:
        change(repeat, version_of(request) or repeat.version)
        return address

    try:
        return submit(request, carry_out)
    except RowChanged:
        return over_the_page(_list_page(request, trip, stale=True))
    except DomainError as fault:
        messages.error(request, str(fault))
        return see_other(request, address)
