"""Converted amounts in words: what was converted at which rate, and where that rate is from. Every page says it by these."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import get_decimal_symbol
from django.utils import dateformat

from expenses.rating import RateOffer
from trips.ledger_row import LedgerRow, RateSource
from tripsplit.currencies import known_locale
from tripsplit.fields import canonical
from tripsplit.locale import current_locale
from tripsplit.money import MAX_MINOR, Money, convert, exponent, format_money

SHORT = 5  # significant digits beside an amount in a list; the expense's own page has them all

SOURCES = {
    RateSource.SAME: "",
    RateSource.ECB: "European Central Bank, {}",
    RateSource.TRIP: "this trip’s own rate, {}",
    RateSource.CARD: "what the card statement says",
    RateSource.FILE: "what the imported file said",
}


@dataclass(frozen=True)
class Conversion:
    """A converted amount as the reader sees it. `short` is for a line in a list, the rest for its own page."""

    short: str  # "£26.60 at 1.171"
    equation: str  # "1 GBP = 1.171 EUR", or with ≈ where the amount is the fact and the rate only follows from it
    source: str  # "European Central Bank, 30 October 2026"


def conversion_of(row: LedgerRow) -> Conversion | None:
    """How the expense or payment came to its amount in the trip's currency; None where there was nothing to convert."""
    if row.currency == row.trip.currency:
        return None
    return Conversion(
        short=f"{format_money(row.money, locale=current_locale())} at {written_rate(shortened(row.rate))}",
        equation=_of_card(row) if row.rate_source == RateSource.CARD else _of_rate(row),
        source=where_from(row.rate_source, row.rate_date),
    )


def _of_rate(row: LedgerRow) -> str:
    return equation(row.rate, row.currency, row.trip.currency)


def _of_card(row: LedgerRow) -> str:
    return f"1 {row.currency} ≈ {written_rate(shortened(row.rate))} {row.trip.currency}"


def where_from(source: str, date: datetime.date) -> str:
    """The rate's source in words, for the reader: "European Central Bank, 30 October 2026", "this trip’s own rate, 3 May 2026"."""
    return SOURCES[RateSource(source)].format(dateformat.format(date, "j F Y"))


def rate_in_words(rate: Decimal, source: str, date: datetime.date) -> str:
    """ "0.92, this trip’s own rate, 3 May 2026"; empty in the trip's own currency."""
    return "" if source == RateSource.SAME else f"{written_rate(rate)}, {where_from(source, date)}"


def offer_in_words(offer: RateOffer, currency: str, base: str) -> str:
    """ "1 USD = 0.8950948801 EUR, European Central Bank, 30 October 2026"; empty in the trip's own currency."""
    if offer.source == "same":
        return ""
    return f"{equation(offer.rate, currency, base)}, {where_from(offer.source, offer.date)}"


def equation(rate: Decimal, currency: str, base: str) -> str:
    """The rate with its direction: "1 USD = 0.92 EUR"."""
    return f"1 {currency} = {written_rate(rate)} {base}"


def example(rate: Decimal, currency: str, base: str) -> str:
    """What the rate comes to, on a round amount that buys at least one unit: "$10.00 is €9.20"."""
    one = 10 ** exponent(currency)
    round_amounts = [one * 10**power for power in range(1, 12) if one * 10**power <= MAX_MINOR]
    for minor in round_amounts:
        worth = convert(minor, rate=rate, source=currency, target=base)
        if worth >= 10 ** exponent(base) or minor == round_amounts[-1]:
            break
    spent, found = (
        format_money(amount, locale=current_locale()) for amount in (Money(minor, currency), Money(worth, base))
    )
    return f"{spent} is {found}"


def written_rate(rate: Decimal) -> str:
    """All digits of the rate, with the reader's own decimal sign and no groups, as the rate's field reads it back."""
    return canonical(rate).replace(".", get_decimal_symbol(known_locale(current_locale())))


def shortened(rate: Decimal) -> Decimal:
    """The rate to a few significant digits; whole numbers keep all of theirs."""
    digits = max(SHORT, rate.adjusted() + 1)
    return Decimal(canonical(Decimal(f"{rate:.{digits}g}")))
