"""What a handler sees of its job: what to do, and the ways to report, to finish and to give up."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from tripsplit.models import WORDS_LENGTH, Job

if TYPE_CHECKING:
    from collections.abc import Mapping


class Cancelled(Exception):
    """Somebody has called the job off."""


class LeaseLost(Exception):
    """The worker was silent for longer than its lease: the job is another's by now, and this one's effect must not count."""


class GiveUp(Exception):
    """Raised by a handler, with words for a person: no further attempt will help."""


class Running:
    """One attempt at a job, by the worker that holds its lease."""

    def __init__(self, job: Job) -> None:
        self.pk = job.pk
        self.handler = job.handler
        self.key = job.key
        self.attempt = job.attempts
        self.args: Mapping[str, int | str] = job.args
        self._token = job.token

    def report(self, done: int, total: int, words: str = "") -> None:
        """Show the progress and renew the lease. Raises Cancelled or LeaseLost.

        A write each, and seen only after the commit: so outside of transactions, and every second or so, not for every row.
        """
        self._change(
            lease_until=timezone.now() + settings.JOBS_LEASE,
            done=min(done, total),
            total=total,
            words=words[:WORDS_LENGTH],
        )

    def finish(self, words: str = "") -> None:
        """Mark the job as done: in the transaction of its effect, so that both commit or neither. Raises Cancelled or LeaseLost."""
        self._change(
            state=Job.State.DONE,
            token="",
            lease_until=None,
            finished_at=timezone.now(),
            words=words[:WORDS_LENGTH],
            error="",
        )

    def _change(self, **columns: object) -> None:
        if Job.objects.held_by(self._token).filter(pk=self.pk).update(**columns):
            return
        if Job.objects.filter(pk=self.pk, state=Job.State.CANCELLED).exists():
            raise Cancelled
        raise LeaseLost
