"""`reindex [SLUG] [--rebuild]`: brings the search by meaning in line with the database; tells its progress on standard error."""

import time
from typing import Any

from django.core.management.base import CommandParser

from expenses.models import Expense
from expenses.search.embedding import NoModel
from expenses.search.engine import Engine, NotAvailable, own_engine
from expenses.search.indexing import forget_all, index_trip, reconcile
from expenses.search.store import Damaged, NotOnThisMachine, Store
from trips.commands import trip_called
from trips.models import Trip
from tripsplit.commands import CheckFailed, LineCommand

TOLD_EVERY = 2.0  # seconds
REASONS = {"model": "The model cannot be loaded.", "processor": "LanceDB does not run on this processor."}


class Command(LineCommand):
    help = "Reads whatever the search by meaning has not read yet, of one trip or of all, with a model of its own."
    refusals = (NoModel, NotOnThisMachine)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", nargs="?", help="all trips where it is left out")
        parser.add_argument("--rebuild", action="store_true", help="forget what is there, and read everything anew")

    def handle(self, *args: Any, **options: Any) -> None:
        trip = trip_called(options["slug"], even_deleted=True) if options["slug"] else None
        engine = own_engine()
        engine.warm()
        if options["rebuild"]:
            forget(engine.store, trip)
        else:
            compare(engine.store)
        try:
            count = sum(self._index(each, engine) for each in trips_to_read(trip))
        except NotAvailable as fault:
            raise CheckFailed(REASONS.get(fault.reason, "The index cannot be written.")) from fault
        if engine.store.exists():
            engine.store.tidy()
        self.stdout.write(f"{count:,} expense{'' if count == 1 else 's'} read.")

    def _index(self, trip: Trip, engine: Engine) -> int:
        started = told = time.monotonic()

        def tell(done: int, total: int) -> None:
            nonlocal told
            if done == total or time.monotonic() - told > TOLD_EVERY:
                told = time.monotonic()
                self.stderr.write(f"{trip.slug}: {done:,} of {total:,}, {done / (told - started):,.0f} a second")

        return index_trip(trip.pk, door=engine, store=engine.store, report=tell)


def trips_to_read(only: Trip | None) -> list[Trip]:
    if only:
        return [only]
    return list(Trip.objects.filter(pk__in=Expense.objects.stale().order_by().values("trip")).order_by("pk"))


def forget(store: Store, only: Trip | None) -> None:
    """What is known of the trip, or everything with its folder."""
    if only is None:
        store.delete()
        forget_all()
        store.create()
        return
    if store.exists():
        store.forget_trips([only.pk])
    Expense.objects.filter(trip=only).update(indexed_version=None)


def compare(store: Store) -> None:
    """Find what differs although nobody has said so; an index that cannot be read is put aside."""
    try:
        reconcile(store)
    except Damaged:
        store.put_aside()
        reconcile(store)
