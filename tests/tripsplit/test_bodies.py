"""A request that is too long is broken off and answered, before it fills the disk."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from asgiref.testing import ApplicationCommunicator

from tripsplit.asgi import application
from tripsplit.bodies import MOST_BYTES, TOO_LONG, limit_bodies

MOST = 10


def run(coroutine):
    """Run it on a loop of its own: where a browser's tests ran before, this thread's loop is taken."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


async def echo(scope, receive, send):
    """Reads like Django: all of the body first, and silence where the sender hangs up."""
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        body += message["body"]
        if not message["more_body"]:
            break
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


def answer(app, *chunks, length=None):
    """Status and body of the answer to a request that comes in these chunks."""
    headers = [] if length is None else [(b"content-length", str(length).encode())]
    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": headers}
    waiting = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    waiting.append({"type": "http.request", "body": b"", "more_body": False})
    sent, read = [], []

    async def receive():
        read.append(1)
        return waiting.pop(0)

    async def send(message):
        sent.append(message)

    run(app(scope, receive, send))
    return sent[0]["status"], sent[1]["body"], len(read)


def test_what_is_not_too_long_passes():
    assert answer(limit_bodies(echo, most=MOST), b"12345", b"67890", length=10)[:2] == (200, b"1234567890")


def test_a_body_that_says_it_is_too_long_is_not_read_at_all():
    assert answer(limit_bodies(echo, most=MOST), b"x" * 11, length=11) == (413, TOO_LONG, 0)


@pytest.mark.parametrize("length", [None, 3, "many"])
def test_a_body_that_is_longer_than_it_says_is_broken_off(length):
    assert answer(limit_bodies(echo, most=MOST), *[b"12345"] * 1_000, length=length) == (413, TOO_LONG, 3)


def test_what_is_no_request_passes():
    seen = []

    async def app(scope, receive, send):
        seen.append(scope["type"])

    run(limit_bodies(app)({"type": "lifespan"}, None, None))
    assert seen == ["lifespan"]


def test_the_site_stands_behind_it():
    async def visit():
        headers = [(b"host", b"localhost"), (b"content-length", str(MOST_BYTES + 1).encode())]
        scope = {"type": "http", "method": "POST", "path": "/health", "query_string": b"", "headers": headers}
        browser = ApplicationCommunicator(application, scope)
        return (await browser.receive_output())["status"]

    assert run(visit()) == 413
