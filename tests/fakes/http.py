"""Enough of an HTTP/1.1 server to lie with: it can send what no framework would let through, and break off wherever it likes."""

import asyncio
import contextlib
import json
import socket
import struct
import threading
import time
from email.utils import formatdate

PATIENCE = 20
LOOK = 0.02  # seconds between two looks whether the client is still there


class Asked:
    """One request: its method, path, headers (small letters) and body."""

    def __init__(self, method, path, headers, body):
        self.method, self.path, self.headers, self.body = method, path, headers, body

    @property
    def json(self):
        return json.loads(self.body)


class Gone(Exception):
    """The server hangs up."""


class Line:
    """The connection to one client, as the server writes to it."""

    def __init__(self, writer):
        self.writer = writer

    async def send(self, data):
        self.writer.write(data)
        await self.writer.drain()

    async def head(self, status, reason, *, type_, **more):
        named = {"Content-Type": type_, "Date": formatdate(usegmt=True), **more}
        lines = [
            f"HTTP/1.1 {status} {reason}",
            *(f"{name.replace('_', '-')}: {value}" for name, value in named.items()),
        ]
        await self.send("\r\n".join([*lines, "", ""]).encode())

    async def whole(self, status, reason, body, *, type_="application/json; charset=utf-8", **more):
        await self.head(status, reason, type_=type_, Content_Length=len(body), **more)
        await self.send(body)

    async def chunk(self, data):
        """A piece of a body of unknown length, as Go's server sends it."""
        await self.send(b"%x\r\n%s\r\n" % (len(data), data))

    async def last_chunk(self):
        await self.send(b"0\r\n\r\n")

    def reset(self):
        """Not even a goodbye: the other end reads an error."""
        linger = struct.pack("ii", 1, 0)
        self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.writer.transport.abort()
        raise Gone


class HttpServer:
    """Serves from a thread of its own; `asked` is what came, `open` how many answers are in the making, `ended` how many are over."""

    def __init__(self):
        self.asked, self.open, self.most_open, self.ended = [], 0, 0, 0
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)

    def __enter__(self):
        self.thread.start()
        start = asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.server = asyncio.run_coroutine_threadsafe(start, self.loop).result(PATIENCE)
        self.port = self.server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        return self

    def __exit__(self, *_):
        asyncio.run_coroutine_threadsafe(self._stop(), self.loop).result(PATIENCE)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(PATIENCE)
        self.loop.close()

    def is_free(self, *, within=PATIENCE):
        """Whether no answer is in the making any more, in time."""
        deadline = time.monotonic() + within
        while self.open and time.monotonic() < deadline:
            time.sleep(LOOK)
        return not self.open

    async def _stop(self):
        self.server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader, writer):
        line = Line(writer)
        try:
            while asked := await self._read(reader):
                self.asked.append(asked)
                self.open += 1
                self.most_open = max(self.open, self.most_open)
                try:
                    await self._until_gone(reader, self.answer(asked, line))
                finally:
                    self.open -= 1
                    self.ended += 1
        except (Gone, ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _read(self, reader):
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        method, path, _ = head[0].split(" ")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:]) if name}
        return Asked(method, path, headers, await reader.readexactly(int(headers.get("content-length", 0))))

    async def _until_gone(self, reader, answering):
        """The answer, or until the client hangs up: a real server notices that and stops computing."""
        work = asyncio.ensure_future(answering)
        try:
            while not work.done():
                await asyncio.wait({work}, timeout=LOOK)
                if not work.done() and (reader.at_eof() or reader.exception()):
                    raise Gone
            await work
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)

    async def answer(self, asked, line):
        raise NotImplementedError
