"""Model and form fields of the kernel: exact decimals (SQLite would store a DecimalField as a float) and text that is clean."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from tripsplit.text import UncleanText, clean_text


def canonical(value: Decimal) -> str:
    """The decimal written in digits, with no exponent and no trailing zeros: `1.10` and `1.1` are the same text."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class ExactDecimalField(models.CharField[Any, Any]):
    """A Decimal kept as its canonical text, exact on every database."""

    description = "An exact decimal, stored as text"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, *_: Any) -> Decimal | None:
        return None if value is None else Decimal(value)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            raise ValidationError("Enter a number.") from None
        if not number.is_finite():
            raise ValidationError("Enter a number.")
        return number

    def get_prep_value(self, value: Any) -> str | None:
        number = self.to_python(value)
        return None if number is None else canonical(number)

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj)) or ""


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
