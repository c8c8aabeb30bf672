"""A view that waits for a model: as long as the coroutine takes, and not longer."""

import asyncio
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar

import pytest

from assistant.llm import Message, structured, waited_for, waited_for_offer
from assistant.llm.waiting import OFFERS
from tripsplit.serving import THREADS

GREETING = ContextVar("GREETING", default="")


def test_what_comes_of_it_is_returned_whether_or_not_the_caller_has_a_loop():
    GREETING.set("hello")

    async def ask():
        return GREETING.get()

    async def inside():
        return waited_for(ask())

    assert waited_for(ask()) == asyncio.run(inside()) == "hello"


def test_what_it_raises_is_raised():
    async def ask():
        raise LookupError("no")

    with pytest.raises(LookupError, match="no"):
        waited_for(ask())


def test_a_name_that_is_looked_up_for_long_holds_nobody_up(settings, monkeypatch):
    settings.LLM_PROVIDER, settings.LLM_BASE_URL = "ollama", "http://models.invalid:11434"
    released = threading.Event()

    def looks_up(*_args, **_more):
        released.wait(5)
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", looks_up)

    async def ask():
        try:
            async with asyncio.timeout(0.2):
                return await structured([Message("user", "Taxi")], {"type": "object"}, most_tokens=5)
        except TimeoutError:
            return "in time"

    started = time.monotonic()
    try:
        assert waited_for(ask()) == "in time"
        assert time.monotonic() - started < 3
    finally:
        released.set()


def test_what_is_only_offered_leaves_threads_for_the_pages():
    waiting, released = threading.Semaphore(0), threading.Event()

    async def ask():
        waiting.release()
        await asyncio.to_thread(released.wait, 5)
        return "an offer"

    assert OFFERS < THREADS
    with ThreadPoolExecutor(OFFERS) as others:
        found = [others.submit(waited_for_offer, ask()) for _ in range(OFFERS)]
        assert all(waiting.acquire(timeout=5) for _ in found)
        assert waited_for_offer(ask()) is None
        released.set()
        assert [each.result() for each in found] == ["an offer"] * OFFERS
    assert waited_for_offer(ask()) == "an offer"
