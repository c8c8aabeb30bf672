"""Recording expenses as an archive writes them: with the figures, the refs and the comments that they have there, to the cent.

What is saved is at hand, so nothing is read back: of ten thousand expenses that takes as long as saving them.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction

from expenses.building import Built, build, save_lines
from expenses.insights.posting import days_of, post_days
from expenses.models import Comment, Expense
from expenses.search.index import build_entry
from expenses.search.indexing import queue_indexing
from expenses.search_models import SearchEntry
from expenses.services import CHUNK, deltas_of_lines
from expenses.snapshots import read_snapshot
from trips.history import begin_change, build_revision
from trips.models import Participant, Revision, Trip
from trips.totals import combine, post

Written = Mapping[str, Any]  # settlements.archive.facts.ExpenseFacts, complete and checked


@transaction.atomic
def import_expenses(*, trip: Trip, by: Participant | None, written: Iterable[Written]) -> None:
    """Record the expenses. Whoever takes part no longer may stand on them; the feed gets no line of each. Raises TripIsClosed."""
    begin_change(trip)
    people = {person.ref: person for person in trip.participants.all()}
    waiting = iter(written)
    while chunk := list(islice(waiting, CHUNK)):
        _import_chunk(trip, by, chunk, people)


def _import_chunk(
    trip: Trip, by: Participant | None, chunk: Sequence[Written], people: Mapping[str, Participant]
) -> None:
    built = [_build(trip, by, facts, people) for facts in chunk]
    expenses = Expense.objects.bulk_create([each.expense for each in built])
    save_lines(built)
    Comment.objects.bulk_create(
        comment for facts, each in zip(chunk, built, strict=True) for comment in _comments(facts, each.expense, people)
    )
    Revision.objects.bulk_create(
        build_revision(each.expense, kind="expense", verb=Revision.Verb.RECORDED, by=by, snapshot=_snapshot(facts))
        for facts, each in zip(chunk, built, strict=True)
    )
    SearchEntry.objects.bulk_create(_entry(facts, each) for facts, each in zip(chunk, built, strict=True))
    deltas = combine(deltas_of_lines(each.expense.kind, each.payers, each.shares) for each in built)
    post(trip=trip, deltas=deltas, expenses=len(expenses))
    post_days(trip=trip, added=days_of(expenses))
    queue_indexing(trip.pk)


def _build(trip: Trip, by: Participant | None, facts: Written, people: Mapping[str, Participant]) -> Built:
    draft, figures = read_snapshot(facts)
    built = build(trip, by, facts["ref"], draft, people, division=figures)
    built.expense.rate = draft.rate  # of a card statement, too: the file's, not worked out again
    return built


def _comments(facts: Written, expense: Expense, people: Mapping[str, Participant]) -> Iterable[Comment]:
    for comment in facts["comments"]:
        yield Comment(
            expense=expense,
            ref=comment["ref"],
            author=people.get(comment["author"]),
            text=comment["text"],
            created_at=datetime.fromisoformat(comment["at"]),
        )


def _snapshot(facts: Written) -> Written:
    """The history's form is the archive's, without what people said."""
    return {key: value for key, value in facts.items() if key != "comments"}


def _entry(facts: Written, built: Built) -> SearchEntry:
    newest_first = [comment["text"] for comment in reversed(facts["comments"])]
    return build_entry(built.expense, newest_first, payers=built.payers, shares=built.shares, has_receipts=False)
