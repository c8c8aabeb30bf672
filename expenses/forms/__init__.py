"""The expense form, in its parts: who paid, how it is split, the items of a bill, the currency, and the preview of it all."""

from expenses.clock import today
from expenses.forms.form import ExpenseForm

__all__ = ["ExpenseForm", "today"]
