"""An answer that takes minutes, over one request: a sign of life every few seconds, and the end of the work where nobody waits any more."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import suppress
from typing import Any

from tripsplit.stopping import stoppable

HEARTBEAT = 10.0  # seconds: proxies hang up on what is silent for a minute
SIGN_OF_LIFE = b"\n"  # nothing, in HTML


async def with_signs_of_life(work: Callable[[], Coroutine[Any, Any, str]], *, stopped: str) -> AsyncIterator[bytes]:
    """What `work` comes to, after as many signs of life as it takes; whoever stops listening cancels it.

    A server that is asked to stop does so, too: then `stopped` is said.
    """
    task = asyncio.create_task(work())
    stoppable.add(task)
    try:
        yield SIGN_OF_LIFE  # the answer has begun: from now on a proxy waits
        while not (await asyncio.wait({task}, timeout=HEARTBEAT))[0]:
            yield SIGN_OF_LIFE
        yield (stopped if task.cancelled() else task.result()).encode()
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
