"""Reference rates of the European Central Bank, as the CurrencyConverter package carries them: the only import of it. Pure.

No request is ever sent: the rates end with `data_until()`, and a newer release of the package brings newer ones.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from currency_converter import CurrencyConverter, RateNotFoundError

# A rate has ten significant digits: that moves an amount of a million by less than a hundredth of a cent.
SIGNIFICANT_DIGITS = 10
_QUOTIENT = Context(prec=SIGNIFICANT_DIGITS, rounding=ROUND_HALF_UP)
_EURO = "EUR"
_ALWAYS_QUOTED = "USD"  # in every table since the first: where there is no dollar there was no table that day


@dataclass(frozen=True, slots=True)
class Rate:
    """How many units of the target one unit of the source buys, from the ECB's table of `date`.

    `source` is "ecb", or "same" where both currencies are one.
    """

    value: Decimal
    date: date
    source: str = "ecb"


def reference_rate(source: str, target: str, on: date) -> Rate | None:
    """Return the rate by the last table that the ECB published on or before the day: never a later one, never a mean.

    Both currencies come from that one table, and the rate is their exact quotient rounded half up to ten significant
    digits. None where the table does not have both, or before the first table (4 January 1999).
    """
    if source == target:
        return Rate(Decimal(1), on, source="same")
    day = _last_table(on)
    if day is None:
        return None
    of_source, of_target = _per_euro(source, day), _per_euro(target, day)
    if of_source is None or of_target is None:
        return None
    return Rate(_QUOTIENT.divide(of_target, of_source), day)


def data_until() -> date:
    """Return the day of the last table there is. Later days get its rates, under its date."""
    until: date = _converter().bounds[_EURO].last_date
    return until


@lru_cache(maxsize=1)
def _converter() -> CurrencyConverter:
    """Load the tables, when first asked for one: a fifth of a second, some 40 MB.

    Without the library's fallbacks, because they do not say from which day a rate is, and because its "last_known"
    would quote the Icelandic króna of 2008 for the nine years in which the ECB had no rate for it.
    """
    return CurrencyConverter(decimal=True)


def _last_table(on: date) -> date | None:
    """Find the day of the last table on or before the day. Over a week-end or Easter that is a few days earlier."""
    day = min(on, data_until())
    first = _converter().bounds[_EURO].first_date
    while day >= first:
        if _per_euro(_ALWAYS_QUOTED, day) is not None:
            return day
        day -= timedelta(days=1)
    return None


def _per_euro(currency: str, day: date) -> Decimal | None:
    """Return how much of the currency one euro buys by the table of that very day, exactly as published."""
    if currency not in _converter().currencies:
        return None
    try:
        rate: Decimal = _converter().convert(1, _EURO, currency, date=day)
    except RateNotFoundError:
        return None
    return rate
