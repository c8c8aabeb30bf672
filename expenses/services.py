"""Recording, editing, deleting and restoring expenses: rows, running totals, history and feed change together or not at all."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TypeAlias

from django.db import transaction
from django.utils import timezone

from expenses.building import FACTS, build, delete_lines, save_lines
from expenses.drafts import ExpenseDraft, divide, draft_of
from expenses.insights.posting import days_of, post_days
from expenses.loading import load_lines
from expenses.models import Expense, Line
from expenses.search.index import index_again, index_new
from expenses.search.indexing import queue_indexing
from expenses.snapshots import described, read_snapshot, snapshot
from trips.errors import NoSuchVersion, RowChanged
from trips.history import Shown, begin_change, build_activity, build_revision, differences, take_version, take_versions
from trips.ledger_row import RateSource
from trips.models import Activity, Participant, Revision, Trip
from trips.totals import Delta, Deltas, combine, post, reversed_deltas
from tripsplit.ids import new_ref

Verb: TypeAlias = Revision.Verb
Facts: TypeAlias = Mapping[str, Shown]
CHUNK = 2_000  # expenses in one statement: SQLite takes a limited number of parameters


@dataclass(frozen=True)
class Edit:
    """What an expense is to become, if it still is at `version`."""

    expense: Expense
    version: int
    draft: ExpenseDraft


@dataclass(frozen=True)
class Filing:
    """The category that an expense gets, if it still is at `version`, and the one that was suggested for it."""

    version: int
    category: str
    suggested: str = ""


@dataclass(frozen=True)
class Moved:
    """An expense at its new day, and the day that it had."""

    expense: Expense
    before: date


@transaction.atomic
def record_expense(
    *, trip: Trip, by: Participant | None, draft: ExpenseDraft, ref: str = "", told: str = Verb.RECORDED
) -> Expense:
    """Record one expense with its payers and shares. `ref` is its public id where the form has promised one, `told` the feed's verb.

    Raises TripIsClosed, NotOfThisTrip, AmountOutOfRange, PayersDoNotAddUp and SplitError.
    """
    return record_expenses(trip=trip, by=by, drafts=[(ref or new_ref(), draft)], told=told)[0]


@transaction.atomic
def record_expenses(
    *, trip: Trip, by: Participant | None, drafts: Iterable[tuple[str, ExpenseDraft]], told: str = Verb.RECORDED
) -> list[Expense]:
    """Record many expenses, each with its ref, in a number of statements that hardly grows with them. Raises as record_expense."""
    begin_change(trip)
    everybody = list(trip.participants.all())
    people = _people(everybody)
    recorded: list[Expense] = []
    waiting = iter(drafts)
    while chunk := list(islice(waiting, CHUNK)):
        built = [build(trip, by, ref, draft, people) for ref, draft in chunk]
        saved = Expense.objects.bulk_create([each.expense for each in built])
        save_lines(built)
        expenses = _with_lines(trip, saved, everybody)
        _write_down(expenses, verb=Verb.RECORDED, by=by, told=told)
        post(trip=trip, deltas=combine(deltas_of(expense) for expense in expenses), expenses=len(expenses))
        post_days(trip=trip, added=days_of(expenses))
        recorded += expenses
    return recorded


@transaction.atomic
def edit_expense(*, expense: Expense, by: Participant | None, version: int, draft: ExpenseDraft) -> Expense:
    """Make the expense what the draft says, if it still is at `version`.

    Whoever is on the expense already may stay on it, deactivated or not. Raises RowChanged and what record_expense raises.
    """
    begin_change(expense.trip)
    return apply_edits(trip=expense.trip, by=by, edits=[Edit(expense, version, draft)])[0]


def apply_edits(*, trip: Trip, by: Participant | None, edits: Sequence[Edit]) -> list[Expense]:
    """Edit several expenses in a fixed number of statements: all or none. For services that have begun a change; raises as edit_expense."""
    old = _with_lines(trip, [edit.expense for edit in edits])
    before = {row.pk: described(row) for row in old}
    taken_back, days_taken = [reversed_deltas(deltas_of(row)) for row in old], days_of(old)
    take_versions(old, versions=[edit.version for edit in edits])
    everybody = list(trip.participants.all())
    built = [
        build(trip, by, row.ref, edit.draft, _people(everybody, also=draft_of(row).refs), expense=row)
        for row, edit in zip(old, edits, strict=True)
    ]
    Expense.objects.bulk_update(old, [*FACTS, "suggested", "rate_date", "base_amount"])
    delete_lines(old)
    save_lines(built)
    new = _with_lines(trip, old, everybody)
    _write_down(new, verb=Verb.EDITED, by=by, before=before)
    post(trip=trip, deltas=combine([*taken_back, *map(deltas_of, new)]))
    post_days(trip=trip, added=days_of(new), taken=days_taken)
    return new


@transaction.atomic
def delete_expense(*, expense: Expense, by: Participant | None, version: int) -> Expense:
    """Put the expense into the trash. Raises TripIsClosed, and RowChanged where it is not at `version` any more."""
    return _move(expense, by=by, version=version, deleted=True)


@transaction.atomic
def restore_expense(*, expense: Expense, by: Participant | None, version: int) -> Expense:
    """Take the expense out of the trash. Raises TripIsClosed, and RowChanged where it is not there at `version`."""
    return _move(expense, by=by, version=version, deleted=False)


@transaction.atomic
def restore_version(*, expense: Expense, version_no: int, by: Participant | None, version: int) -> Expense:
    """Make the expense again what it was in its version `version_no`, to the cent and out of the trash too, if it still is at `version`.

    That is a new version. Whoever is of the trip may come back on it, deactivated or not. Raises NoSuchVersion, and what edit_expense
    raises where the old version breaks a rule of today.
    """
    trip = expense.trip
    begin_change(trip)
    row = _current(expense)
    written = trip.revisions.of("expense", row.ref).filter(version=version_no).first()
    if written is None:
        raise NoSuchVersion
    draft, figures = read_snapshot(written.snapshot)
    divide(draft, ref=row.ref, base_currency=trip.currency)  # refuses what could not be saved today
    before, was_deleted = described(row), row.is_deleted
    taken_back, days_taken = ({}, {}) if was_deleted else (reversed_deltas(deltas_of(row)), days_of([row]))
    take_version(row, version=version, deleted=was_deleted)
    people = {person.ref: person for person in trip.participants.all()}
    built = build(trip, by, row.ref, draft, people, expense=row, division=figures)
    row.deleted_at, row.rate = None, draft.rate
    row.save()
    delete_lines([row])
    save_lines([built])
    again = _current(row)
    _write_down([again], verb=Verb.REVERTED, by=by, before={row.pk: before})
    post(trip=trip, deltas=combine([taken_back, deltas_of(again)]), expenses=int(was_deleted))
    post_days(trip=trip, added=days_of([again]), taken=days_taken)
    return again


@transaction.atomic
def move_expenses(*, trip: Trip, by: Participant | None, versions: Mapping[str, int], day: date) -> list[Moved]:
    """Give the expenses (their refs, and the versions that were seen) another day: each a new version, all or none.

    No amount changes: a rate stays frozen, with its own date; only where there is none does its date follow. Those of that day already
    are left alone. Raises TripIsClosed, and RowChanged where one of them is not any more what was seen.
    """
    begin_change(trip)
    found = list(trip.expenses.live().filter(ref__in=versions).newest_first())
    if {row.ref: row.version for row in found} != dict(versions):
        raise RowChanged
    rows = _with_lines(trip, [row for row in found if row.date != day])
    if not rows:
        return []
    moved = [Moved(row, row.date) for row in rows]
    before, days_taken = {row.pk: described(row) for row in rows}, days_of(rows)
    take_versions(rows, versions=[row.version for row in rows])
    for row in rows:
        row.date = day
        row.rate_date = day if row.rate_source == RateSource.SAME else row.rate_date
    Expense.objects.bulk_update(rows, ["date", "rate_date"])
    _write_down(rows, verb=Verb.EDITED, by=by, before=before)
    post_days(trip=trip, added=days_of(rows), taken=days_taken)
    return moved


@transaction.atomic
def categorise_expenses(*, trip: Trip, by: Participant | None, filings: Mapping[str, Filing]) -> list[Expense]:
    """Give the expenses (by their refs) their categories: each a new version, all or none; no amount changes.

    Raises TripIsClosed, and RowChanged where one of them is not any more what was seen.
    """
    begin_change(trip)
    found = list(trip.expenses.live().filter(ref__in=filings).newest_first())
    if {row.ref: row.version for row in found} != {ref: filing.version for ref, filing in filings.items()}:
        raise RowChanged
    rows = _with_lines(trip, [row for row in found if row.category != filings[row.ref].category])
    if not rows:
        return []
    before, days_taken = {row.pk: described(row) for row in rows}, days_of(rows)
    take_versions(rows, versions=[row.version for row in rows])
    for row in rows:
        filing = filings[row.ref]
        row.category, row.suggested = filing.category, filing.suggested or row.suggested
    Expense.objects.bulk_update(rows, ["category", "suggested"])
    _write_down(rows, verb=Verb.EDITED, by=by, before=before)
    post_days(trip=trip, added=days_of(rows), taken=days_taken)
    return rows


def deltas_of(expense: Expense) -> dict[int, Delta]:
    """What the expense adds to its participants' totals (minor units of the trip's currency); an income counts the other way."""
    return deltas_of_lines(expense.kind, expense.payers.all(), expense.shares.all())


def deltas_of_lines(kind: str, payers: Iterable[Line], shares: Iterable[Line]) -> dict[int, Delta]:
    """The same, of an expense of this kind whose lines are at hand."""
    direction = -1 if kind == Expense.Kind.INCOME else 1
    paid: list[Deltas] = [{line.participant_id: Delta(paid=direction * line.base_amount)} for line in payers]
    owed: list[Deltas] = [{line.participant_id: Delta(owed=direction * line.base_amount)} for line in shares]
    return combine([*paid, *owed])


def _move(expense: Expense, *, by: Participant | None, version: int, deleted: bool) -> Expense:
    begin_change(expense.trip)
    row = _current(expense)
    take_version(row, version=version, deleted=not deleted)
    row.deleted_at = timezone.now() if deleted else None
    row.save(update_fields=["deleted_at"])
    _write_down([row], verb=Verb.DELETED if deleted else Verb.RESTORED, by=by)
    deltas = deltas_of(row)
    post(trip=row.trip, deltas=reversed_deltas(deltas) if deleted else deltas, expenses=-1 if deleted else 1)
    post_days(trip=row.trip, **{"taken" if deleted else "added": days_of([row])})
    return row


def _current(expense: Expense) -> Expense:
    """The row and its lines as they are now that the trip is ours, not as they were when the page was opened."""
    return _with_lines(expense.trip, [expense])[0]


def _people(everybody: Iterable[Participant], *, also: Collection[str] = ()) -> dict[str, Participant]:
    """Who may stand on an expense: everybody active, and those who stand on it already."""
    return {person.ref: person for person in everybody if person.is_active or person.ref in also}


def _with_lines(
    trip: Trip, expenses: Sequence[Expense], everybody: Sequence[Participant] | None = None
) -> list[Expense]:
    """The same expenses read anew with their lines, so that history and totals say what the database says. Raises RowChanged.

    `everybody` of the trip, where that has been read in this change.
    """
    rows = Expense.objects.in_bulk([expense.pk for expense in expenses])
    if len(rows) < len(expenses):
        raise RowChanged
    found = [rows[expense.pk] for expense in expenses]
    load_lines(found, trip, everybody or trip.participants.all(), items=True)
    return found


def _write_down(
    expenses: Sequence[Expense],
    *,
    verb: Verb,
    by: Participant | None,
    before: Mapping[int, Facts] | None = None,
    told: str = "",
) -> None:
    """History, feed and search: one revision, line and entry for each; `before` is what edited ones were, by primary key."""
    revisions = [build_revision(row, kind="expense", verb=verb, by=by, snapshot=snapshot(row)) for row in expenses]
    Revision.objects.bulk_create(revisions)
    feed = [_activity(row, verb, by, (before or {}).get(row.pk, {}), told) for row in expenses]
    Activity.objects.bulk_create(feed)
    index = index_new if verb == Verb.RECORDED else index_again
    index(expenses)
    for trip_pk in {row.trip_id for row in expenses}:
        queue_indexing(trip_pk)


def _activity(row: Expense, verb: Verb, by: Participant | None, before: Facts, told: str) -> Activity:
    facts = described(row)
    changes = differences(facts, {}) if verb == Verb.DELETED else differences(before, facts)
    return build_activity(
        trip=row.trip, by=by, verb=told or verb, subject="expense", ref=row.ref, label=row.description, changes=changes
    )
