"""What the kernel gives to models: an exact decimal (SQLite would store a DecimalField as a float), and facts that the database checks."""

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast, Length, Upper
from django.db.models.lookups import Exact

from tripsplit.money import MAX_MINOR, canonical

__all__ = ["ExactDecimalField", "canonical", "is_currency_code", "whole_between"]


if TYPE_CHECKING:
    TextColumn = models.CharField[Any, Any]
else:
    TextColumn = models.CharField


class ExactDecimalField(TextColumn):
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

    def run_validators(self, value: Any) -> None:
        """The validators of a text column look at the text."""
        super().run_validators(self.get_prep_value(value))

    def get_prep_value(self, value: Any) -> str | None:
        number = self.to_python(value)
        return None if number is None else canonical(number)

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj)) or ""


def whole_between(field: str, least: int, most: int = MAX_MINOR) -> Q:
    """A condition: the column holds an integer in the range. The Cast refuses 10.5 and 'abc', which a plain SQLite column would take."""
    return Q(**{f"{field}__gte": least, f"{field}__lte": most, field: Cast(field, models.BigIntegerField())})


def is_currency_code(field: str) -> Q:
    """A condition: the column holds three capital letters, as ISO 4217's codes are."""
    return Q(Exact(Length(field), 3)) & Q(**{field: Upper(field)})
