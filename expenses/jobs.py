"""What the worker does for expenses by itself. Everything here can run twice, and what a killed worker missed the next one finds."""

from expenses.receipt_files import sweep_receipts
from tripsplit.jobs import Running


def sweep_files(job: Running) -> None:
    """Delete the files that no receipt names any more."""
    count = sweep_receipts()
    job.finish(f"{count:,} file{'s' if count != 1 else ''} deleted")
