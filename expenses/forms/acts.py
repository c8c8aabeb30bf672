"""The form's own buttons: one more line, one line less, a known split. Each changes what the form says, and saves nothing."""

import re
from typing import TYPE_CHECKING

from django.http import QueryDict

from expenses.forms.items import ITEM
from expenses.forms.split import WAYS
from expenses.habits import KnownSplit
from expenses.presets import presets_of
from expenses.wording import plain_weight

if TYPE_CHECKING:
    from expenses.forms.form import ExpenseForm

ACT = "act"
ADD, DROP, USE, LAST = "add-item", "drop-item-", "use-", "last"
PARTS = ("label", "amount", "who")


def after(form: "ExpenseForm", said: QueryDict, act: str) -> QueryDict:
    """What the form says once the button `act` was pressed; what nobody knows changes nothing."""
    said = said.copy()
    row = re.fullmatch(f"{DROP}([0-9]{{1,5}})", act)
    if act == ADD:
        said[f"{ITEM}{max(form.bill.numbers) + 1}_label"] = ""
    elif row:
        for part in PARTS:
            said.pop(f"{ITEM}{row[1]}_{part}", None)
    elif act.startswith(USE):
        known = _known(form, act.removeprefix(USE))
        if known:
            _use(said, known)
    return said


def _known(form: "ExpenseForm", name: str) -> KnownSplit | None:
    return form.habits.split if name == LAST else dict(presets_of(form.trip)).get(name)


def _use(said: QueryDict, known: KnownSplit) -> None:
    said["method"] = known.method
    said.setlist("participants", [line.participant for line in known.lines])
    if known.method in WAYS:
        prefix = WAYS[known.method].prefix
        for line in known.lines:
            said[f"{prefix}{line.participant}"] = plain_weight(line.value or "")
