"""A trip with everything in it that a sum can get wrong, made by the services."""

import datetime
from decimal import Decimal

from expenses.services import delete_expense
from expenses.splitting import SplitLine
from settlements.services import delete_payment
from tests.expenses.recording import record
from tests.settlements.rows import pay
from trips.ledger_row import RateSource

MAY = [datetime.date(2026, 5, day) for day in range(1, 32)]
DOLLAR = {"currency": "USD", "rate": Decimal("0.9213"), "rate_source": RateSource.TRIP}
YEN = {"currency": "JPY", "rate": Decimal("0.00613"), "rate_source": RateSource.ECB}


def fill(trip, friends):
    """Several payers, odd cents, three currencies, a refund, no category, a share of nothing, payments, and a trash."""
    zoe, david, emily, kenji = friends
    record(trip, zoe, friends, amount=10001, category="food", description="Dinner at Ramiro", date=MAY[0])
    record(trip, david, [zoe, david], amount=1999, category="transport", description="Taxi home", date=MAY[0])
    record(trip, zoe, friends, amount=3001, category="food", description="Brunch", date=MAY[1], **DOLLAR)
    record(trip, kenji, [david, emily, kenji], amount=12345, category="activities", date=MAY[2], **YEN)
    record(trip, emily, friends, amount=777, description="Lost and found", date=MAY[3])
    shared = {"payers": {zoe.ref: 5000, emily.ref: 3334}, "lines": [SplitLine(each.ref) for each in friends]}
    record(trip, zoe, friends, amount=8334, category="accommodation", description="Hostel", date=MAY[4], **shared)
    record(trip, zoe, friends, amount=2500, category="accommodation", kind="income", description="Deposit", date=MAY[5])
    record(
        trip,
        david,
        [zoe, kenji],
        amount=1000,
        category="transport",
        date=MAY[5],
        weights={zoe.ref: "1", kenji.ref: "0"},
    )
    gone = record(trip, david, friends, amount=99999, category="food", description="Taxi of dreams", date=MAY[1])
    delete_expense(expense=gone, by=david, version=gone.version)
    pay(trip, 1500, sender=david, receiver=zoe, date=MAY[6])
    pay(trip, 2000, sender=kenji, receiver=david, date=MAY[7])
    undone = pay(trip, 5555, sender=kenji, receiver=zoe, date=MAY[7])
    delete_payment(payment=undone, by=kenji, version=undone.version)
