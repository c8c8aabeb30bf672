"""An expense said in a sentence: its form is there, filled in and marked, and nothing is saved that was not to be seen."""

import datetime
import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from expenses.models import Expense
from tests.assistant.conftest import use
from tests.browser.conftest import LAPTOP, PHONE, session_of
from tests.browser.steps import fill_expense, row
from tests.browser.test_axe import RUN
from tests.browser.test_categories import look
from tests.fakes.models import FakeModels

TAXI = "David paid 45 for the taxi with Kenji and me yesterday"
DOUBTFUL = "12 beers with Clara"
YESTERDAY = datetime.date(2026, 5, 2)
pytestmark = pytest.mark.usefixtures("today")
SIZES = pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])


@pytest.fixture
def open_list(window, trip, zoe, friends):
    def open_list(**options):
        page = window(zoe.user, **options)
        page.goto(f"/trips/{trip.slug}/expenses/")
        return page

    return open_list


@pytest.fixture
def model(settings):
    with FakeModels() as made:
        yield use(made, "ollama", settings)


def line(page):
    return page.locator("#say-sentence")


def say(page, sentence):
    line(page).fill(sentence)
    line(page).press("Enter")
    expect(page.get_by_text("Read from")).to_be_visible()


def amount(page):
    return page.get_by_role("textbox", name="Amount", exact=True)


def save(page):
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/expenses/")
    return Expense.objects.get()


@SIZES
def test_a_sentence_is_typed_looked_at_and_saved_by_the_keyboard(open_list, size, zoe, david, kenji):
    page = open_list(**size)
    expect(line(page)).to_be_in_viewport()
    say(page, TAXI)
    expect(page).to_have_url(re.compile("/expenses/new/$"))
    expect(line(page)).to_have_value(TAXI)
    expect(amount(page)).to_have_value("45.00")
    expect(page.get_by_label("What was it?")).to_have_value("taxi")
    expect(page.get_by_role("radio", name="Transport")).to_be_checked()
    expect(page.get_by_role("button", name="Save")).to_be_focused()
    expect(page.locator("[data-ts-announcer]")).to_contain_text("Look it over, then save.")
    assert Expense.objects.count() == 0
    look(page, "say-sure")
    page.keyboard.press("Enter")
    page.wait_for_url("**/expenses/")
    expect(row(page, "taxi")).to_contain_text("your part €15.00")
    expense = Expense.objects.get()
    assert (expense.category, expense.date) == ("transport", YESTERDAY)
    assert [payer.participant for payer in expense.payers.all()] == [david]
    assert {share.participant: share.amount for share in expense.shares.all()} == {zoe: 1500, david: 1500, kenji: 1500}


def test_what_is_doubtful_is_marked_until_it_is_changed(open_list):
    page = open_list(**PHONE)
    say(page, DOUBTFUL)
    expect(amount(page)).to_be_focused()
    expect(amount(page)).to_have_accessible_description("Please check: 12 may be a number of beers.")
    doubts = page.locator("[data-ts-doubt]")
    expect(doubts).to_have_count(2)
    look(page, "say-doubts")
    page.evaluate(AXE_SCRIPT)
    assert page.evaluate(RUN, None) == []
    amount(page).fill("14")
    expect(doubts).to_have_count(1)
    expect(amount(page)).to_have_accessible_description("")
    page.get_by_label("What was it?").fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Say in a few words what it was.")).to_be_visible()
    expect(page.get_by_label("What was it?")).to_be_focused()
    expect(doubts).to_have_count(1)  # a fault elsewhere settles nothing
    page.get_by_role("checkbox", name="Emily").uncheck()
    expect(doubts).to_have_count(0)
    say(page, TAXI)
    expect(amount(page)).to_have_value("45.00")
    page.go_back()
    expect(page).to_have_url(re.compile("/expenses/$"))
    expect(line(page)).to_have_value("")


def test_a_payment_is_led_to_its_own_form(open_list, david):
    page = open_list(**PHONE)
    say(page, "I paid David back 20 yesterday")
    expect(page.locator("[data-ts-announcer]")).to_contain_text("somebody paying somebody back")
    look(page, "say-payment")
    page.get_by_role("link", name="Record the payment").click()
    expect(page.get_by_label("To whom?")).to_have_value(david.ref)
    expect(page.get_by_label("When?")).to_have_value(str(YESTERDAY))
    expect(page.get_by_label("Amount")).to_have_value("20.00")


def test_without_scripts_it_is_an_ordinary_form(open_list, david):
    page = open_list(java_script_enabled=False, **PHONE)
    say(page, TAXI)
    expect(amount(page)).to_have_value("45.00")
    page.get_by_role("button", name="Fill in the form").click()
    expense = save(page)
    assert (expense.description, expense.amount) == ("taxi", 4500)


def test_offline_the_sentence_is_not_lost(browser, live_server, trip, zoe):
    with browser.new_context(base_url=live_server.url, **PHONE) as context:  # unwatched: Chromium calls it an error
        context.add_cookies([{"name": "ts_session", "value": session_of(zoe.user), "url": live_server.url}])
        page = context.new_page()
        page.goto(f"/trips/{trip.slug}/expenses/")
        line(page).fill(TAXI)
        context.set_offline(True)
        line(page).press("Enter")
        expect(page.get_by_text("No connection.")).to_be_visible()
        expect(line(page)).to_have_value(TAXI)


def test_what_a_model_reads_otherwise_waits_to_be_used_and_fills_only_its_fields(open_list, model, david):
    model.fill = lambda messages, schema: {
        "understood": True,
        "kind": "expense",
        "amount": "12",
        "currency": "EUR",
        "payer": "David",
        "receiver": "",
        "shared_by": [{"name": "David", "weight": 2}, {"name": "Kenji", "weight": 1}],
        "date": str(YESTERDAY),
        "description": "beers",
    }
    page = open_list(**PHONE)
    say(page, DOUBTFUL)
    expect(page.get_by_role("radio", name="Food & drink")).to_be_checked()
    page.get_by_label("What was it?").fill("Beers at the port")
    expect(page.get_by_text("A language model reads it so: David paid")).to_be_visible()
    expect(page.get_by_role("radio", name="Zoë")).to_be_checked()
    look(page, "say-model")
    page.get_by_role("button", name="Use this").click()
    expect(page.get_by_role("radio", name="David")).to_be_checked()
    expect(page.locator("details.ways")).to_have_attribute("open", "")  # nothing changes unseen
    expect(page.get_by_text("A language model reads it so")).to_have_count(0)
    expense = save(page)
    assert (expense.description, expense.amount, expense.date) == ("Beers at the port", 1200, YESTERDAY)
    assert [share.amount for share in expense.shares.order_by("-amount")] == [800, 400]


def test_a_rate_that_was_typed_is_no_rate_of_the_currency_that_a_model_reads(open_list, model, today):
    model.fill = lambda messages, schema: {
        "understood": True,
        "kind": "expense",
        "amount": "12",
        "currency": "GBP",
        "payer": "Zoë",
        "receiver": "",
        "shared_by": [],
        "date": str(today),
        "description": "beers",
    }
    page = open_list()
    say(page, DOUBTFUL)
    expect(page.get_by_text("A language model reads it so")).to_be_visible()
    page.get_by_label("Currency").select_option("USD")
    page.locator("summary", has_text="Another rate").click()
    page.get_by_role("radio", name="Another rate").check()
    page.locator("#id_rate").fill("0.90")
    page.get_by_label("Offer this rate for later expenses too").check()
    page.get_by_role("button", name="Use this").click()
    expect(page.get_by_label("Currency")).to_have_value("GBP")
    expect(page.get_by_role("radio", name="The usual rate")).to_be_checked()
    expect(page.locator("#id_rate")).to_have_value("")
    expect(page.locator("[name=keep_rate]")).not_to_be_checked()


def test_while_a_model_is_silent_the_form_is_used(open_list, model):
    model.mode = "silent"
    page = open_list()
    say(page, DOUBTFUL)
    amount(page).fill("14")
    assert save(page).amount == 1400


def test_a_page_of_text_is_refused_beneath_the_line_and_within_sight(open_list):
    page = open_list(**PHONE)
    say(page, "All of what we did. " * 100)
    expect(page.get_by_text("Say it in 300 characters at most")).to_be_in_viewport()
    expect(line(page)).to_be_focused()


def test_enter_in_an_empty_line_takes_nothing_away_that_was_typed(open_list, trip):
    page = open_list(**PHONE)
    page.goto(f"/trips/{trip.slug}/expenses/new/")
    fill_expense(page, "12", "Ferry")
    line(page).press("Enter")
    expect(page.get_by_text("Say it as you would to a friend")).to_be_visible()
    assert (amount(page).input_value(), page.get_by_label("What was it?").input_value()) == ("12", "Ferry")
    say(page, "x" * 400)
    expect(page.get_by_text("Say it in 300 characters at most")).to_be_visible()
    assert page.get_by_label("What was it?").input_value() == "Ferry"
    say(page, "Taxi 45")
    expect(amount(page)).to_have_value("45.00")


def test_what_no_sentence_says_stays_when_one_is_said_above_it(open_list, trip):
    page = open_list(**PHONE)
    page.goto(f"/trips/{trip.slug}/expenses/new/")
    fill_expense(page, "12", "Ferry")
    expect(page.get_by_role("radio", name="Transport")).to_be_checked()
    page.locator("summary", has_text="Category, receipts, note").click()
    page.locator("#id_category").get_by_role("radio", name="Fees & insurance").check()
    page.get_by_label("Note").fill("At night")
    page.locator("summary", has_text="Repeat").click()
    page.get_by_role("radio", name="Every week").check()
    say(page, "I paid David back 20")
    expect(page.get_by_role("link", name="Record the payment")).to_be_focused()
    expect(amount(page)).to_have_value("12")
    say(page, "Taxi 45")
    expect(amount(page)).to_have_value("45.00")
    expect(page.get_by_role("radio", name="Every week")).to_be_checked()
    expect(page.get_by_role("group", name="Suggested category").get_by_role("radio", name="Fees")).to_be_checked()
    look(page, "say-kept")
    expense = save(page)
    assert (expense.category, expense.suggested, expense.note) == ("fees", "transport", "At night")
    assert expense.repeat.unit == "week"


def test_the_arrow_stays_in_its_line_while_the_sentence_is_read(open_list):
    page = open_list(**PHONE)
    arrow = page.get_by_role("button", name="Fill in the form")
    at_rest = arrow.bounding_box()
    page.locator("#say").evaluate("form => form.classList.add('htmx-request')")
    assert arrow.bounding_box() == at_rest
