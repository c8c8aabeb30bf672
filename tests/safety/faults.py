"""Guards that can be switched off, for one request at a time: what a request names in X-Fault goes wrong in it. Never part of the product.

late: after the view has read and before the service acts it waits at a `Meeting`.   die: it is killed after the commit, unanswered.
blind: versions, and whether the trip is closed, are not looked at.   naive: totals are written as read before, plus the change.
"""

import os
import signal
import sys
import time
from contextvars import ContextVar
from functools import wraps
from importlib import import_module
from pathlib import Path
from uuid import uuid4

from django.db.models import F

PATIENCE = 60  # seconds, on a busy machine
asked = ContextVar("asked", default=frozenset())


class Meeting:
    """A directory in which so many leave a file, and nobody goes on before all have: requests in whichever process, and the test itself."""

    def __init__(self, directory, size):
        self.directory, self.size = Path(directory), size

    def late(self, *faults):
        """Headers for a request that waits here, and where these go wrong as well."""
        return {"X-Fault": ",".join(("late", *faults)), "X-Meeting": f"{self.size} {self.directory}"}

    @classmethod
    def of(cls, request):
        size, directory = request.headers["X-Meeting"].split(" ", 1)
        return cls(directory, int(size))

    def arrive(self):
        (self.directory / uuid4().hex).touch()

    def wait_for(self, number):
        deadline = time.monotonic() + PATIENCE
        while len(list(self.directory.iterdir())) < number:
            assert time.monotonic() < deadline, "somebody did not come"
            time.sleep(0.01)


class FaultMiddleware:
    installed = False

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        install()
        faults = frozenset(request.headers.get("X-Fault", "").split(","))
        token = asked.set(faults)
        try:
            response = self.get_response(request)
        finally:
            asked.reset(token)
        if "die" in faults:
            os.kill(os.getpid(), signal.SIGKILL)
        return response


def install():
    """Once per process, when every module has been loaded."""
    if FaultMiddleware.installed:
        return
    FaultMiddleware.installed = True
    import_module("tripsplit.urls")
    from trips import history, submitting, totals

    replace(submitting.submit, late)
    replace(history.take_versions, or_else("blind", count_up))
    replace(history.claim_version, or_else("blind", lambda row, *, version: count_up([row], versions=[version])))
    replace(history.begin_change, or_else("blind", begin_anyway))
    replace(totals.post, or_else("naive", write_what_was_read))


def replace(original, wrapper):
    """In every module that knows it by its name."""
    new = wrapper(original)
    for module in [*sys.modules.values()]:
        for name, value in list(getattr(module, "__dict__", {}).items()):
            if value is original:
                setattr(module, name, new)


def late(submit):
    @wraps(submit)
    def wrapped(request, service):
        if "late" in asked.get():
            meeting = Meeting.of(request)
            meeting.arrive()
            meeting.wait_for(meeting.size)
        return submit(request, service)

    return wrapped


def or_else(fault, instead):
    def wrapper(original):
        @wraps(original)
        def wrapped(*args, **kwargs):
            return (instead if fault in asked.get() else original)(*args, **kwargs)

        return wrapped

    return wrapper


def count_up(rows, *, versions, deleted=False):
    for row in rows:
        type(row).objects.filter(pk=row.pk).update(version=F("version") + 1)
        row.refresh_from_db(fields=["version"])


def begin_anyway(trip, *, even_closed=False):
    type(trip).objects.filter(pk=trip.pk).update(revision=F("revision") + 1)
    trip.revision += 1


def write_what_was_read(*, trip, deltas, expenses=0):
    """What a page that shows balances would add to, if it stored them."""
    for person in trip.people:
        delta = deltas.get(person.pk)
        for field in ("paid", "owed", "sent", "received") if delta else ():
            setattr(person, field, getattr(person, field) + getattr(delta, field))
            person.save(update_fields=[field])
    type(trip).objects.filter(pk=trip.pk).update(expense_count=F("expense_count") + expenses)
