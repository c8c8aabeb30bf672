"""The expenses that a term means: those that say it, those that count as it, and, by the vectors, those that are perhaps like it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from expenses.models import Expense
from expenses.search.asking import asked_for
from trips.models import Trip


@dataclass(frozen=True)
class Found:
    """Primary keys of live expenses of the trip. What is `sure` may be summed; what is only `maybe` is shown, and the reader decides."""

    sure: Sequence[int]  # by words and by what counts as the thing; the newest first
    maybe: Sequence[int] = ()  # by likeness alone, the likest first; none of them is among the sure ones
    how: Literal["meaning", "words"] = "words"
    note: str = ""  # why there was no search by meaning, for people; empty where there was


def find_by_term(trip: Trip, term: str, *, gone: bool = False) -> Found:
    """What the term means in the trip (or in its trash, `gone`): one query, and for what is only like it one question to the worker."""
    rows = Expense.objects.matching(trip, asked_for(term), gone=gone)
    sure = [pk for pk, of_trip in rows.newest_first().values_list("pk", "trip_id") if of_trip == trip.pk]
    return Found(sure)
