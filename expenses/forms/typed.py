"""Inputs of the expense form that are kept as they were typed, and read only where the way that was chosen asks for them."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tripsplit.fields import canonical
from tripsplit.parsing import DoubtfulAmount, parse_weight

PERCENTAGE = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,6}))?\s*%?")


class Typed(forms.Field):
    """Whatever was typed. `read` cleans it as `reader` does, and raises ValidationError as that does.

    All ways of splitting have their inputs in the form at once, so that changing the way loses nothing; a mistake in one
    that does not count must not stop the others.
    """

    def __init__(self, reader: forms.Field, **attrs: str) -> None:
        super().__init__(required=False, widget=reader.widget)
        self.reader = reader
        self.widget.attrs.update(attrs)

    def read(self, value: Any) -> Any:
        return self.reader.clean(value)

    def prepare_value(self, value: Any) -> Any:
        return self.reader.prepare_value(value)


class WeightField(forms.CharField):
    """A number of shares, cleaned to its canonical text."""

    def __init__(self) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(required=False, max_length=20, widget=widget)

    def clean(self, value: Any) -> str:
        try:
            return parse_weight(super().clean(value))
        except DoubtfulAmount as fault:
            raise ValidationError(fault.reason) from fault


class PercentField(forms.CharField):
    """A percentage, cleaned to its canonical text; None where nothing was typed. Its sign may stand behind it."""

    def __init__(self) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(required=False, max_length=20, widget=widget)

    def clean(self, value: Any) -> str | None:
        text = super().clean(value)
        if not text:
            return None
        found = PERCENTAGE.fullmatch(text)
        if found is None:
            raise ValidationError("Enter a percentage from 0 to 100, such as 25 or 33.4.")
        return canonical(Decimal(f"{int(found[1])}.{found[2] or 0}"))
