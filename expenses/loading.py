"""The lines of expenses whose trip and people are at hand already: read without reading those again, once for each line."""

from collections.abc import Iterable, Sequence
from itertools import chain

from django.db.models import prefetch_related_objects

from expenses.models import Expense, ItemSharer, Payer, Share
from trips.models import Participant, Trip


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
