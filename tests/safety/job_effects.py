"""Effects that show when they happen twice: rows of a table that has no unique key, files that are made once."""

import os
import random
import time
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

TABLE = "CREATE TABLE effects (key TEXT NOT NULL)"


def begun(job):
    """One line for each attempt, so that others know that a job is in the middle."""
    with (Path(settings.DATA_DIR) / "begun").open("ab", buffering=0) as file:
        file.write(f"{job.key}\n".encode())


def moment():
    time.sleep(random.uniform(0, 0.003))


def insert(key):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO effects VALUES (%s)", [key])


def row(job):
    """Effect and mark in one transaction."""
    begun(job)
    moment()
    with transaction.atomic():
        insert(job.key)
        moment()
        job.finish()
        moment()
    moment()


def file_and_row(job):
    """An effect outside of the database, idempotent by its key, and one inside."""
    begun(job)
    folder = Path(settings.DATA_DIR) / "effects"
    folder.mkdir(exist_ok=True)
    new = folder / f"new-{os.getpid()}-{random.randrange(10**9)}"
    new.write_text(job.key)
    moment()
    job.report(1, 2, "on its way")
    new.rename(folder / job.key)
    moment()
    row(job)


def careless_row(job):
    """As it must not be done: the mark comes later than the effect."""
    begun(job)
    moment()
    insert(job.key)
    time.sleep(0.01)


def slow_row(job):
    """Two seconds, with the lease renewed."""
    begun(job)
    for step in range(20):
        time.sleep(0.1)
        job.report(step, 20)
    with transaction.atomic():
        insert(job.key)
        job.finish()


def endless(job):
    begun(job)
    while True:
        time.sleep(0.1)
        job.report(0, 1)
