"""For ordinary views: wait for what a coroutine comes to, wherever they run."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import Future
from contextvars import copy_context
from threading import BoundedSemaphore, Thread
from typing import Any, TypeVar

OFFERS = 2  # threads of each process that may wait for what is only offered; the others go on showing pages (tripsplit.serving)

T = TypeVar("T")

_room = BoundedSemaphore(OFFERS)


def waited_for(asking: Coroutine[Any, Any, T]) -> T:
    """What it returns, or raises. In a thread of its own: the caller's may have a loop already. It must not touch the database.

    What it returns is told at once. The thread may take longer: nothing cuts short the look-up of a server's name.
    """
    told: Future[T] = Future()

    async def work() -> None:
        told.set_result(await asking)

    def run() -> None:
        try:
            asyncio.run(work())
        except BaseException as fault:
            if told.done():
                raise
            told.set_exception(fault)

    Thread(target=copy_context().run, args=(run,), name="waiting", daemon=True).start()
    return told.result()


def waited_for_offer(asking: Coroutine[Any, Any, T]) -> T | None:
    """The same for what a form can do without: None, and nobody is asked, while as many wait as may."""
    if not _room.acquire(blocking=False):
        asking.close()
        return None
    try:
        return waited_for(asking)
    finally:
        _room.release()
