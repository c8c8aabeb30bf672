"""The load: one process, any number of keep-alive connections, each sending its next request as soon as the last is answered.

It reads a job as JSON from standard input and writes what it saw to standard output. It speaks just enough HTTP/1.1 to cost little
beside a server; what it costs is in the result.
"""

import asyncio
import json
import resource
import sys
import time
import uuid
from collections import Counter

KEY = "{key}"  # in a path or a body: something fresh for each request


class Connection:
    """One client: a socket that is opened again where the server closes it."""

    def __init__(self, job):
        self.host, self.port = job["host"], job["port"]
        self.reader = self.writer = None

    async def ask(self, request):
        """The answer's status and the bytes of its body."""
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection(self.host, self.port)
        self.writer.write(request)
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status, *lines = head.split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines if line)
        number = int(status.split(" ")[1])
        size = await self._body(headers) if number not in (204, 304) else 0
        if headers.get("connection") == "close":
            self.close()
        return number, size

    async def _body(self, headers):
        if "content-length" in headers:
            return len(await self.reader.readexactly(int(headers["content-length"])))
        if headers.get("transfer-encoding") != "chunked":
            return len(await self.reader.read())  # until the server closes
        size = 0
        while length := int(await self.reader.readline(), 16):
            size += len(await self.reader.readexactly(length + 2)) - 2
        await self.reader.readline()
        return size

    def close(self):
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None


def request_of(job):
    """The bytes of one request; its keys are fresh each time."""
    key = uuid.uuid4().hex
    body = job["body"].replace(KEY, key).encode()
    lines = [f"{job['method']} {job['path'].replace(KEY, key)} HTTP/1.1", f"Host: {job['host_name']}"]
    lines += [f"{name}: {value}" for name, value in job["headers"].items()]
    if body:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def client(job, until, seen):
    """Ask until the time is up; what was under way then is still counted."""
    connection = Connection(job)
    while (started := time.perf_counter()) < until:
        try:
            status, size = await connection.ask(request_of(job))
        except (OSError, asyncio.IncompleteReadError) as fault:
            status, size = type(fault).__name__, 0
            connection.close()
        seen.append((time.perf_counter() - started, status, size))
    connection.close()


async def load(job):
    began, seen = time.perf_counter(), []
    until = began + job["seconds"]
    await asyncio.gather(*(client(job, until, seen) for _ in range(job["clients"])))
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "wall": time.perf_counter() - began,
        "times": [seconds for seconds, _, _ in seen],
        "statuses": Counter(str(status) for _, status, _ in seen),
        "bytes": max((size for _, _, size in seen), default=0),
        "client_cpu": used.ru_utime + used.ru_stime,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(load(json.load(sys.stdin)))))
