"""The expense form: amount, what it was, and what is right already. It says what a person typed as a draft, and refuses in words."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils import timezone

from expenses.drafts import ExpenseDraft, divide, draft_of
from expenses.models import DESCRIPTION_LENGTH, Expense, SplitMethod
from expenses.splitting import SplitError, SplitLine, spread
from expenses.wording import called, capital, how_divided, listed, plain_weight
from trips.errors import AmountOutOfRange, DomainError
from trips.ledger_row import FIRST_DAY, LAST_DAY, NOTE_LENGTH
from trips.models import Participant, Trip
from tripsplit.fields import canonical
from tripsplit.forms import CleanTextField, MoneyField, plain_amount
from tripsplit.locale import current_locale
from tripsplit.money import DoubtfulAmount, Money, format_money, parse_weight

AS_IT_IS = "*"  # several payers stay as they are; no participant's ref looks like this
WEIGHT = "weight_"
AMOUNT_ERRORS = {"required": "Enter the amount.", "max_length": "That is too long for an amount."}
NOT_OF_THIS_TRIP = "Choose people of this trip."


def today(trip: Trip) -> datetime.date:
    """The day that it is where the trip is."""
    return timezone.localdate(timezone=ZoneInfo(trip.time_zone))


@dataclass(frozen=True)
class Preview:
    """Each person's part in minor units, by ref, and the division in one sentence."""

    parts: Mapping[str, int] = field(default_factory=dict)
    sentence: str = ""


@dataclass(frozen=True)
class PayerChoice:
    value: str
    person: Participant | None
    label: str
    chosen: bool


@dataclass(frozen=True)
class PersonLine:
    """One person's line of the split: a box to tick, a number of shares, and the part that follows from both."""

    person: Participant
    ticked: bool
    weight: BoundField
    part: Money | None


class ExpenseForm(forms.Form):
    """A new expense of the trip, or with `expense` the edit of one, which keeps what the form does not ask."""

    description = CleanTextField(
        max_length=DESCRIPTION_LENGTH,
        label="What was it?",
        widget=forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "done"}),
        error_messages={
            "required": "Say in a few words what it was.",
            "max_length": f"Say it in {DESCRIPTION_LENGTH} characters at most.",
        },
    )
    payer = forms.ChoiceField(
        label="Who paid?", error_messages={"required": "Choose who paid.", "invalid_choice": NOT_OF_THIS_TRIP}
    )
    participants = forms.MultipleChoiceField(
        label="Split between",
        error_messages={
            "required": "Choose at least one person to share this.",
            "invalid_choice": NOT_OF_THIS_TRIP,
            "invalid_list": NOT_OF_THIS_TRIP,
        },
    )
    method = forms.ChoiceField(
        label="How?",
        choices=SplitMethod.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how to split it.", "invalid_choice": "Choose how to split it."},
    )
    date = forms.DateField(
        label="When?",
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "min": FIRST_DAY, "max": LAST_DAY}),
        error_messages={"required": "Choose a day.", "invalid": "Choose a day, such as 2026-05-03."},
    )
    note = CleanTextField(
        multiline=True,
        required=False,
        max_length=NOTE_LENGTH,
        error_messages={"max_length": f"A note has room for {NOTE_LENGTH} characters."},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, trip: Trip, expense: Expense | None = None) -> None:
        super().__init__(data)
        self.trip, self.expense = trip, expense
        self.kept = draft_of(expense) if expense else None
        self.currency = expense.currency if expense else trip.currency
        self.weights: dict[str, str] = {}
        for name, value in self._first_values().items():
            self.initial[name] = value
        self._add_fields()

    # -- what it offers ---------------------------------------------------------------------------------------------------
    @cached_property
    def people(self) -> list[Participant]:
        """Who can be chosen: the active people, and whoever stands on the expense already."""
        kept = self.kept.refs if self.kept else set()
        active = {person.pk for person in self.trip.active_people}
        return [person for person in self.trip.people if person.pk in active or person.ref in kept]

    @cached_property
    def several_payers(self) -> str:
        """Who paid how much, where the expense has several payers: they can stay, or one can take their place."""
        if not self.kept or len(self.kept.payers) == 1:
            return ""
        names = {person.ref: called(person, self.trip.me) for person in self.people}
        money = {ref: Money(minor, self.currency) for ref, minor in self.kept.payers.items()}
        paid = [f"{names[ref]} {format_money(each, locale=current_locale())}" for ref, each in money.items()]
        return capital(listed(paid))

    def lines(self, parts: Mapping[str, int]) -> list[PersonLine]:
        """Everybody who can share, with their part in minor units where `parts` has one."""
        ticked = set(self["participants"].value() or [])
        return [
            PersonLine(
                person=person,
                ticked=person.ref in ticked,
                weight=self[f"{WEIGHT}{person.ref}"],
                part=Money(parts[person.ref], self.currency) if person.ref in parts else None,
            )
            for person in self.people
        ]

    def payers(self) -> list[PayerChoice]:
        """Everybody who may have paid, and the several who did, where it is so."""
        chosen = self["payer"].value()
        choices = [PayerChoice(person.ref, person, person.name, person.ref == chosen) for person in self.people]
        if self.several_payers:
            choices.append(PayerChoice(AS_IT_IS, None, self.several_payers, chosen == AS_IT_IS))
        return choices

    # -- what it says -----------------------------------------------------------------------------------------------------
    def draft(self) -> ExpenseDraft:
        """What a valid form says. A preview may ask as soon as amount, people and method are there."""
        said = self.cleaned_data
        return replace(
            self.kept or self._blank,
            date=said.get("date") or FIRST_DAY,
            description=said.get("description", ""),
            note=said.get("note", ""),
            amount=said["amount"],
            payers=self._payers(said.get("payer", "")),
            lines=[SplitLine(ref, self.weights.get(ref)) for ref in self._in_order(said["participants"])],
            method=said["method"],
        )

    def preview(self, ref: str) -> Preview:
        """What saving would divide: the same function and the same ref, so the same cents. Empty while something is missing."""
        draft = self._draft_so_far()
        if draft is None:
            return Preview()
        parts = divide(draft, ref=ref, base_currency=self.trip.currency).shares
        names = {person.ref: called(person, self.trip.me) for person in self.people}
        weights = {line.participant: line.value or "0" for line in draft.lines}
        return Preview(parts, how_divided(draft.money, draft.method, weights, parts, names))

    def refuse(self, fault: DomainError | SplitError) -> None:
        """Put what a service refused where the person can mend it."""
        self.add_error(self._field_of(fault), str(fault))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("method") == SplitMethod.SHARES:
            for ref in said.get("participants", []):
                self._clean_weight(ref)
            if self.weights and set(self.weights.values()) == {"0"} and not self._has_doubtful_weights():
                self.add_error("participants", "Give at least one person a share above zero.")
        draft = self._draft_so_far()
        if draft is not None:
            try:
                divide(draft, ref="", base_currency=self.trip.currency)
            except (DomainError, SplitError) as fault:
                self.refuse(fault)
        return said

    def clean_date(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["date"]
        if not FIRST_DAY <= day <= LAST_DAY:
            raise ValidationError(f"Choose a day between {FIRST_DAY.year} and {LAST_DAY.year}.")
        return day

    # -- how ----------------------------------------------------------------------------------------------------------------
    @property
    def _blank(self) -> ExpenseDraft:
        return ExpenseDraft(date=FIRST_DAY, description="", amount=0, currency=self.currency, payers={}, lines=[])

    def _draft_so_far(self) -> ExpenseDraft | None:
        if not self.is_bound:
            return self.kept
        incomplete = (
            self._has_doubtful_weights() or not {"amount", "participants", "method"} <= self.cleaned_data.keys()
        )
        return None if incomplete else self.draft()

    def _has_doubtful_weights(self) -> bool:
        return any(name.startswith(WEIGHT) for name in self.errors)

    def _add_fields(self) -> None:
        """The fields that the trip decides: the amount in its currency, its people, and a weight for each of them."""
        self.fields["amount"] = MoneyField(currency=self.currency, label="Amount", error_messages=AMOUNT_ERRORS)
        self.fields["amount"].widget.attrs["placeholder"] = plain_amount(0, self.currency)
        if not (self.is_bound or self.kept):
            self.fields["amount"].widget.attrs["autofocus"] = True
        several = [(AS_IT_IS, self.several_payers)] if self.several_payers else []
        people = [(person.ref, person.name) for person in self.people]
        _offer(self.fields["payer"], [*people, *several])
        _offer(self.fields["participants"], people)
        for person in self.people:
            said = {"class": "weight", "aria-label": f"{person.name}’s number of shares"}
            widget = forms.TextInput(attrs={**said, "inputmode": "decimal", "autocomplete": "off"})
            self.fields[f"{WEIGHT}{person.ref}"] = forms.CharField(required=False, max_length=20, widget=widget)

    def _first_values(self) -> dict[str, Any]:
        kept = self.kept
        typed = {line.participant: line.value for line in kept.lines if line.value} if kept else {}
        weights = {
            f"{WEIGHT}{person.ref}": plain_weight(typed.get(person.ref) or canonical(person.weight))
            for person in self.people
        }
        if kept is None:
            return weights | {
                "payer": self.trip.me.ref,
                "participants": [person.ref for person in self.people],
                "method": SplitMethod.EQUAL,
                "date": today(self.trip),
            }
        return weights | {
            "amount": kept.amount,
            "description": kept.description,
            "payer": AS_IT_IS if len(kept.payers) > 1 else next(iter(kept.payers)),
            "participants": [line.participant for line in kept.lines],
            "method": kept.method,
            "date": kept.date,
            "note": kept.note,
        }

    def _clean_weight(self, ref: str) -> None:
        name = f"{WEIGHT}{ref}"
        typed = self.cleaned_data.get(name, "")
        try:
            self.weights[ref] = self._unchanged_weight(ref, typed) or parse_weight(typed)
        except DoubtfulAmount as fault:
            self.add_error(name, fault.reason)

    def _unchanged_weight(self, ref: str, typed: str) -> str:
        """The weight that the field showed, where nobody changed it: it may be finer than what people type."""
        shown = {line.participant: line.value or "" for line in self.kept.lines} if self.kept else {}
        weight = shown.get(ref) or next(canonical(person.weight) for person in self.people if person.ref == ref)
        return weight if typed == self.initial[f"{WEIGHT}{ref}"] else ""

    def _payers(self, chosen: str) -> dict[str, int]:
        amount: int = self.cleaned_data["amount"]
        if chosen == AS_IT_IS and self.kept and self.expense:
            spread_again = spread(amount, self.kept.payers, seed=self.expense.ref)
            return {ref: minor for ref, minor in spread_again.items() if minor}
        return {chosen or self.trip.me.ref: amount}

    def _in_order(self, refs: list[str]) -> list[str]:
        """The people's own order, whatever the order of the boxes in the request."""
        places = {person.ref: place for place, person in enumerate(self.people)}
        return sorted(refs, key=lambda ref: places[ref])

    def _field_of(self, fault: DomainError | SplitError) -> str | None:
        if isinstance(fault, SplitError):
            name = f"{WEIGHT}{fault.participant}"
            by_shares = self.cleaned_data.get("method") == SplitMethod.SHARES
            return name if by_shares and name in self.fields else "participants"
        return "amount" if isinstance(fault, AmountOutOfRange) else None


def _offer(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
