"""A new expense that starts as another one was: the same bill on another day. Nothing is saved until somebody says so."""

from typing import Any

from django.utils.datastructures import MultiValueDict

from expenses.forms.basics import today
from expenses.forms.currency import OFFERED
from expenses.forms.form import ExpenseForm
from expenses.forms.payers import SEVERAL
from expenses.models import Expense


def form_like(expense: Expense) -> ExpenseForm:
    """The form as if somebody had typed the expense once more: of today, at the rate on offer, among those who still travel."""
    trip = expense.trip
    said: dict[str, Any] = dict(ExpenseForm(trip=trip, expense=expense).initial)
    here = {person.ref for person in trip.active_people}
    payer = said["payer"] if said["payer"] in {*here, SEVERAL} else trip.me.ref
    # What the card statement said, it said of the other bill.
    said |= {"date": today(trip).isoformat(), "payer": payer, "rate_from": OFFERED, "card": None}
    typed = MultiValueDict[str, Any]()
    for name, value in said.items():
        if isinstance(value, list):
            typed.setlist(name, [ref for ref in value if ref in here])
        elif value is not None:
            typed[name] = value
    form = ExpenseForm(typed, trip=trip)
    form.forget_faults()
    return form
