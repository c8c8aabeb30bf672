"""The currencies of a trip and their rates, as its page shows them: the trip's own, the European Central Bank's, and which is offered."""

import datetime
from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone

from expenses.conversion import equation, example, where_from
from expenses.models import TripRate
from expenses.rating import RateOffer, ecb_offer, own_offer
from expenses.repricing import count_outdated
from trips.models import Trip
from tripsplit.currencies import currency_name

FAR = 2  # a rate that is so many times the bank's, or so much less, may be the wrong way round


@dataclass(frozen=True)
class RateWords:
    """One rate for the reader: "1 USD = 0.92 EUR", "$10.00 is €9.20", and where it is from."""

    equation: str
    example: str
    source: str
    date: datetime.date


@dataclass(frozen=True)
class RateRow:
    """One currency of the trip. `offered` is what the next expense in it gets, None where somebody has to type a rate."""

    currency: str
    name: str
    expenses: int
    own: TripRate | None
    offered: RateWords | None
    bank: RateWords | None
    outdated: int


def load_rates(trip: Trip) -> list[RateRow]:
    """The currencies that the trip's expenses use or that have a rate of its own, by code. Three queries."""
    own = {rate.currency: rate for rate in trip.rates.select_related("updated_by")}
    live = trip.expenses.live().exclude(currency=trip.currency).order_by()
    used = dict(live.values_list("currency").annotate(Count("pk")))
    outdated = count_outdated(trip, own.values())
    codes = sorted({*own, *used} - {trip.currency})
    return [
        rate_row(trip, code, own=own.get(code), expenses=used.get(code, 0), outdated=outdated.get(code, 0))
        for code in codes
    ]


def rate_row(trip: Trip, currency: str, *, own: TripRate | None, expenses: int = 0, outdated: int = 0) -> RateRow:
    bank = ecb_offer(trip, currency, today())
    offered = own_offer(trip, own) if own else bank
    return RateRow(
        currency=currency,
        name=currency_name(currency, "en"),
        expenses=expenses,
        own=own,
        offered=in_words(trip, currency, offered),
        bank=in_words(trip, currency, bank),
        outdated=outdated,
    )


def in_words(trip: Trip, currency: str, offer: RateOffer | None) -> RateWords | None:
    if offer is None:
        return None
    return RateWords(
        equation=equation(offer.rate, currency, trip.currency),
        example=example(offer.rate, currency, trip.currency),
        source=where_from(offer.source, offer.date),
        date=offer.date,
    )


def is_far(offer: RateOffer, bank: RateOffer | None) -> bool:
    """Whether a typed rate is so far from the bank's that it is worth a question; many real rates are, so it is no error."""
    return bank is not None and not bank.rate / FAR < offer.rate < bank.rate * FAR


def today() -> datetime.date:
    return timezone.localdate()
