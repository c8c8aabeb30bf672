"""`jobs [--failed] [--json] | --retry ID | --retry-failed | --cancel ID`: the background work, looked at and steered."""

import json
from typing import Any

from django.core.management.base import CommandParser

from tripsplit.commands import BadInput, LineCommand, whole_number
from tripsplit.jobs import NotPossible, cancel, retry
from tripsplit.models import Job, JobQuerySet

HIGHEST_ID = 2**63 - 1


class Command(LineCommand):
    help = "Shows the background work that waits, runs or has failed; tries it again or calls it off."
    refusals = (NotPossible,)

    def add_arguments(self, parser: CommandParser) -> None:
        number = whole_number(1, HIGHEST_ID)
        deed = parser.add_mutually_exclusive_group()
        deed.add_argument("--failed", action="store_true", help="only what has failed")
        deed.add_argument("--retry", type=number, metavar="ID", help="try this one again, with all its attempts")
        deed.add_argument("--retry-failed", action="store_true", help="try all again that have failed")
        deed.add_argument("--cancel", type=number, metavar="ID", help="call this one off")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["retry"]:
            chosen = [job_numbered(options["retry"])]
            retry(chosen[0])
        elif options["cancel"]:
            chosen = [job_numbered(options["cancel"])]
            cancel(chosen[0])
        elif options["retry_failed"]:
            chosen = list(Job.objects.failed().order_by("pk"))
            for job in chosen:
                retry(job)
        else:
            chosen = list(listed(only_failed=options["failed"]))
        self.stdout.write(as_json(chosen) if options["json"] else in_words(chosen))


def listed(*, only_failed: bool) -> JobQuerySet:
    return (Job.objects.failed() if only_failed else Job.objects.open()).what_needs_a_person_first()


def job_numbered(number: int) -> Job:
    """Raises BadInput."""
    job = Job.objects.filter(pk=number).first()
    if job is None:
        raise BadInput(f"There is no job {number}.")
    return job


def in_words(jobs: list[Job]) -> str:
    """A line for each."""
    lines = [
        f"{job.pk}  {job.state}  {job.attempts} of {job.max_attempts}  {job.label}  {job.error or job.progress_words}"
        for job in jobs
    ]
    return "\n".join(lines) or "Nothing."


def as_json(jobs: list[Job]) -> str:
    """The same with all there is to know, times in UTC."""
    names = ("handler", "key", "args", "label", "state", "attempts", "max_attempts", "done", "total", "words", "error")
    times = ("created_at", "run_at", "started_at", "finished_at", "lease_until")
    rows = [
        {"id": job.pk}
        | {name: getattr(job, name) for name in names}
        | {name: moment.isoformat() if (moment := getattr(job, name)) else None for name in times}
        for job in jobs
    ]
    return json.dumps({"jobs": rows}, ensure_ascii=False, indent=1)
