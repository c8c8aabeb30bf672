"""Putting work into the queue and what a person may do with it there."""

import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from types import MappingProxyType

from django.db import transaction
from django.utils import timezone
from structlog.contextvars import get_contextvars

from tripsplit.jobs.doorbell import ring_quietly
from tripsplit.models import DEFAULT_ATTEMPTS, LABEL_LENGTH, Job

NOTHING: Mapping[str, int | str] = MappingProxyType({})


class NotPossible(Exception):
    """Why a job cannot be cancelled or tried again, in one sentence."""


@transaction.atomic
def enqueue(
    handler: str,
    *,
    key: str = "",
    args: Mapping[str, int | str] = NOTHING,
    run_at: datetime | None = None,
    attempts: int = DEFAULT_ATTEMPTS,
    label: str = "",
) -> Job:
    """Queue the effect with the transaction that causes it; it is begun after the commit, or when its time comes.

    `handler` is a dotted path such as `expenses.jobs.make_due_repeats`, `args` are ids and words for it. The same handler and
    key a second time give the job that there is, whatever became of it; no key means that this is a new one.
    """
    job, made = Job.objects.get_or_create(
        handler=handler,
        key=key or secrets.token_hex(16),
        defaults={
            "args": dict(args),
            "run_at": run_at or timezone.now(),
            "max_attempts": attempts,
            "label": (label or label_of(handler))[:LABEL_LENGTH],
            "request_id": str(get_contextvars().get("request_id", ""))[:64],
        },
    )
    if made:
        transaction.on_commit(ring_quietly)
    return job


def label_of(handler: str) -> str:
    """`trips.jobs.clean_up` as people would say it: "Clean up"."""
    return handler.rpartition(".")[2].replace("_", " ").capitalize()


@transaction.atomic
def cancel(job: Job) -> None:
    """Call it off. A running one stops at its next report, and cannot mark itself as done any more. Raises NotPossible."""
    open_states = [Job.State.QUEUED, Job.State.RUNNING, Job.State.FAILED]
    if not Job.objects.filter(pk=job.pk, state__in=open_states).update(
        state=Job.State.CANCELLED, token="", lease_until=None, finished_at=timezone.now()
    ):
        raise NotPossible("This job is over already.")
    job.refresh_from_db()


def call_off(job: Job | None) -> None:
    """Cancel it, if there is one and it is not over, for whoever takes away what it works for."""
    with suppress(NotPossible):
        if job is not None:
            cancel(job)


@transaction.atomic
def retry(job: Job) -> None:
    """Queue it anew, with all its attempts, after it failed or was cancelled. Raises NotPossible."""
    if not Job.objects.filter(pk=job.pk, state__in=[Job.State.FAILED, Job.State.CANCELLED]).update(
        state=Job.State.QUEUED, attempts=0, run_at=timezone.now(), error="", words="", done=0, total=0, finished_at=None
    ):
        raise NotPossible("Only a job that has failed or was cancelled can be tried again.")
    job.refresh_from_db()
    transaction.on_commit(ring_quietly)
