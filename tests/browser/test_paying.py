"""Settling up by two people: paid, disputed, confirmed, undone; a code that a bank's app reads; the end of a trip, locked and unlocked."""

import io
import re

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from settlements.models import PaymentDetail
from tests.browser.conftest import LAPTOP, PHONE
from tests.browser.test_axe import faults
from tests.factories import ParticipantFactory, TripFactory, UserFactory
from tests.settlements.rows import spend

IBAN = "DE89370400440532013000"


@pytest.fixture
def pair(live_server):
    """Zoë, who owns the trip and paid a dinner, and David, who owes her €15.00."""
    trip = TripFactory()
    zoe, david = (
        ParticipantFactory(trip=trip, name=name, user=UserFactory(name=name), role=role, position=position)
        for position, (name, role) in enumerate([("Zoë", "owner"), ("David", "editor")])
    )
    spend(trip, 3000, by=zoe, among=[zoe, david])
    PaymentDetail.objects.create(participant=zoe, kind="iban", value=IBAN)
    return zoe, david


@pytest.fixture
def balances(pair):
    return f"/trips/{pair[0].trip.slug}/balances/"


def mark_paid(page, words):
    page.get_by_role("link", name=re.compile(rf"^{words} ?:")).click()
    expect(page.get_by_role("textbox", name=re.compile("Amount"))).to_have_value("15.00")
    page.get_by_role("button", name="Mark as paid").click()


def wider_than_the_window(page):
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_paid_disputed_confirmed_and_undone(window, pair, balances, size, script):
    zoe, david = (window(person.user, java_script_enabled=script, **size) for person in pair)
    david.goto(balances)
    mark_paid(david, "I paid it")
    expect(david.get_by_role("heading", name="All square")).to_be_visible()
    expect(david.get_by_role("button", name=re.compile("Confirm"))).to_have_count(0)

    zoe.goto(balances)
    expect(zoe.get_by_role("button", name=re.compile("Confirm"))).to_be_visible()
    zoe.get_by_role("link", name=re.compile("Something is wrong")).click()
    zoe.get_by_label("What is wrong?").fill("Only five arrived")
    zoe.get_by_role("button", name="Dispute it").click()
    expect(zoe.get_by_role("heading", name="One payment is disputed")).to_be_visible()

    david.goto(balances)
    expect(david.get_by_role("region", name="One payment is disputed")).to_contain_text("Only five arrived")
    assert not wider_than_the_window(david)
    david.get_by_role("region", name="One payment is disputed").get_by_role("link").click()
    expect(david.get_by_role("main")).to_contain_text("Only five arrived")

    zoe.goto(balances)
    zoe.get_by_role("button", name=re.compile("It is right now")).click()
    expect(zoe.get_by_role("heading", name="One payment is disputed")).to_have_count(0)
    david.goto(balances)
    expect(david.locator("#payment-list")).to_contain_text("Confirmed")
    david.locator("#payment-list").get_by_role("button", name=re.compile("Undo")).click()
    expect(david.get_by_role("heading", name="The plan")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_banks_app_reads_the_code_in_the_ticket(window, pair, balances, scheme):
    page = window(pair[1].user, color_scheme=scheme, device_scale_factor=3, **PHONE)
    page.goto(balances)
    page.get_by_text("How to pay").tap()
    code = page.locator(".ticket .qr svg")
    expect(code).to_be_visible()
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(code.screenshot())).convert("L"))
    assert found, "No camera reads it."
    assert found[0].text.split("\n")[5:8] == ["Zoë", IBAN, "EUR15"]
    assert not wider_than_the_window(page)


def test_the_ways_to_pay_can_be_seen_without_javascript(window, pair, balances):
    page = window(pair[1].user, java_script_enabled=False, **PHONE)
    page.goto(balances)
    page.get_by_text("How to pay").tap()
    page.get_by_role("link", name="See the ways to pay").tap()
    expect(page.locator(".qr svg")).to_be_visible()
    expect(page.get_by_role("heading", name="You pay Zoë")).to_be_visible()


def test_the_end_of_a_trip_is_locked_and_unlocked(window, pair, balances):
    zoe, david = window(pair[0].user, **PHONE), window(pair[1].user)
    zoe.goto(balances)
    mark_paid(zoe, "I got it")
    expect(zoe.get_by_role("heading", name="All square")).to_be_visible()
    zoe.get_by_role("button", name="Lock this trip").tap()
    expect(zoe.get_by_text("You locked this trip on")).to_be_visible()

    david.goto(balances)
    expect(david.get_by_text("Zoë locked this trip on")).to_be_visible()
    expect(david.get_by_role("link", name="Add", exact=True)).to_have_count(0)
    david.goto(balances.replace("/balances/", "/expenses/new/"))
    expect(
        david.get_by_text("Nothing in it can be changed").or_(david.get_by_text("This trip is locked"))
    ).not_to_have_count(0)
    expect(david.get_by_label("What was it?")).to_have_count(0)

    zoe.get_by_role("button", name="Unlock", exact=True).tap()
    expect(zoe.get_by_role("button", name="Lock this trip")).to_be_visible()
    david.goto(balances)
    expect(david.get_by_role("link", name="Add", exact=True)).to_be_visible()


def test_axe_finds_nothing_serious_where_a_ticket_is_open_or_all_is_square(window, pair, balances):
    page = window(pair[1].user, bypass_csp=True)
    page.goto(balances)
    page.get_by_text("How to pay").click()
    expect(page.locator(".ticket .qr svg")).to_be_visible()
    found = list(faults(page))
    mark_paid(page, "I paid it")
    expect(page.get_by_role("heading", name="All square")).to_be_visible()
    assert not [*found, *faults(page)]


UP_TO_DATE = """async () => {
  const fresh = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  const region = "[data-ts-region=content]";
  window.tsPatch(document.querySelector(region), fresh.querySelector(region), { force: false, deferred: false, changed: [] });
  htmx.process(document.querySelector(region));
}"""


def test_an_open_ticket_keeps_its_code_until_the_amount_is_another(window, pair, balances):
    zoe, david = pair
    page = window(david.user)
    page.goto(balances)
    opened, code = page.get_by_text("How to pay"), page.locator(".ticket .qr svg")
    opened.click()
    expect(code).to_be_visible()
    page.evaluate(UP_TO_DATE)
    expect(code).to_be_visible()

    spend(zoe.trip, 1000, by=zoe, among=[zoe, david])
    page.evaluate(UP_TO_DATE)
    expect(page.locator(".ticket .stub")).to_have_text("€20.00")
    expect(code).to_have_count(0)
    opened.click()
    opened.click()
    expect(code).to_be_visible()
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(code.screenshot())).convert("L"))
    assert "EUR20" in found[0].text
