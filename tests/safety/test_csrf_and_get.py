"""Nothing is done for another site, and nothing by looking: every sending needs the form's token, every look leaves the database alone."""

import re

import pytest
from django.test import Client

from tests.safety.surface import addresses, url_of
from tests.safety.tables import contents, difference, undone
from tests.servers import ROOT

SENDING = ("post", "put", "patch", "delete")
SOURCES = [
    path
    for app in ("tripsplit", "trips", "expenses", "settlements", "assistant")
    for path in (ROOT / app).rglob("*.py")
]


@pytest.fixture
def careful_browser(world):
    """The owner's own browser, with the cookies of a visit, at a site that checks tokens as in production."""
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.force_login(world.users["owner"], backend="allauth.account.auth_backends.AuthenticationBackend")
    page = browser.get("/trips/new/").content.decode()
    browser.token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    return browser


def attacks(browser, url):
    """How another site would send a form to this address, and what comes of it."""
    for method in SENDING:
        yield f"{method} without a token", getattr(browser, method)(url)
    yield "token of somebody else", browser.post(url, {"csrfmiddlewaretoken": "x" * 64})
    elsewhere = {"origin": "https://elsewhere.example"}
    yield "other origin", browser.post(url, {"csrfmiddlewaretoken": browser.token}, headers=elsewhere)
    yield "no origin", browser.post(url, {"csrfmiddlewaretoken": browser.token}, headers={"origin": "null"})
    yield "plain text", browser.post(url, '{"name": "x"}', content_type="text/plain")


def test_nothing_is_done_for_another_site(world, careful_browser):
    browser, faults, before = careful_browser, [], contents()
    for address in addresses():
        if address.name in {"csp_report", "mail_stop"}:  # needs no token: see the test below
            continue
        for attack, answer in attacks(browser, url_of(address, world.ours)):
            if answer.status_code not in (403, 405):
                faults.append(f"{address.route}: {attack}: {answer.status_code}")
    assert not faults
    assert not difference(before, contents())


def test_the_forms_own_token_is_let_in(careful_browser):
    fields = {"csrfmiddlewaretoken": careful_browser.token, "name": "Rome", "currency": "EUR"}
    assert careful_browser.post("/trips/new/", fields).status_code == 303


def test_only_what_browsers_and_mail_programs_send_by_themselves_needs_no_token():
    exempt = {
        f"{path.name}: {line}"
        for path in SOURCES
        for line in path.read_text().splitlines()
        if re.match(r"\s*@.*csrf_exempt", line)
    }
    assert {line.split("  #")[0] for line in exempt} == {"views.py: @csrf_exempt", "mailing.py: @csrf_exempt"}
    named = {address.name for address in addresses() if getattr(address.view, "csrf_exempt", False)}
    assert named == {"csp_report", "mail_stop"}


@pytest.mark.parametrize("role", ["owner", "guest", "staff", "anonymous"])
def test_looking_changes_nothing(world, browser_of, role):
    browser, before, faults, seen = browser_of(role), contents(), [], 0
    for address in addresses():
        with undone(browser):
            answer = browser.get(url_of(address, world.ours))
            seen += answer.status_code == 200
            faults += [f"{address.route}: {change}" for change in difference(before, contents())]
    assert not faults
    assert seen > 5


def test_a_look_that_writes_would_be_found(world, browser_of, monkeypatch):
    from trips.models import Trip
    from trips.views import activity

    def counts(trip, **_):
        Trip.objects.update(revision=99)
        return [], None

    monkeypatch.setattr(activity, "feed", counts)
    before = contents()
    browser_of("owner").get(f"/trips/{world.ours.trip.slug}/activity/")
    assert difference(before, contents())
