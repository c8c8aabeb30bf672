"""What the worker does for trips by itself, at night. Each step can run twice, and what a killed worker missed the next one finds."""

from trips import purging
from tripsplit.jobs import Running


def clean_up(job: Running) -> None:
    """Forget what nobody needs any more."""
    purging.purge_deleted_trips()
    job.report(1, 4)
    purging.forget_submit_keys()
    job.report(2, 4)
    purging.forget_expired_sessions()
    job.report(3, 4)
    purging.forget_failed_logins()
