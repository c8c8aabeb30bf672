"""The expense form with something in it already: what was sent, another expense once more, or what a repeat makes. Nothing is saved."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from expenses.clock import today
from expenses.forms.acts import ACT, ADD, after
from expenses.forms.currency import OFFERED
from expenses.forms.form import ExpenseForm
from expenses.forms.payers import SEVERAL
from expenses.forms.repetition import next_day, repeat_values
from expenses.models import Expense
from expenses.repeat_models import Repeat
from expenses.written import read
from trips.models import Trip


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
    """The form as it was sent, or as one of its own buttons changed it."""
    form = ExpenseForm(post, trip=trip, expense=expense, repeat=repeat)
    act = post.get(ACT)
    if act is None:
        return form
    changed = ExpenseForm(after(form, post, act), trip=trip, expense=expense, repeat=repeat)
    changed.forget_faults()
    if act == ADD:
        changed.bill.focus_last()
    return changed


def _typed(trip: Trip, source: ExpenseForm, more: Mapping[str, Any], *, repeat: Repeat | None = None) -> ExpenseForm:
    """A form that was filled in with what `source` shows at first; what the card statement said, it said of another bill."""
    said = dict(source.initial)
    here = {person.ref for person in trip.active_people}
    payable = {person.ref for person in trip.people if person.is_active}
    payer = said["payer"] if said["payer"] in {*payable, SEVERAL} else trip.me.ref
    said |= {"payer": payer, "rate_from": OFFERED, "card": None, **more}
    typed = MultiValueDict[str, Any]()
    for name, value in said.items():
        if isinstance(value, list):
            typed.setlist(name, [ref for ref in value if ref in here])
        elif value is not None:
            typed[name] = value
    form = ExpenseForm(typed, trip=trip, repeat=repeat)
    form.forget_faults()
    return form
