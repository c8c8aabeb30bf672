"""The main job by every way in: without JavaScript, by the keyboard alone, with htmx and no reload, and two at once."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, watch
from tests.browser.steps import (
    add_expense,
    check_focus,
    fill_expense,
    is_marked,
    make_trip,
    mark,
    pay_next,
    row,
    sign_up,
    tab_to,
)
from tests.safety.world import build_side


@pytest.fixture
def side(live_server):
    return build_side("Lisbon")


@pytest.fixture
def trip(side):
    return f"/trips/{side.trip.slug}"


def test_without_javascript_everything_of_the_main_job_works(window):
    page = window(java_script_enabled=False)
    sign_up(page, "Zoë", "zoe@example.com")
    make_trip(page, "Lisbon", "David")
    add_expense(page, "30.00", "Dinner")
    row(page, "Dinner").click()
    page.get_by_role("link", name="Edit", exact=True).click()
    fill_expense(page, "40.00", "Supper")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Expenses").first.click()
    row(page, "Supper").click()
    page.get_by_role("button", name="Delete").click()
    expect(row(page, "Supper")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("link", name="Expenses").first.click()
    expect(row(page, "Supper")).to_contain_text("€40.00")
    page.get_by_role("link", name="Balances").click()
    pay_next(page)
    expect(page.get_by_role("heading", name="All square")).to_be_visible()


def test_by_the_keyboard_alone_an_expense_is_added_and_a_payment_marked(window, side, trip):
    page = window(side.people["owner"].user, viewport=PHONE["viewport"])
    page.goto(f"{trip}/expenses/")
    tab_to(page, page.get_by_role("link", name="Add", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="New expense")).to_be_visible()
    amount = page.get_by_role("textbox", name="Amount", exact=True)
    if not amount.evaluate("element => element === document.activeElement"):
        tab_to(page, amount)
    page.keyboard.type("9.00")
    tab_to(page, page.get_by_label("What was it?"))
    page.keyboard.type("Tram")
    tab_to(page, page.get_by_role("checkbox", name="Kenji"))
    page.keyboard.press("Space")
    expect(page.get_by_role("checkbox", name="Kenji")).not_to_be_checked()
    page.keyboard.press("Enter")
    expect(row(page, "Tram")).to_be_visible()
    check_focus(page)

    page.goto(f"{trip}/balances/")
    tab_to(page, page.get_by_role("link", name=re.compile("^(I paid it|I got it|Mark as paid) ?:")).first)
    page.keyboard.press("Enter")
    button = page.get_by_role("button", name="Mark as paid")
    expect(button).to_be_visible()
    tab_to(page, button)
    page.keyboard.press("Enter")
    expect(page.locator("#payment-list li.row")).to_have_count(2)


def test_every_stop_of_the_keyboard_can_be_seen(window, side, trip):
    page = window(side.people["owner"].user, viewport=PHONE["viewport"])
    for path in ("expenses/", "expenses/new/", "balances/", "people/", "settings/"):
        page.goto(f"{trip}/{path}")
        for _ in range(40):
            page.keyboard.press("Tab")
            check_focus(page)


def test_a_focus_behind_the_bottom_bar_would_be_found(window, side, trip):
    page = window(side.people["owner"].user, viewport=PHONE["viewport"])
    page.goto(f"{trip}/people/")
    page.evaluate(
        """() => {
          const link = document.querySelector("main a.row");
          link.focus();
          const top = link.getBoundingClientRect().top;
          document.querySelector("nav.tabs").style.insetBlockEnd = `${innerHeight - top - 60}px`;
        }"""
    )
    with pytest.raises(AssertionError):
        check_focus(page)


def test_a_console_error_and_a_stopped_script_would_be_found(live_server, browser):
    context, faults = browser.new_context(base_url=live_server.url), []
    watch(context, faults)
    page = context.new_page()
    page.goto("/")
    with page.expect_request("**/csp-report"):
        page.evaluate("""document.body.insertAdjacentHTML("beforeend", '<p style="color: red">x</p>')""")
    page.evaluate("console.error('broken')")
    page.evaluate("setTimeout(() => { throw new Error('thrown') })")
    page.wait_for_timeout(100)
    context.close()
    assert "broken" in faults
    assert any("thrown" in fault for fault in faults)
    assert any("style-src" in fault for fault in faults)


def test_nothing_reloads_the_page(window, side, trip):
    page = window(side.people["owner"].user)
    page.goto(f"{trip}/expenses/new/")
    mark(page)
    fill_expense(page, "8.00", "Ferry")
    page.get_by_role("button", name="Save").click()
    expect(row(page, "Ferry")).to_be_visible()
    assert is_marked(page), "Adding reloaded the page."

    page.goto(f"{trip}/expenses/{side.expense.ref}/edit/")
    mark(page)
    fill_expense(page, "31.00", "Dinner for three")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("main")).to_contain_text("€31.00")
    assert is_marked(page), "Editing reloaded the page."

    page.goto(f"{trip}/expenses/{side.expense.ref}/")
    mark(page)
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    assert is_marked(page), "Deleting reloaded the page."
    page.get_by_role("button", name="Undo").click()
    expect(row(page, "Dinner for three")).to_be_visible()
    assert is_marked(page), "Undoing reloaded the page."

    page.goto(f"{trip}/balances/")
    mark(page)
    pay_next(page)
    expect(page.locator("#payment-list li.row:not(.gone)")).to_have_count(2)
    assert is_marked(page), "Marking as paid reloaded the page."


def test_the_preview_comes_from_the_server_while_one_types(window, side, trip):
    page = window(side.people["owner"].user)
    page.goto(f"{trip}/expenses/new/")
    for person in ("viewer", "guest", "unclaimed"):
        page.get_by_role("checkbox", name=side.people[person].name).uncheck()
    page.get_by_role("textbox", name="Amount", exact=True).press_sequentially("10.01")
    expect(page.locator(f"#part-{side.people['editor'].ref}")).to_contain_text(re.compile(r"5\.0[01]"))


def test_of_two_who_edit_the_second_sees_both_and_loses_nothing(window, side, trip):
    first, second = window(side.people["owner"].user), window(side.people["editor"].user)
    for page in (first, second):
        page.goto(f"{trip}/expenses/{side.expense.ref}/edit/")
    first.get_by_label("What was it?").fill("Dinner at Ramiro")
    first.get_by_role("button", name="Save").click()
    expect(first.get_by_role("main")).to_contain_text("Dinner at Ramiro")

    fill_expense(second, "33.00", "Dinner with wine")
    second.get_by_role("button", name="Save").click()
    expect(second.get_by_role("heading", name="Two versions")).to_be_visible()
    for words in ("Dinner at Ramiro", "Dinner with wine", "€30.01", "€33.00"):
        expect(second.get_by_role("main")).to_contain_text(words)
    second.get_by_role("button", name="Save mine over it").click()
    expect(second.get_by_role("heading", name="Two versions")).to_have_count(0)
    expect(second.get_by_role("main")).to_contain_text("Dinner with wine")
    side.expense.refresh_from_db()
    assert (side.expense.description, side.expense.amount, side.expense.version) == ("Dinner with wine", 3300, 3)
