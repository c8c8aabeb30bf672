"""Small trips at random, the same one for the same number: incomes, foreign money, payments, a kitty, somebody who takes no part."""

import datetime
import random
from decimal import Decimal

from expenses.services import record_expenses
from expenses.splitting import SplitLine
from tests.factories import ParticipantFactory, TripFactory
from tests.settlements.rows import expense_draft, pay
from trips.models import Trip

FIRST_DAY = datetime.date(2026, 5, 1)
CATEGORIES = ["", "food", "transport", "accommodation", "other"]


def random_trip(number):
    """A trip in euros."""
    chance = random.Random(number)
    trip = TripFactory(name=f"Trip {number}")
    people = [
        ParticipantFactory(trip=trip, name=f"Traveller {each}", position=each) for each in range(chance.randint(2, 6))
    ]
    record_expenses(
        trip=trip, by=people[0], drafts=[_expense(chance, people, each) for each in range(chance.randint(0, 9))]
    )
    if chance.random() < 0.3:
        kitty = ParticipantFactory(trip=trip, name="Kitty", kind="kitty", role="viewer", position=50)
        pay(trip, chance.randint(1, 20_000), sender=people[0], receiver=kitty)
    for _ in range(chance.randint(0, 3)):
        sender, receiver = chance.sample(people, 2)
        pay(trip, chance.randint(1, 5_000), sender=sender, receiver=receiver)
    return Trip.objects.get(pk=trip.pk)


def _expense(chance, people, place):
    payer = chance.choice(people)
    among = chance.sample(people, chance.randint(1, len(people)))
    facts = {
        "description": f"Thing {place}",
        "date": FIRST_DAY + datetime.timedelta(days=chance.randint(0, 5)),
        "category": chance.choice(CATEGORIES),
        "kind": "income" if chance.random() < 0.15 else "expense",
    }
    if chance.random() < 0.25:
        facts |= {"currency": "USD", "rate": Decimal("0.9173"), "rate_source": "trip"}
    if chance.random() < 0.3:
        lines = [SplitLine(person.ref, str(chance.randint(1, 5))) for person in among]
        facts |= {"method": "shares", "lines": lines}
    return f"x{place}", expense_draft(chance.randint(1, 100_000), by=payer, among=among, **facts)
