"""Huey's part: it wakes a worker, and nothing else.

Huey takes a message off its queue before it acts on it, so a killed worker loses it: a ring may get lost, a job cannot.
"""

import sqlite3
import time
from typing import Any

import structlog
from huey.contrib.djhuey import HUEY, db_task
from huey.signals import SIGNAL_INTERRUPTED
from redis.exceptions import RedisError

from tripsplit.consumer import stopping
from tripsplit.jobs.draining import drain, give_back_all

log = structlog.get_logger(__name__)

ENOUGH = 4  # rings that nobody has answered yet: whoever answers one of them finds the newest job, too
SILENCE_SECONDS = 10.0  # after a ring that failed, so that a dead Redis does not slow down every request
FAULTS = (OSError, RedisError, sqlite3.Error)


def answer() -> None:
    """Somebody is at the door: do what is due."""
    drain(stop=stopping.is_set)


def give_back_what_is_held(*_: object) -> None:
    """The worker goes although a job has not ended within its patience."""
    give_back_all()


bell: Any = HUEY
ring = db_task(name="ring")(answer)
bell.signal(SIGNAL_INTERRUPTED)(give_back_what_is_held)


class Silence:
    """No ring for a while after one that failed."""

    until = 0.0


def ring_quietly() -> None:
    """Ring; where the queue's file or Redis cannot be reached, say so in the log and leave it to the sweep."""
    if time.monotonic() < Silence.until:
        return
    try:
        if bell.storage.queue_size() < ENOUGH:
            ring()
    except FAULTS as fault:
        Silence.until = time.monotonic() + SILENCE_SECONDS
        log.warning("doorbell_unreachable", error=f"{type(fault).__name__}: {fault}")
