"""What the worker does for expenses by itself. Everything here can run twice, and what a killed worker missed the next one finds."""

from django.db import transaction

from expenses.receipt_files import sweep_receipts
from expenses.recurring import due_repeats, make_next
from expenses.repeating import queue_if_due
from tripsplit.jobs import Running

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
