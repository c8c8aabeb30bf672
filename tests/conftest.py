"""The actors that every test knows: Zoë owns the Lisbon trip, David edits, Emily looks on, Kenji is a name that nobody has claimed."""

import datetime
import fcntl
import gc
import os

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import settings

from tests.factories import GuestFactory, ParticipantFactory, TripFactory, UserFactory
from tests.servers import Site
from tripsplit.jobs import drain
from tripsplit.models import Job

# HYPOTHESIS_PROFILE=nightly looks twenty times as long. No deadline: on a busy machine one example may be slow for no reason of its own.
settings.register_profile("default", deadline=None)
settings.register_profile("nightly", deadline=None, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_collection_finish():
    """What thousands of collected tests and loaded modules hold stays to the end: looking it through for waste took a sixth of the time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Threads that answered requests keep their connections; PostgreSQL does not drop a database that somebody has open."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def no_memory_of_other_tests(request):
    """The cache's table is no model's, so a test that really commits would leave its counts of attempts to the next ones."""
    marker = request.node.get_closest_marker("django_db")
    commits = (marker and marker.kwargs.get("transaction")) or {"transactional_db", "live_server"} & {
        *request.fixturenames
    }
    if commits:
        request.getfixturevalue("transactional_db")
    yield
    if commits:
        cache.clear()


@pytest.fixture
def today(monkeypatch):
    """A Sunday in May, wherever it is asked which day it is: no midnight and no new year comes between. What is timed goes on."""
    day, real = datetime.date(2026, 5, 3), timezone.localdate

    def localdate(value=None, timezone=None):
        return real(value, timezone) if value else day

    monkeypatch.setattr(timezone, "localdate", localdate)
    return day


@pytest.fixture
def trip(db):
    return TripFactory()


@pytest.fixture
def zoe(trip):
    return ParticipantFactory(trip=trip, name="Zoë", user=UserFactory(name="Zoë"), role="owner", position=0)


@pytest.fixture
def david(trip):
    return ParticipantFactory(trip=trip, name="David", user=UserFactory(name="David"), position=1)


@pytest.fixture
def emily(trip):
    return ParticipantFactory(trip=trip, name="Emily", user=UserFactory(name="Emily"), role="viewer", position=2)


@pytest.fixture
def kenji(trip):
    return ParticipantFactory(trip=trip, name="Kenji", position=3)


@pytest.fixture
def friends(zoe, david, emily, kenji):
    """All four, in order."""
    return [zoe, david, emily, kenji]


@pytest.fixture
def guest(trip):
    """A participant who came by link, with no account."""
    return ParticipantFactory(trip=trip, name="Gül", user=GuestFactory(name="Gül"), position=4)


@pytest.fixture
def stranger(db):
    """Somebody with a trip of their own, and no part in the Lisbon one."""
    return ParticipantFactory(
        trip=TripFactory(name="Elsewhere"), name="Stranger", user=UserFactory(name="Stranger"), role="owner"
    )


@pytest.fixture
def client_of():
    """A browser signed in as a participant (or a user)."""

    def make(person, **headers):
        client = Client(headers=headers)
        client.force_login(
            getattr(person, "user", person), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return client

    return make


@pytest.fixture
def htmx():
    """Headers of a request that htmx makes for the element with this id."""

    def headers(target=""):
        return {"HX-Request": "true", **({"HX-Target": target} if target else {})}

    return headers


@pytest.fixture(scope="session")
def made_once(tmp_path_factory):
    """Makes something in a directory, once for all processes of the test run; the directory."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def make(name, maker):
        directory = shared / name
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not directory.exists():
                begun = tmp_path_factory.mktemp(name) / name
                begun.mkdir()
                maker(begun)
                begun.rename(directory)
        return directory

    return make


@pytest.fixture(scope="session")
def prepared(made_once):
    """The directory of a site with the demo trip that is never started: others are copies of it."""
    return made_once("prepared", Site)


@pytest.fixture
def run_jobs(db):
    """Do, here and now, what is due in the queue; how many attempts that were. A job that fails fails the test, unless it may."""

    def run(*, limit=None, may_fail=False):
        count = drain(limit)
        faults = list(Job.objects.exclude(error="").values_list("handler", "error"))
        assert may_fail or not faults, faults
        return count

    return run
