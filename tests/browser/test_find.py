"""Finding: typing narrows the list, and what was asked for outlives a reload, a visit elsewhere and a chip that goes."""

import re

import pytest
from playwright.sync_api import expect

from expenses.search.store import Hit
from tests.browser.conftest import LAPTOP, PHONE
from tests.browser.steps import is_marked, mark, row
from tests.expenses.recording import record


@pytest.fixture
def ledger(trip, zoe, david, friends):
    record(trip, zoe, friends, description="Dinner at Ramiro", amount=14200, category="food")
    record(trip, david, friends, description="Taxi", note="to the café", amount=1800, category="transport")
    record(trip, david, friends, description="Tram", amount=300, category="transport")
    return trip


@pytest.fixture(params=[PHONE, LAPTOP], ids=["phone", "laptop"])
def page(request, window, ledger, zoe):
    page = window(zoe.user, **request.param)
    page.goto(f"/trips/{ledger.slug}/expenses/")
    return page


def open_filters(page):
    page.locator("summary", has_text="Filters").click()


def test_typing_narrows_the_list_and_outlives_a_reload_and_the_way_back(page):
    mark(page)
    box = page.get_by_role("searchbox", name="Search")
    box.press_sequentially("cafe")
    expect(row(page, "Dinner at Ramiro")).to_have_count(0)
    expect(row(page, "Taxi")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/expenses/\?q=cafe$"))
    expect(box).to_be_focused()
    assert is_marked(page)

    page.reload()
    expect(box).to_have_value("cafe")
    expect(row(page, "Tram")).to_have_count(0)
    row(page, "Taxi").click()
    expect(page.get_by_role("heading", name="Taxi")).to_be_visible()
    page.go_back()
    expect(row(page, "Taxi")).to_be_visible()
    expect(row(page, "Tram")).to_have_count(0)
    expect(box).to_have_value("cafe")


def test_filters_are_chips_that_go_one_by_one_or_all(page):
    open_filters(page)
    page.get_by_label("Category").select_option("Transport")
    expect(row(page, "Dinner at Ramiro")).to_have_count(0)
    page.get_by_label("At most").fill("10")
    expect(row(page, "Taxi")).to_have_count(0)
    expect(page.get_by_text("1 expense ·")).to_be_visible()

    page.get_by_role("link", name="Remove: At most €10.00").click()
    expect(row(page, "Taxi")).to_be_visible()
    expect(row(page, "Dinner at Ramiro")).to_have_count(0)
    page.get_by_role("link", name="Clear all").click()
    expect(row(page, "Dinner at Ramiro")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/expenses/\??$"))


def test_what_cannot_be_read_is_said_while_typing_and_goes_when_it_is_right(page):
    open_filters(page)
    least = page.get_by_label("At least")
    least.fill("abc")
    expect(page.get_by_text("This cannot be read as one amount.")).to_be_visible()
    expect(least).to_be_focused()
    least.fill("100")
    expect(page.get_by_text("This cannot be read as one amount.")).to_have_count(0)
    expect(row(page, "Taxi")).to_have_count(0)
    expect(row(page, "Dinner at Ramiro")).to_be_visible()


def test_it_works_with_scripts_off(window, ledger, zoe):
    page = window(zoe.user, java_script_enabled=False)
    page.goto(f"/trips/{ledger.slug}/expenses/")
    page.get_by_role("searchbox", name="Search").fill("taxi")
    page.get_by_role("searchbox", name="Search").press("Enter")
    expect(row(page, "Taxi")).to_be_visible()
    expect(row(page, "Tram")).to_have_count(0)


def test_on_a_laptop_the_first_filters_are_a_row_and_on_a_phone_they_wait(window, ledger, zoe):
    for size, is_there in ((LAPTOP, True), (PHONE, False)):
        page = window(zoe.user, **size)
        page.goto(f"/trips/{ledger.slug}/expenses/")
        expect(page.get_by_label("Category")).to_be_visible(visible=is_there)
        expect(page.get_by_label("At least")).not_to_be_visible()


def test_taxi_finds_uber_and_what_is_similar_can_be_included(page, ledger, zoe, friends, settings, monkeypatch):
    record(ledger, zoe, friends, description="Uber to Belém", amount=1200)
    wheels = record(ledger, zoe, friends, description="Three wheels uphill", amount=700)

    class Vectors:
        def search(self, trip, text, **more):
            return [Hit(wheels.pk, wheels.ref, wheels.version, 0.8)]

    settings.EMBEDDING_MODEL_PATH = ""
    monkeypatch.setattr("expenses.search.meaning.door", Vectors)
    page.get_by_role("searchbox", name="Search").press_sequentially("taxi")
    expect(row(page, "Uber to Belém")).to_be_visible()
    expect(row(page, "Tram")).to_have_count(0)
    similar = page.locator("#expense-like")
    expect(similar.get_by_role("heading", name="Perhaps also")).to_be_visible()
    expect(similar).to_contain_text("Three wheels uphill")
    expect(page.locator("#expense-sums")).to_contain_text("2 expenses")
    similar.get_by_role("link", name="Include it").click()
    expect(page.locator("#expense-sums")).to_contain_text("3 expenses")
    page.get_by_role("link", name="Only the words").click()
    expect(row(page, "Uber to Belém")).to_have_count(0)
    expect(row(page, "Taxi")).to_be_visible()
