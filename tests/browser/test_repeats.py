"""What repeats, in a real browser: set up in the form, made by the worker, changed, paused and stopped; phone and laptop."""

import datetime
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from expenses.repeat_models import Repeat
from tests.browser.conftest import LAPTOP, PHONE
from tests.browser.steps import fill_expense, row
from tests.factories import ParticipantFactory, TripFactory, UserFactory
from tripsplit.jobs import drain


@pytest.fixture
def trip(live_server):
    trip = TripFactory(time_zone="UTC")
    zoe, _ = (
        ParticipantFactory(trip=trip, name=name, user=UserFactory(name=name), role="owner", position=place)
        for place, name in enumerate(["Zoë", "David"])
    )
    trip.me = zoe
    return trip


def weeks_ago(count):
    return (timezone.now().date() - datetime.timedelta(weeks=count)).isoformat()


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_a_rent_is_set_up_and_added_by_itself(window, trip, size):
    page = window(trip.me.user, **size)
    page.goto(f"/trips/{trip.slug}/expenses/")
    page.get_by_role("link", name="Add", exact=True).click()
    fill_expense(page, "900", "Rent")
    page.get_by_label("When?").fill(weeks_ago(2))
    page.get_by_text("Repeat", exact=True).click()
    expect(page.get_by_role("spinbutton", name="Weeks apart")).to_be_hidden()
    page.get_by_role("radio", name="Every week").check()
    expect(page.get_by_role("spinbutton", name="Weeks apart")).to_have_value("1")
    page.get_by_role("radio", name="A number of times").check()
    page.get_by_label("In all").fill("10")
    expect(page.locator("#repeat-words")).to_contain_text("10 times in all. The 2 from")
    page.get_by_role("button", name="Save").click()
    expect(row(page, "Rent")).to_have_count(1)

    drain()
    page.reload()
    expect(row(page, "Rent")).to_have_count(3)
    row(page, "Rent").first.click()
    expect(page.get_by_text("Repeats every week, next on")).to_be_visible()
    page.get_by_role("link", name=re.compile("Repeats every week")).click()

    entry = page.get_by_role("listitem").filter(has_text="3 added so far")
    expect(entry).to_be_visible()
    entry.get_by_role("link", name="Edit").click()
    page.get_by_role("textbox", name="Amount", exact=True).fill("950")
    page.get_by_role("radio", name="Every month").check()
    expect(page.locator("#repeat-words")).to_contain_text("Every month on the")
    page.get_by_role("button", name="Save").click()
    expect(entry).to_contain_text("€950.00")
    expect(entry).to_contain_text("Every month on the")


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_it_is_paused_and_stopped_and_both_are_undone(window, trip, script):
    page = window(trip.me.user, java_script_enabled=script, **PHONE)
    page.goto(f"/trips/{trip.slug}/expenses/new/")
    fill_expense(page, "12", "Ferry")
    page.get_by_text("Repeat", exact=True).click()
    page.get_by_role("radio", name="Every day").check()
    page.get_by_role("button", name="Save").click()
    expect(row(page, "Ferry")).to_be_visible()

    page.goto(f"/trips/{trip.slug}/settings/")
    page.get_by_role("link", name="See what repeats").click()
    entry = page.get_by_role("listitem").filter(has_text="Every day")
    entry.get_by_role("button", name="Pause").click()
    expect(entry.get_by_text("Paused")).to_be_visible()
    Repeat.objects.update(next_date=weeks_ago(0), start=weeks_ago(0), start_number=2)
    page.reload()
    expect(entry.get_by_text("1 was due meanwhile")).to_be_visible()
    entry.get_by_role("button", name="Resume and add it").click()
    expect(entry.get_by_text("Paused")).to_have_count(0)
    drain()
    assert trip.expenses.count() == 2
    page.reload()
    entry.get_by_role("button", name="Stop").click()
    expect(entry.get_by_text("Stopped")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(entry.get_by_text("Next on")).to_be_visible()
