"""Every way of splitting on a phone: what is left is told while one types, what the preview says is saved, and a thumb hits everything."""

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from expenses.models import Expense
from tests.browser.conftest import PHONE
from tests.browser.steps import fill_expense, row
from tests.browser.test_axe import RUN
from tests.expenses.corpus import jpeg
from tests.factories import ParticipantFactory, TripFactory, UserFactory

NAMES = ("Zoë", "David", "Emily")
BILL = [("Fish", "9", "Zoë"), ("Wine", "6", "David"), ("Cake", "3", "Emily")]
LABELS = {
    "exact": "Amounts",
    "percent": "Percent",
    "shares": "By shares",
    "adjustment": "Plus or minus",
    "itemised": "Items",
}
TOO_SMALL = """() => [
    ...document.querySelectorAll("main :is(a.btn, button, select, .chip, summary, .check)"),
    ...document.querySelectorAll("main input:not([type=hidden], .chip *, .check *)"),
  ]
  .filter((it) => it.checkVisibility({ visibilityProperty: true }) && it.getBoundingClientRect().height < 43.5)
  .map((it) => it.outerHTML.slice(0, 120))"""
IS_WIDER = "document.documentElement.scrollWidth > innerWidth"


@pytest.fixture
def trip(live_server, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    trip = TripFactory()
    ParticipantFactory(trip=trip, name="Zoë", user=UserFactory(name="Zoë"), role="owner", position=0)
    for position, name in enumerate(NAMES[1:], start=1):
        ParticipantFactory(trip=trip, name=name, position=position)
    return trip


@pytest.fixture
def phone(window, trip):
    """The form of a new expense of €20.00, on a phone."""
    page = window(trip.participants.get(name="Zoë").user, **PHONE)
    page.goto(f"/trips/{trip.slug}/expenses/new/")
    fill_expense(page, "20.00", "Dinner")
    return page


def choose(page, method):
    page.locator(".ways > summary").tap()
    page.get_by_role("radio", name=LABELS[method], exact=True).tap()


def told(page):
    return page.locator("#expense-parts")


def save(page):
    page.get_by_role("button", name="Save").tap()
    expect(row(page, "Dinner")).to_be_visible()


def shares():
    return {share.participant.name: share.amount for share in Expense.objects.get().shares.all()}


def parts(page):
    return [re.sub(r"[^0-9.]", "", text) for text in page.locator(".split .money").all_text_contents() if text]


def test_amounts(phone):
    choose(phone, "exact")
    phone.get_by_label("Zoë’s amount").fill("10")
    phone.get_by_label("David’s amount").fill("2.90*2")
    expect(told(phone)).to_have_text("€4.20 left to assign")
    phone.get_by_role("button", name="Save").tap()
    expect(phone.locator("#id_participants_error")).to_contain_text("€4.20 left to assign")
    phone.get_by_label("Emily’s amount").fill("4.20")
    expect(told(phone)).to_contain_text("Each bears the amount")
    save(phone)
    assert shares() == {"Zoë": 1000, "David": 580, "Emily": 420}


def test_percent(phone):
    choose(phone, "percent")
    for name, percent in zip(NAMES, ("33.4", "33.3", "33.2"), strict=True):
        phone.get_by_label(f"{name}’s percentage").fill(percent)
    expect(told(phone)).to_have_text("0.1 % left to assign")
    phone.get_by_label("Emily’s percentage").fill("33.3")
    expect(told(phone)).to_contain_text("Divided by percent")
    save(phone)
    assert shares() == {"Zoë": 668, "David": 666, "Emily": 666}


def test_shares_that_are_kept_for_the_next_time(phone, trip):
    choose(phone, "shares")
    phone.get_by_label("Zoë’s number of shares").fill("3")
    expect(told(phone)).to_have_text("Divided into 5 shares.")
    phone.get_by_text("Keep this split").tap()
    phone.get_by_label("Its name").fill("Zoë’s family")
    save(phone)
    assert shares() == {"Zoë": 1200, "David": 400, "Emily": 400}
    phone.goto(f"/trips/{trip.slug}/expenses/new/")
    fill_expense(phone, "5.00", "Ice cream")
    phone.get_by_role("button", name="Zoë’s family").tap()
    expect(phone.get_by_label("Zoë’s number of shares")).to_have_value("3")
    expect(phone.get_by_label("What was it?")).to_have_value("Ice cream")
    expect(told(phone)).to_have_text("Divided into 5 shares.")


def test_plus_or_minus(phone):
    choose(phone, "adjustment")
    phone.get_by_label("What David bears more").fill("-20")
    expect(told(phone)).to_contain_text("David: This part would fall below zero.")
    phone.get_by_label("What David bears more").fill("-5")
    expect(told(phone)).to_contain_text("€8.33 each")
    shown = parts(phone)
    save(phone)
    assert [f"{minor / 100:.2f}" for minor in shares().values()] == shown


def test_items_with_a_tip(phone):
    choose(phone, "itemised")
    for place, (label, price, name) in enumerate(
        [("Fish", "9", "Zoë"), ("Wine", "6", "David"), ("Cake", "3", "Emily")], 1
    ):
        if place == 3:
            phone.get_by_role("button", name="Add a line").tap()
            expect(phone.get_by_label("Line 3: what it was")).to_be_focused()
        phone.get_by_label(f"Line {place}: what it was").fill(label)
        phone.get_by_label(f"Line {place}: price").fill(price)
        phone.get_by_role("group", name=f"Line {place}: who had it").get_by_role("checkbox", name=name).tap()
    expect(told(phone)).to_have_text("€2.00 left to assign")
    phone.get_by_label("Tip").fill("2")
    expect(told(phone)).to_contain_text("Each bears what they had")
    save(phone)
    assert shares() == {"Zoë": 1000, "David": 667, "Emily": 333}
    row(phone, "Dinner").tap()
    for text in ("Fish", "Wine", "Cake", "Tip"):
        expect(phone.get_by_role("main")).to_contain_text(text)


def test_several_payers_and_money_back(phone):
    phone.get_by_role("radio", name="Several…").tap()
    phone.get_by_label("What Zoë paid").fill("15")
    expect(phone.locator("#paid-words")).to_have_text("€5.00 left to assign")
    phone.get_by_label("What David paid").fill("5")
    expect(phone.locator("#paid-words")).to_have_text("")
    phone.get_by_text("Category, receipts, note").tap()
    phone.get_by_label("It is money back").check()
    expect(phone.get_by_text("Who got it back?")).to_be_visible()
    save(phone)
    expense = Expense.objects.get()
    assert (expense.kind, expense.payers.count()) == ("income", 2)


def test_another_currency_and_a_sum_by_the_keys_beside_the_amount(phone):
    phone.get_by_label("Currency").select_option("VND")
    amount = phone.get_by_role("textbox", name="Amount", exact=True)
    amount.fill("250000")
    phone.get_by_role("group", name="Work it out").get_by_text("×").tap()
    phone.keyboard.type("2")
    expect(phone.locator("#amount-words")).to_contain_text("₫500,000")
    phone.get_by_label("1 VND is").fill("0.00004")
    expect(phone.locator("#amount-words")).to_contain_text("worth €20.00")
    save(phone)
    assert Expense.objects.get().base_amount == 2000


def test_a_chosen_photo_outlives_a_form_that_comes_back(phone):
    phone.get_by_text("Category, receipts, note").tap()
    phone.get_by_label("Photos or PDFs").set_input_files(
        {"name": "Bill.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}
    )
    phone.get_by_label("What was it?").fill("")
    phone.get_by_role("button", name="Save").tap()
    expect(phone.locator("#id_description_error")).to_be_visible()
    phone.get_by_label("What was it?").fill("Dinner")
    save(phone)
    assert Expense.objects.get().live_receipts.count() == 1


def test_without_a_script_lines_are_added_and_the_bill_is_saved(window, trip):
    page = window(trip.participants.get(name="Zoë").user, **PHONE, java_script_enabled=False)
    page.goto(f"/trips/{trip.slug}/expenses/new/")
    fill_expense(page, "20.00", "Dinner")
    choose(page, "itemised")
    page.get_by_role("button", name="Add a line").tap()
    page.get_by_label("Line 3: what it was").fill("Fish")
    page.get_by_label("Line 3: price").fill("20")
    page.get_by_role("group", name="Line 3: who had it").get_by_role("checkbox", name="Emily").tap()
    save(page)
    assert shares() == {"Emily": 2000}


def test_every_way_fits_a_phone_and_axe_finds_nothing_serious(window, trip):
    page = window(trip.participants.get(name="Zoë").user, **PHONE, bypass_csp=True)
    page.goto(f"/trips/{trip.slug}/expenses/new/")
    fill_expense(page, "20.00", "Dinner")
    page.get_by_role("radio", name="Several…").tap()
    page.get_by_label("Currency").select_option("VND")
    page.get_by_text("Category, receipts, note").tap()
    page.locator(".ways > summary").tap()
    page.evaluate(AXE_SCRIPT)
    found = []
    for method, label in LABELS.items():
        page.get_by_role("radio", name=label, exact=True).tap()
        assert not page.evaluate(IS_WIDER), method
        assert page.evaluate(TOO_SMALL) == [], method
        found += page.evaluate(RUN, None)
    page.emulate_media(color_scheme="dark")
    found += page.evaluate(RUN, ["color-contrast"])
    assert not found, "\n".join(found)
