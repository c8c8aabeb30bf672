"""Keeps the vectors in step with the expenses: what is stale is found from the rows, so nothing that gets lost stays lost."""

import secrets
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from expenses.models import Expense
from expenses.search.engine import Door, is_wanted
from expenses.search.store import Damaged, Missing, Row, Store
from expenses.search.text import sentence_of
from tripsplit.jobs import enqueue
from tripsplit.models import Job

HANDLER = "expenses.jobs.index_trip"
PAUSE = timedelta(seconds=10)  # before a job looks again whether another one has finished with its trip
HEARD = timedelta(minutes=1)  # since a running job last said something
CHUNK = 256  # expenses in memory at once, written in one go
PIECE = 16  # embedded in one go: a search that comes meanwhile waits for no more than these
PAUSE_SECONDS = 0.002  # in which it gets its turn

Report = Callable[[int, int], None]


def queue_indexing(trip_pk: int, *, pause: timedelta = timedelta(0)) -> None:
    """Queue the trip's indexing with the change that makes it necessary; where a job waits already, that one is enough.

    The waiting job's row is taken until our commit, so it is not begun before our change can be seen.
    """
    if not is_wanted():
        return
    soon = timezone.now() + pause
    waiting = Job.objects.due(soon + PAUSE).filter(handler=HANDLER, key__startswith=f"{trip_pk} ").order_by()
    if not waiting.update(state=Job.State.QUEUED):
        key = f"{trip_pk} {secrets.token_hex(8)}"
        enqueue(HANDLER, key=key, args={"trip": trip_pk}, run_at=soon, label="Index a trip’s expenses")


def is_being_indexed(trip_pk: int, *, but: int) -> bool:
    """Whether another job than `but` is at it, and was heard of within the last minute."""
    heard = timezone.now() + settings.JOBS_LEASE - HEARD
    others = Job.objects.filter(handler=HANDLER, state=Job.State.RUNNING, lease_until__gt=heard).exclude(pk=but)
    return others.filter(key__startswith=f"{trip_pk} ").exists()


def queue_stale() -> int:
    """Queue every trip that has something to be indexed; how many."""
    if not is_wanted():
        return 0
    trips = list(Expense.objects.stale().order_by().values_list("trip_id", flat=True).distinct())
    for trip_pk in trips:
        queue_indexing(trip_pk)
    return len(trips)


@transaction.atomic
def begin_again() -> None:
    """There is no index any more: everything is stale, and queued."""
    if forget_all():
        queue_stale()


def forget_all() -> int:
    """Mark every expense as stale; how many were not yet."""
    return Expense.objects.filter(indexed_version__isnull=False).update(indexed_version=None)


def index_trip(trip_pk: int, *, door: Door, store: Store, report: Report = lambda _done, _total: None) -> int:
    """Embed whatever is stale of the trip and write it; how many rows that were. Raises NotAvailable and NotOnThisMachine.

    Rows are marked after they are written, so whoever is killed in between has them done once more.
    """
    try:
        return _index_trip(trip_pk, door, store, report)
    except (Damaged, Missing):
        store.put_aside()
        return _index_trip(trip_pk, door, store, report)


def _index_trip(trip_pk: int, door: Door, store: Store, report: Report) -> int:
    if not store.exists():
        begin_again()
        store.create()
    stale = Expense.objects.stale().filter(trip=trip_pk)
    done, total = 0, stale.count()
    while rows := list(stale.order_by("pk")[:CHUNK]):
        _index_rows(rows, door, store)
        done += len(rows)
        report(done, max(done, total))
    return done


def _index_rows(rows: Sequence[Expense], door: Door, store: Store) -> None:
    live = [row for row in rows if not row.is_deleted]
    vectors: list[list[float]] = []
    for start in range(0, len(live), PIECE):
        vectors += door.embed([sentence_of(row.description, row.note) for row in live[start : start + PIECE]])
        time.sleep(PAUSE_SECONDS)
    store.upsert(
        [Row(row.pk, row.trip_id, row.ref, row.version, vector) for row, vector in zip(live, vectors, strict=True)]
    )
    store.forget(row.pk for row in rows if row.is_deleted)
    for version, same in groupby(sorted(rows, key=lambda row: row.version), key=lambda row: row.version):
        keys = [row.pk for row in same]
        Expense.objects.filter(pk__in=keys, version=version).update(indexed_version=version)


def reconcile(store: Store) -> int:
    """Compare the whole index with the rows, drop what is of nobody any more, and mark as stale what differs; how many those are."""
    if not store.exists():
        begin_again()
        return 0
    present = set(Expense.objects.order_by().values_list("trip_id", flat=True).distinct())
    store.forget_trips(store.trips() - present)
    return sum(_reconcile_trip(trip_pk, store) for trip_pk in sorted(present))


def _reconcile_trip(trip_pk: int, store: Store) -> int:
    there = store.versions(trip_pk)
    rows = Expense.objects.filter(trip=trip_pk, indexed_version__isnull=False)
    wanted = {
        pk: (ref, version)
        for pk, ref, version, deleted_at in rows.values_list("pk", "ref", "indexed_version", "deleted_at")
        if deleted_at is None
    }
    store.forget(there.keys() - wanted.keys())
    wrong = [pk for pk, facts in wanted.items() if there.get(pk) != facts]
    for start in range(0, len(wrong), CHUNK):
        Expense.objects.filter(pk__in=wrong[start : start + CHUNK]).update(indexed_version=None)
    return len(wrong)
