"""Forms about rates: a rate as the reader writes it, and the trip's own rate for a currency."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from expenses.conversion import written_rate
from expenses.models import TripRate
from expenses.rating import BadRate, checked_rate
from trips.choices import Group, currency_choices
from trips.models import Trip
from tripsplit.locale import current_locale
from tripsplit.parsing import DoubtfulAmount, parse_rate


class RateField(forms.CharField):
    """A rate typed by a person, in units of `currency` for one unit of another; cleaned to a Decimal that can be a rate."""

    def __init__(self, *, currency: str, **kwargs: Any) -> None:
        self.currency = currency
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": 60})
        super().__init__(**{"widget": widget, "max_length": 60, **kwargs})

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if text in self.empty_values:
            return None
        try:
            return checked_rate(parse_rate(text, currency=self.currency, locale=current_locale()))
        except (DoubtfulAmount, BadRate) as fault:
            raise ValidationError(fault.reason) from fault

    def prepare_value(self, value: Any) -> Any:
        return written_rate(value) if isinstance(value, Decimal) else value


class TripRateForm(forms.Form):
    """The trip's own rate for one currency."""

    def __init__(self, *args: Any, trip: Trip, currency: str, own: TripRate | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rate"] = RateField(
            currency=trip.currency,
            label=f"How many {trip.currency} is 1 {currency}?",
            initial=own.rate if own else None,
            error_messages={"required": "Enter a rate."},
        )


class ChosenCurrencyForm(forms.Form):
    """The currency whose rate is to be set."""

    def __init__(self, *args: Any, trip: Trip, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"] = forms.ChoiceField(
            label="Another currency",
            choices=[("", "Choose a currency"), *_without(currency_choices(), trip.currency)],
            error_messages={"required": "Choose a currency.", "invalid_choice": "Choose a currency of the list."},
        )


def _without(groups: list[Group], currency: str) -> list[Group]:
    return [(name, [choice for choice in choices if choice[0] != currency]) for name, choices in groups]
