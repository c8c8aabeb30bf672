"""The longest request that the site takes in. Django writes a body to the disk before it looks at anything, so this comes first."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]

MOST_BYTES = 105 * 2**20  # ten receipts of 10 MB, and the form around them
TOO_LONG = b"This is too much to send at once. Send fewer files, or smaller ones.\n"


def limit_bodies(application: Application, *, most: int = MOST_BYTES) -> Application:
    """The same application, to which a body of more than `most` bytes breaks off; its sender is told 413."""

    async def limited(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        announced, taken = _announced(scope), 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            return message if taken <= most else {"type": "http.disconnect"}

        if announced <= most:
            await application(scope, counted, send)
        if max(announced, taken) > most:
            await _refuse(send)

    return limited


def _announced(scope: dict[str, Any]) -> int:
    """The length that the request's head promises; 0 where it says nothing, or no number."""
    text: bytes = dict(scope["headers"]).get(b"content-length", b"")
    return int(text) if text.isdigit() else 0


async def _refuse(send: Send) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(TOO_LONG)).encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"cache-control", b"private, no-store"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": TOO_LONG})
