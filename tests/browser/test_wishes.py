"""Choosing how to settle: the plan changes with every choice, is kept for everybody, and works on a phone and without JavaScript."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from tests.browser.conftest import LAPTOP, PHONE
from tests.browser.test_axe import RUN
from tests.factories import ParticipantFactory, TripFactory, UserFactory
from tests.settlements.rows import spend


@pytest.fixture
def people(live_server):
    """Zoë is owed €10.40 by each of David, Emily and Kenji."""
    trip = TripFactory()
    zoe = ParticipantFactory(trip=trip, name="Zoë", user=UserFactory(name="Zoë"), role="owner", position=0)
    names = ("David", "Emily", "Kenji")
    others = [ParticipantFactory(trip=trip, name=name, position=place) for place, name in enumerate(names, start=1)]
    spend(trip, 4160, by=zoe, among=[zoe, *others])
    return [zoe, *others]


def violations(page):
    page.evaluate(AXE_SCRIPT)
    return page.evaluate(RUN, None)


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_a_choice_changes_the_plan_at_once_and_is_kept(window, people, size):
    page = window(people[0].user, **size)
    page.goto(f"/trips/{people[0].trip.slug}/balances/")
    page.get_by_text("How you want to settle").click()
    page.get_by_role("radio", name="Whole euros").check(force=True)

    plan = page.get_by_role("region", name="What it leads to")
    expect(plan).to_contain_text("€11.00")
    expect(plan).to_contain_text("Rounded to whole euros")
    page.get_by_text("Who settles as one").click()
    page.get_by_label("Who", exact=True).first.select_option("David")
    page.get_by_label("settles with").first.select_option("Emily")
    expect(plan).to_contain_text("Emily & David")
    expect(page.get_by_text("· 2 payments").first).to_be_visible()
    assert not violations(page)

    page.get_by_role("button", name="Save").click()
    # The preview says the rest before it is saved.
    expect(page.get_by_text("Saved: this is how the trip settles.")).to_be_visible()
    expect(page.get_by_text("Emily pays for both.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Emily pays for both.")).to_be_visible()
    expect(page.get_by_text("As you wish: rounded to whole euros; Emily & David as one.")).to_be_visible()
    assert not violations(page)


def test_without_javascript_the_plan_is_a_button_away(window, people):
    page = window(people[0].user, java_script_enabled=False)
    page.goto(f"/trips/{people[0].trip.slug}/balances/")
    page.get_by_text("How you want to settle").click()
    page.get_by_role("link", name="Choose").click()
    page.get_by_role("radio", name="5 euros").check(force=True)
    page.get_by_role("button", name="See the plan").click()
    expect(page.get_by_text("Rounded to 5 euros")).to_be_visible()
    expect(page.get_by_role("radio", name="5 euros")).to_be_checked()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("As you wish: rounded to 5 euros.")).to_be_visible()
