"""Nothing of one trip is ever seen from another: its texts are marked, and every page, fragment, header and log line is searched."""

import logging
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.safety.markup import Markup
from tests.safety.surface import addresses, url_of
from tests.safety.world import build_world

MARK = "CANARY7Q"
SMALL = MARK.lower()  # found by search all the same, and not itself a mark where a page says again what was searched
FRAGMENTS = (
    "expense-list",
    "expense-more",
    "expense-sums",
    "expense-form",
    "trip-list",
    "participant-list",
    "people-form",
    "activity-list",
    "balance-list",
    "comment-list",
    "report-list",
)
# What the trip's own people find their marked texts by: by a word, by the beginning of one, in the trash, by what every row has.
SEARCHES = (
    f"q={SMALL}",
    "q=canary",
    f"q={SMALL}&trash=1",
    "kind=expense",
    "kind=expense&sums=1",
    "from=1970-01-01",
    "min=0",
)
MOST = 600  # pages of a crawl


@pytest.fixture
def world(db):
    return build_world(mark=f" {MARK}")


def said_to(browser, side):
    """Everything that a browser is told: (where, text) of pages, their fragments and headers, by address and by link."""
    waiting, seen, followed = [url_of(address, side) for address in addresses()], set(), set()
    waiting += [f"/trips/{side.trip.slug}/expenses/?{query}" for query in SEARCHES]
    while waiting and len(seen) < MOST:
        url = waiting.pop()
        if url in seen:
            continue
        seen.add(url)
        answer = browser.get(url)
        body = answer.getvalue().decode(errors="replace")
        yield url, f"{answer.headers}{body}"
        for target in FRAGMENTS:
            if answer.status_code == 200 and f'id="{target}"' in body:
                part = browser.get(url, headers={"HX-Request": "true", "HX-Target": target})
                yield f"{url}#{target}", f"{part.headers}{part.content.decode(errors='replace')}"
        links = (attributes.get("href", "") for tag, attributes in Markup(body).elements if tag == "a")
        for link in links:
            if link and link.startswith("/") and shape(link) not in followed:
                followed.add(shape(link))
                waiting.append(re.sub("#.*", "", link))
    assert len(seen) < MOST


def shape(link):
    """What a link asks for, whatever its values are: a page that can be narrowed leads to every combination of them."""
    address = urlsplit(link)
    return address.path, tuple(sorted(parse_qs(address.query)))


@pytest.mark.parametrize("role", ["owner", "editor", "viewer", "guest", "deactivated", "anonymous"])
def test_nothing_of_another_trip_is_told_to_anybody_else(world, browser_of, role, caplog):
    caplog.set_level(logging.DEBUG)
    told = list(said_to(browser_of(role), world.ours))
    assert len(told) > 20
    assert not [where for where, text in told if MARK in text]
    assert not [line for line in caplog.messages if MARK in line]


def test_the_trips_own_people_see_the_marks(world, browser_of):
    """The control: the marks are there to be found."""
    seen = [where for where, text in said_to(browser_of("stranger"), world.theirs) if MARK in text]
    assert len(seen) > 10


def test_no_ref_of_another_trip_is_told(world, browser_of):
    theirs = world.theirs
    secrets = [
        theirs.trip.slug,
        theirs.expense.ref,
        theirs.payment.ref,
        theirs.trip.reports.get().ref,
        *(person.ref for person in theirs.people.values()),
    ]
    for where, text in said_to(browser_of("owner"), world.ours):
        assert not [secret for secret in secrets if secret in text], where


@pytest.mark.parametrize("query", SEARCHES)
def test_a_search_finds_the_trips_own_rows_and_no_others(world, browser_of, query):
    ours, theirs = (f"/trips/{side.trip.slug}/expenses/?{query}" for side in (world.ours, world.theirs))
    page = browser_of("owner").get(ours).content.decode()
    assert world.theirs.expense.ref not in page
    control = browser_of("stranger").get(theirs).content.decode()
    shown = world.theirs.trashed_expense if "trash" in query else world.theirs.expense
    assert shown.ref in control
