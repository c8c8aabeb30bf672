"""Requests to the ASGI application inside of the test's process, on an event loop in a thread of its own: for what is streamed."""

import asyncio
import contextlib
import threading
import time

from tests.servers import PATIENCE
from tests.streams import parse
from tripsplit.asgi import application


class Loop:
    """An event loop in a thread; `run` waits here for what happens there."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def run(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(PATIENCE)

    def close(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(PATIENCE)
        self.loop.close()


class Exchange:
    """One request, as a server hands it to the application: `sent` is what the application said until now. A POST where it has a body."""

    def __init__(self, client, path, *, query="", body=b"", **headers):
        self.request_body = body
        self.scope = {
            "type": "http",
            "method": "POST" if body else "GET",
            "path": path,
            "query_string": query.encode(),
            "headers": [
                (b"host", b"localhost"),
                (b"cookie", "; ".join(f"{name}={cookie.value}" for name, cookie in client.cookies.items()).encode()),
                *((name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()),
            ],
        }
        self.sent, self.gone, self.asked = [], asyncio.Event(), False

    async def __aenter__(self):
        self.task = asyncio.create_task(application(self.scope, self._receive, self._send))
        await self.until(lambda: self.sent)
        return self

    async def __aexit__(self, *_):
        self.gone.set()
        await asyncio.wait_for(self.task, PATIENCE)

    async def left(self, when):
        """Begin it, and be gone once `when()` is so, whatever was sent by then."""
        self.task = asyncio.create_task(application(self.scope, self._receive, self._send))
        await self.until(when)
        await self.__aexit__()

    async def _receive(self):
        if self.asked:
            await self.gone.wait()
            return {"type": "http.disconnect"}
        self.asked = True
        return {"type": "http.request", "body": self.request_body, "more_body": False}

    async def _send(self, message):
        self.sent.append(message)

    @property
    def status(self):
        return self.sent[0]["status"]

    @property
    def headers(self):
        return {name.decode().lower(): value.decode() for name, value in self.sent[0]["headers"]}

    @property
    def body(self):
        return b"".join(message.get("body", b"") for message in self.sent[1:]).decode()

    @property
    def events(self):
        return list(parse(self.body.split("\n")))

    @property
    def is_over(self):
        return self.sent[-1]["type"] == "http.response.body" and not self.sent[-1].get("more_body")

    async def until(self, true, *, within=PATIENCE):
        """Wait until something is so; False if it never was."""
        deadline = time.monotonic() + within
        with contextlib.suppress(TimeoutError):
            while not true():
                if time.monotonic() > deadline:
                    return False
                await asyncio.sleep(0.01)
        return True
