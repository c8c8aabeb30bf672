"""The door to the language model at real servers: Ollama where OLLAMA_HOST names one, llama.cpp where `make test-live` has started it.

What they say is their own; that it comes, ends, follows a form and stops when nobody listens is what is tested.
"""

import asyncio
import os
import time
import urllib.request
from contextlib import aclosing, suppress

import httpx
import pytest

from assistant.llm import Delta, Done, Failed, Message, Request, Why, chat, look, structured

ASKED = Request([Message("user", "Say in one short sentence that you are ready to travel.")], most_tokens=24)
FORM = {
    "type": "object",
    "properties": {"amount": {"type": "integer"}, "currency": {"enum": ["EUR", "USD"]}},
    "required": ["amount", "currency"],
    "additionalProperties": False,
}
PATIENT = {"first": 300.0, "between": 60.0, "turn": 600.0, "look": 20.0}


def ollama_at():
    """The address of a real Ollama that answers, and a model that it has."""
    host = os.environ.get("OLLAMA_HOST", "")
    url = host if "://" in host else f"http://{host}"
    with suppress(OSError, ValueError, KeyError, IndexError):
        if host and urllib.request.urlopen(f"{url}/api/tags", timeout=3).status == 200:
            models = httpx.get(f"{url}/api/tags").json()["models"]
            return url, os.environ.get("LLM_MODEL") or models[0]["name"]
    return None


@pytest.fixture(params=["ollama", "llama.cpp"])
def real(request, settings):
    """The settings point at a real server."""
    settings.LLM_LIMITS, settings.LLM_API_KEY = PATIENT, ""
    if request.param == "ollama":
        found = ollama_at()
        if found is None:
            pytest.skip("no Ollama answers at OLLAMA_HOST")
        settings.LLM_PROVIDER, (settings.LLM_BASE_URL, settings.LLM_MODEL) = "ollama", found
    else:
        url = os.environ.get("LIVE_OPENAI_URL", "")
        if not url:
            pytest.skip("make test-live starts llama.cpp's server")
        settings.LLM_PROVIDER, settings.LLM_BASE_URL = "openai", url
        settings.LLM_MODEL = httpx.get(f"{url}/models").json()["data"][0]["id"]
    return request.param


@pytest.fixture
def loop():
    with asyncio.Runner() as runner:
        yield runner.run


async def all_of(request):
    async with aclosing(chat(request)) as pieces:
        return [piece async for piece in pieces]


def test_an_answer_comes_in_pieces_and_has_an_end(real, loop):
    pieces = loop(all_of(ASKED))
    assert isinstance(pieces[-1], Done)
    assert len([piece for piece in pieces if isinstance(piece, Delta)]) > 1


def test_a_form_is_followed(real, loop):
    found = loop(structured(ASKED.messages, FORM, most_tokens=200))
    if isinstance(found, Failed):  # random weights may write digits without end, until there is no room
        assert (real, found.why) == ("llama.cpp", Why.BROKEN)
    else:
        assert isinstance(found["amount"], int)
        assert found["currency"] in {"EUR", "USD"}


def test_it_is_well_and_lists_its_model(real, loop, settings):
    health = loop(look())
    assert health.why is None
    assert settings.LLM_MODEL in health.models


def test_whoever_leaves_is_not_written_to_any_more(real, loop):
    """The server has room for the next one at once, who would wait if it still wrote."""

    async def leave():
        async with aclosing(chat(Request(ASKED.messages, most_tokens=4_000))) as pieces:
            await anext(pieces)

    loop(leave())
    began = time.monotonic()
    assert isinstance(loop(all_of(ASKED))[-1], Done)
    assert time.monotonic() - began < 60


def test_a_model_that_is_not_there_is_said_to_be_missing(real, loop, settings):
    if real != "ollama":
        pytest.skip("llama.cpp answers to any name")
    settings.LLM_MODEL = "nobody-has-this:1b"
    assert loop(all_of(ASKED)) == [Failed(Why.NO_MODEL)]
    assert loop(look()).why == Why.NO_MODEL
