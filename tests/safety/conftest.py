"""Two trips and everybody who may knock; a real server for what only a real server can show."""

import pytest
from django.test import Client

from tests.safety.job_processes import JobSite
from tests.safety.world import build_world
from tests.servers import Site


@pytest.fixture
def world(db):
    return build_world()


@pytest.fixture
def browser_of(world):
    """A browser of somebody by role; it answers an exception of the site with the site's own page for it."""

    def make(role, **headers):
        browser = Client(headers=headers, raise_request_exception=False)
        if world.users[role] is not None:
            browser.force_login(world.users[role], backend="allauth.account.auth_backends.AuthenticationBackend")
        return browser

    return make


@pytest.fixture(scope="session")
def site(prepared, tmp_path_factory):
    """A site with a server of two workers, as `make run` starts it."""
    made = Site(tmp_path_factory.mktemp("site"), like=prepared)
    made.start().wait()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def faulty_site(prepared, tmp_path_factory):
    """The same, whose guards a request can switch off: see tests.safety.faults."""
    faulty = {"DJANGO_SETTINGS_MODULE": "tests.safety.faulty_settings"}
    made = Site(tmp_path_factory.mktemp("faulty"), like=prepared, **faulty)
    made.start().wait()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def prepared_jobs(made_once):
    """The directory of a database without a job: others are copies of it."""
    return made_once("prepared-jobs", JobSite)


@pytest.fixture
def job_site(prepared_jobs, tmp_path):
    """Jobs and workers, with leases and sweeps of a second."""
    made = JobSite(tmp_path, like=prepared_jobs)
    yield made
    made.stop()
