"""…/live/: a stream of the trip's changes, for those who may see it and as long as they may."""

import asyncio
import threading
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.asgi import Exchange, Loop
from tests.factories import ParticipantFactory, TripFactory, UserFactory
from tests.servers import PATIENCE
from trips import watching
from trips.history import begin_change
from trips.models import Trip
from trips.watching import Stream, look, watcher


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/live/"


@pytest.fixture
def loop(transactional_db):
    """The streams' own; afterwards nothing is left of them."""
    made = Loop()
    yield made
    made.close()
    assert nobody_is_left()


def nobody_is_left():
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if not len(watcher) and "trip-watcher" not in {thread.name for thread in threading.enumerate()}:
            return True
        time.sleep(0.02)
    return False


def change(trip):
    begin_change(trip, even_closed=True)
    return trip.revision


# -- who is let in ----------------------------------------------------------------------------------------------------------
def test_a_server_that_cannot_stream_answers_nothing_and_holds_nobody(client_of, zoe, url):
    answer = client_of(zoe).get(url)
    assert (answer.status_code, answer.content) == (204, b"")


def test_a_page_of_such_a_server_asks_for_no_stream(client_of, trip, zoe):
    assert "data-ts-live=" not in client_of(zoe).get(f"/trips/{trip.slug}/expenses/").content.decode()


def test_to_others_it_does_not_exist(client_of, client, stranger, url):
    assert client_of(stranger).get(url).status_code == 404
    assert client.get(url).status_code == 302


def test_nothing_is_sent_to_it(client_of, zoe, url):
    assert client_of(zoe).post(url).status_code == 405


# -- what is told ------------------------------------------------------------------------------------------------------------
def test_a_stream_opens_at_once_and_tells_of_each_change(client_of, trip, zoe, url, loop):
    client = client_of(zoe)

    async def watch():
        async with Exchange(client, url) as stream:
            assert (stream.status, stream.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
            assert stream.headers["cache-control"] == "private, no-store"
            assert stream.headers["x-accel-buffering"] == "no"
            assert await stream.until(lambda: "retry: 2000" in stream.body)
            assert not stream.events
            revision = await asyncio.to_thread(in_thread, change, trip)
            assert await stream.until(lambda: stream.events)
            return revision, stream.events

    revision, events = loop.run(watch())
    assert [(event.name, event.id, event.data) for event in events] == [
        ("change", str(revision), f'{{"revision": {revision}}}')
    ]


def in_thread(work, *arguments):
    """Database work off the loop; its thread's connection goes with it."""
    try:
        return work(*arguments)
    finally:
        connection.close()


def test_with_the_watcher_off_no_change_is_told(client_of, trip, zoe, url, loop, monkeypatch):
    """The control."""
    monkeypatch.setattr(watching, "look", lambda streams, *, rights: rights)
    client = client_of(zoe)

    async def watch():
        async with Exchange(client, url) as stream:
            await asyncio.to_thread(in_thread, change, trip)
            return await stream.until(lambda: stream.events, within=4 * watching.TICK)

    assert not loop.run(watch())


@pytest.mark.parametrize(
    ("query", "headers", "told"),
    [
        ("since=0", {}, True),
        ("since=3", {}, False),
        ("", {}, False),
        ("since=0", {"last_event_id": "3"}, False),
        ("since=3", {"last_event_id": "2"}, True),
        ("since=x", {"last_event_id": "9" * 40}, False),
    ],
)
def test_what_the_page_missed_before_it_connected_is_told_at_once(
    client_of, trip, zoe, url, loop, query, headers, told
):
    Trip.objects.filter(pk=trip.pk).update(revision=3)
    client = client_of(zoe)

    async def watch():
        async with Exchange(client, url, query=query, **headers) as stream:
            await stream.until(lambda: "retry" in stream.body)
            await stream.until(lambda: stream.events, within=PATIENCE if told else 0.2)
            return [event.id for event in stream.events]

    assert loop.run(watch()) == (["3"] if told else [])


def test_a_sign_of_life_comes_now_and_then_and_the_end_after_a_while(client_of, zoe, url, loop, monkeypatch):
    monkeypatch.setattr(watching, "HEARTBEAT", 0.02)
    monkeypatch.setattr(watching, "LONGEST", 0.2)
    client = client_of(zoe)

    async def watch():
        async with Exchange(client, url) as stream:
            assert await stream.until(lambda: stream.is_over)
            return stream.body, stream.events

    body, events = loop.run(watch())
    assert ": still here\n\n" in body
    assert not events


# -- room ----------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("limit", "status"), [("MOST_OF_ONE", 429), ("MOST", 503)])
def test_there_is_room_for_so_many(client_of, zoe, david, url, loop, monkeypatch, limit, status):
    monkeypatch.setattr(watching, limit, 1)
    client = client_of(zoe)

    async def watch():
        async with Exchange(client, url) as first:
            await first.until(lambda: first.body)
            async with Exchange(client, url) as second:
                refused = (second.status, second.headers.get("retry-after"))
        async with Exchange(client, url) as third:
            return refused, third.status

    assert loop.run(watch()) == ((status, "30"), 200)


def test_of_two_hundred_readers_who_went_away_nothing_is_left(client_of, zoe, url, loop):
    client = client_of(zoe)

    async def visit():
        async with Exchange(client, url) as stream:
            assert stream.status == 200
            await stream.until(lambda: stream.body)

    async def all_of_them():
        for _ in range(10):
            await asyncio.gather(*(visit() for _ in range(20)))

    loop.run(all_of_them())
    assert nobody_is_left()


# -- what it costs -------------------------------------------------------------------------------------------------------------
def streams_of(people):
    return [
        Stream(me=person, since=None, session_key="s", session_hash=person.user.get_session_auth_hash())
        for person in people
    ]


def ask(streams, **options):
    with CaptureQueriesContext(connection) as captured:
        look(streams, **options)
    return len(captured)


def test_a_tick_costs_one_query_however_many_are_watching(zoe, david):
    other = ParticipantFactory(trip=TripFactory(), user=UserFactory())
    assert ask(streams_of([zoe]), rights=False) == 1
    assert ask(streams_of([zoe, david, other] * 40), rights=False) == 1


def test_looking_at_rights_costs_two_more_and_a_change_asks_for_it(trip, zoe, david):
    assert ask(streams_of([zoe, david] * 40), rights=True) == 3
    streams = streams_of([zoe, david] * 40)
    change(trip)
    assert ask(streams, rights=False) == 3


def test_nobody_is_told_of_a_change_that_they_may_not_see(trip, zoe, client_of):
    """The session `s` exists for nobody, so the stream ends, and says nothing of the new revision."""
    (stream,) = streams_of([zoe])
    before = stream.revision
    change(trip)
    look([stream], rights=False)
    assert (stream.ending, stream.revision) == ("out", before)


def test_a_trip_in_the_trash_ends_its_streams(trip, zoe):
    (stream,) = streams_of([zoe])
    Trip.objects.filter(pk=trip.pk).update(deleted_at=trip.created_at)
    look([stream], rights=False)
    assert stream.ending == "gone"


def test_a_busy_database_ends_nothing(zoe, monkeypatch):
    (stream,) = streams_of([zoe])

    def busy(*_):
        raise watching.Error("database is locked")

    monkeypatch.setattr(watching, "end_where_it_must", busy)
    monkeypatch.setattr(watching.connections, "close_all", lambda: None)  # it would take the test's own with it
    assert not look([stream], rights=True)
    assert stream.ending is None
