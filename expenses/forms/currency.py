"""The currency of an expense, and what it is worth in the trip's: the rate on offer, one that is typed, or the card statement."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms

from expenses.conversion import equation, offer_in_words, where_from
from expenses.forms.typed import Typed
from expenses.rate_forms import RateField
from expenses.rating import RateOffer, offered_rate
from trips.choices import Group, currency_choices
from trips.ledger_row import RateSource
from tripsplit.forms import MoneyField
from tripsplit.money import CURRENCIES, Money, currency_name, rate_between

if TYPE_CHECKING:
    from expenses.forms.form import ExpenseForm

AS_IT_IS, OFFERED, TYPED, CARD = "kept", "offer", "typed", "card"
NAMES = {AS_IT_IS: "As it is", OFFERED: "The usual rate", TYPED: "Another rate", CARD: "Card statement"}


class Exchange:
    """The part of the form that says in which currency it was, and at which rate that counts."""

    def __init__(self, form: "ExpenseForm") -> None:
        self.form = form
        self.facts: dict[str, Any] | None = None  # of the draft; None while no rate is known
        self.new_rate: Decimal | None = None  # to be the trip's own from now on

    def fields(self) -> dict[str, forms.Field]:
        trip = self.form.trip
        no_such = {"invalid_choice": "Choose a currency of the list."}
        which = {"invalid_choice": "Choose where the rate is from."}
        card = MoneyField(currency=trip.currency, error_messages={"required": "Enter what the card statement says."})
        rate = RateField(currency=trip.currency, error_messages={"required": self.please_type})
        return {
            "currency": forms.ChoiceField(
                choices=[(code, code) for code in CURRENCIES], required=False, error_messages=no_such
            ),
            "rate_from": forms.ChoiceField(choices=self.options, required=False, error_messages=which),
            "rate": Typed(rate, **{"class": "input"}),
            "card": Typed(card, **{"class": "input"}),
            "keep_rate": forms.BooleanField(required=False),
        }

    def first_values(self) -> dict[str, Any]:
        kept = self.form.kept
        if kept is None or kept.rate_source == RateSource.SAME:
            return {"currency": self.form.currency, "rate_from": OFFERED}
        if kept.rate_source == RateSource.CARD:
            return {"currency": kept.currency, "rate_from": CARD, "card": kept.card_amount}
        return {"currency": kept.currency, "rate_from": AS_IT_IS}

    @cached_property
    def sources(self) -> list[str]:
        kept = self.form.kept
        can_stay = kept is not None and kept.rate_source not in {RateSource.SAME, RateSource.CARD}
        return [AS_IT_IS, OFFERED, TYPED, CARD] if can_stay else [OFFERED, TYPED, CARD]

    @property
    def options(self) -> list[tuple[str, str]]:
        return [(name, NAMES[name]) for name in self.sources]

    @property
    def chosen(self) -> str:
        return self.form["rate_from"].value() or self.sources[0]

    @property
    def code(self) -> str:
        """The currency's code; a template finds the field under the form's own `currency`."""
        return self.form.currency

    @property
    def is_foreign(self) -> bool:
        return self.form.currency != self.form.trip.currency

    @cached_property
    def offer(self) -> RateOffer | None:
        """The rate on offer for the day that the form says; today's while it says none."""
        return offered_rate(self.form.trip, self.form.currency, self.form.day)

    def clean(self) -> None:
        said = self.form.cleaned_data
        if not self.is_foreign:
            self.facts = _facts(Decimal(1), RateSource.SAME)
            return
        source = said.get("rate_from") or self.sources[0]
        kept = self.form.kept
        if source == AS_IT_IS and kept and kept.currency == self.form.currency:
            self.facts = _facts(kept.rate, kept.rate_source, kept.rate_date)
        elif source == CARD:
            amount = self.form.read("card")
            self.facts = _facts(Decimal(1), RateSource.CARD, card_amount=amount) if amount else None
        elif source == TYPED or self.offer is None:
            self._clean_typed()
        else:
            self.facts = _facts(self.offer.rate, self.offer.source, self.offer.date)

    def _clean_typed(self) -> None:
        rate = self.form.read("rate")
        if rate is None:
            return
        self.facts = _facts(rate, RateSource.TRIP, self.form.today)
        if self.offer is None or self.form.cleaned_data.get("keep_rate"):
            self.new_rate = rate

    @property
    def please_type(self) -> str:
        name = currency_name(self.form.currency, "en")
        return f"Say how much one {name} ({self.form.currency}) is worth in {self.form.trip.currency}."

    def in_words(self) -> str:
        """The rate that would count, and where it is from; empty where there is nothing to convert."""
        if not self.is_foreign:
            return ""
        code, base, facts = self.form.currency, self.form.trip.currency, self.facts
        if facts:
            source, day = facts["rate_source"], facts["rate_date"] or self.form.day
            return f"{equation(self._rate(facts), code, base)}, {where_from(source, day)}"
        if self.offer:
            return offer_in_words(self.offer, code, base)
        return f"There is no rate for {code} yet. The one that you type is this trip’s own from now on."

    def _rate(self, facts: Mapping[str, Any]) -> Decimal:
        """The rate to show: by the card statement it is what the two amounts make it."""
        amount = self.form.cleaned_data.get("amount")
        if facts["rate_source"] != RateSource.CARD or not amount:
            return Decimal(facts["rate"])
        return rate_between(Money(amount, self.form.currency), Money(facts["card_amount"], self.form.trip.currency))

    @property
    def is_unknown(self) -> bool:
        """Whether a rate has to be typed, since none is on offer."""
        return self.is_foreign and self.offer is None and self.chosen in {OFFERED, AS_IT_IS}

    def choices(self) -> list[Group]:
        """Every currency: the last one used in this trip first, then the trip's own, then those of travellers, then all."""
        first = list(dict.fromkeys([self.form.habits.currency, self.form.trip.currency, self.form.currency]))
        return [("In this trip", [(code, currency_name(code, "en")) for code in first]), *_other_currencies(first)]


def _facts(
    rate: Decimal, source: str, date: datetime.date | None = None, card_amount: int | None = None
) -> dict[str, Any]:
    return {"rate": rate, "rate_source": source, "rate_date": date, "card_amount": card_amount}


def _other_currencies(first: list[str]) -> list[Group]:
    return [
        (name, [(code, currency_name(code, "en")) for code, _ in choices if code not in first])
        for name, choices in currency_choices()
    ]
