"""Every state can be seen and brought back: an expense is changed, read in its history, brought back, deleted, and found in the trash."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from expenses.services import edit_expense
from settlements.services import delete_payment, edit_payment
from tests.browser.conftest import LAPTOP, PHONE
from tests.browser.steps import is_marked, mark, row
from tests.factories import ParticipantFactory, TripFactory, UserFactory
from tests.settlements.rows import expense_draft, pay, payment_draft, spend

SCREENS = {"phone": PHONE, "laptop": LAPTOP}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def story(db):
    """Zoë's trip: a dinner that David made cheaper."""
    trip = TripFactory(name="Lisbon")
    zoe = ParticipantFactory(trip=trip, name="Zoë", user=UserFactory(name="Zoë"), role="owner", position=0)
    david = ParticipantFactory(trip=trip, name="David", user=UserFactory(name="David"), position=1)
    dinner = spend(trip, 3000, by=zoe, among=[zoe, david], ref="dinner")
    draft = expense_draft(2000, by=zoe, among=[zoe, david], description="Supper")
    edit_expense(expense=dinner, by=david, version=1, draft=draft)
    return trip, zoe, david


def look(page, name):
    """A picture for whoever wants to look at it."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is wider than the screen."


@pytest.mark.parametrize("screen", SCREENS)
def test_an_expense_is_brought_back_deleted_found_and_restored(window, story, screen):
    trip, zoe, _ = story
    page = window(zoe.user, **SCREENS[screen])
    page.goto(f"/trips/{trip.slug}/expenses/dinner/")
    history = page.locator("#expense-history")

    expect(history).to_contain_text("David changed this")
    expect(history.locator(".changes").first).to_contain_text("€30.00")
    expect(history.locator(".changes").first).to_contain_text("€20.00")
    history.get_by_text("All of it").last.click()
    expect(history.locator(".facts").last).to_contain_text("Dinner")
    look(page, f"history-{screen}")
    mark(page)
    history.get_by_role("button", name="Bring back version 1").click()
    expect(page.get_by_role("heading", name="Dinner", exact=True)).to_be_visible()
    expect(history).to_contain_text("You brought back version 1")
    look(page, f"brought-back-{screen}")
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="Supper", exact=True)).to_be_visible()
    assert is_marked(page)

    page.get_by_role("button", name="Delete").click()
    expect(page).to_have_url(re.compile(r"/expenses/$"))
    expect(row(page, "Supper")).to_have_count(0)
    page.get_by_role("link", name="Deleted").click()
    expect(page.locator("#expense-list")).to_contain_text("Supper")
    look(page, f"trash-{screen}")
    page.get_by_role("button", name="Restore Supper").click()
    expect(row(page, "Supper")).to_be_visible()


@pytest.mark.parametrize("screen", SCREENS)
def test_a_payment_has_a_history_and_a_trash(window, story, screen):
    trip, zoe, david = story
    payment = pay(trip, 400, sender=david, receiver=zoe)
    payment = edit_payment(payment=payment, by=zoe, version=1, draft=payment_draft(700, sender=david, receiver=zoe))
    delete_payment(payment=payment, by=david, version=2)
    page = window(zoe.user, **SCREENS[screen])

    page.goto(f"/trips/{trip.slug}/balances/")
    page.get_by_role("link", name="Undone payments").click()
    expect(page.locator("#payment-list")).to_contain_text("undone by David")
    look(page, f"undone-{screen}")
    page.get_by_role("link", name="David paid you").click()
    expect(page.locator("#payment-history .changes")).to_contain_text("€4.00")
    look(page, f"payment-{screen}")
    page.get_by_role("button", name="Bring back version 1").click()
    expect(page.get_by_text("This payment was undone")).to_have_count(0)
    expect(page.locator(".big").last).to_have_text("€4.00")


@pytest.mark.parametrize("screen", SCREENS)
def test_from_the_feed_to_how_things_stood_then_and_back_to_now(window, story, screen):
    trip, zoe, _ = story
    page = window(zoe.user, **SCREENS[screen])

    page.goto(f"/trips/{trip.slug}/activity/")
    look(page, f"activity-{screen}")
    page.get_by_role("link", name=re.compile("How things stood then")).last.click()
    expect(page.locator("#balance-list")).to_contain_text("As it stood on")
    expect(page.locator("#balance-list")).to_contain_text("€15.00")
    look(page, f"then-{screen}")
    page.get_by_role("link", name=re.compile("^Zoë|^You|^Z")).first.click()
    expect(page.locator("#balance-detail")).to_contain_text("As it stood on")
    look(page, f"then-lines-{screen}")
    page.get_by_role("link", name="Back to now").click()
    page.get_by_role("link", name="Balances").first.click()
    expect(page.locator("#balance-list")).to_contain_text("€10.00")


def test_with_javascript_off_a_day_is_chosen_and_a_version_brought_back(window, story):
    trip, zoe, _ = story
    page = window(zoe.user, java_script_enabled=False)

    page.goto(f"/trips/{trip.slug}/balances/")
    page.get_by_text("Look at an earlier day").click()
    look_without(page, "pickers")
    page.get_by_label("As of the end of a day").fill("2026-05-02")
    page.get_by_role("button", name="Show that day").click()
    expect(page.get_by_text("As of 2 May 2026.")).to_be_visible()
    expect(page.get_by_role("heading", name="All square")).to_be_visible()
    page.get_by_label("As it stood at a moment").fill("2026-05-03T18:30")
    page.get_by_role("button", name="Show that moment").click()
    expect(page.get_by_text("As it stood on 3 May 2026 at 18:30.")).to_be_visible()
    page.goto(f"/trips/{trip.slug}/expenses/dinner/")
    page.get_by_role("button", name="Bring back version 1").click()
    expect(page.get_by_role("heading", name="Dinner", exact=True)).to_be_visible()


def look_without(page, name):
    """As `look`, where no script can run."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)
