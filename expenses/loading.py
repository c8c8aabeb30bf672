"""The lines of expenses whose trip and people are at hand already: read without reading those again, once for each line."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import prefetch_related_objects

from expenses.models import Expense, ItemSharer, Line, Payer, Share
from trips.models import Participant, Trip

# In the order of Line.Meta. As a QuerySet, the fifty keys of a list take three times as long to build in as the lines to read.
SIDES = "SELECT expense_id, participant_id, base_amount FROM {} WHERE expense_id IN ({}) ORDER BY position, id"


class Side(NamedTuple):
    """What somebody paid or bears of an expense, in minor units of the trip's currency."""

    participant: Participant
    base_amount: int


class Sides(NamedTuple):
    payers: Sequence[Side] = ()
    shares: Sequence[Side] = ()


def read_sides(expenses: Sequence[Expense], people: Iterable[Participant]) -> list[Sides]:
    """Of each of the expenses of one trip with these `people`, in two queries.

    For many expenses that are only told of: a tuple for each line costs a fifth of an instance that knows its expense.
    """
    if not expenses:
        return []
    keys = [expense.pk for expense in expenses]
    with connection.cursor() as cursor:
        lines = [_lines(cursor, model, keys) for model in (Payer, Share)]
    known = {person.pk: person for person in people}
    if new := {person for _, person, _ in chain(*lines)} - known.keys():  # came while the page was being made
        known |= Participant.objects.in_bulk(new)
    payers, shares = (_by_expense(each, known) for each in lines)
    return [Sides(payers[expense.pk], shares[expense.pk]) for expense in expenses]


def _lines(cursor: CursorWrapper, model: type[Line], keys: Sequence[int]) -> list[tuple[int, int, int]]:
    cursor.execute(SIDES.format(model._meta.db_table, ", ".join(["%s"] * len(keys))), keys)
    found: list[tuple[int, int, int]] = cursor.fetchall()
    return found


def _by_expense(lines: Iterable[tuple[int, int, int]], people: Mapping[int, Participant]) -> dict[int, list[Side]]:
    found: dict[int, list[Side]] = defaultdict(list)
    for expense, person, amount in lines:
        found[expense].append(Side(people[person], amount))
    return found


def load_lines(expenses: Sequence[Expense], trip: Trip, people: Iterable[Participant], *, items: bool = False) -> None:
    """Give the trip's expenses their trip, their payers and shares, and `items`; one query for each kind, at any number of expenses."""
    for expense in expenses:
        expense.trip = trip
    prefetch_related_objects(expenses, "payers", "shares", *(["items__sharers"] if items else []))
    known = {person.pk: person for person in people}
    for expense in expenses:
        sharers = (sharer for item in expense.items.all() for sharer in item.sharers.all()) if items else ()
        lines: Iterable[Payer | Share | ItemSharer] = chain(expense.payers.all(), expense.shares.all(), sharers)
        for line in lines:
            if line.participant_id in known:
                line.participant = known[line.participant_id]
