"""The items of a bill: rows of what it was, the price, and who had it; with tax and tip, which are spread over them."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms import BoundField

from expenses.forms.basics import NOT_OF_THIS_TRIP
from expenses.forms.typed import Typed
from expenses.models import LABEL_LENGTH, SplitMethod
from expenses.splitting import SplitError, SplitItem
from trips.models import Participant
from tripsplit.forms import CleanTextField, MoneyField

if TYPE_CHECKING:
    from expenses.forms.form import ExpenseForm

FIRST_ROWS = 2
ITEM = "item_"
ROW = re.compile(r"item_([0-9]{1,5})_(?:label|amount|who)")


@dataclass(frozen=True)
class Row:
    """One line of the bill on the page."""

    number: int
    place: int  # counted from one, as people do
    label: BoundField
    amount: BoundField
    who: BoundField
    people: list[tuple[Participant, bool]]


class Bill:
    """The part of the form for an itemised bill."""

    def __init__(self, form: "ExpenseForm") -> None:
        self.form = form
        self.numbers = self._numbers()
        self.items: list[SplitItem] = []
        self.rows_of_items: list[int] = []
        self.tax = self.tip = 0

    def _numbers(self) -> list[int]:
        if self.form.is_bound:
            found = {int(match[1]) for match in map(ROW.fullmatch, self.form.data) if match}
            return sorted(found) or list(range(FIRST_ROWS))
        kept = len(self.form.kept.items) if self.form.kept else 0
        return list(range(kept or FIRST_ROWS))

    def fields(self) -> dict[str, forms.Field]:
        price = MoneyField(currency=self.form.currency, signed=True, error_messages={"required": "Enter the price."})
        extra = MoneyField(currency=self.form.currency, zero=True, required=False)
        fields: dict[str, forms.Field] = {
            "items": forms.Field(required=False),  # where a fault of the whole bill is told; nobody types into it
            "tax": Typed(extra, **{"class": "input", "aria-label": "Tax"}),
            "tip": Typed(extra, **{"class": "input", "aria-label": "Tip"}),
        }
        for place, number in enumerate(self.numbers, start=1):
            fields |= self._row_fields(number, place, price)
        return fields

    def _row_fields(self, number: int, place: int, price: MoneyField) -> dict[str, forms.Field]:
        too_long = {"max_length": f"Say it in {LABEL_LENGTH} characters at most."}
        label = CleanTextField(required=False, max_length=LABEL_LENGTH, error_messages=too_long)
        foreign = {"invalid_choice": NOT_OF_THIS_TRIP, "invalid_list": NOT_OF_THIS_TRIP}
        who = forms.MultipleChoiceField(choices=self.form.choices, required=False, error_messages=foreign)
        named = {"class": "input", "autocomplete": "off"}
        return {
            f"{ITEM}{number}_label": Typed(label, **named, **{"aria-label": f"Line {place}: what it was"}),
            f"{ITEM}{number}_amount": Typed(price, **named, **{"aria-label": f"Line {place}: price"}),
            f"{ITEM}{number}_who": Typed(who),
        }

    def first_values(self) -> dict[str, Any]:
        kept = self.form.kept
        if kept is None or kept.method != SplitMethod.ITEMISED:
            return {}
        values: dict[str, Any] = {"tax": kept.tax or None, "tip": kept.tip or None}
        for number, item in enumerate(kept.items):
            values[f"{ITEM}{number}_label"] = item.label
            values[f"{ITEM}{number}_amount"] = item.amount
            values[f"{ITEM}{number}_who"] = list(item.participants)
        return values

    def clean(self) -> None:
        if self.form.cleaned_data.get("method") != SplitMethod.ITEMISED:
            return
        self.tax, self.tip = (self.form.read(name) or 0 for name in ("tax", "tip"))
        for number in self.numbers:
            self._clean_row(number)
        if not self.items and not self.is_doubtful:
            self.form.add_error("items", "Write down what was on the bill, each with its price.")

    def _clean_row(self, number: int) -> None:
        """A row with neither words nor price is one that nobody needed."""
        said = self.form.cleaned_data
        if not any(str(said.get(f"{ITEM}{number}_{part}") or "").strip() for part in ("label", "amount")):
            return
        label, amount, who = (self.form.read(f"{ITEM}{number}_{part}") for part in ("label", "amount", "who"))
        if not who and not self.form.has_faults(f"{ITEM}{number}_who"):
            self.form.add_error(f"{ITEM}{number}_who", "Choose who had this.")
        if amount is not None:
            self.items.append(SplitItem(label or "", amount, self.form.in_order(who or [])))
            self.rows_of_items.append(number)

    def focus_last(self) -> None:
        """Whoever asked for one more line goes on typing there."""
        self.form.fields[f"{ITEM}{self.numbers[-1]}_label"].widget.attrs["autofocus"] = True

    @property
    def is_doubtful(self) -> bool:
        return self.form.has_faults(ITEM, "items", "tax", "tip")

    @property
    def refs(self) -> list[str]:
        """Everybody who had something."""
        return list({ref for item in self.items for ref in item.participants})

    def rows(self) -> list[Row]:
        rows = []
        for place, number in enumerate(self.numbers, start=1):
            label, amount, who = (self.form[f"{ITEM}{number}_{part}"] for part in ("label", "amount", "who"))
            had = set(who.value() or [])
            people = [(person, person.ref in had) for person in self.form.people]
            rows.append(Row(number, place, label, amount, who, people))
        return rows

    def name_of(self, fault: SplitError) -> str:
        """The field at which a fault of the bill is told."""
        if fault.item is None or fault.item >= len(self.rows_of_items):
            return "items"
        return f"{ITEM}{self.rows_of_items[fault.item]}_who"
