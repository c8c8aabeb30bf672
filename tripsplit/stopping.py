"""What has to end by itself when the server is asked to stop: the server waits for answers in the making, and a stream has no end."""

import asyncio
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType
from typing import Any

_callbacks: list[Callable[[], None]] = []


@dataclass(frozen=True, slots=True)
class _Stop:
    """What SIGTERM does: ours first, then the server's own."""

    server: Callable[[int, FrameType | None], object]

    def __call__(self, number: int, frame: FrameType | None) -> None:
        for callback in _callbacks:
            callback()
        self.server(number, frame)


def before_stopping(callback: Callable[[], None]) -> None:
    """Have `callback` run when this process gets SIGTERM, before the server's own doing.

    It interrupts whatever runs in the main thread, so it may take no lock.
    """
    _callbacks.append(callback)


def listen() -> None:
    """Hear SIGTERM from now on; called before each answer, since the server's own handler is there no sooner than its first request.

    Nothing happens outside of the main thread, or where nobody handles the signal: the process ends at once then, and its streams with it.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    server = signal.getsignal(signal.SIGTERM)
    if callable(server) and not isinstance(server, _Stop):
        # An event loop's handlers are run by its wake-up file descriptor, which is written to all the same.
        signal.signal(signal.SIGTERM, _Stop(server))


def cancel(task: asyncio.Task[Any]) -> None:
    """From any thread, and from what interrupts one."""
    with suppress(RuntimeError):  # a loop that is closed runs nothing any more
        task.get_loop().call_soon_threadsafe(task.cancel)


class Tasks:
    """Those that somebody waits for at this process, and that would not end for minutes."""

    def __init__(self) -> None:
        self._all: set[asyncio.Task[Any]] = set()
        self._stops = False

    def add(self, task: asyncio.Task[Any]) -> None:
        """Cancelled when the process is to stop; at once, where it is stopping already."""
        self._all.add(task)
        task.add_done_callback(self._all.discard)
        if self._stops:
            cancel(task)

    def discard(self, task: asyncio.Task[Any]) -> None:
        """It is about to end by itself, and may."""
        self._all.discard(task)

    def stop(self) -> None:
        """Cancel all, and all that begin from now on. Takes no lock."""
        self._stops = True
        for task in list(self._all):
            cancel(task)


stoppable = Tasks()
before_stopping(stoppable.stop)
