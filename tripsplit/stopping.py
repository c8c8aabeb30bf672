"""What has to end by itself when the server is asked to stop: the server waits for answers in the making, and a stream has no end."""

import signal
import threading
from collections.abc import Callable
from types import FrameType


def before_stopping(callback: Callable[[], None]) -> None:
    """Have `callback` run when this process gets SIGTERM, before the server's own doing.

    It interrupts whatever runs in the main thread, so it may take no lock. Nothing happens outside of the main thread, or where
    nobody handles the signal: the process ends at once then, and its streams with it.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    server = signal.getsignal(signal.SIGTERM)
    if not callable(server):
        return

    def stop(number: int, frame: FrameType | None) -> None:
        callback()
        server(number, frame)

    # An event loop's handlers are run by its wake-up file descriptor, which is written to all the same.
    signal.signal(signal.SIGTERM, stop)
