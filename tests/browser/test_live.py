"""Two people on two screens: each sees within two seconds what the other changes, and nobody loses what they are doing."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LAPTOP, PHONE, watch
from tests.browser.steps import add_expense, fill_expense, is_marked, mark, row
from tests.crowd import crowd
from tests.servers import Site

PROMISED = 2  # seconds
TRIES = 3  # of which the quickest has to be as quick as that: the machine may be busy for once
MACHINE = 20_000  # milliseconds
# What a browser says when a stream is refused, which the page says in words.
REFUSED = re.compile(r"EventSource's response|status of 404")


@pytest.fixture(scope="module")
def site(prepared, tmp_path_factory):
    """A real server: the tests' own would keep a stream to itself until its end."""
    made = Site(tmp_path_factory.mktemp("live"), like=prepared)
    made.people = crowd(made, trips=10, readers=1)
    made.unused = list(made.people)
    made.start().wait()
    yield made
    made.stop()


@pytest.fixture
def slug(site):
    """A trip of Emily's and one reader's, for one test."""
    return site.unused.pop()


@pytest.fixture
def screen(browser, site, slug):
    """Opens a screen of the trip's owner (0) or of the other (1), on a page of the trip."""
    contexts, faults = [], []

    def open_screen(who, page, **options):
        where = site.servers[0].url
        context = browser.new_context(base_url=where, locale="en-GB", reduced_motion="reduce", **(options or LAPTOP))
        context.set_default_timeout(MACHINE)
        watch(context, faults)
        contexts.append(context)
        context.add_cookies([{"name": "ts_session", "value": site.people[slug][who][1], "url": where}])
        opened = context.new_page()
        opened.goto(f"/trips/{slug}/{page}")
        mark(opened)
        return opened

    yield open_screen
    for context in contexts:
        context.close()
    assert not [fault for fault in faults if not REFUSED.search(fault)]


def shows(thing, **options):
    expect(thing).to_be_visible(timeout=MACHINE, **options)
    return time.monotonic()


def edit(page, slug, what, **values):
    """Open an expense from the list, and its form."""
    page.goto(f"/trips/{slug}/expenses/")
    row(page, what).click()
    page.get_by_role("link", name="Edit").click()
    expect(page.get_by_label("What was it?")).to_have_value(what)


def test_what_one_adds_the_other_sees_on_every_page(screen):
    emily = screen(0, "expenses/")
    laptop, phone = screen(1, "expenses/"), screen(1, "balances/", **PHONE)
    activity, insights = screen(1, "activity/"), screen(1, "insights/", **PHONE)
    late = []
    for number in range(TRIES):
        add_expense(emily, "30.00", f"Dinner {number}")
        saved = time.monotonic()
        late.append(shows(row(laptop, f"Dinner {number}")) - saved)
        expect(phone.locator("#balance-list")).to_contain_text(f"{15 * (number + 1)}.00", timeout=MACHINE)
        shows(activity.get_by_role("link", name=f"Dinner {number}"))
        shows(insights.locator("#insight-list").get_by_role("link", name=f"Dinner {number}"))
        if not number:
            insights.locator("summary", has_text="As a table: by category").tap()
    shows(insights.get_by_role("region", name="By category, as a table").get_by_text("€90.00"))
    assert min(late) < PROMISED
    expect(laptop.locator(".head")).to_contain_text("€90.00")
    expect(laptop.locator("[data-ts-region=you]")).to_contain_text("€45.00")
    assert all(is_marked(page) for page in (laptop, phone, activity, insights)), "A page was loaded anew."


def test_an_expense_that_is_looked_at_changes_before_ones_eyes(screen, slug):
    emily = screen(0, "expenses/")
    add_expense(emily, "30.00", "Dinner")
    reader = screen(1, "expenses/", **PHONE)
    row(reader, "Dinner").click()
    expect(reader.get_by_role("heading", name="Dinner")).to_be_visible()
    reader.locator("#comment-list textarea").fill("Half a thought")
    edit(emily, slug, "Dinner")
    fill_expense(emily, "33.00", "Dinner")
    emily.get_by_role("button", name="Save").click()
    expect(reader.locator("#content")).to_contain_text("€33.00", timeout=MACHINE)
    expect(reader.locator("#expense-history li")).to_have_count(2)
    expect(reader.locator("#comment-list textarea")).to_have_value("Half a thought")
    expect(reader.locator("#comment-list textarea")).to_be_focused()


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_whoever_is_writing_loses_nothing_and_is_told(screen, slug, size):
    emily = screen(0, "expenses/")
    add_expense(emily, "30.00", "Dinner")
    writer = screen(1, "expenses/", **size)
    edit(writer, slug, "Dinner")
    writer.get_by_label("What was it?").fill("Dinner and wi")
    mark(writer)
    add_expense(emily, "5.00", "Tram")
    edit(emily, slug, "Dinner")
    fill_expense(emily, "44.00", "Supper")
    emily.get_by_role("button", name="Save").click()
    shows(writer.get_by_text("Emily changed this expense while you were writing"))
    writer.keyboard.type("ne")
    expect(writer.get_by_label("What was it?")).to_have_value("Dinner and wine")
    assert is_marked(writer)
    writer.get_by_role("button", name="Close this message").click()
    writer.get_by_role("button", name="Save").click()
    expect(writer.get_by_role("heading", name="Two versions")).to_be_visible()
    expect(writer.get_by_role("main")).to_contain_text("Supper")
    expect(writer.get_by_role("main")).to_contain_text("Dinner and wine")


def test_what_is_chosen_and_focused_in_a_list_stays_so(screen):
    emily = screen(0, "expenses/")
    add_expense(emily, "30.00", "Dinner")
    add_expense(emily, "8.00", "Coffee")
    reader = screen(1, "expenses/?select=1")
    box = reader.get_by_role("checkbox", name=re.compile("Dinner"))
    box.check()
    box.focus()
    add_expense(emily, "5.00", "Tram")
    shows(reader.get_by_role("checkbox", name=re.compile("Tram")))
    expect(box).to_be_checked()
    expect(box).to_be_focused()


def test_a_long_list_keeps_its_place_and_what_was_loaded_of_it(screen, site):
    long_trip = site.run("manage.py", "seed_demo", "--expenses", "150", "--seed", "7").split()[-1]
    emily, reader = screen(0, "expenses/"), screen(0, "expenses/")
    for page in (emily, reader):
        page.goto(f"/trips/{long_trip}/expenses/")
    rows = reader.locator("#expense-list a.row")
    at_first = rows.count()
    reader.locator("#expense-more").scroll_into_view_if_needed()
    expect(rows.nth(at_first)).to_be_attached()
    loaded = rows.count()
    last = rows.nth(loaded - 1)
    name, place = last.get_attribute("href"), last.bounding_box()["y"]
    add_expense(emily, "30.00", "Dinner on the last day")
    expect(row(reader, "Dinner on the last day")).to_have_count(1, timeout=MACHINE)
    assert rows.count() >= loaded
    same = reader.locator(f"#expense-list a.row[href='{name}']")
    expect(same).to_have_count(1)
    assert abs(same.bounding_box()["y"] - place) < 3


def test_an_open_explanation_stays_open_and_says_what_is_true_now(screen):
    emily = screen(0, "expenses/")
    add_expense(emily, "30.00", "Dinner")
    reader = screen(1, "balances/")
    for opened in ("Why?", "How to pay"):
        reader.get_by_text(opened).first.click()
    why = reader.locator(".ticket details[open] .story")
    ways = reader.locator(".ticket details[open] .ways")
    expect(why).to_contain_text("€15.00 in all", timeout=MACHINE)
    expect(ways).to_contain_text("has not said yet")
    add_expense(emily, "10.00", "Tram")
    expect(reader.locator(".ticket .stub")).to_contain_text("€20.00", timeout=MACHINE)
    expect(reader.locator(".ticket details[open]")).to_have_count(2)
    expect(why).to_contain_text("€20.00 in all", timeout=MACHINE)
    expect(ways).to_contain_text("has not said yet", timeout=MACHINE)


def test_who_was_offline_catches_up(screen):
    emily, reader = screen(0, "expenses/"), screen(1, "expenses/")
    reader.context.set_offline(True)
    add_expense(emily, "30.00", "Dinner")
    expect(row(reader, "Dinner")).to_have_count(0)
    reader.context.set_offline(False)
    shows(row(reader, "Dinner"))
    assert is_marked(reader)


def test_ones_own_change_does_not_bring_the_page_twice(screen):
    emily = screen(0, "expenses/")
    add_expense(emily, "30.00", "Dinner")
    asked = []
    emily.on("request", lambda request: request.resource_type == "fetch" and asked.append(request.url))
    reader = screen(1, "expenses/")
    shows(row(reader, "Dinner"))
    add_expense(emily, "5.00", "Tram")
    shows(row(reader, "Tram"))  # by then the event has come to the writer, too
    emily.wait_for_timeout(1000)
    assert not asked


def test_whoever_is_taken_off_the_trip_is_told(screen, site, slug):
    reader = screen(1, "expenses/")
    emily = screen(0, f"people/{site.people[slug][1][0]}/")
    emily.locator("form[action$='/deactivate/'] button").click()
    shows(reader.get_by_text("You can no longer see this trip"))
