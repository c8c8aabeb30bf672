"""Why the plan has a payment: opened in its ticket on a phone and on a laptop, with JavaScript off, and the statement on paper."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LAPTOP, PHONE
from tests.browser.test_axe import faults
from tests.factories import ParticipantFactory, TripFactory, UserFactory
from tests.settlements.rows import pay, spend

SHOTS = os.environ.get("SCREENSHOTS")


@pytest.fixture
def people(live_server):
    trip = TripFactory(name="Lisbon")
    zoe = ParticipantFactory(trip=trip, name="Zoë", user=UserFactory(name="Zoë"), role="owner", position=0)
    david = ParticipantFactory(trip=trip, name="David", user=UserFactory(name="David"), position=1)
    emily = ParticipantFactory(trip=trip, name="Emily", position=2)
    everybody = [zoe, david, emily]
    spend(trip, 10000, by=zoe, among=everybody, description="Apartment in Alfama", category="accommodation")
    spend(trip, 3630, by=emily, among=everybody, description="Boat to Cacilhas", category="activities")
    spend(trip, 2420, by=zoe, among=[zoe, emily], description="Museum")
    for number in range(1, 8):
        spend(trip, 100 + number, by=zoe, among=everybody, description=f"Coffee {number}", category="food")
    pay(trip, 1000, sender=david, receiver=zoe)
    return zoe, david


def shot(page, name):
    """The page as it is, where somebody wants to look at it."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_a_ticket_says_why(window, people, size, colours):
    zoe, david = people
    page = window(david.user, color_scheme=colours, **size)
    page.goto(f"/trips/{zoe.trip.slug}/balances/")
    page.locator(".pass", has_text=re.compile("You\\s+pay")).get_by_text("Why?").click()

    picture = page.get_by_role("img", name="What the").first
    expect(picture).to_be_visible()
    expect(page.get_by_text("owe it to Zoë directly").last).to_be_visible()
    box = picture.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size["viewport"]["width"]
    letters = picture.locator("text").first.bounding_box()
    assert letters["height"] > 11  # as large as any small print
    assert page.evaluate("document.documentElement.scrollWidth") <= size["viewport"]["width"]
    shot(page, f"why-{size['viewport']['width']}-{colours}")


def test_without_javascript_why_is_a_page(window, people):
    zoe, david = people
    page = window(david.user, java_script_enabled=False)
    page.goto(f"/trips/{zoe.trip.slug}/balances/")
    page.locator(".pass", has_text=re.compile("You\\s+pay")).get_by_text("Why?").click()
    page.get_by_role("link", name="See what is behind it").locator("visible=true").click()
    expect(page.get_by_role("img", name="What the").first).to_be_visible()
    page.get_by_role("link", name=re.compile("more ?: David")).click()
    expect(page.get_by_role("heading", name="The lines that make it")).to_be_visible()


def test_a_statement_is_printed_without_what_cannot_be_pressed_on_paper(window, people):
    zoe, david = people
    page = window(david.user, color_scheme="dark")
    page.goto(f"/trips/{zoe.trip.slug}/balances/{david.ref}/")
    shot(page, "statement-dark")
    page.get_by_role("link", name="Print", exact=True).click()
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    page.emulate_media(media="print")
    for gone in (page.get_by_role("button", name="Print"), page.locator(".topbar"), page.locator(".tabs")):
        expect(gone).to_be_hidden()
    expect(page.get_by_text("Lisbon · David ·")).to_be_visible()
    expect(page.get_by_text("The lines add up.")).to_be_visible()
    ink = page.locator(".row strong").first.evaluate("element => getComputedStyle(element).color")
    assert ink == "rgb(0, 0, 0)"
    shot(page, "statement-print")
    lines = page.locator(".row")
    assert lines.count() > 9
    paper = page.pdf(format="A4", margin=dict.fromkeys(("top", "right", "bottom", "left"), "1cm"))
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1  # and no empty one after it


def test_axe_finds_nothing_serious_in_either(window, people):
    zoe, david = people
    page = window(david.user, bypass_csp=True)
    for address in (f"why/?from={david.ref}&to={zoe.ref}", f"balances/{david.ref}/?all=1"):
        page.goto(f"/trips/{zoe.trip.slug}/{address}")
        assert not list(faults(page))
