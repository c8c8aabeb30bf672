"""What a trip and a person chose before: read from the expenses themselves, so that nothing is kept twice."""

from collections.abc import Iterator

from assistant.categorising.recalling import Past, telling
from expenses.models import Expense
from trips.models import Trip, User

MOST_OF_TRIP, MOST_OF_PERSON = 400, 200  # the newest; older ones say the same again


def past_of(trip: Trip, user: User | None = None) -> list[Past]:
    """What the trip's expenses were filed under, then what the user filed in other trips that they are still in; the newest first."""
    return [*_read(trip, None), *(_read(trip, user) if user else ())]


def _read(trip: Trip, user: User | None) -> Iterator[Past]:
    rows = Expense.objects.live().exclude(category="").order_by("-pk")
    if user is None:
        rows = rows.filter(trip=trip)[:MOST_OF_TRIP]
    else:
        theirs = Trip.objects.of(user).exclude(pk=trip.pk)
        rows = rows.filter(trip__in=theirs, created_by__user=user)[:MOST_OF_PERSON]
    for description, category in rows.values_list("description", "category"):
        yield Past(telling(description), category)
