"""The whole story: two people, two browsers, from signing up to all square; and a friend who comes by a link, on a phone."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.steps import PASSWORD, add_expense, make_trip, pay_next, row, sign_up


def test_from_signing_up_to_all_square(window):
    zoe, david = window(), window()
    sign_up(zoe, "Zoë", "zoe@example.com")
    link = make_trip(zoe, "Lisbon", "David, Emily")
    add_expense(zoe, "30.00", "Dinner at Zé da Mouraria")

    sign_up(david, "David", "david@example.com")
    david.goto(link)
    david.get_by_role("button", name="I am David").click()
    expect(row(david, "Dinner at Zé da Mouraria")).to_contain_text("€10.00")
    add_expense(david, "12.00", "Taxi")

    zoe.get_by_role("link", name="Balances").click()
    expect(zoe.locator("#balance-list")).to_contain_text("€16.00")
    david.get_by_role("link", name="Balances").click()
    pay_next(david)
    expect(david.get_by_role("link", name=re.compile("^(I paid it|I got it|Mark as paid) ?:"))).to_have_count(1)
    pay_next(david)
    expect(david.get_by_role("heading", name="All square")).to_be_visible()
    zoe.reload()
    expect(zoe.get_by_role("heading", name="All square")).to_be_visible()
    zoe.goto("/trips/")
    expect(zoe.get_by_role("main")).to_contain_text(re.compile("all square", re.IGNORECASE))


def test_a_guest_joins_by_link_on_a_phone_and_gets_an_account_later(window):
    zoe, gul = window(), window(**PHONE)
    sign_up(zoe, "Zoë", "zoe@example.com")
    link = make_trip(zoe, "Lisbon", "Gül, David")

    gul.goto(link)
    gul.get_by_role("button", name="I am Gül").tap()
    expect(gul).to_have_url(re.compile(r"/expenses/$"))
    add_expense(gul, "9.00", "Pastéis")
    expect(row(gul, "Pastéis")).to_contain_text("€6.00")
    assert gul.evaluate("document.documentElement.scrollWidth <= innerWidth"), "The page is wider than the phone."

    gul.get_by_label("Your account").tap()
    gul.get_by_role("link", name="Add an e-mail").tap()
    gul.get_by_label("E-mail").fill("gul@example.com")
    gul.get_by_label("Password", exact=True).fill(PASSWORD)
    gul.get_by_label("Password (again)").fill(PASSWORD)
    gul.get_by_role("main").locator("form button[type=submit]").tap()
    expect(gul).to_have_url(re.compile(r"/accounts/$"))

    elsewhere = window()
    elsewhere.goto("/accounts/login/")
    elsewhere.get_by_label("E-mail").fill("gul@example.com")
    elsewhere.get_by_label("Password", exact=True).fill(PASSWORD)
    elsewhere.get_by_role("main").get_by_role("button", name="Log in").click()
    elsewhere.get_by_role("link", name=re.compile("Lisbon")).first.click()
    expect(row(elsewhere, "Pastéis")).to_contain_text("You paid")
