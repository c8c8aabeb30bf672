"""HTTP to the one server that the operator named: no redirects, no proxies or keys picked up by the way, and an end to how much is read."""

import functools
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

import httpx

from assistant.llm.events import ServerFault, Why

MOST_BYTES = 4 * 2**20  # of one answer, with the wrapping of each token

WHY = {
    HTTPStatus.NOT_FOUND: Why.NO_MODEL,
    HTTPStatus.UNAUTHORIZED: Why.REFUSED,
    HTTPStatus.FORBIDDEN: Why.REFUSED,
    HTTPStatus.TOO_MANY_REQUESTS: Why.BUSY,
    HTTPStatus.SERVICE_UNAVAILABLE: Why.BUSY,
}


def why_of(status: int) -> Why:
    return WHY.get(HTTPStatus(status), Why.BROKEN) if status in HTTPStatus._value2member_map_ else Why.BROKEN


class _Counted(httpx.AsyncByteStream):
    """A body that is broken off where it does not end by itself: a client would keep an endless line in memory."""

    def __init__(self, inner: httpx.AsyncByteStream) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        read = 0
        async for part in self._inner:
            read += len(part)
            if read > MOST_BYTES:
                raise ServerFault(Why.BROKEN)
            yield part

    async def aclose(self) -> None:
        await self._inner.aclose()


class _Careful(httpx.AsyncHTTPTransport):
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await super().handle_async_request(request)
        if response.headers.get("content-encoding", "identity") != "identity":
            # We ask for none; what unpacks to more than it is would pass the count.
            await response.aclose()
            raise ServerFault(Why.BROKEN)
        if isinstance(response.stream, httpx.AsyncByteStream):
            response.stream = _Counted(response.stream)
        return response


@functools.cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


def _authorization(key: str) -> Callable[[httpx.Request], httpx.Request]:
    """Our key or none: the ollama client would send whatever OLLAMA_API_KEY holds."""

    def authorize(request: httpx.Request) -> httpx.Request:
        request.headers.pop("authorization", None)
        if key:
            request.headers["authorization"] = f"Bearer {key}"
        return request

    return authorize


def careful(*, key: str, connect: float, read: float) -> dict[str, Any]:
    """Arguments of an httpx client. Seconds; `read` is between two pieces of whatever size, so callers keep a clock of their own."""
    return {
        "transport": _Careful(verify=_tls(), trust_env=False),
        "trust_env": False,
        "follow_redirects": False,
        "auth": _authorization(key),
        "headers": {"Accept-Encoding": "identity"},
        "timeout": httpx.Timeout(read, connect=connect),
    }


@contextmanager
def in_our_words() -> Iterator[None]:
    """Whatever goes wrong between us and a server becomes a ServerFault; its own text is for nobody's eyes."""
    try:
        yield
    except (httpx.ConnectError, httpx.ConnectTimeout, ConnectionError) as fault:
        raise ServerFault(Why.UNREACHABLE) from fault
    except httpx.TimeoutException as fault:
        raise ServerFault(Why.SLOW) from fault
    except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL) as fault:
        raise ServerFault(Why.BROKEN) from fault
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as fault:
        # No JSON, or JSON of another shape than the protocol's.
        raise ServerFault(Why.BROKEN) from fault
