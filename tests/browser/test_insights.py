"""Insights: a bar leads to what is behind it and Back leads back, filters and all; budgets; and a phone has room for it."""

import datetime
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LAPTOP, PHONE
from tests.browser.steps import is_marked, mark, row
from tests.expenses.recording import DAY, record
from tests.factories import ParticipantFactory

SMALL = {**PHONE, "viewport": {"width": 320, "height": 640}}
IS_WIDER = "document.documentElement.scrollWidth > innerWidth"
SMALLEST = """() => Math.min(...[...document.querySelectorAll(".section *")]
    .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
    .map((element) => parseFloat(getComputedStyle(element).fontSize)))"""


@pytest.fixture
def ledger(trip, zoe, david, friends):
    record(trip, zoe, friends, description="Dinner at Ramiro", amount=14200, category="food")
    record(trip, david, friends, description="Taxi", amount=1800, category="transport")
    record(
        trip,
        david,
        friends,
        description="Tram",
        amount=300,
        category="transport",
        date=DAY + datetime.timedelta(days=1),
    )
    return trip


@pytest.fixture
def insights(ledger):
    return f"/trips/{ledger.slug}/insights/"


def total(page):
    return page.locator(".insight-total .big")


def test_a_bar_leads_to_its_expenses_and_back_to_what_was_filtered(window, ledger, zoe):
    page = window(zoe.user, **PHONE)
    page.goto(f"/trips/{ledger.slug}/expenses/")
    page.get_by_role("link", name="Insights").tap()
    expect(total(page)).to_have_text("€163.00")
    mark(page)
    page.locator("summary", has_text="Filters").tap()
    page.get_by_label("Category", exact=True).select_option("Transport")
    expect(total(page)).to_have_text("€21.00")
    expect(page).to_have_url(re.compile(r"/insights/\?category=transport$"))
    assert is_marked(page)

    page.get_by_role("link", name="David: Share").tap()
    expect(page).to_have_url(re.compile(r"/expenses/\?category=transport&person=\w+&role=shared$"))
    expect(row(page, "Taxi")).to_be_visible()
    expect(row(page, "Dinner at Ramiro")).to_have_count(0)
    page.go_back()
    expect(total(page)).to_have_text("€21.00")
    expect(page.get_by_role("link", name="Remove: Transport")).to_be_visible()
    page.reload()
    expect(total(page)).to_have_text("€21.00")


def test_a_column_can_be_pressed_and_by_keyboard_the_table_does_the_same(window, insights, zoe):
    page = window(zoe.user, **LAPTOP)
    page.goto(insights)
    expect(page.get_by_role("img", name="Spending by day")).to_be_visible()
    page.locator(".chart-places a").nth(1).click()
    expect(row(page, "Tram")).to_be_visible()
    expect(row(page, "Taxi")).to_have_count(0)
    page.go_back()
    page.locator("summary", has_text="As a table: by day").press("Enter")
    page.get_by_role("link", name="Mon 4 May 2026").press("Enter")
    expect(row(page, "Tram")).to_be_visible()


def test_a_budget_is_set_changed_and_taken_away(window, insights, zoe):
    page = window(zoe.user, **PHONE)
    page.goto(insights)
    page.get_by_role("link", name="Set a budget").tap()
    page.get_by_role("link", name=re.compile("^Food & drink")).tap()
    page.get_by_label("How much, in EUR?").fill("200")
    page.get_by_role("button", name="Save").tap()
    expect(page.get_by_text("€58.00 left", exact=True)).to_be_visible()
    page.get_by_role("link", name="Change budgets").tap()
    page.get_by_role("link", name=re.compile("^Food & drink")).tap()
    page.get_by_label("How much, in EUR?").fill("100+30")
    page.get_by_role("button", name="Save").tap()
    expect(page.get_by_text("€12.00 more than planned")).to_be_visible()
    page.get_by_role("link", name="Change budgets").tap()
    page.get_by_role("link", name=re.compile("^Food & drink")).tap()
    page.get_by_role("button", name="Take this budget away").tap()
    expect(page.get_by_text("more than planned")).to_have_count(0)


def test_it_works_with_scripts_off(window, insights, zoe):
    page = window(zoe.user, java_script_enabled=False)
    page.goto(insights)
    page.get_by_role("searchbox", name="Search").fill("taxi")
    page.get_by_role("searchbox", name="Search").press("Enter")
    expect(total(page)).to_have_text("€18.00")
    page.get_by_role("link", name=re.compile("^Transport")).first.click()
    expect(row(page, "Taxi")).to_be_visible()
    expect(row(page, "Tram")).to_have_count(0)


@pytest.mark.parametrize("size", [SMALL, PHONE], ids=["small", "phone"])
def test_twenty_people_with_long_names_have_room_on_a_phone(window, ledger, insights, zoe, size):
    people = [ParticipantFactory(trip=ledger, name=f"Maximiliane Konstantinopoulou-{number}") for number in range(20)]
    for week in range(30):
        record(ledger, people[week % 20], people, amount=123_456_789, date=DAY + datetime.timedelta(days=7 * week))
    page = window(zoe.user, **size)
    page.goto(insights)
    expect(page.get_by_role("heading", name="By week")).to_be_visible()
    for table in page.locator("summary", has_text="As a table").all():
        table.tap()
    assert not page.evaluate(IS_WIDER), "The page is wider than the phone."
    assert page.evaluate(SMALLEST) >= 11, "Some words are too small to read."
