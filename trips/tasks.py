"""What the worker does for trips by itself, at night. Each step can run twice, and what a killed worker missed the next night finds."""

from huey.api import crontab
from huey.contrib.djhuey import db_periodic_task

from trips import purging


def clean_up() -> None:
    """Forget what nobody needs any more."""
    purging.purge_deleted_trips()
    purging.forget_submit_keys()
    purging.forget_expired_sessions()
    purging.forget_failed_logins()


clean_up_nightly = db_periodic_task(crontab(hour="3", minute="17"))(clean_up)
