"""The kernel's form fields: text that hides nothing, and amounts as the reader's language writes them."""

from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django import forms
from django.core.exceptions import ValidationError

from tripsplit.locale import current_locale
from tripsplit.money import exponent
from tripsplit.parsing import DoubtfulAmount, parse_amount
from tripsplit.text import UncleanText, clean_text


class CleanTextField(forms.CharField):
    """Text from a person: normalised, and refused in words where it hides or breaks something (see tripsplit.text)."""

    def __init__(self, *, multiline: bool = False, **kwargs: Any) -> None:
        self.multiline = multiline
        if multiline:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        try:
            return clean_text(super().to_python(value) or "", multiline=self.multiline)
        except UncleanText as fault:
            raise ValidationError(fault.reason) from fault


class MoneyField(forms.CharField):
    """An amount typed by a person, cleaned to minor units of `currency` (an int); doubtful ones are refused in words."""

    def __init__(self, *, currency: str, **kwargs: Any) -> None:
        self.currency = currency
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": 60})
        super().__init__(**{"widget": widget, "max_length": 60, **kwargs})

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if text in self.empty_values:
            return None
        try:
            return parse_amount(text, currency=self.currency, locale=current_locale())
        except DoubtfulAmount as fault:
            raise ValidationError(fault.reason) from fault

    def prepare_value(self, value: Any) -> Any:
        """Minor units are shown as the reader writes them, with no currency sign; what was typed is shown as typed."""
        if isinstance(value, int):
            return plain_amount(value, self.currency)
        return value


def plain_amount(minor: int, currency: str) -> str:
    """Minor units as the reader would type them: their decimal sign, all decimals of the currency, no groups and no currency sign."""
    decimals = exponent(currency)
    pattern = "0." + "0" * decimals if decimals else "0"
    return format_decimal(Decimal(minor).scaleb(-decimals), format=pattern, locale=current_locale())
