"""What is answered with 401, 409, 422, 429 or 503 is seen, as a page or beside the form, and nothing that was typed is lost."""

import re
import sqlite3

import pytest
from django.db import OperationalError
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.steps import fill_expense
from tests.safety.world import build_side
from tripsplit.views import too_many_tries


@pytest.fixture
def side(live_server):
    return build_side("Lisbon")


@pytest.fixture
def settings_page(side):
    return f"/trips/{side.trip.slug}/settings/"


@pytest.fixture
def busy_once(monkeypatch):
    """The database is locked by somebody else, the first time that somebody saves the settings."""
    from trips import services

    save, refused = services.edit_trip, []

    def edit_trip(**facts):
        if refused:
            return save(**facts)
        refused.append(True)
        fault = sqlite3.OperationalError("database is locked")
        fault.sqlite_errorcode = sqlite3.SQLITE_BUSY
        raise OperationalError("database is locked") from fault

    monkeypatch.setattr(services, "edit_trip", edit_trip)


def name_of(trip):
    trip.refresh_from_db()
    return trip.name


def test_of_two_who_change_the_settings_the_second_keeps_either(window, side, settings_page):
    first, second = window(side.people["owner"].user), window(side.people["editor"].user)
    for page in (first, second):
        page.goto(settings_page)
    for page, name in ((first, "Porto"), (second, "Faro")):
        page.get_by_label("Name of the trip").fill(name)
        page.get_by_role("button", name="Save", exact=True).click()
    expect(second.get_by_role("heading", name="Two versions")).to_be_visible()
    for words in ("Olga changed this", "Porto", "Faro"):
        expect(second.get_by_role("main")).to_contain_text(words)
    second.get_by_role("button", name="Save mine over it").click()
    expect(second.get_by_role("heading", level=1)).to_contain_text("Faro")
    assert name_of(side.trip) == "Faro"


def test_a_button_that_swaps_nothing_still_shows_what_was_refused(window, side):
    first, second = window(side.people["owner"].user), window(side.people["owner"].user)
    for page in (first, second):
        page.goto(f"/trips/{side.trip.slug}/people/")
    card = first.locator("form", has_text="Who joins may")
    card.get_by_label("Look on").check()
    card.get_by_role("button", name="Save").click()
    expect(first.get_by_text("Who joins may look on.").first).to_be_visible()
    type(side.trip.invitations.get()).objects.update(role="editor", version=9)

    card = second.locator("form", has_text="Who joins may")
    card.get_by_label("Look on").check()
    card.get_by_role("button", name="Save").click()
    expect(second.get_by_role("heading", name="Two versions")).to_be_visible()
    second.get_by_role("link", name="Keep the other").click()
    expect(second.get_by_role("heading", name="Invite your friends")).to_be_visible()


def test_a_form_that_was_sent_with_other_contents_says_so(window, side, settings_page):
    page = window(side.people["owner"].user)
    page.goto(settings_page)
    form = page.locator(f"form[action='/trips/{side.trip.slug}/archive/']")
    key = form.locator("[name=submit_key]").get_attribute("value")
    token = form.locator("[name=csrfmiddlewaretoken]").get_attribute("value")
    fields = {"submit_key": key, "csrfmiddlewaretoken": token}
    elsewhere, origin = f"/trips/{side.trip.slug}/people/new/", page.url.split("/trips")[0]
    page.request.post(elsewhere, form={**fields, "names": "Ann"}, headers={"Origin": origin})
    form.get_by_role("button").click()
    expect(page.get_by_role("heading", name="You sent this form before")).to_be_visible()
    side.trip.refresh_from_db()
    assert side.trip.archived_at is None


def test_too_many_tries_take_the_place_of_the_page(window, side, settings_page, monkeypatch):
    monkeypatch.setattr("trips.views.trips.submit", lambda request, service: too_many_tries(request))
    page = window(side.people["owner"].user)
    page.goto(settings_page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Too many tries")).to_be_visible()
    expect(page.get_by_role("link", name="Reset my password")).to_be_visible()


def test_a_busy_database_leaves_the_form_as_it_is_and_it_can_be_sent_again(window, side, settings_page, busy_once):
    page = window(side.people["owner"].user)
    page.goto(settings_page)
    page.get_by_label("Name of the trip").fill("Porto")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("What you typed is still here")).to_be_visible()
    expect(page.get_by_label("Name of the trip")).to_have_value("Porto")
    assert name_of(side.trip) == "Lisbon"
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Porto")
    assert name_of(side.trip) == "Porto"


def test_without_scripts_the_page_sends_the_form_again(window, side, settings_page, busy_once):
    page = window(side.people["owner"].user, java_script_enabled=False)
    page.goto(settings_page)
    page.get_by_label("Name of the trip").fill("Porto “1”")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Busy for a moment")).to_be_visible()
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("Porto “1”"))


def test_when_the_session_has_ended_the_form_stays_as_it_is_and_says_so_once(window, side):
    page = window(side.people["owner"].user, **PHONE)
    page.goto(f"/trips/{side.trip.slug}/expenses/new/")
    page.context.clear_cookies(name="ts_session")
    with page.expect_response("**/categories/suggest/"):
        fill_expense(page, "12", "Ferry")
    page.get_by_role("button", name="Save").click()
    told = page.locator("#toasts").get_by_text("You are logged out.")
    expect(told).to_have_text("You are logged out. Copy what you still need, then log in again.")
    expect(page.get_by_label("What was it?")).to_have_value("Ferry")
    expect(page.get_by_role("heading", level=1)).to_have_text(["New expense"])
    told.get_by_role("link", name="log in again").click()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    assert page.url.endswith(f"?next=/trips/{side.trip.slug}/expenses/new/")
