"""Ordering a report, trying again, and calling it off. A report changes nothing of its trip, so a closed one has them, too."""

from django.db import transaction

from settlements.models import Report
from settlements.reports.kinds import KINDS, Kind
from trips.errors import DomainError
from trips.models import Participant, Trip
from tripsplit import jobs
from tripsplit.models import Job

HANDLER = "settlements.jobs.make_report"
ATTEMPTS = 3
MOST_IN_THE_MAKING = 3  # of one person in one trip
MOST_OF_A_TRIP = 60


class TooManyInTheMaking(DomainError):
    def __init__(self) -> None:
        super().__init__(f"{MOST_IN_THE_MAKING} reports of yours are being made. Wait for one of them, or cancel it.")


class TooManyReports(DomainError):
    def __init__(self) -> None:
        super().__init__(f"A trip keeps up to {MOST_OF_A_TRIP} reports. Remove one that nobody needs first.")


class IsBeingMade(DomainError):
    def __init__(self) -> None:
        super().__init__("This report is being made already.")


@transaction.atomic
def order_report(
    *, trip: Trip, by: Participant, kind: Kind, of: Participant | None, locale: str
) -> tuple[Report, bool]:
    """Queue the making of a report; and whether it is a new one.

    Where there is the same one of the trip's present revision it is that, tried again where it failed. `of` is of this trip; only
    a kind of one person has it. Raises TooManyInTheMaking and TooManyReports.
    """
    # Taken for writing, so that the same order twice at once makes one report and nobody slips past a limit.
    revision = Trip.objects.select_for_update().get(pk=trip.pk).revision
    there = trip.reports.filter(kind=kind.key, of=of, revision=revision)
    if kind.localised:
        there = there.filter(locale=locale)
    if (report := there.newest_first().first()) is not None:
        if report.made_at is None and (job := job_of(report)) and job.state == Job.State.FAILED:
            retry_report(report=report)
        return report, False
    _check_room(trip, by)
    report = Report.objects.create(trip=trip, kind=kind.key, of=of, locale=locale, ordered_by=by, revision=revision)
    _queue(report)
    return report, True


@transaction.atomic
def retry_report(*, report: Report) -> None:
    """Have a report made anew that could not be. Raises IsBeingMade where it is (or was) made meanwhile."""
    if not Report.objects.unmade().filter(pk=report.pk).update(error=""):
        raise IsBeingMade
    job = job_of(report)
    if job is None:
        _queue(report)
        return
    try:
        jobs.retry(job)
    except jobs.NotPossible as fault:
        raise IsBeingMade from fault


@transaction.atomic
def remove_report(*, report: Report) -> None:
    """Forget a report, called off where it is in the making; its file goes with the next night."""
    jobs.call_off(job_of(report))
    report.delete()


def job_of(report: Report) -> Job | None:
    return Job.objects.filter(handler=HANDLER, key=str(report.pk)).first()


def jobs_of(reports: list[Report]) -> dict[int, Job]:
    """The jobs of several, by the report's primary key; one query."""
    found = Job.objects.filter(handler=HANDLER, key__in=[str(report.pk) for report in reports])
    return {int(job.key): job for job in found}


def _queue(report: Report) -> None:
    args: dict[str, int | str] = {"report": report.pk}
    label = f"Report: {KINDS[report.kind].label}"
    jobs.enqueue(HANDLER, key=str(report.pk), args=args, attempts=ATTEMPTS, label=label)


def _check_room(trip: Trip, by: Participant) -> None:
    mine = [str(key) for key in trip.reports.unmade().filter(ordered_by=by).values_list("pk", flat=True)]
    if Job.objects.unfinished().filter(handler=HANDLER, key__in=mine).count() >= MOST_IN_THE_MAKING:
        raise TooManyInTheMaking
    if trip.reports.count() >= MOST_OF_A_TRIP:
        raise TooManyReports
