"""Making a report in the worker: outside of any transaction, on a workbench, and kept together with the mark that it is done."""

import time

from django.db import transaction
from django.utils import timezone

from settlements.models import Report
from settlements.reports.kinds import KINDS, CannotBeMade, Progress
from settlements.reports.store import settle, workbench
from tripsplit.jobs import GiveUp, Running
from tripsplit.locale import reading_as

PAUSE = 0.4  # seconds between two words about the progress: each is a write


def make_ordered(job: Running) -> None:
    """Make the report that the job names. Run twice it makes one file: what a worker left behind on its bench the nightly sweep takes."""
    report = Report.objects.unmade().select_related("trip", "of").filter(pk=job.args["report"]).first()
    if report is None or report.trip.deleted_at:
        job.finish("Nobody wants it any more")
        return
    try:
        _make(job, report)
    except CannotBeMade as reason:
        Report.objects.unmade().filter(pk=report.pk).update(error=str(reason)[:300])
        raise GiveUp(str(reason)) from reason


def _make(job: Running, report: Report) -> None:
    kind, trip = KINDS[report.kind], report.trip
    job.report(0, 0, "reading the trip")
    with workbench() as bench, reading_as(report.locale):
        made = bench / "report"
        kind.make(trip, made, of=report.of, progress=now_and_then(job))
        stored = settle(made, extension=kind.extension)
    with transaction.atomic():
        Report.objects.unmade().filter(pk=report.pk).update(
            made_at=timezone.now(), revision=trip.revision, sha256=stored.sha256, size=stored.size, error=""
        )
        job.finish()


def now_and_then(job: Running) -> Progress:
    """Progress that makers can tell as often as they like."""
    told = 0.0

    def progress(done: int, total: int, words: str = "") -> None:
        nonlocal told
        if time.monotonic() - told >= PAUSE:
            job.report(done, total, words)
            told = time.monotonic()

    return progress
