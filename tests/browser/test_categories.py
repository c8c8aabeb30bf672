"""Categories suggested: typed and accepted, overruled and remembered; nothing is saved that was not to be seen."""

import os

import pytest
from playwright.sync_api import expect

from expenses.models import Expense
from tests.browser.conftest import LAPTOP, PHONE
from tests.browser.steps import add_expense, fill_expense


def look(page, name):
    """Keep a picture where somebody wants to look at them."""
    if folder := os.environ.get("BROWSER_PICTURES"):
        page.screenshot(path=f"{folder}/{name}-{page.viewport_size['width']}.png")


@pytest.fixture(params=[PHONE, LAPTOP], ids=["phone", "laptop"])
def page(request, window, trip, zoe, david, friends):
    page = window(zoe.user, **request.param)
    page.goto(f"/trips/{trip.slug}/expenses/new/")
    return page


def chip(page, name):
    return page.get_by_role("group", name="Suggested category").get_by_role("radio", name=name)


def save(page):
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/expenses/")
    return Expense.objects.latest("pk")


def test_the_suggestion_is_chosen_for_all_to_see_and_another_is_one_tap_away(page, trip):
    fill_expense(page, "45", "")
    page.get_by_label("What was it?").press_sequentially("Taxi to the airport")
    expect(chip(page, "Transport")).to_be_checked()
    look(page, "suggested")
    chip(page, "Fees & insurance").check()
    page.get_by_label("What was it?").press("End")
    page.get_by_label("What was it?").press_sequentially(" and back")
    expect(chip(page, "Fees & insurance")).to_be_checked()
    expense = save(page)
    assert (expense.category, expense.suggested) == ("fees", "transport")

    page.goto(f"/trips/{trip.slug}/expenses/new/")
    fill_expense(page, "45", "taxi to the airport and back")
    expect(chip(page, "Fees & insurance")).to_be_checked()
    expense = save(page)
    assert (expense.category, expense.suggested) == ("fees", "fees")


def test_what_was_chosen_by_hand_stays(page):
    fill_expense(page, "9", "")
    page.locator("summary", has_text="Category, receipts, note").click()
    page.locator("#id_category").get_by_role("radio", name="Health").check()
    page.get_by_label("What was it?").press_sequentially("Taxi")
    expect(chip(page, "Health")).to_be_checked()
    expect(chip(page, "Transport")).not_to_be_checked()
    assert save(page).category == "health"


def test_without_scripts_the_form_is_as_it_was(window, trip, zoe, friends):
    page = window(zoe.user, java_script_enabled=False)
    page.goto(f"/trips/{trip.slug}/expenses/")
    add_expense(page, "45", "Taxi")
    assert Expense.objects.latest("pk").category == ""
