"""The rate that a trip offers for a currency: its own where somebody typed one, else the European Central Bank's, never a future one."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from expenses.models import TripRate
from expenses.rates import reference_rate
from trips.errors import DomainError, RowChanged
from trips.history import begin_change, differences, log_activity
from trips.models import Participant, Trip
from tripsplit.currencies import CURRENCIES
from tripsplit.fields import canonical

LEAST, MOST = Decimal("1e-9"), Decimal("1e9")
MOST_DIGITS = 12  # significant ones


class BadRate(DomainError):
    """What was typed cannot be a rate. `reason` is the sentence to show at the field."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NoRateNeeded(DomainError):
    def __init__(self, currency: str) -> None:
        super().__init__(f"This trip counts in {currency}, so {currency} needs no rate.")


@dataclass(frozen=True, slots=True)
class RateOffer:
    """Units of the trip's currency for one unit of the other. `date` is the ECB's table's, or when the trip's own rate was set."""

    rate: Decimal
    date: datetime.date
    source: Literal["same", "trip", "ecb"]


def offered_rate(trip: Trip, currency: str, on: datetime.date) -> RateOffer | None:
    """The rate for an expense of that day: the trip's own goes before the ECB's last table on or before the day.

    None where there is neither: then somebody has to type one. One query at most.
    """
    if currency == trip.currency:
        return RateOffer(Decimal(1), on, "same")
    own = trip.rates.filter(currency=currency).first()
    return own_offer(trip, own) if own else ecb_offer(trip, currency, on)


def own_offer(trip: Trip, own: TripRate) -> RateOffer:
    """A trip's own rate as an offer, of the day on which it was set where the trip is."""
    return RateOffer(own.rate, own.updated_at.astimezone(ZoneInfo(trip.time_zone)).date(), "trip")


def ecb_offer(trip: Trip, currency: str, on: datetime.date) -> RateOffer | None:
    """The ECB's reference rate for an expense of that day, whatever the trip's own is; no query."""
    found = reference_rate(currency, trip.currency, on)
    return RateOffer(found.value, found.date, "ecb") if found and found.source == "ecb" else None


def checked_rate(rate: Decimal) -> Decimal:
    """The rate, if it can be one. Raises BadRate with a sentence for the person."""
    if not rate.is_finite():
        raise BadRate("Enter a rate as a number.")
    if rate <= 0:
        raise BadRate("Enter a rate above zero.")
    if not LEAST <= rate <= MOST:
        raise BadRate("A rate is between a billionth and a billion. Check the direction.")
    if len(canonical(rate).replace(".", "").strip("0")) > MOST_DIGITS:
        raise BadRate(f"A rate has {MOST_DIGITS} digits at most. Round it: that changes no cent.")
    return rate


@transaction.atomic
def set_trip_rate(
    *, trip: Trip, by: Participant | None, currency: str, rate: Decimal, version: int | None = None
) -> TripRate:
    """Make this the trip's own rate for the currency, offered for every later expense in it. Saved expenses keep theirs.

    `version` is that of the rate which it takes the place of, 0 where the trip had none of its own; None takes any rate's place.
    Raises RowChanged, BadRate, NoRateNeeded and TripIsClosed. The same rate again changes nothing.
    """
    checked_rate(rate)
    begin_change(trip)
    _check_currency(trip, currency)
    own = trip.rates.filter(currency=currency).first() or TripRate(trip=trip, currency=currency, version=0)
    before = own.rate if own.pk else None
    if before == rate:
        return own
    _check_version(own, version)
    # The trip's revision, which never comes twice: a rate that was taken away and set anew is not what it was.
    own.rate, own.updated_at, own.updated_by, own.version = rate, timezone.now(), by, _revision(trip)
    own.save()
    _log(trip, by, currency, before, rate)
    return own


@transaction.atomic
def drop_trip_rate(*, trip: Trip, by: Participant | None, currency: str, version: int | None = None) -> None:
    """Forget the trip's own rate for the currency, so that the ECB's is offered again, where it has one.

    `version` as in set_trip_rate; a rate that is gone already stays so. Raises RowChanged and TripIsClosed.
    """
    begin_change(trip)
    own = trip.rates.filter(currency=currency).first()
    if own:
        _check_version(own, version)
        own.delete()
        _log(trip, by, currency, own.rate, None)


def _revision(trip: Trip) -> int:
    return Trip.objects.values_list("revision", flat=True).get(pk=trip.pk)


def _check_version(own: TripRate, version: int | None) -> None:
    """The trip is taken, so nobody changes the row between this look and the writing."""
    if version is not None and own.version != version:
        raise RowChanged


def _check_currency(trip: Trip, currency: str) -> None:
    if currency == trip.currency:
        raise NoRateNeeded(currency)
    if currency not in CURRENCIES:
        raise BadRate("Choose a currency of the list.")


def _log(trip: Trip, by: Participant | None, currency: str, before: Decimal | None, after: Decimal | None) -> None:
    written = [
        {"Rate": f"1 {currency} = {canonical(rate)} {trip.currency}"} if rate else {} for rate in (before, after)
    ]
    log_activity(
        trip=trip,
        by=by,
        verb="set" if after else "dropped",
        subject="rate",
        ref=currency,
        label=currency,
        changes=differences(written[0], written[1]),
    )
