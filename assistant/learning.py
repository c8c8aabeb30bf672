"""What suggestions learnt from a trip, to be seen and forgotten. It stands in the expenses; `Forgotten` is what of it no longer counts."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from assistant.categorising.past import filed_by, key_of, remembered
from assistant.models import EVERYTHING, Forgotten
from expenses.models import Category
from trips.history import begin_change
from trips.models import Trip, User

SHOWN = 100


@dataclass(frozen=True)
class Lesson:
    """Words, and the category that they get because somebody chose it; with `instead_of`, against what was suggested."""

    words: str
    description: str
    category: str
    instead_of: str = ""

    @property
    def label(self) -> str:
        return Category(self.category).label


def lessons_of(trip: Trip) -> Sequence[Lesson]:
    """What the trip's expenses taught, each once as it was chosen last; what overruled a suggestion comes first."""
    found: dict[str, Lesson] = {}
    for description, category, suggested in remembered(trip):
        overruled = Category(suggested).label if suggested and suggested != category else ""
        if words := key_of(description):  # what says nothing ("???") teaches nothing
            found.setdefault(words, Lesson(words, description, category, overruled))
    return sorted(found.values(), key=lambda lesson: not lesson.instead_of)[:SHOWN]


def other_trips_of(trip: Trip, user: User | None) -> Sequence[Trip]:
    """Where else the user filed something that this trip's suggestions to them know of."""
    if user is None:
        return []
    filed = filed_by(user, elsewhere_than=trip).order_by().values("trip")
    return [*Trip.objects.filter(pk__in=filed).order_by("name", "pk")]


@transaction.atomic
def forget(*, trip: Trip, words: str = EVERYTHING) -> None:
    """What the trip's expenses of until now taught about these words, or about all, counts no more. Raises TripIsClosed."""
    begin_change(trip)
    newest = trip.expenses.order_by("-pk").values_list("pk", flat=True).first() or 0
    Forgotten.objects.update_or_create(trip=trip, words=words, defaults={"up_to": newest})
