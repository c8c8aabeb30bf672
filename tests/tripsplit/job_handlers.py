"""Handlers for the tests of the queue. What they did is in `seen`."""

from django.db import connection, transaction

from tripsplit.jobs import GiveUp
from tripsplit.models import Job

seen = []
hooks = {}


def note(job):
    seen.append((dict(job.args), job.key, job.attempt))


def hooked(job):
    """Does what the test has put there."""
    hooks[job.key](job)


def fail(job):
    raise ValueError(f"no luck, zoe@example.com, attempt {job.attempt}")


def give_up(job):
    raise GiveUp("There is no such trip any more.")


def effect_and_mark(job):
    """An effect in the transaction of the mark; the effect is another job, since any row would do."""
    with transaction.atomic():
        Job.objects.create(handler="effect", key=job.key, label="effect", state="done")
        job.finish("All of it")


def effect_but_fail(job):
    with transaction.atomic():
        Job.objects.create(handler="effect", key=job.key, label="effect", state="done")
        job.finish()
        raise ValueError("after all")


def in_own_transaction(job):
    seen.append(connection.in_atomic_block)
