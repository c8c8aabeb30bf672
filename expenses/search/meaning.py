"""The expenses that a term means: those that say it, those that count as it, and, by the vectors, those that are perhaps like it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from expenses.models import Expense
from expenses.search.asking import asked_for, things_in
from expenses.search.door import door
from expenses.search.engine import NotAvailable
from trips.models import Trip

# From here on an expense is perhaps like the term, as tests/expenses/search/test_quality.py measures. What the lexicon knows it finds
# better by itself, in every language; beside that only what is nearly the same is worth a look.
LIKE, LIKE_WHAT_IS_KNOWN = 0.45, 0.65
MOST_LIKE = 50  # that are shown

NOTES = {
    "off": "",  # by choice
    "warming": "The search by meaning is still starting.",
    "slow": "The search by meaning did not answer in time.",
    "worker": "The search by meaning is not running.",
    "model": "The search by meaning is not installed.",
    "processor": "The search by meaning does not run on this machine.",
    "index": "The search by meaning is being made anew.",
    "behind": "The search by meaning has not read this trip yet.",
}


@dataclass(frozen=True)
class Found:
    """Primary keys of live expenses of the trip. What is `sure` may be summed; what is only `maybe` is shown, and the reader decides."""

    sure: Sequence[int]  # by words and by what counts as the thing; the newest first
    maybe: Sequence[int] = ()  # by likeness alone, the likest first; none of them is among the sure ones
    how: Literal["meaning", "words"] = "words"
    note: str = ""  # why there was no search by meaning, for people; empty where there was


@dataclass(frozen=True)
class Like:
    """What is like a text, the likest first, or why that cannot be said."""

    found: Sequence[int] = ()
    note: str = ""
    asked: bool = False


def find_by_term(trip: Trip, term: str, *, gone: bool = False) -> Found:
    """What the term means in the trip (or in its trash, `gone`): one query, and for what is only like it one question to the worker."""
    rows = Expense.objects.matching(trip, asked_for(term, whole=True), gone=gone)
    sure = [pk for pk, of_trip in rows.newest_first().values_list("pk", "trip_id") if of_trip == trip.pk]
    if gone:
        return Found(sure)
    like = like_term(trip, term, is_found=bool(sure))
    maybe = [pk for pk in like.found if pk not in {*sure}]
    return Found(sure, maybe, "meaning" if like.asked else "words", like.note)


def least_likeness(term: str, *, is_found: bool) -> float:
    """Of an expense that is shown as perhaps meant by the term (1 is the same); `is_found` is whether words have found any."""
    return LIKE_WHAT_IS_KNOWN if is_found and things_in(term) else LIKE


def like_term(trip: Trip, term: str, *, is_found: bool = False) -> Like:
    """Live expenses of the trip that are like the term by their vectors. Each hit is looked up again: it must be of this trip, live,
    and still what was embedded."""
    if not term.strip():
        return Like()
    try:
        least = least_likeness(term, is_found=is_found)
        hits = [hit for hit in door().search(trip.pk, term) if hit.likeness >= least][:MOST_LIKE]
    except NotAvailable as why:
        return Like(note=NOTES.get(why.reason, NOTES["worker"]))
    rows = Expense.objects.live().filter(trip=trip, pk__in=[hit.expense for hit in hits])
    there = {pk: (ref, version) for pk, ref, version in rows.values_list("pk", "ref", "version")} if hits else {}
    return Like([hit.expense for hit in hits if there.get(hit.expense) == (hit.ref, hit.version)], asked=True)
