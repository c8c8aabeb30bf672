"""The expense form: amount, what it was, and what is right already. It says what a person typed as a draft, and refuses in words."""

import datetime
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from expenses.clock import today
from expenses.drafts import ExpenseDraft, PayersDoNotAddUp, RateDoesNotFit, divide
from expenses.forms.basics import BasicFields
from expenses.forms.currency import Exchange
from expenses.forms.items import Bill
from expenses.forms.payers import Payers
from expenses.forms.preview import Preview, left_of, left_words, preview_of
from expenses.forms.repetition import Repetition
from expenses.forms.split import Split
from expenses.habits import LASTING, Habits
from expenses.models import Category, Expense, SplitMethod
from expenses.preset_models import PRESET_NAME_LENGTH
from expenses.presets import CannotBeKept, TooManyPresets
from expenses.rating import BadRate
from expenses.repeat_models import Repeat
from expenses.repeating import DayHasBeen, RepeatsAlready, TooManyRepeats
from expenses.splitting import PartsDoNotAddUp, SplitError
from trips.errors import AmountOutOfRange, DomainError
from trips.ledger_row import FIRST_DAY
from trips.models import Trip
from tripsplit.currencies import CURRENCIES
from tripsplit.forms import CleanTextField, MoneyField, plain_amount
from tripsplit.seeing import can_see

AMOUNT_ERRORS = {"required": "Enter the amount.", "max_length": "That is too long for an amount."}
PLACES = {
    AmountOutOfRange: "amount",
    PayersDoNotAddUp: "payer",
    RateDoesNotFit: "rate",
    BadRate: "rate",
    TooManyPresets: "preset_name",
    TooManyRepeats: "repeat_unit",
    RepeatsAlready: "repeat_unit",
    DayHasBeen: "date",
}


class ExpenseForm(BasicFields):
    """A new expense of the trip, or with `expense` the edit of one, which keeps what the form does not ask.

    With `repeat` it says what that makes from its next day on. `kept` are the first values where they are no expense's.
    """

    preset_name = CleanTextField(
        label="Keep this split as",
        required=False,
        max_length=PRESET_NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "By room"}),
        error_messages={"max_length": f"A name has room for {PRESET_NAME_LENGTH} characters."},
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        trip: Trip,
        expense: Expense | None = None,
        repeat: Repeat | None = None,
        kept: ExpenseDraft | None = None,
    ) -> None:
        super().__init__(data, trip=trip, expense=expense, kept=kept)
        self.repeat = repeat
        self.habits = Habits(trip)
        self.currency = self._currency()
        # The draft as soon as there is enough to divide; of an edit that has just begun, the expense as it is.
        self.so_far = self.kept
        self.is_doubtful = False  # whether something of the split cannot be read
        self.payers, self.split, self.bill, self.exchange = Payers(self), Split(self), Bill(self), Exchange(self)
        self.repetition = Repetition(self)
        self._add_amount()
        for part in (self.exchange, self.payers, self.split, self.bill, self.repetition):
            self.fields.update(part.fields())
            self.initial.update(part.first_values())
        self.initial.update(self._first_values())
        for name, value in self.initial.items():
            if isinstance(value, int):  # shown as it will be read, so that what nobody touched is known as untouched
                self.initial[name] = self.fields[name].prepare_value(value)

    # -- what it offers ---------------------------------------------------------------------------------------------------
    @cached_property
    def today(self) -> datetime.date:
        return today(self.trip)

    @property
    def day(self) -> datetime.date:
        """The day that the form says, as far as it says one."""
        said = self.cleaned_data.get("date") if self.is_bound else self.initial["date"]
        return said or self.today

    @property
    def says_more(self) -> bool:
        """Whether something stands in the part that is folded away."""
        category = self["category"].value() and not self.preselected_category
        filled = category or self["note"].value() or self["kind"].value() == Expense.Kind.INCOME
        doubted = self.doubts.keys() & {"category", "note", "kind"}
        return bool(filled or doubted) or self.has_faults("category", "note", "kind", "receipts")

    @property
    def preselected_category(self) -> Category | None:
        """The category, where it is nobody's choice yet: then it stands as a chip beside the description, and gives way to the next."""
        said = self["preselected"].value()
        return Category(said) if said in Category.values and said == self["category"].value() else None

    @property
    def can_read_receipts(self) -> bool:
        """Whether the assistant has a model that sees, and there is a receipt: what repeats has none yet."""
        return can_see() and not self.repeat

    def offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    # -- what it says -----------------------------------------------------------------------------------------------------
    def draft(self) -> ExpenseDraft:
        """What a valid form says. A preview may ask as soon as amount, people and method are there."""
        said = self.cleaned_data
        itemised = said["method"] == SplitMethod.ITEMISED
        return replace(
            self.kept or self._blank,
            date=said.get("date") or FIRST_DAY,
            description=said.get("description", ""),
            note=said.get("note", ""),
            kind=said.get("kind") or Expense.Kind.EXPENSE,
            category=said.get("category", ""),
            suggested=said.get("suggested"),
            amount=said["amount"],
            currency=self.currency,
            payers=self.payers.draft(),
            lines=self.split.lines(),
            method=said["method"],
            items=self.bill.items if itemised else (),
            tax=self.bill.tax if itemised else 0,
            tip=self.bill.tip if itemised else 0,
            **(self.exchange.facts or {}),
        )

    def preview(self, ref: str) -> Preview:
        """What saving would divide: the same function and the same ref, so the same cents. Empty while something is missing."""
        self.is_valid()
        return preview_of(self, ref)

    def forget_faults(self) -> None:
        """For a form that was sent to be changed, not to be saved: what is incomplete is no fault yet."""
        self.errors.clear()

    # -- what it refuses --------------------------------------------------------------------------------------------------
    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for part in (self.exchange, self.bill, self.payers, self.split, self.repetition):
            part.clean()
        enough = {"amount", "participants", "method"} <= self.cleaned_data.keys()
        draft = self.so_far = self.draft() if enough else None
        self.is_doubtful = self.split.is_doubtful or self.bill.is_doubtful
        if draft is not None and not self.is_doubtful and self.exchange.facts:
            try:
                divide(draft, ref="", base_currency=self.trip.currency)
            except PartsDoNotAddUp as fault:
                self.add_error(self._field_of(fault), f"{fault} {left_words(draft, left_of(draft))}.")
            except (DomainError, SplitError) as fault:
                self.refuse(fault)
        return said

    def clean_preset_name(self) -> str:
        name: str = self.cleaned_data["preset_name"]
        if name and self.data.get("method") not in LASTING:
            raise ValidationError(str(CannotBeKept()))
        return name

    def refuse(self, fault: DomainError | SplitError) -> None:
        """Put what a service refused where the person can mend it."""
        self.add_error(self._field_of(fault), str(fault))

    def _field_of(self, fault: DomainError | SplitError) -> str | None:
        if not isinstance(fault, SplitError):
            return PLACES.get(type(fault))
        if fault.participant:
            return self.split.name_of(fault.participant)
        itemised = self.cleaned_data.get("method") == SplitMethod.ITEMISED
        return self.bill.name_of(fault) if itemised else "participants"

    # -- how ----------------------------------------------------------------------------------------------------------------
    @property
    def _blank(self) -> ExpenseDraft:
        return ExpenseDraft(date=FIRST_DAY, description="", amount=0, currency=self.currency, payers={}, lines=[])

    def _currency(self) -> str:
        """The currency that all amounts of the form are in: the chosen one, else the expense's, else the last one used."""
        chosen = self.data.get("currency") if self.is_bound else None
        if chosen in CURRENCIES:
            return str(chosen)
        if self.kept:
            return self.kept.currency
        return self.trip.currency if self.is_bound else self.habits.currency

    def _add_amount(self) -> None:
        self.fields["amount"] = MoneyField(currency=self.currency, label="Amount", error_messages=AMOUNT_ERRORS)
        self.fields["amount"].widget.attrs["placeholder"] = plain_amount(0, self.currency)
        if not (self.is_bound or self.kept):
            self.fields["amount"].widget.attrs["autofocus"] = True

    def _first_values(self) -> dict[str, Any]:
        kept = self.kept
        if kept is None:
            return {"date": self.today, "kind": Expense.Kind.EXPENSE, "category": ""}
        return {
            "amount": kept.amount,
            "description": kept.description,
            "kind": kept.kind,
            "category": kept.category,
            "date": kept.date,
            "note": kept.note,
        }
