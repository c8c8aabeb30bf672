"""The world of a question, read from a trip: three queries, and one more for each term that is looked for."""

import datetime

from django.db.models import Max, Min

from assistant.executing.loading import people_of
from assistant.world import World
from expenses.models import Expense
from expenses.search.asking import asked_for
from trips.models import Participant, Trip


def world_of(trip: Trip, *, me: Participant | None, today: datetime.date, language: str = "en") -> World:
    """What can be asked about in the trip, by `me`, on the day `today`."""
    dates = trip.expenses.live().aggregate(first=Min("date"), last=Max("date"))
    used = Expense.objects.currencies_of(trip)
    return World(
        people=people_of(trip, me),
        currency=trip.currency,
        currencies=(trip.currency, *(code for code in used if code != trip.currency)),
        start=trip.start_date,
        end=trip.end_date,
        first=dates["first"],
        last=dates["last"],
        today=today,
        name=trip.name,
        language=language,
        mentions=lambda term: Expense.objects.matching(trip, asked_for(term, whole=True)).exists(),
    )
