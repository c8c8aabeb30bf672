"""What web process and worker say to each other: JSON behind its length, one question and one answer on a connection. No Django."""

import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

LONGEST = 8 * 2**20  # bytes of a message: a batch of vectors
LENGTH = 4
LONGEST_PATH = 100  # bytes of a socket's address; the kernel takes 107


class Silence(OSError):
    """The other side went away, said too much, or something that is no message."""


def send(connection: socket.socket, message: object) -> None:
    body = json.dumps(message).encode()
    connection.sendall(len(body).to_bytes(LENGTH, "big") + body)


def receive(connection: socket.socket, *, until: float) -> dict[str, Any]:
    """The next message, if it is there by `until` (time.monotonic). Raises Silence, and TimeoutError."""
    length = int.from_bytes(_exactly(connection, LENGTH, until), "big")
    if length > LONGEST:
        raise Silence("a message that is too long")
    try:
        message = json.loads(_exactly(connection, length, until))
    except ValueError as fault:
        raise Silence("no JSON") from fault
    if not isinstance(message, dict):
        raise Silence("no message")
    return message


def _exactly(connection: socket.socket, count: int, until: float) -> bytes:
    parts, missing = [], count
    while missing:
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        connection.settimeout(left)
        part = connection.recv(min(missing, 65_536))
        if not part:
            raise Silence("closed")
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


@contextmanager
def address_of(path: Path) -> Iterator[str]:
    """The path as a socket's address. One that is too long for the kernel goes by way of its folder's descriptor."""
    if len(os.fsencode(path)) <= LONGEST_PATH:
        yield str(path)
        return
    if sys.platform != "linux":
        raise OSError(f"{path} is too long for a socket.")
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
