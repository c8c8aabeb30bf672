"""What has to end by itself when the server is asked to stop: the server waits for answers in the making, and a stream has no end."""

import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

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
