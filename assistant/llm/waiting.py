"""For ordinary views: wait for what a coroutine comes to, wherever they run."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar

T = TypeVar("T")


def waited_for(asking: Coroutine[Any, Any, T]) -> T:
    """What it returns, or raises. In a thread of its own: the caller's may have a loop already. It must not touch the database."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(copy_context().run, asyncio.run, asking).result()
