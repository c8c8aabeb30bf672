"""Server-sent events read from a real server: parsed frames with deadlines, for every page that streams."""

import contextlib
import http.client
import queue
import socket
import threading
import time
from dataclasses import dataclass, field

from tests.servers import PATIENCE


@dataclass
class Event:
    """What a browser would hand to a script; `at` is when it came, by the monotonic clock."""

    name: str
    data: str
    id: str
    at: float = field(default_factory=time.monotonic, compare=False)


def parse(lines):
    """Events of the lines of a stream, after the HTML standard; comments and retry times are passed over."""
    name, data, last_id = "", [], ""
    for line in lines:
        if not line:
            if data:
                yield Event(name or "message", "\n".join(data), last_id)
            name, data = "", []
            continue
        label, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if label == "event":
            name = value
        elif label == "data":
            data.append(value)
        elif label == "id" and "\0" not in value:
            last_id = value


class Stream:
    """An open stream of events, read by a thread of its own; used as a context, which closes the connection."""

    def __init__(self, browser, path, **headers):
        self.answer = browser.open(path, **headers)
        self.status, self.headers = self.answer.status, self.answer.headers
        self.socket = self.answer.fp.raw._sock
        self.events, self.ended = queue.Queue(), threading.Event()
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self):
        with contextlib.suppress(
            OSError, ValueError, http.client.HTTPException
        ):  # closed on our side, in the middle of a read
            for event in parse(line.decode().rstrip("\r\n") for line in self.answer):
                self.events.put(event)
        self.ended.set()

    def next(self, name=None, *, within=PATIENCE):
        """The next event (of this name, passing over others); AssertionError where none comes in time."""
        deadline = time.monotonic() + within
        while True:
            try:
                event = self.events.get(timeout=max(0, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"No event {name or ''} within {within} seconds.") from None
            if name in (None, event.name):
                return event

    def waiting(self):
        """What came until now."""
        with contextlib.suppress(queue.Empty):
            while True:
                yield self.events.get_nowait()

    def is_over(self, *, within=PATIENCE):
        return self.ended.wait(within)

    def close(self):
        with contextlib.suppress(OSError):  # it is closed already where the server was quicker
            self.socket.shutdown(socket.SHUT_RDWR)
        self.thread.join(PATIENCE)
        self.answer.close()
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
