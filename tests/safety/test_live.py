"""An open page's stream, from real servers: quick, for those who may see the trip and as long as they may, and no burden to the others."""

import contextlib
import signal
import sqlite3
import time

import pytest

from tests.crowd import crowd, signed_in
from tests.safety.test_races import at_once
from tests.servers import PATIENCE, Site, changed, slug_of
from tests.streams import Stream

CHANGE, END = 2, 5  # seconds: what is promised
# How much longer a busy machine may take once; what is promised has to hold for the quickest of a few.
MACHINE = 20
TRIES = 3


@pytest.fixture(scope="module")
def two(prepared, tmp_path_factory):
    """A site with two servers, so that whoever reads at the second is surely in another process than who writes at the first."""
    made = Site(tmp_path_factory.mktemp("live"), like=prepared)
    made.readers = crowd(made, trips=10, readers=10)
    made.unused = list(made.readers)
    for server in (made.start(workers=1), made.start(workers=1)):
        server.wait()
    yield made
    made.stop()


@pytest.fixture
def owner(two):
    return two.browser().log_in()


@pytest.fixture
def slug(two):
    """A trip of the owner's and ten readers', for one test."""
    return two.unused.pop()


@pytest.fixture
def other(two):
    return two.unused.pop()


def readers(site, slug, many=1):
    """Some who take part: each one's ref, and a browser that is signed in, at the second server."""
    return [(ref, signed_in(site.servers[1].url, key)) for ref, key in site.readers[slug][1 : many + 1]]


def trip_form(owner):
    return changed(owner.get("/trips/new/").form("/trips/new/"), name="Others", people="Kenji", currency="EUR")


def add_expense(browser, slug, description="Taxi"):
    """Write an expense down, and the moment at which it was saved at the latest."""
    new = f"/trips/{slug}/expenses/new/"
    answer = browser.post(new, changed(browser.get(new).form(new), amount="12.50", description=description))
    assert answer.status == 303
    return time.monotonic()


def press(browser, page, action, **values):
    answer = browser.post(action, changed(browser.get(page).form(action), **values))
    assert answer.status in (302, 303), answer.body
    return time.monotonic()


def live(slug):
    return f"/trips/{slug}/live/"


def test_a_change_is_told_within_two_seconds_in_every_process(two, owner, slug):
    (_, reader), late = readers(two, slug)[0], []
    with Stream(owner, live(slug)) as here, Stream(reader, live(slug)) as there:
        for _ in range(TRIES):
            saved = add_expense(owner, slug)
            told = [stream.next("change", within=MACHINE) for stream in (here, there)]
            assert len({event.id for event in told}) == 1
            late.append(max(event.at for event in told) - saved)
    assert min(late) < CHANGE


def test_what_changed_between_the_page_and_its_stream_is_told_at_once(two, owner, slug):
    (_, reader) = readers(two, slug)[0]
    (revision,) = two.rows("SELECT revision FROM trips_trip WHERE slug = ?", slug)[0]
    add_expense(owner, slug)
    with Stream(reader, f"{live(slug)}?since={revision}") as stream:
        assert int(stream.next("change").id) > revision


def test_a_stream_tells_nothing_of_other_trips(two, owner, slug, other):
    with Stream(owner, live(slug)) as stream, Stream(owner, live(other)) as control:
        add_expense(owner, other)
        control.next("change")
        add_expense(owner, slug)
        (revision,) = two.rows("SELECT revision FROM trips_trip WHERE slug = ?", slug)[0]
        assert stream.next().id == str(revision)
        assert not list(stream.waiting())


def ends(stream, since):
    """Why a stream ended, and after how many seconds; nothing else was told before."""
    event = stream.next(within=MACHINE)
    assert event.name == "end"
    assert stream.is_over()
    return event.data, event.at - since


def test_whoever_is_taken_off_the_trip_hears_nothing_more(two, owner, slug):
    people, late = readers(two, slug, TRIES), []
    for ref, reader in people:
        with Stream(reader, live(slug)) as stream:
            page = f"/trips/{slug}/people/{ref}/"
            why, after = ends(stream, press(owner, page, f"{page}deactivate/"))
            assert why == "gone"
            late.append(after)
        assert reader.get(live(slug)).status == 404
    assert min(late) < END


def test_whoever_logs_out_hears_nothing_more(two, slug):
    late = []
    for _, reader in readers(two, slug, TRIES):
        with Stream(reader, live(slug)) as stream:
            why, after = ends(stream, press(reader, "/accounts/logout/", "/accounts/logout/"))
            assert why == "out"
            late.append(after)
        assert reader.get(live(slug)).status == 302
    assert min(late) < END


def test_a_deleted_trip_tells_nothing_more(two, owner, slug):
    (_, reader) = readers(two, slug)[0]
    with Stream(reader, live(slug)) as stream:
        page = f"/trips/{slug}/delete/"
        why, after = ends(stream, press(owner, page, page, name="Live"))
    assert why == "gone"
    assert after < MACHINE


def test_strangers_hear_nothing(two, owner):
    slug = slug_of(owner.post("/trips/new/", trip_form(owner)).location)
    (_, reader) = readers(two, next(iter(two.readers)))[0]
    assert reader.get(live(slug)).status == 404
    assert two.browser().get(live(slug)).status == 302


def test_a_reader_who_goes_away_leaves_room(two, owner, slug):
    """Of one person a process takes 24; more than twice as many come one after the other, and then too many at once."""
    (_, reader) = readers(two, slug)[0]
    for _ in range(50):
        Stream(reader, live(slug)).close()
    with contextlib.ExitStack() as stack:
        for _ in range(24):
            stack.enter_context(Stream(reader, live(slug)))
        refused = reader.get(live(slug))
    assert (refused.status, refused.headers["Retry-After"]) == (429, "30")


def test_two_hundred_streams_leave_the_pages_and_the_database_to_the_others(two, owner, slug):
    people = [reader for _, reader in readers(two, slug, 10)]
    with contextlib.ExitStack() as stack:
        opened = at_once(*[lambda reader=reader: [Stream(reader, live(slug)) for _ in range(20)] for reader in people])
        streams = [stack.enter_context(stream) for each in opened for stream in each]
        at_the_second = owner.at(two.servers[1].url)
        for _ in range(5):
            assert at_the_second.get(f"/trips/{slug}/expenses/").status == 200
        assert log_can_be_emptied(two)
        add_expense(at_the_second, slug)
        assert len({stream.next("change").id for stream in streams}) == 1
        assert not [event for stream in streams for event in stream.waiting()]
    assert len(streams) == 200


def log_can_be_emptied(site):
    """Whether SQLite's write-ahead log can be: a stream that held a transaction open would keep it from that for good."""
    with contextlib.closing(sqlite3.connect(site.database, timeout=10)) as connection:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not busy:
                return True
            time.sleep(0.05)
    return False


def test_a_server_that_is_asked_to_stop_does_not_wait_for_its_readers(two, owner, slug):
    server = two.start(workers=1).wait()
    with Stream(owner.at(server.url), live(slug)) as stream:
        server.process.send_signal(signal.SIGTERM)
        assert stream.is_over()
        assert server.process.wait(PATIENCE) is not None
        assert not list(stream.waiting())
