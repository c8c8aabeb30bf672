"""A model's server that each test sets its mood of, and settings that point at it, with little patience."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

import pytest

from tests.fakes.models import MODEL, VISION, FakeModels

# Seconds: what a mood does to us shows at once.
SHORT = {"connect": 2.0, "first": 2.0, "between": 1.0, "turn": 4.0, "look": 1.5}


@pytest.fixture(scope="session")
def one_fake_server():
    for client in ("ollama_server", "openai_server"):  # else the first mood pays for it, and its time is up
        import_module(f"assistant.llm.{client}")
    with FakeModels() as made:
        yield made


@pytest.fixture
def fake(one_fake_server):
    """The server of all tests, in a good mood and with nothing remembered."""
    fresh = FakeModels()
    for name in ("mode", "pause", "say", "fill", "models", "pictures"):
        setattr(one_fake_server, name, getattr(fresh, name))
    fresh.loop.close()
    one_fake_server.asked, one_fake_server.most_open, one_fake_server.ended = [], 0, 0
    return one_fake_server


@pytest.fixture(params=["ollama", "openai"])
def provider(request):
    return request.param


@pytest.fixture
def model(fake, provider, settings):
    """The fake server as the site's own, by either protocol."""
    return use(fake, provider, settings)


def use(fake, provider, settings):
    settings.LLM_PROVIDER, settings.LLM_MODEL, settings.LLM_API_KEY = provider, MODEL, ""
    settings.LLM_BASE_URL = fake.url + ("/v1" if provider == "openai" else "")
    settings.LLM_LIMITS = SHORT
    return fake


def let_see(fake, settings, **limits):
    """With a model that sees, too."""
    settings.LLM_VISION_MODEL, fake.models = VISION, [MODEL, VISION]
    settings.LLM_LIMITS = {**SHORT, "seeing": 2.0, **limits}
    return fake


@pytest.fixture
def loop():
    """Runs a coroutine to its end, as the site's own loop would; in a thread, since Playwright leaves a loop running in ours."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        runner = thread.submit(asyncio.Runner).result()
        yield lambda work: thread.submit(runner.run, work).result()
        thread.submit(runner.close).result()
