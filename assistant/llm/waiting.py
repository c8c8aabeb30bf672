"""For ordinary views: wait for what a coroutine comes to, wherever they run."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import Future
from contextvars import copy_context
from threading import Thread
from typing import Any, TypeVar

T = TypeVar("T")


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
