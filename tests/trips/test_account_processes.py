"""The limit on guesses, against two real servers on one database: neither process counts for itself."""

import pytest

from tests.servers import DEMO_EMAIL, DEMO_PASSWORD, Browser, Site

LOGIN = "/accounts/login/"

pytestmark = pytest.mark.slow


@pytest.fixture
def site(prepared, tmp_path):
    made = Site(tmp_path, like=prepared)
    yield made
    made.stop()


def knock(server, password, email=DEMO_EMAIL, **headers):
    browser = Browser(server.url)
    fields = dict(browser.get(LOGIN).form(LOGIN))
    return browser.post(LOGIN, {**fields, "login": email, "password": password}, **headers).status


def test_two_processes_count_together_and_a_new_one_goes_on_and_the_log_tells_nothing_of_who_knocked(site):
    one, two = site.start(workers=1), site.start(workers=1)
    one.wait(), two.wait()
    servers = [one, two, one, two, one]
    answers = [knock(server, "wrong", **{"X-Forwarded-For": f"192.0.2.{n}"}) for n, server in enumerate(servers)]
    assert answers == [200, 200, 200, 200, 429]
    assert knock(two, DEMO_PASSWORD) == 429
    two.kill()
    assert knock(site.start(workers=1).wait(), DEMO_PASSWORD) == 429
    assert knock(one, "wrong", email="somebody.else@example.com") == 200
    assert site.rows(
        "SELECT username, ip_address, failures_since_start FROM axes_accessattempt WHERE username = ?", DEMO_EMAIL
    ) == [(DEMO_EMAIL, "127.0.0.1", 5)]
    log = site.log.read_text()
    assert "Locking out" in log
    assert DEMO_EMAIL not in log
    assert DEMO_PASSWORD not in log
