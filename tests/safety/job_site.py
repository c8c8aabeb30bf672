"""A program for tests (`python -m tests.safety.job_site VERB …`): queues jobs, kills workers in the middle of them, tells."""

import json
import os
import random
import select
import signal
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction

PATIENCE = 60


def prepare():
    from tests.safety.job_effects import TABLE

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(TABLE)


def queue(handlers, count, mark):
    """Queue `count` jobs, of each handler in turn."""
    from tripsplit.jobs import enqueue

    names = handlers.split(",")
    started = time.monotonic()
    with transaction.atomic():
        for number in range(int(count)):
            name = names[number % len(names)]
            enqueue(f"tests.safety.job_effects.{name}", key=f"{mark}-{number}", attempts=1000)
    say({"seconds": time.monotonic() - started})


def say(facts):
    sys.stdout.write(json.dumps(facts))


def result():
    from tripsplit.models import Job

    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM effects")
        effects = Counter(key for (key,) in cursor.fetchall())
    folder = Path(settings.DATA_DIR) / "effects"
    return {
        "states": Counter(Job.objects.values_list("state", flat=True)),
        "jobs": Job.objects.count(),
        "attempts": sum(Job.objects.values_list("attempts", flat=True)),
        "effects": len(effects),
        "twice": [key for key, count in effects.items() if count > 1],
        "missing": sorted(set(Job.objects.values_list("key", flat=True)) - set(effects)),
        "files": len([path for path in folder.iterdir() if not path.name.startswith("new-")]) if folder.exists() else 0,
    }


def work(tell, sweeping):
    """What a worker does, in a child that will be killed: sweep, drain, and again until nothing is left to be done."""
    from tests.safety import job_effects
    from tripsplit.jobs import drain, sweep
    from tripsplit.models import Job

    job_effects.begun = lambda job: os.write(tell, b".")
    while True:
        if sweeping:
            sweep()
        drain()
        if not sweeping or not Job.objects.unfinished().exists():
            return
        time.sleep(0.05)


def fork_worker(sweeping):
    """The child's id, and the end of a pipe that gets a byte for each job begun. Nothing of the database is open at the fork."""
    connections.close_all()
    listen, tell = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(listen)
            random.seed()
            work(tell, sweeping)
            code = 0
        finally:
            os._exit(code)
    os.close(tell)
    return child, listen


def wait_for_job(listen):
    ready, _, _ = select.select([listen], [], [], PATIENCE)
    return bool(ready and os.read(listen, 1))


def kill(kills, seed, sweeping):
    """So many children, each killed at a random moment of its first or second job; then one that is left alone."""
    chance, sweeping = random.Random(int(seed)), sweeping == "sweeping"
    landed = 0
    for _ in range(int(kills)):
        child, listen = fork_worker(sweeping)
        busy = all(wait_for_job(listen) for _ in range(chance.choice((1, 1, 1, 2))))
        time.sleep(chance.uniform(0, 0.012))
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        os.close(listen)
        landed += busy and os.WIFSIGNALED(status)
    child, listen = fork_worker(sweeping)
    deadline = time.monotonic() + PATIENCE
    while os.waitpid(child, os.WNOHANG)[0] == 0:
        if time.monotonic() > deadline:
            os.kill(child, signal.SIGKILL)
        select.select([listen], [], [], 0.2)[0] and os.read(listen, 4096)
    say({"kills": landed, **result()})


def tell():
    say(result())


if __name__ == "__main__":
    django.setup()
    {"prepare": prepare, "queue": queue, "kill": kill, "tell": tell}[sys.argv[1]](*sys.argv[2:])
