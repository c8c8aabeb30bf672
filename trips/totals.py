"""The running totals on Participant: posted by every service that writes money, in the transaction of the row that causes them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import F

from trips.models import Participant, Trip

FIELDS = ("paid", "owed", "sent", "received")
# One prepared statement for all: as an expression of the ORM it takes longer to build than the rest of an expense to save.
ADD = (
    "UPDATE trips_participant SET paid = paid + %s, owed = owed + %s, sent = sent + %s, received = received + %s "
    "WHERE id = %s AND trip_id = %s"
)


@dataclass(frozen=True)
class Delta:
    """A change of one participant's totals, in minor units of the trip's currency."""

    paid: int = 0
    owed: int = 0
    sent: int = 0
    received: int = 0

    def __add__(self, other: "Delta") -> "Delta":
        return Delta(
            paid=self.paid + other.paid,
            owed=self.owed + other.owed,
            sent=self.sent + other.sent,
            received=self.received + other.received,
        )

    def __neg__(self) -> "Delta":
        return Delta(-self.paid, -self.owed, -self.sent, -self.received)


NOTHING = Delta()
Deltas = Mapping[int, Delta]  # participant's primary key -> change


def combine(many: Iterable[Deltas]) -> dict[int, Delta]:
    """The sum of several changes, participant by participant."""
    result: dict[int, Delta] = {}
    for deltas in many:
        for participant_id, delta in deltas.items():
            result[participant_id] = result.get(participant_id, NOTHING) + delta
    return result


def reversed_deltas(deltas: Deltas) -> dict[int, Delta]:
    """The change that takes `deltas` back."""
    return {participant_id: -delta for participant_id, delta in deltas.items()}


def post(*, trip: Trip, deltas: Deltas, expenses: int = 0) -> None:
    """Add the changes to the participants' totals and `expenses` to the trip's count, in at most two statements."""
    changed = [
        (delta.paid, delta.owed, delta.sent, delta.received, participant_id, trip.pk)
        for participant_id, delta in deltas.items()
        if delta != NOTHING
    ]
    if changed:
        with connection.cursor() as cursor:
            cursor.executemany(ADD, changed)
    if expenses:
        Trip.objects.filter(pk=trip.pk).update(expense_count=F("expense_count") + expenses)


def set_totals(participant: Participant, delta: Delta) -> None:
    """Give a participant's instance the totals of `delta` (not saved): for bulk loading and for comparing."""
    for field in FIELDS:
        setattr(participant, field, getattr(delta, field))
