"""Doing what is due: claim by compare-and-swap, run the handler outside of any transaction of ours, settle what became of it."""

import random
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import close_old_connections, connection
from django.db.models import F
from django.utils import timezone
from django.utils.module_loading import import_string

from tripsplit.jobs.running import Cancelled, GiveUp, LeaseLost, Running
from tripsplit.logs import redact
from tripsplit.models import Job

log = structlog.get_logger(__name__)

CANDIDATES = 8  # looked at in one go, so that workers who race for the first do not all come back for the second
ERROR_LENGTH = 500
LONGEST_PAUSE = timedelta(hours=1)

# Jobs whose handlers run in this process at the moment: token -> primary key.
held: dict[str, int] = {}


def drain(limit: int | None = None, *, stop: Callable[[], bool] = lambda: False) -> int:
    """Run what is due, here and now, until nothing is or `stop` says so; how many attempts that were."""
    count = 0
    while (limit is None or count < limit) and not stop() and (job := claim()) is not None:
        run(job)
        count += 1
        if not connection.in_atomic_block:
            close_old_connections()
    return count


def claim() -> Job | None:
    """Take the job that has been due for the longest; of any number of workers exactly one gets it. None if nothing is due."""
    while candidates := list(Job.objects.due(timezone.now()).values_list("pk", flat=True)[:CANDIDATES]):
        for primary_key in candidates:
            now, token = timezone.now(), secrets.token_hex(16)
            # A statement of its own, so a transaction of a moment.
            if (
                Job.objects.due(now)
                .filter(pk=primary_key)
                .order_by()
                .update(
                    state=Job.State.RUNNING,
                    token=token,
                    lease_until=now + settings.JOBS_LEASE,
                    attempts=F("attempts") + 1,
                    started_at=now,
                )
            ):
                return Job.objects.get(pk=primary_key)
    return None


def run(job: Job) -> None:
    """One attempt. Whatever the handler raises is settled here; only a stop of the whole process goes on, after giving the job back."""
    running = Running(job)
    held[job.token] = job.pk
    facts = {"job": job.pk, "handler": job.handler, "attempt": job.attempts}
    if job.request_id:
        facts["request_id"] = job.request_id
    with structlog.contextvars.bound_contextvars(**facts):
        log.info("job_started")
        try:
            import_string(job.handler)(running)
            _settle_success(running)
        except Cancelled:
            log.info("job_cancelled")
        except LeaseLost:
            log.warning("job_lease_lost")
        except GiveUp as reason:
            _settle_failure(job, str(reason), for_good=True)
        except Exception as fault:
            log.exception("job_raised")
            _settle_failure(job, f"{type(fault).__name__}: {fault}", for_good=job.attempts >= job.max_attempts)
        except BaseException:
            give_back(job.token)
            raise
        finally:
            held.pop(job.token, None)


def _settle_success(running: Running) -> None:
    try:
        running.finish()
    except LeaseLost:
        # It has finished in the transaction of its effect, if it is done.
        if not Job.objects.filter(pk=running.pk, state=Job.State.DONE).exists():
            raise
    log.info("job_finished")


def _settle_failure(job: Job, words: str, *, for_good: bool) -> None:
    error = redact(words)[:ERROR_LENGTH]
    now = timezone.now()
    changes = (
        {"state": Job.State.FAILED, "finished_at": now}
        if for_good
        else {"state": Job.State.QUEUED, "run_at": now + pause(job.attempts)}
    )
    counted = (
        Job.objects.held_by(job.token).filter(pk=job.pk).update(token="", lease_until=None, error=error, **changes)
    )
    log.warning("job_failed", error=error, for_good=for_good, counted=bool(counted))


def pause(attempts: int) -> timedelta:
    """How long to wait after so many attempts: twice as long each time, up to an hour, and never the same for two jobs."""
    longest: timedelta = min(settings.JOBS_BACKOFF * 2 ** min(attempts - 1, 20), LONGEST_PAUSE)
    return longest * random.uniform(0.5, 1)  # noqa: S311


def give_back(token: str) -> None:
    """Let others have the job at once, as if this attempt had not been: its worker is told to stop."""
    Job.objects.held_by(token).update(state=Job.State.QUEUED, token="", lease_until=None, attempts=F("attempts") - 1)
    log.info("job_given_back")


def give_back_all() -> None:
    """Every job that this process holds."""
    for token in list(held):
        with suppress(KeyError):
            del held[token]
            give_back(token)
