"""Exact quotients, rounded half up once at the end, as everywhere in the product: half goes away from zero. Pure."""

from decimal import Decimal
from fractions import Fraction

from tripsplit.money import exponent


def half_up(exact: Fraction) -> int:
    """The whole number nearest to `exact`; a half goes away from zero."""
    size = abs(exact)
    rounded = (2 * size.numerator + size.denominator) // (2 * size.denominator)
    return rounded if exact >= 0 else -rounded


def tenths_of_percent(part: int, whole: int) -> int:
    """`part` of `whole` in tenths of a percent. Raises ZeroDivisionError."""
    return half_up(Fraction(1000 * part, whole))


def converted_back(minor: int, *, rate: Decimal, base: str, target: str) -> int:
    """Minor units of `base` in those of `target`, where one `target` is `rate` units of `base`."""
    return half_up(minor / Fraction(rate) * Fraction(10) ** (exponent(target) - exponent(base)))
