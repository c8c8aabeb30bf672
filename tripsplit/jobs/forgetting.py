"""What the queue forgets: jobs that are over. Those that failed stay until somebody has looked at them."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from tripsplit.jobs.running import Running
from tripsplit.models import OVER, Job

KEEP = timedelta(days=30)
KEEP_PERIODIC = timedelta(
    days=2
)  # longer than any rhythm: the row is what keeps a night's work from being queued twice


def forget_jobs(job: Running) -> None:
    """The handler of every night."""
    count = forget_old_jobs()
    job.finish(f"{count:,} old job{'s' if count != 1 else ''} forgotten")


def forget_old_jobs(*, now: datetime | None = None) -> int:
    """Remove the jobs that are long over; how many."""
    now = now or timezone.now()
    periodic = [handler for handler, _ in settings.PERIODIC_JOBS]
    over = Job.objects.filter(state__in=OVER)
    old = over.filter(finished_at__lt=now - KEEP).delete()[0]
    return old + over.filter(finished_at__lt=now - KEEP_PERIODIC, handler__in=periodic).delete()[0]
