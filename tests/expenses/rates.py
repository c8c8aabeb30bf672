"""What the tests of the rate pages share: expenses in another currency, at a rate of the trip's own or another."""

import datetime
from decimal import Decimal

from tests.expenses.recording import record

LONG_AGO = datetime.date(2026, 4, 1)


def in_dong(trip, by, among, minor, rate="0.00004", **facts):
    facts = {"currency": "VND", "rate": Decimal(rate), "rate_source": "trip", "rate_date": LONG_AGO, **facts}
    return record(trip, by, among, amount=minor, **facts)


def nets(trip):
    return {person.name: person.net.minor for person in trip.participants.in_order()}
