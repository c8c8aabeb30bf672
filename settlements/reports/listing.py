"""The reports of a trip as its page lists them: how each of them stands, in words."""

from dataclasses import dataclass

from settlements.models import Report
from settlements.reports.kinds import KINDS
from settlements.reports.orders import jobs_of
from trips.models import Participant, Trip
from tripsplit.models import Job

MAKING, READY, FAILED = "making", "ready", "failed"
FAULT = "Something went wrong. Try again; if it happens again, whoever runs this site finds the reason among its jobs."
AGAIN = "That did not work; it is tried again in a moment."
WAITING = "Waiting for its turn."


@dataclass(frozen=True)
class ReportRow:
    """One report as its reader sees it. `done` of `total` is how far it is, where that is known."""

    report: Report
    state: str
    words: str
    may_change: bool
    icon: str
    extension: str
    is_of_now: bool
    done: int = 0
    total: int = 0


def load_reports(trip: Trip) -> list[ReportRow]:
    """The newest first; two queries at any number."""
    reports = list(trip.reports.with_people().newest_first().filter(kind__in=KINDS))
    jobs = jobs_of([report for report in reports if report.made_at is None])
    return [_row(trip, report, jobs.get(report.pk)) for report in reports]


def may_change(report: Report, me: Participant) -> bool:
    """Whoever ordered it and the trip's owners can call it off, try it again and remove it."""
    return me.is_owner or report.ordered_by_id == me.pk


def _row(trip: Trip, report: Report, job: Job | None) -> ReportRow:
    state, words = standing(report, job)
    running = job is not None and job.state == Job.State.RUNNING
    return ReportRow(
        report=report,
        state=state,
        words=words,
        may_change=may_change(report, trip.me),
        icon=KINDS[report.kind].icon,
        extension=KINDS[report.kind].extension,
        is_of_now=report.revision == trip.revision,
        done=job.done if job and running else 0,
        total=job.total if job and running else 0,
    )


def standing(report: Report, job: Job | None) -> tuple[str, str]:
    """How a report stands, and a sentence on it."""
    if report.made_at is not None:
        return READY, ""
    if job is None or job.state not in {Job.State.QUEUED, Job.State.RUNNING}:
        return FAILED, report.error or FAULT
    if job.state == Job.State.QUEUED:
        return MAKING, AGAIN if job.error else WAITING
    words = job.progress_words
    return MAKING, f"{words[:1].upper()}{words[1:]} …"
