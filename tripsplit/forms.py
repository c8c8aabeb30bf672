"""The kernel's form fields: text that hides nothing, and amounts as the reader's language writes them."""

from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django import forms
from django.core.exceptions import ValidationError

from tripsplit.calculator import evaluate_amount, evaluate_change
from tripsplit.locale import current_locale
from tripsplit.money import exponent
from tripsplit.parsing import DoubtfulAmount
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


LONGEST_SUM = 200  # characters of an amount that is worked out, as tripsplit.calculator has it


class MoneyField(forms.CharField):
    """An amount or a sum typed by a person, cleaned to minor units of `currency` (an int); doubtful ones are refused in words.

    It is above zero. With `zero` it may be nothing, with `signed` less than nothing too.
    """

    def __init__(self, *, currency: str, zero: bool = False, signed: bool = False, **kwargs: Any) -> None:
        self.currency, self.zero, self.signed = currency, zero, signed
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": LONGEST_SUM})
        super().__init__(**{"widget": widget, "max_length": LONGEST_SUM, **kwargs})

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if text in self.empty_values:
            return None
        read = evaluate_change if self.zero or self.signed else evaluate_amount
        try:
            minor = read(text, currency=self.currency, locale=current_locale())
        except DoubtfulAmount as fault:
            raise ValidationError(fault.reason) from fault
        if minor < 0 and not self.signed:
            raise ValidationError("Enter an amount above zero, without a plus or minus sign.")
        return minor

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
