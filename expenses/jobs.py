"""What the worker does for expenses by itself. Everything here can run twice, and what a killed worker missed the next one finds."""

from django.conf import settings
from django.db import transaction

from expenses.receipt_files import sweep_receipts
from expenses.recurring import due_repeats, make_next
from expenses.repeating import queue_if_due
from expenses.search.client import Client
from expenses.search.embedding import NoModel
from expenses.search.engine import Door, NotAvailable, is_wanted, own_engine
from expenses.search.indexing import PAUSE, is_being_indexed, queue_indexing, queue_stale, reconcile
from expenses.search.indexing import index_trip as index_stale
from expenses.search.serving import serving_here
from expenses.search.store import Damaged, NotOnThisMachine
from tripsplit.jobs import Running

SERVER_SECONDS = 3.0  # that a worker takes to know whether it is the one that serves the model
MOST_IN_A_RUN = 50  # expenses that one job makes; what is left is the next one's


def sweep_files(job: Running) -> None:
    """Delete the files that no receipt names any more."""
    count = sweep_receipts()
    job.finish(f"{count:,} file{'s' if count != 1 else ''} deleted")


def find_due_repeats(job: Running) -> None:
    """Queue what repeats and has come round, by the calendar of each trip."""
    due = due_repeats()
    with transaction.atomic():
        for repeat in due:
            queue_if_due(repeat)
        job.finish(f"{len(due):,} queued")


def make_repeat(job: Running) -> None:
    """Make what has come round of one repeat, also all that fell due while no worker ran: each in its own transaction, in order."""
    count, last = 0, None
    while count < MOST_IN_A_RUN and (made := make_next(int(job.args["repeat"]))):
        count, last = count + 1, made
        job.report(count, count, f"{count:,} added")
    with transaction.atomic():
        if last:
            queue_if_due(last)
        job.finish(f"{count:,} added")


def index_trip(job: Running) -> None:
    """Bring the vectors of one trip in line with its expenses, whatever has changed by now."""
    trip_pk = int(job.args["trip"])
    if not is_wanted():
        return
    if is_being_indexed(trip_pk, but=job.pk):
        # Two would embed the same rows; that one takes what is there until it ends, and this one looks after the rest.
        with transaction.atomic():
            job.finish("Another one is at it")
            queue_indexing(trip_pk, pause=PAUSE)
        return
    try:
        count = index_stale(trip_pk, door=_model(), store=own_engine().store, report=job.report)
    except (NoModel, NotOnThisMachine) as fault:
        job.finish(str(fault))  # the hourly look finds the rows again, once there is one
    else:
        job.finish(f"{count:,} expense{'s' if count != 1 else ''} read")


def find_stale(job: Running) -> None:
    """Queue what is stale although no job waits for it: rows that came past the services, and work that got lost."""
    count = queue_stale()
    job.finish(f"{count:,} trip{'s' if count != 1 else ''} queued")


def tidy_index(job: Running) -> None:
    """Compare the vectors with the rows, queue what differs, and merge small files."""
    if not is_wanted():
        return
    try:
        store = own_engine().store
        count = reconcile(store)
        store.tidy()
    except Damaged:
        store.put_aside()
        raise
    except (NoModel, NotOnThisMachine) as fault:
        job.finish(str(fault))
    else:
        queue_stale()
        job.finish(f"{count:,} to be read again")


def _model() -> Door:
    """This worker's own model if it serves it, else that of the worker which does. Raises NoModel."""
    own = own_engine()
    if serving_here.wait(SERVER_SECONDS):
        return own
    client = Client(settings.DATA_DIR)
    try:
        client.embed([])
    except NotAvailable as fault:
        if fault.reason in {"model", "processor"}:
            raise NoModel("The worker has no model.") from fault
        raise  # tried again later
    return client
