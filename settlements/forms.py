"""The payment form: who gave whom how much. It says what a person typed as a draft, and refuses in words."""

import datetime
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from expenses.forms import today
from settlements.models import METHOD_LENGTH, Payment
from settlements.services import PaymentDraft, PaysThemselves, draft_of
from trips.errors import AmountOutOfRange, DomainError
from trips.ledger_row import FIRST_DAY, LAST_DAY, NOTE_LENGTH
from trips.models import Participant, Trip
from tripsplit.forms import CleanTextField, MoneyField

MOST_DIGITS = 13  # of an amount in an address
METHODS = ("Cash", "Bank transfer", "PayPal", "Card")
NOT_OF_THIS_TRIP = "Choose people of this trip."


class PaymentForm(forms.Form):
    """A new payment of the trip, or with `payment` the edit of one, which keeps what the form does not ask."""

    sender = forms.ChoiceField(
        label="Who paid?", error_messages={"required": "Choose who paid.", "invalid_choice": NOT_OF_THIS_TRIP}
    )
    receiver = forms.ChoiceField(
        label="To whom?", error_messages={"required": "Choose who got the money.", "invalid_choice": NOT_OF_THIS_TRIP}
    )
    date = forms.DateField(
        label="When?",
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "min": FIRST_DAY, "max": LAST_DAY}),
        error_messages={"required": "Choose a day.", "invalid": "Choose a day, such as 2026-05-03."},
    )
    method = CleanTextField(
        label="How?",
        required=False,
        max_length=METHOD_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "payment-methods"}),
        error_messages={"max_length": f"Say it in {METHOD_LENGTH} characters at most."},
    )
    note = CleanTextField(
        multiline=True,
        required=False,
        max_length=NOTE_LENGTH,
        error_messages={"max_length": f"A note has room for {NOTE_LENGTH} characters."},
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        trip: Trip,
        payment: Payment | None = None,
        asked: Mapping[str, str] | None = None,
    ) -> None:
        """`asked` is what an address proposes: from, to, date, and amount in minor units; what makes no sense there is left out."""
        super().__init__(data)
        self.trip, self.payment = trip, payment
        self.kept = draft_of(payment) if payment else None
        self.currency = payment.currency if payment else trip.currency
        self.people = [person for person in trip.people if self._offers(person)]
        self.fields["amount"] = MoneyField(
            currency=self.currency, label="Amount", error_messages={"required": "Enter how much was paid."}
        )
        if not payment and not self.is_bound:
            self.fields["amount"].widget.attrs["autofocus"] = True  # where htmx puts the form, the focus goes along
        for name in ("sender", "receiver"):
            self._offer_people(name)
        self.initial.update(vars(self.kept) if self.kept else self._proposed(asked or {}))

    def draft(self) -> PaymentDraft:
        """What a valid form says."""
        said = {name: self.cleaned_data[name] for name in self.fields}
        if self.kept:
            return replace(self.kept, **said)
        return PaymentDraft(currency=self.currency, **said)

    def refuse(self, fault: DomainError) -> None:
        """Put what a service refused where the person can mend it."""
        fields = {PaysThemselves: "receiver", AmountOutOfRange: "amount"}
        self.add_error(fields.get(type(fault)), str(fault))

    @property
    def is_a_proposal(self) -> bool:
        """Whether the amount is the plan's, of which a part can be paid as well."""
        return self.payment is None and not self.is_bound and "amount" in self.initial

    @property
    def kitty(self) -> Participant | None:
        """The kitty that is paid into, where it was chosen before the form was opened."""
        chosen = self["receiver"].value()
        return next((person for person in self.people if person.is_kitty and person.ref == chosen), None)

    def clean_date(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["date"]
        if not FIRST_DAY <= day <= LAST_DAY:
            raise ValidationError(f"Choose a day between {FIRST_DAY.year} and {LAST_DAY.year}.")
        return day

    def _offers(self, person: Participant) -> bool:
        """Everybody who takes part, is not square yet, or stands on the payment already."""
        kept = {self.kept.sender, self.kept.receiver} if self.kept else set()
        return person.is_active or bool(person.net) or person.ref in kept

    def _offer_people(self, name: str) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            me = self.trip.me
            people = [(person.ref, f"{person.name} (you)" if person == me else person.name) for person in self.people]
            field.choices = people if self.kept else [("", "Choose …"), *people]

    def _proposed(self, asked: Mapping[str, str]) -> dict[str, Any]:
        refs, amount = {person.ref for person in self.people}, asked.get("amount", "")
        proposed: dict[str, Any] = {"sender": self.trip.me.ref, "date": today(self.trip)}
        for name, key in (("sender", "from"), ("receiver", "to")):
            if asked.get(key) in refs:
                proposed[name] = asked[key]
        with suppress(KeyError, ValidationError):
            proposed["date"] = self.fields["date"].clean(asked["date"])
        if amount.isascii() and amount.isdecimal() and len(amount) <= MOST_DIGITS and int(amount):
            proposed["amount"] = int(amount)
        return proposed
