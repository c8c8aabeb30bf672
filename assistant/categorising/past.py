"""What a trip and a person chose before: read from the expenses themselves, without what somebody had forgotten."""

from django.db.models import QuerySet

from assistant.categorising.recalling import Past, telling
from assistant.models import EVERYTHING, WORDS_LENGTH, Forgotten
from expenses.models import Expense
from trips.models import Trip, User

MOST_OF_TRIP, MOST_OF_PERSON = 400, 200  # the newest; older ones say the same again

Chosen = tuple[str, str, str | None]  # description, category, and what was suggested


def past_of(trip: Trip, user: User | None = None) -> list[Past]:
    """What the trip's expenses were filed under, then what the user filed in other trips that they are still in; the newest first."""
    chosen = [*remembered(trip), *(remembered_by(user, elsewhere_than=trip) if user else ())]
    return [Past(telling(description), category) for description, category, _ in chosen]


def remembered(trip: Trip) -> list[Chosen]:
    return _without_forgotten(_filed().filter(trip=trip)[:MOST_OF_TRIP])


def remembered_by(user: User, *, elsewhere_than: Trip) -> list[Chosen]:
    return _without_forgotten(filed_by(user, elsewhere_than=elsewhere_than)[:MOST_OF_PERSON])


def filed_by(user: User, *, elsewhere_than: Trip) -> QuerySet[Expense]:
    theirs = Trip.objects.of(user).exclude(pk=elsewhere_than.pk)
    return _filed().filter(trip__in=theirs, created_by__user=user)


def key_of(description: str) -> str:
    """The description as far as it is remembered: its telling words, in any order."""
    return " ".join(sorted(telling(description)))[:WORDS_LENGTH]


def _filed() -> QuerySet[Expense]:
    return Expense.objects.live().exclude(category="").order_by("-pk")


def _without_forgotten(expenses: QuerySet[Expense]) -> list[Chosen]:
    rows = list(expenses.values_list("pk", "trip_id", "description", "category", "suggested"))
    up_to = {
        (trip, words): last
        for trip, words, last in Forgotten.objects.filter(trip__in={row[1] for row in rows}).values_list(
            "trip_id", "words", "up_to"
        )
    }
    if not up_to:
        return [(what, category, suggested) for _, _, what, category, suggested in rows]
    return [
        (what, category, suggested)
        for pk, trip, what, category, suggested in rows
        if pk > max(up_to.get((trip, EVERYTHING), 0), up_to.get((trip, key_of(what)), 0))
    ]
