"""What finds again whatever got lost: leases that ran out, rings that nobody heard, and the work of each hour and night."""

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db.models import F
from django.utils import timezone
from huey.contrib.djhuey import db_periodic_task

from tripsplit.consumer import stopping
from tripsplit.jobs.doorbell import ring_quietly
from tripsplit.jobs.queueing import enqueue, label_of
from tripsplit.models import Job

log = structlog.get_logger(__name__)

NIGHT_BEGINS = timedelta(hours=3)  # UTC
KILLED = "The worker was stopped or fell silent in the middle of every attempt."


def sweep() -> None:
    """Take back what silent workers hold, queue the periodic work, and ring for what is due. Any number may sweep at once."""
    now = timezone.now()
    take_back(now)
    for handler, rhythm in settings.PERIODIC_JOBS:
        queue_periodic(handler, rhythm, now)
    if Job.objects.due(now).exists():
        ring_quietly()


def sweep_unless_stopping() -> None:
    """At the start of a worker, and every JOBS_SWEEP from then on."""
    if not stopping.is_set():
        sweep()


sweep_now_and_then = db_periodic_task(lambda _: True, name="sweep")(sweep_unless_stopping)


def take_back(now: datetime) -> None:
    """Of the abandoned jobs, those that have attempts left are queued again and the others have failed."""
    abandoned = Job.objects.abandoned(now)
    failed = abandoned.filter(attempts__gte=F("max_attempts")).update(
        state=Job.State.FAILED, token="", lease_until=None, finished_at=now, error=KILLED
    )
    queued = abandoned.update(state=Job.State.QUEUED, token="", lease_until=None, run_at=now)
    if failed or queued:
        log.warning("jobs_taken_back", queued=queued, failed=failed)


def queue_periodic(handler: str, rhythm: str, now: datetime) -> None:
    """The job of this minute, hour or night, unless it was queued before or an earlier one is still to be done."""
    key = period(rhythm, now)
    jobs = Job.objects.filter(handler=handler)
    if not jobs.filter(key=key).exists() and not jobs.unfinished().exists():
        enqueue(handler, key=key, label=f"{label_of(handler)} ({rhythm})")


def period(rhythm: str, now: datetime) -> str:
    """The name of the moment's minute, hour or night (from three o'clock to three o'clock, UTC); KeyError for other rhythms."""
    moment, form = {
        "minutely": (now, "minute %Y-%m-%dT%H:%MZ"),
        "hourly": (now, "hour %Y-%m-%dT%HZ"),
        "nightly": (now - NIGHT_BEGINS, "night %Y-%m-%d"),
    }[rhythm]
    return moment.strftime(form)
