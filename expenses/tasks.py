"""What the worker does for expenses by itself, at night. It can run twice, and what a killed worker missed the next night finds."""

from huey.api import crontab
from huey.contrib.djhuey import db_periodic_task

from expenses.receipt_files import sweep_receipts


def sweep_files() -> None:
    """Delete the files that no receipt names any more."""
    sweep_receipts()


# After trips' own clean-up, which forgets the rows of deleted trips.
sweep_files_nightly = db_periodic_task(crontab(hour="3", minute="47"))(sweep_files)
