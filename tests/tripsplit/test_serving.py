"""The server's handler: requests share a few threads and their open connections, and streams hold none of them."""

import asyncio
import threading

import pytest
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import path

from tests.asgi import Loop
from tripsplit.serving import PooledHandler

SEEN = []


def note(request):
    SEEN.append((threading.current_thread().name, id(connection.connection)))
    return HttpResponse("noted")


def query(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return note(request)


def close(request):
    connection.close()  # of a thread that no fixture knows
    return HttpResponse("closed")


async def drops():
    for drop in (b"drip ", b"drop"):
        await asyncio.sleep(0)
        SEEN.append((threading.current_thread().name, None))
        yield drop


def stream(request):
    return StreamingHttpResponse(drops())


async def asynchronous(request):
    await asyncio.sleep(0)
    return HttpResponse("later")


def fault(request):
    raise RuntimeError("On purpose.")


urlpatterns = [path(view.__name__, view) for view in (note, query, close, stream, asynchronous, fault)]


async def ask(handler, at):
    """The status and the body of one GET."""
    scope = {
        "type": "http", "method": "GET", "path": at, "query_string": b"", "headers": [(b"host", b"localhost")],
    }  # fmt: skip
    sent, asked, over = [], False, asyncio.Event()

    async def receive():
        nonlocal asked
        if asked:
            await over.wait()
            return {"type": "http.disconnect"}
        asked = True
        return {"type": "http.request", "body": b""}

    async def send(message):
        sent.append(message)

    await handler(scope, receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


@pytest.fixture(autouse=True)
def _pages(settings):
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = ["tripsplit.middleware.ResponseHeadersMiddleware"]
    SEEN.clear()


@pytest.fixture
def loop():
    """In a thread of its own: where a browser test ran before, the main thread's loop is taken."""
    loop = Loop()
    yield loop
    loop.close()


def test_requests_share_a_thread_and_its_open_connection(transactional_db, loop):
    async def story():
        handler = PooledHandler(threads=1)
        return [await ask(handler, at) for at in ("/query", "/query", "/query", "/close")]

    assert loop.run(story()) == [(200, b"noted")] * 3 + [(200, b"closed")]
    assert len(set(SEEN)) == 1


def test_no_more_requests_are_answered_at_once_than_there_are_threads(loop):
    async def story():
        handler = PooledHandler(threads=2)
        await asyncio.gather(*(ask(handler, "/note") for _ in range(20)))

    loop.run(story())
    assert len({thread for thread, _ in SEEN}) <= 2
    assert len(SEEN) == 20


def test_a_stream_holds_no_thread(loop):
    assert loop.run(ask(PooledHandler(threads=1), "/stream")) == (200, b"drip drop")
    assert {thread for thread, _ in SEEN} == {loop.thread.name}


def test_an_asynchronous_view_is_answered_too(loop):
    assert loop.run(ask(PooledHandler(threads=1), "/asynchronous")) == (200, b"later")


def test_a_fault_is_a_500_and_leaves_the_thread_to_the_next(caplog, loop):
    async def story():
        handler = PooledHandler(threads=1)
        return [(await ask(handler, at))[0] for at in ("/fault", "/note")]

    assert loop.run(story()) == [500, 200]


def test_nothing_but_http_is_spoken(loop):
    with pytest.raises(ValueError, match="websocket"):
        loop.run(PooledHandler(threads=1)({"type": "websocket"}, None, None))
