"""A trip's rate, on a phone: typed while its example follows, changed, and taken over by the earlier expenses that somebody chooses."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from expenses.rating import set_trip_rate
from tests.browser.conftest import PHONE
from tests.expenses.rates import in_dong
from tests.factories import ParticipantFactory, TripFactory, UserFactory


@pytest.fixture
def trip(live_server):
    trip = TripFactory()
    zoe, david = (
        ParticipantFactory(trip=trip, name=name, user=UserFactory(name=name), role="owner", position=place)
        for place, name in enumerate(["Zoë", "David"])
    )
    trip.me = zoe
    set_trip_rate(trip=trip, by=david, currency="VND", rate=Decimal("0.00004"))
    in_dong(trip, zoe, [zoe, david], 250_000, description="Phở")
    in_dong(trip, david, [zoe, david], 50_000, description="Tea")
    return trip


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_a_rate_changes_and_the_chosen_expenses_follow(window, trip, script):
    page = window(trip.me.user, java_script_enabled=script, **PHONE)
    page.goto(f"/trips/{trip.slug}/settings/")
    page.get_by_role("link", name="See the rates").click()
    expect(page.get_by_text("₫100,000 is €4.00")).to_be_visible()
    page.get_by_role("link", name="Change the rate for VND").click()
    page.get_by_label("How many EUR is 1 VND?").fill("0.00005")
    if script:
        expect(page.locator("#rate-example")).to_contain_text("₫100,000 is €5.00")
    page.get_by_role("button", name="Save").click()

    balances = page.locator("#reprice-balances")
    expect(balances.get_by_role("listitem").first).to_contain_text("now +€5.00 was +€4.00")
    page.get_by_label("Tea").uncheck()
    if not script:
        page.get_by_role("button", name="Show the balances for what is ticked").click()
    expect(balances.get_by_role("listitem").first).to_contain_text("now +€5.25 was +€4.00")
    expect(page.get_by_label("Tea")).not_to_be_checked()
    page.get_by_role("button", name="Update what is ticked").click()

    expect(page.get_by_text("Updated 1 expense.", exact=True)).to_be_visible()
    expect(page.get_by_text("1 expense used an earlier rate")).to_be_visible()
