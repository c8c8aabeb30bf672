"""What the worker does for settlements: the weekly mails, the reports, and trips that come in as files. Everything here can run twice."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from settlements.incoming.store import sweep_trip_files
from settlements.incoming.working import make_brought, read_brought
from settlements.news.digest import week_before, write_digest
from settlements.reports.making import make_ordered
from settlements.reports.store import sweep_reports
from trips import mailing
from trips.models import User
from tripsplit.jobs import Running, enqueue


def begin_week(job: Running) -> None:
    """On the first night of a week (on Monday, or on the next one that a worker runs) queue the mails about the week before."""
    with transaction.atomic():
        if settings.MAIL_IS_REAL:
            week = week_before(timezone.now())
            enqueue("settlements.jobs.queue_digests", key=week, args={"week": week}, label=f"Weekly mails, {week}")
        job.finish()


def queue_digests(job: Running) -> None:
    """A job for each person who wants such mails, so that one that fails holds up nobody else's."""
    week = str(job.args["week"])
    users = mailing.users_who_want(mailing.DIGEST)
    with transaction.atomic():
        for user in users:
            args: dict[str, int | str] = {"user": user.pk, "week": week}
            enqueue("settlements.jobs.send_digest", key=f"{user.pk} {week}", args=args, label=f"Weekly mail, {week}")
        job.finish(f"{len(users):,} queued")


def send_digest(job: Running) -> None:
    """Write one person's mail, by what they want and what is open to them now."""
    user = User.objects.filter(pk=job.args["user"]).first()
    with transaction.atomic():
        written = user is not None and write_digest(user, str(job.args["week"]))
        job.finish("" if written else "Nothing to tell")


def make_report(job: Running) -> None:
    """Make a report that somebody ordered."""
    make_ordered(job)


def read_trip_file(job: Running) -> None:
    """Look through a file that somebody has brought."""
    read_brought(job)


def make_trip_of_file(job: Running) -> None:
    """Make a trip of a file, as its owner wishes."""
    make_brought(job)


def sweep_files(job: Running) -> None:
    """Forget old reports and files that were brought, and delete what nothing names any more."""
    count = sweep_reports() + sweep_trip_files()
    job.finish(f"{count:,} file{'s' if count != 1 else ''} deleted")
