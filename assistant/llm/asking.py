"""Asking the server that the settings name, with a limit to everything: time, prompt, answer. Leaving closes the connection."""

import asyncio
import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any, cast

import structlog
from django.conf import settings

from assistant.llm.events import (
    Delta,
    Done,
    Event,
    Failed,
    Health,
    JsonSchema,
    Message,
    Request,
    Server,
    ServerFault,
    Why,
)
from assistant.llm.thinking import Thinking
from tripsplit.seeing import can_see

logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds, tokens, bytes and characters."""

    connect: float = 2.0
    first: float = 60.0  # until the first token: a model may have to be loaded from disk
    between: float = 20.0
    turn: float = 180.0
    seeing: float = 120.0  # the whole turn of a model that looks at a picture: minutes, on a processor
    look: float = 5.0
    context: int = 8_192
    prompt: int = 7_000  # bytes, and so at most as many tokens: with the answer they fit into the context
    text: int = 16_384


def limits() -> Limits:
    return Limits(**settings.LLM_LIMITS)


def is_on() -> bool:
    return bool(settings.LLM_PROVIDER != "none")


def server(*, seeing: bool = False) -> Server:
    """The server that the settings name, with the model that reads or the one that sees. Raises ServerFault where there is none.

    Its client is imported here, by the first who asks.
    """
    if not (can_see() if seeing else is_on()):
        raise ServerFault(Why.OFF)
    now, model = limits(), settings.LLM_VISION_MODEL if seeing else settings.LLM_MODEL
    module, name = {
        "ollama": ("assistant.llm.ollama_server", "OllamaServer"),
        "openai": ("assistant.llm.openai_server", "OpenAIServer"),
    }[settings.LLM_PROVIDER]
    options: dict[str, Any] = {"connect": now.connect, "read": now.seeing if seeing else now.first}
    if settings.LLM_PROVIDER == "ollama":
        options["context"] = now.context
    made = getattr(import_module(module), name)
    return cast("Server", made(url=settings.LLM_BASE_URL, model=model, key=settings.LLM_API_KEY, **options))


async def chat(request: Request) -> AsyncGenerator[Event, None]:
    """The answer in pieces, then `Done` or `Failed`, one of them and nothing after it. Close it (`aclosing`) to hang up."""
    now = limits()
    if request.size > now.prompt:
        yield Failed(Why.LONG)
        return
    if request.shows:
        now = replace(now, first=now.seeing, turn=now.seeing)
    try:
        async with aclosing(_limited(server(seeing=request.shows).stream(request), now)) as pieces:
            async for piece in pieces:
                yield piece
    except ServerFault as fault:
        model = settings.LLM_VISION_MODEL if request.shows else settings.LLM_MODEL
        logger.warning("llm_failed", why=fault.why.value, provider=settings.LLM_PROVIDER, model=model)
        yield Failed(fault.why)


async def _limited(pieces: AsyncGenerator[Delta | Done, None], now: Limits) -> AsyncGenerator[Delta | Done, None]:
    clock = asyncio.get_running_loop().time
    end, wait, room, thinking = clock() + now.turn, now.first, now.text, Thinking()
    async with aclosing(pieces):
        while True:
            try:
                async with asyncio.timeout_at(min(end, clock() + wait)):
                    piece = await anext(pieces)
            except TimeoutError as fault:
                raise ServerFault(Why.SLOW) from fault
            except StopAsyncIteration as fault:  # no word that it was all
                raise ServerFault(Why.BROKEN) from fault
            if isinstance(piece, Done):
                if rest := thinking.rest():
                    yield Delta(rest)
                yield piece
                return
            wait, room = now.between, room - len(piece.text)
            if room < 0:
                raise ServerFault(Why.BROKEN)
            if text := thinking.without(piece.text):
                yield Delta(text)


async def structured(
    messages: Sequence[Message], schema: JsonSchema, *, most_tokens: int = 400
) -> dict[str, Any] | Failed:
    """A JSON object that was asked to follow the schema. Whether it does is for the caller to check: models promise nothing."""
    text, end = "", cast("Event", Failed(Why.BROKEN))
    async with aclosing(chat(Request(messages, schema, temperature=0.0, most_tokens=most_tokens))) as pieces:
        async for piece in pieces:
            if isinstance(piece, Delta):
                text += piece.text
            else:
                end = piece
    if isinstance(end, Failed):
        return end
    try:
        found = json.loads(text, parse_float=str)  # an amount is no float, not for a moment
    except (ValueError, RecursionError):
        return Failed(Why.BROKEN)
    return found if isinstance(found, dict) else Failed(Why.BROKEN)


async def look() -> Health:
    """How the server is, within a few seconds."""
    try:
        async with asyncio.timeout(limits().look):
            return await server().health()
    except ServerFault as fault:
        return Health(fault.why)
    except TimeoutError:
        return Health(Why.SLOW)
