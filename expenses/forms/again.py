"""The expense form with something in it already: what was sent, what was read, another expense, a repeat. Nothing is saved."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from expenses.clock import today
from expenses.forms.acts import ACT, ADD, after
from expenses.forms.currency import OFFERED
from expenses.forms.doubts import doubts_left, in_order
from expenses.forms.form import ExpenseForm
from expenses.forms.payers import SEVERAL
from expenses.forms.repetition import next_day, repeat_values
from expenses.models import Expense
from expenses.repeat_models import Repeat
from expenses.written import read
from trips.models import Trip

# What is typed into fields, by their names: texts as people type them, refs of people.
Typed = dict[str, str | Sequence[str]]
# For an expense in another currency than the one whose rate somebody typed.
AT_THE_RATE_ON_OFFER: Typed = {"rate_from": OFFERED, "rate": "", "keep_rate": ""}


def form_like(expense: Expense) -> ExpenseForm:
    """The form as if somebody had typed the expense once more: of today, at the rate on offer, among those who still travel."""
    trip = expense.trip
    return _typed(trip, ExpenseForm(trip=trip, expense=expense), {"date": today(trip).isoformat()})


def form_of_repeat(repeat: Repeat) -> ExpenseForm:
    """What a repeat makes, as if somebody had typed it: of its next day, among those who still travel."""
    trip, draft = repeat.trip, read(repeat.draft, on=next_day(repeat))
    return _typed(trip, ExpenseForm(trip=trip, kept=draft), repeat_values(repeat), repeat=repeat)


def form_as_sent(
    post: QueryDict, *, trip: Trip, expense: Expense | None = None, repeat: Repeat | None = None
) -> ExpenseForm:
    """The form as it was sent, or as one of its own buttons changed it; what is doubtful in it stays so."""
    form = ExpenseForm(post, trip=trip, expense=expense, repeat=repeat)
    form.doubts = doubts_left(form, post)
    act = post.get(ACT)
    if act is None:
        return form
    changed = ExpenseForm(after(form, post, act), trip=trip, expense=expense, repeat=repeat)
    changed.doubts = doubts_left(changed, post)
    changed.forget_faults()
    if act == ADD:
        changed.bill.focus_last()
    return changed


def filled_form(
    trip: Trip,
    said: Mapping[str, str | Sequence[str]],
    *,
    doubts: Mapping[str, str] | None = None,
    over: QueryDict | None = None,
    expense: Expense | None = None,
) -> ExpenseForm:
    """The form as if somebody had typed `said` into it, by the fields' names: texts as people type them, refs of people.

    It goes into a new form, which leaves out whoever does not travel any more; or `over` one that was sent (for a new expense or this
    one), of which all else stays as it is. `doubts` are sentences by field, each of them shown there (see expenses.forms.doubts).
    """
    told = dict(doubts or {})
    if over is None:
        form = _typed(trip, ExpenseForm(trip=trip), said)
    else:
        typed = over.copy()
        for name, value in said.items():
            typed.setlist(name, [value] if isinstance(value, str) else list(value))
        form = ExpenseForm(typed, trip=trip, expense=expense)
        form.forget_faults()
        left = doubts_left(form, over)
        told = {name: words for name, words in left.items() if name not in said} | told
    form.is_filled_in, form.doubts = True, in_order(told)
    return form


def _typed(trip: Trip, source: ExpenseForm, more: Mapping[str, Any], *, repeat: Repeat | None = None) -> ExpenseForm:
    """A form that was filled in with what `source` shows at first; what the card statement said, it said of another bill."""
    said = {**source.initial, "rate_from": OFFERED, "card": None, **more}
    here = {person.ref for person in trip.active_people}
    payable = {person.ref for person in trip.people if person.is_active}
    said["payer"] = said["payer"] if said["payer"] in {*payable, SEVERAL} else trip.me.ref
    typed = MultiValueDict[str, Any]()
    for name, value in said.items():
        if isinstance(value, list | tuple):
            typed.setlist(name, [ref for ref in value if ref in here])
        elif value is not None:
            typed[name] = value
    form = ExpenseForm(typed, trip=trip, repeat=repeat)
    form.forget_faults()
    return form
