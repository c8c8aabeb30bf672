"""Money: whole minor units of one currency. The one place where amounts are divided, converted, read and written. Pure.

Amounts are integers everywhere (cents, yen, fils); no float ever touches one. `docs/money.md` has the worked tables.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm
from numbers import Rational
from typing import Literal

from babel.numbers import NumberPattern, format_compact_decimal, format_currency, format_decimal, parse_pattern

from tripsplit.currencies import (
    CURRENCIES,
    MAX_MINOR,
    UnknownCurrency,
    currency_name,
    currency_pattern,
    exponent,
    known_locale,
    symbol,
)
from tripsplit.parsing import DoubtfulAmount, parse_amount, parse_weight

__all__ = [
    "CURRENCIES",
    "MAX_MINOR",
    "CurrencyMismatch",
    "DoubtfulAmount",
    "Money",
    "UnknownCurrency",
    "allocate",
    "canonical",
    "convert",
    "currency_name",
    "exponent",
    "format_compact",
    "format_money",
    "parse_amount",
    "parse_weight",
    "rate_between",
    "symbol",
]

RATE_DIGITS = 10  # significant ones: that moves an amount of a million by less than a hundredth of a cent
MINUS = "\N{MINUS SIGN}"


class CurrencyMismatch(TypeError):
    """Two amounts of different currencies were added or subtracted."""


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount: `minor` units (cents, yen, fils) of the ISO `currency`.

    It has no order, because amounts of two currencies have none. Raises `UnknownCurrency`, and `TypeError` for a
    `minor` that is no integer.
    """

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.minor, int):
            raise TypeError(f"Money is whole minor units, not {self.minor!r}")
        exponent(self.currency)

    def __add__(self, other: "Money") -> "Money":
        self._check_same_currency(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._check_same_currency(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def _check_same_currency(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} cannot be added up")


def allocate(total: int, weights: Sequence[int | Fraction]) -> list[int]:
    """Divide `total` minor units in proportion to `weights`; the parts always sum to `total`.

    Largest remainder (Alexander Hamilton's method of 1792 for seats in Congress): everyone gets the whole part of the
    exact quota, and the units left over go one each to the largest fractions. Equal fractions are served in the order
    given, so callers put people in a fair order first. Weight 0 gets 0; a negative total is the mirror image of the
    positive one. Raises `ValueError` where there is no weight, a negative one, or only zeros; `TypeError` for a float.
    """
    parts_of = _whole_weights(weights)
    whole = sum(parts_of)
    if whole == 0:
        raise ValueError("Nobody has a weight above zero")
    quotas = [divmod(abs(total) * weight, whole) for weight in parts_of]
    parts = [quota for quota, _ in quotas]
    left_over = abs(total) - sum(parts)
    largest_first = sorted(range(len(parts)), key=lambda place: -quotas[place][1])
    for place in largest_first[:left_over]:
        parts[place] += 1
    return parts if total >= 0 else [-part for part in parts]


def _whole_weights(weights: Sequence[int | Fraction]) -> list[int]:
    """Scale the weights to integers of the same proportions."""
    if not all(isinstance(weight, Rational) for weight in weights):
        raise TypeError("A weight is an exact number: an int or a Fraction")
    if any(weight < 0 for weight in weights):
        raise ValueError("A weight cannot be negative")
    scale = lcm(*(weight.denominator for weight in weights))
    return [weight.numerator * (scale // weight.denominator) for weight in weights]


def convert(minor: int, *, rate: Decimal, source: str, target: str) -> int:
    """Convert `minor` units of `source` into minor units of `target`, rounded half up once, at the end.

    `rate` is how many of the target's *main* units one main unit of the source buys (USD to EUR: 0.92). Half goes away
    from zero, so a refund converts to the mirror image of its expense. The result may pass `MAX_MINOR`: callers check.
    Raises `ValueError` for a rate that is not a number above zero, and `UnknownCurrency`.
    """
    if not rate.is_finite() or rate <= 0:
        raise ValueError(f"A rate is a number above zero, not {rate}")
    exact = abs(minor) * Fraction(rate) * Fraction(10) ** (exponent(target) - exponent(source))
    rounded = (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
    return rounded if minor >= 0 else -rounded


def rate_between(source: Money, target: Money) -> Decimal:
    """The rate that a conversion really had, to RATE_DIGITS significant digits: to be shown, not to calculate with.

    It is above zero even where the target rounds to nothing. Raises `ZeroDivisionError` where the source is zero.
    """
    least = Decimal(1).scaleb(-RATE_DIGITS)
    units = Decimal(target.minor).scaleb(-exponent(target.currency)) / Decimal(source.minor).scaleb(
        -exponent(source.currency)
    )
    return max(Context(prec=RATE_DIGITS, rounding=ROUND_HALF_UP).plus(units), least)


def canonical(value: Decimal) -> str:
    """The decimal written in digits, with no exponent and no trailing zeros: `1.10` and `1.1` are the same text."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def format_money(money: Money, *, locale: str, sign: Literal["auto", "always", "never"] = "auto") -> str:
    """Write `money` as a reader of the Babel `locale` expects it, always with all decimals of its currency.

    `sign`: "auto" marks what is negative, "always" what is positive too, "never" writes the size alone. Zero never has
    a sign. The sign stands first in every locale and a minus is U+2212, as wide as a plus. Digits are 0 to 9, which
    `parse_amount` reads back.
    """
    return _sign(money.minor, sign) + _size(abs(money.minor), money.currency, locale)


def format_compact(money: Money, *, locale: str) -> str:
    """A round amount as a scale says it, shortly and without its currency: 500, 1.5K, 20K, 0.50."""
    whole, rest = divmod(abs(money.minor), 10 ** exponent(money.currency))
    if rest:
        digits = exponent(money.currency)
        exact = Decimal(money.minor).scaleb(-digits)
        return format_decimal(exact, format=f"0.{'0' * digits}", locale=known_locale(locale)).replace("-", MINUS)
    return _sign(money.minor, "auto") + format_compact_decimal(whole, locale=known_locale(locale), fraction_digits=1)


@lru_cache(maxsize=4096)  # Babel takes a tenth of a millisecond for each, and a trip's pages repeat themselves
def _size(minor: int, currency: str, locale: str) -> str:
    return format_currency(
        Decimal(minor).scaleb(-exponent(currency)),
        currency,
        format=_pattern(currency, locale),
        locale=known_locale(locale),
        currency_digits=False,
    )


@lru_cache(maxsize=512)
def _pattern(currency: str, locale: str) -> NumberPattern:
    return parse_pattern(currency_pattern(currency, locale).replace("¤", f"'{symbol(currency, locale)}'"))


def _sign(minor: int, sign: Literal["auto", "always", "never"]) -> str:
    if minor < 0 and sign != "never":
        return MINUS
    return "+" if minor > 0 and sign == "always" else ""
