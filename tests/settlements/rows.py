"""Money rows for tests, made by the services, and what every view of money is asked: do its queries grow with the trip?"""

import datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from expenses.drafts import ExpenseDraft
from expenses.services import record_expense, record_expenses
from expenses.splitting import SplitLine
from settlements.services import PaymentDraft, record_payment
from tests.factories import ParticipantFactory

DAY = datetime.date(2026, 5, 3)


def expense_draft(minor, *, by, among, **facts):
    return ExpenseDraft(
        **{
            "date": DAY,
            "description": "Dinner",
            "amount": minor,
            "currency": by.trip.currency,
            "payers": {by.ref: minor},
            "lines": [SplitLine(person.ref) for person in among],
            **facts,
        }
    )


def spend(trip, minor, *, by, among, ref="", **facts):
    return record_expense(trip=trip, by=by, draft=expense_draft(minor, by=by, among=among, **facts), ref=ref)


def payment_draft(minor, *, sender, receiver, **facts):
    return PaymentDraft(
        **{
            "date": DAY,
            "sender": sender.ref,
            "receiver": receiver.ref,
            "amount": minor,
            "currency": sender.trip.currency,
            "method": "Cash",
            **facts,
        }
    )


def pay(trip, minor, *, sender, receiver, ref="", **facts):
    draft = payment_draft(minor, sender=sender, receiver=receiver, **facts)
    return record_payment(trip=trip, by=sender, draft=draft, ref=ref)


def nets(trip):
    """Everybody's balance in minor units, by name."""
    return {person.name: person.net.minor for person in trip.participants.in_order()}


def grow(trip, people):
    """More people, expenses and payments, so that everybody owes somebody."""
    more = [ParticipantFactory(trip=trip, name=f"Friend {number}", position=100 + number) for number in range(10)]
    drafts = [
        (f"grown{number}", expense_draft(1000 + number, by=(people + more)[number % 5], among=people + more))
        for number in range(30)
    ]
    record_expenses(trip=trip, by=people[0], drafts=drafts)
    for number in range(6):
        pay(trip, 500 + number, sender=more[number], receiver=people[0])


def queries(visit):
    """How many queries a visit takes, once everything that is cached per process is warm."""
    visit()
    with CaptureQueriesContext(connection) as captured:
        response = visit()
    assert response.status_code == 200
    return len(captured)


def assert_queries_do_not_grow(visit, trip, people):
    before = queries(visit)
    grow(trip, people)
    assert queries(visit) == before
