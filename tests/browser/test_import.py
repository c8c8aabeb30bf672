"""A trip comes in as a file: on a phone, without JavaScript, and by a worker while somebody waits."""

import json
import re

import pytest

from settlements.incoming import views
from tests.browser.conftest import PHONE
from tests.factories import UserFactory
from tests.settlements.archive.files import EXAMPLE, as_bytes
from trips.models import Trip


@pytest.fixture
def zoe(live_server, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return UserFactory(name="Zoë")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "Lisbon.json"
    path.write_bytes(as_bytes(EXAMPLE))
    return path


def bring(page, file):
    page.goto("/trips/import/")
    page.get_by_label("The trip’s file").set_input_files(file)
    page.get_by_role("button", name="Continue").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_trips_page_to_the_trip_on_a_phone(window, zoe, file, scripts):
    page = window(zoe, java_script_enabled=scripts, **PHONE)
    page.goto("/trips/")
    page.get_by_role("link", name="Import").click()
    page.get_by_role("heading", name="Import a trip").wait_for()
    bring(page, file)

    page.get_by_role("heading", name="Lisbon").wait_for()
    assert page.get_by_text("Nothing is made yet").is_visible()
    assert page.get_by_label("Zoë", exact=True).is_checked()
    assert not page.get_by_label(re.compile("Your name")).is_visible()
    width, most = (
        page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        if scripts
        else (0, 0)
    )
    assert width <= most
    page.get_by_role("button", name="Import the trip").click()

    page.wait_for_url("**/expenses/")
    page.get_by_text("Lisbon is here.").wait_for()
    page.get_by_role("link", name=re.compile("Dinner")).first.wait_for()
    assert Trip.objects.get().participants.get(name="Zoë").user == zoe


def test_somebody_else_writes_their_name(window, zoe, file):
    page = window(zoe, **PHONE)
    bring(page, file)
    page.get_by_label("Somebody else", exact=True).check()
    page.get_by_label(re.compile("Your name")).fill("ann example")
    page.get_by_role("button", name="Import the trip").click()

    page.get_by_text("There is already somebody called ann example").wait_for()
    page.get_by_label(re.compile("Your name")).fill("Zoë the second")
    page.get_by_role("button", name="Import the trip").click()
    page.wait_for_url("**/expenses/")


def test_what_is_wrong_with_a_file_is_told_with_its_place(window, zoe, tmp_path):
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps({**EXAMPLE, "payments": [{**EXAMPLE["payments"][0], "amount": 12.5}]}))
    page = window(zoe, **PHONE)
    bring(page, broken)

    page.get_by_role("heading", name="This file cannot be imported").wait_for()
    assert page.get_by_text("payments[0].amount").is_visible()
    page.get_by_role("link", name="Choose another file").click()
    page.get_by_role("heading", name="Import a trip").wait_for()


def test_whoever_waits_for_a_worker_is_led_on(window, zoe, file, run_jobs, monkeypatch):
    monkeypatch.setattr(views, "AT_ONCE", 10)
    page = window(zoe, **PHONE)
    bring(page, file)
    page.get_by_role("heading", name="Reading the file").wait_for()
    run_jobs()

    page.get_by_role("button", name="Import the trip").click()
    page.get_by_role("heading", name="Making Lisbon").wait_for()
    run_jobs()
    page.wait_for_url("**/expenses/")
    page.get_by_text("Lisbon is here.").wait_for()
