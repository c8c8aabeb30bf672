"""Categories suggested: typed and accepted, overruled and remembered; nothing is saved that was not to be seen."""

import os

import pytest
from playwright.sync_api import expect

from expenses.models import Expense
from tests.browser.conftest import LAPTOP, PHONE
from tests.browser.steps import add_expense, fill_expense
from tests.expenses.recording import record


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


def test_a_suggestion_that_comes_too_late_takes_the_place_of_no_choice(page):
    page.route("**/categories/suggest/", lambda route: None)  # no answer ever comes
    page.locator("summary", has_text="Category, receipts, note").click()
    with page.expect_request("**/categories/suggest/"):
        fill_expense(page, "9", "Taxi")
    with page.expect_event("requestfailed"):  # given up
        page.locator("#id_category").get_by_role("radio", name="Health").check()
    assert save(page).category == "health"


def test_the_rest_is_looked_through_and_filed_at_once(page, trip, zoe, friends):
    for what in ("Taxi to the airport", "Ramiro", "Supermarket", "Boat trip to the caves with everybody who came"):
        record(trip, zoe, friends, description=what)
    page.goto(f"/trips/{trip.slug}/expenses/")
    page.get_by_role("link", name="Categorise the rest").click()
    expect(page.get_by_label("Taxi to the airport")).to_have_value("transport")
    look(page, "batch")
    page.get_by_label("Ramiro").select_option("Food & drink")
    page.get_by_label("Taxi to the airport").select_option("Skip")
    page.get_by_role("button", name="Save").dblclick()
    expect(page.locator("#toasts").get_by_text("Filed 3 expenses.")).to_be_visible()
    kept = dict(Expense.objects.values_list("description", "category"))
    assert (kept["Ramiro"], kept["Taxi to the airport"], kept["Supermarket"]) == ("food", "", "groceries")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#toasts").get_by_text("without a category again")).to_be_visible()
    assert {*Expense.objects.values_list("category", flat=True)} == {""}


def test_what_was_learnt_is_seen_and_forgotten(page, trip, zoe, friends):
    record(trip, zoe, friends, description="Taxi home", category="fees", suggested="transport")
    record(trip, zoe, friends, description="Ramiro", category="food")
    page.goto(f"/trips/{trip.slug}/settings/")
    page.get_by_role("link", name="See what was learnt").click()
    expect(page.get_by_text("Fees & insurance, instead of Transport")).to_be_visible()
    look(page, "learnt")
    page.get_by_role("button", name="Forget Taxi home").click()
    expect(page.get_by_text("Taxi home", exact=True)).to_have_count(0)
    page.goto(f"/trips/{trip.slug}/expenses/new/")
    fill_expense(page, "9", "Taxi home")
    expect(chip(page, "Transport")).to_be_checked()


def test_without_scripts_the_form_is_as_it_was(window, trip, zoe, friends):
    page = window(zoe.user, java_script_enabled=False)
    page.goto(f"/trips/{trip.slug}/expenses/")
    add_expense(page, "45", "Taxi")
    assert Expense.objects.latest("pk").category == ""
