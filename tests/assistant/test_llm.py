"""The door to the language model: the same answers from either kind of server, and in time whatever the server does."""

import asyncio
import time
from contextlib import aclosing

import pytest
from structlog.testing import capture_logs

from assistant.llm import Delta, Done, Failed, Message, Request, Why, chat, limits, look, structured
from assistant.llm.thinking import Thinking
from tests.assistant.conftest import let_see
from tests.expenses.corpus import jpeg
from tests.fakes.models import MODEL, SOME, TEXT, VISION, WORDS

ASKED = Request([Message("system", "Be brief."), Message("user", "How was it?")])
SCHEMA = {"type": "object", "properties": {"kind": {"enum": ["total"]}}, "required": ["kind"]}
SEEN = "".join(WORDS.findall(TEXT)[:SOME])  # what came before it broke
KEY = "canary-of-a-key"


async def all_of(request=ASKED):
    async with aclosing(chat(request)) as pieces:
        return [piece async for piece in pieces]


def text_of(pieces):
    return "".join(piece.text for piece in pieces if isinstance(piece, Delta))


# -- what is said ---------------------------------------------------------------------------------------------------------
def test_an_answer_comes_in_pieces_and_has_an_end(model, loop):
    pieces = loop(all_of())
    assert text_of(pieces) == TEXT
    assert len(pieces) > 5
    assert isinstance(pieces[-1], Done)
    assert model.is_free()


def test_what_was_asked_arrives_and_thinking_is_switched_off(model, provider, loop):
    loop(all_of())
    [body] = model.chats
    assert body["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "How was it?"},
    ]
    assert body["model"] == MODEL
    assert body["stream"] is True
    if provider == "ollama":
        assert (body["think"], body["keep_alive"]) == (False, "10m")
        assert body["options"] == {"num_ctx": 8192, "num_predict": 400, "temperature": 0.2}
    else:
        assert (body["max_tokens"], body["temperature"]) == (400, 0.2)


def test_a_form_is_filled_in_with_no_temperature(model, provider, loop):
    assert loop(structured(ASKED.messages, SCHEMA)) == {"kind": "total"}
    [body] = model.chats
    assert (body if provider == "openai" else body["options"])["temperature"] == 0
    assert SCHEMA in (body.get("format"), body.get("response_format", {}).get("json_schema", {}).get("schema"))


@pytest.mark.parametrize("said", ["no form at all", "[1]", '{"kind": "to', "[" * 20_000, "1e999"])
def test_what_is_no_form_is_a_failure(model, loop, said):
    model.fill = lambda messages, schema: None
    model.words_for = lambda asked: [said]
    try:
        assert isinstance(loop(structured(ASKED.messages, SCHEMA)), Failed)
    finally:
        del model.words_for


def test_thinking_is_never_shown(model, loop):
    model.mode = "thinking"
    assert text_of(loop(all_of())) == TEXT


@pytest.mark.parametrize("size", range(1, 9))
def test_thinking_is_found_wherever_it_is_cut(size):
    said, thinking = "a <b> <think>1 < 2</think>c<think>d</think> <thin", Thinking()
    shown = [thinking.without(said[place : place + size]) for place in range(0, len(said), size)]
    assert "".join(shown) + thinking.rest() == "a <b> c <thin"


# -- what goes wrong --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("mode", "why", "seen"),
    [
        ("silent", Why.SLOW, ""),
        ("slow", Why.SLOW, None),
        ("dribbling", Why.SLOW, None),
        ("error", Why.BROKEN, SEEN),
        ("cut", Why.BROKEN, SEEN),
        ("no_done", Why.BROKEN, SEEN),
        ("no_json", Why.BROKEN, SEEN),
        ("no_model", Why.NO_MODEL, ""),
        ("full", Why.BUSY, ""),
        ("refused", Why.REFUSED, ""),
        ("html", Why.BROKEN, ""),
        ("redirect", Why.BROKEN, ""),
        ("gzip_bomb", Why.BROKEN, ""),
        ("endless_line", Why.BROKEN, SEEN),
    ],
)
def test_each_mood_ends_in_time_with_why_and_what_was_said_by_then(model, loop, mode, why, seen):
    model.mode = mode
    began = time.monotonic()
    pieces = loop(all_of())
    assert time.monotonic() - began < 5
    assert pieces[-1] == Failed(why)
    assert not any(isinstance(piece, Done | Failed) for piece in pieces[:-1])
    if seen is not None:
        assert text_of(pieces) == seen
    assert pieces[-1].words
    assert model.is_free(within=2)
    assert not [asked for asked in model.asked if asked.path == "/elsewhere"]


def test_an_answer_without_end_is_cut(model, loop):
    model.mode = "endless"
    pieces = loop(all_of())
    assert pieces[-1] == Failed(Why.BROKEN)
    assert len(text_of(pieces)) <= limits().text
    assert model.is_free(within=2)


def test_what_is_no_text_becomes_a_sign_for_it(model, loop):
    model.mode = "invalid_utf8"
    pieces = loop(all_of())
    assert isinstance(pieces[-1], Done)
    assert "\N{REPLACEMENT CHARACTER}" in text_of(pieces)


def test_a_turn_has_an_end_even_where_each_token_is_in_time(model, loop, settings):
    settings.LLM_LIMITS = {**settings.LLM_LIMITS, "turn": 0.5}
    model.say, model.pause = lambda messages: "on and on " * 500, 0.05
    assert loop(all_of())[-1] == Failed(Why.SLOW)


def test_where_nobody_listens_that_is_told_at_once(model, loop, settings):
    settings.LLM_BASE_URL = "http://127.0.0.1:9/v1"
    began = time.monotonic()
    assert loop(all_of()) == [Failed(Why.UNREACHABLE)]
    assert time.monotonic() - began < 1
    assert loop(look()).why == Why.UNREACHABLE


def test_where_none_is_set_up_nothing_is_asked(fake, settings, loop):
    settings.LLM_PROVIDER = "none"
    assert loop(all_of()) == [Failed(Why.OFF)]
    assert loop(look()).why == Why.OFF


def test_a_prompt_that_would_not_fit_is_not_sent(model, loop):
    long = Request([Message("user", "é" * (limits().prompt // 2 + 1))])
    assert loop(all_of(long)) == [Failed(Why.LONG)]
    assert not model.asked


def test_whoever_leaves_hangs_up(model, loop):
    model.say, model.pause = lambda messages: "word " * 200, 0.02

    async def leave_early():
        async with aclosing(chat(ASKED)) as pieces:
            await anext(pieces)
            return model.open

    assert loop(leave_early()) == 1
    assert model.is_free(within=2)


def test_whoever_is_cancelled_hangs_up(model, loop):
    model.mode = "silent"

    async def give_up():
        waiting = asyncio.create_task(all_of())
        while not model.open:
            await asyncio.sleep(0.01)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    loop(give_up())
    assert model.is_free(within=2)


# -- what is kept to oneself -------------------------------------------------------------------------------------------------
def test_the_key_goes_to_the_server_and_into_no_log(model, loop, settings, caplog, capfd):
    settings.LLM_API_KEY = KEY
    with capture_logs() as logs:
        loop(all_of())
        model.mode = "refused"
        loop(all_of())
    assert [asked.headers["authorization"] for asked in model.asked] == [f"Bearer {KEY}"] * len(model.asked)
    assert [line["why"] for line in logs] == ["refused"]
    assert KEY not in f"{logs}{caplog.text}{capfd.readouterr()}"


def test_the_environment_has_no_say(model, loop, monkeypatch):
    """Neither in where it goes, nor in what is sent along."""
    monkeypatch.setenv("OLLAMA_HOST", "http://127.0.0.1:9")
    monkeypatch.setenv("OLLAMA_API_KEY", KEY)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert text_of(loop(all_of())) == TEXT
    [asked] = model.asked
    assert "authorization" not in asked.headers


# -- how it is -----------------------------------------------------------------------------------------------------------------
def test_a_look_lists_the_models(model, provider, loop):
    model.models = ["mistral:7b", MODEL]
    health = loop(look())
    assert (health.why, list(health.models)) == (None, [MODEL, "mistral:7b"])
    if provider == "ollama":
        assert (health.context, list(health.abilities)) == (131072, ["completion", "tools"])


def test_a_look_misses_a_model_that_is_not_there(model, loop):
    model.models = ["mistral:7b", "qwen3:8b"]
    health = loop(look())
    assert (health.why, list(health.models)) == (Why.NO_MODEL, ["mistral:7b", "qwen3:8b"])


@pytest.mark.parametrize(
    ("mode", "why"), [("silent", Why.SLOW), ("html", Why.BROKEN), ("redirect", Why.BROKEN), ("refused", Why.REFUSED)]
)
def test_a_look_at_a_server_in_a_bad_mood_says_so(model, loop, mode, why):
    model.mode = mode
    assert loop(look()).why == why


def test_a_server_of_another_dialect_is_asked_again_in_its_own(fake, settings, loop):
    """llama.cpp's Python server has forms too, and calls them otherwise."""
    from tests.assistant.conftest import use

    use(fake, "openai", settings)
    answer = fake.answer

    async def of_old(asked, line):
        if asked.json.get("response_format", {}).get("type") == "json_schema":
            return await line.whole(422, "Unprocessable Entity", b'{"error": {"message": "no such type"}}')
        return await answer(asked, line)

    fake.answer = of_old
    try:
        assert loop(structured(ASKED.messages, SCHEMA)) == {"kind": "total"}
    finally:
        del fake.answer
    assert [body["response_format"]["type"] for body in fake.chats] == ["json_schema", "json_object"]


# -- what is shown ----------------------------------------------------------------------------------------------------------
SHOWN = Request([Message("system", "Read."), Message("user", "This one.", pictures=[jpeg((300, 200))])], SCHEMA)


@pytest.fixture
def sighted(model, settings):
    return let_see(model, settings)


def test_a_picture_is_put_to_the_model_that_sees_as_it_is(sighted, loop):
    assert loop(structured(SHOWN.messages, SCHEMA)) == {"kind": "total"}
    assert sighted.chats[0]["model"] == VISION
    assert sighted.pictures == [jpeg((300, 200))]


def test_words_alone_go_to_the_other_one(sighted, loop):
    loop(all_of())
    assert sighted.chats[0]["model"] == MODEL
    assert sighted.chats[0]["messages"][1] == {"role": "user", "content": "How was it?"}


@pytest.mark.parametrize("name", ["none", ""])
def test_where_no_model_sees_nothing_is_asked(model, loop, settings, name):
    settings.LLM_VISION_MODEL = name
    assert loop(all_of(SHOWN)) == [Failed(Why.OFF)]
    assert not model.asked


def test_a_model_that_is_not_there_or_is_blind_is_told(sighted, loop, settings):
    sighted.models = [MODEL, "another:1b"]
    assert loop(all_of(SHOWN)) == [Failed(Why.NO_MODEL)]
    settings.LLM_VISION_MODEL = MODEL
    assert loop(all_of(SHOWN)) == [Failed(Why.BROKEN)]


def test_what_is_no_picture_is_refused_by_the_server(sighted, loop):
    """So the fake would notice if what we sent were none."""
    assert loop(all_of(Request([Message("user", "?", pictures=[b"\xff\xd8\xffno"])]))) == [Failed(Why.BROKEN)]
    assert not sighted.pictures


def test_looking_has_more_time_than_reading_and_an_end_all_the_same(sighted, loop, settings):
    settings.LLM_LIMITS = {**settings.LLM_LIMITS, "first": 0.2, "turn": 0.2, "seeing": 1.0}
    sighted.mode = "silent"
    began = time.monotonic()
    assert loop(all_of(SHOWN)) == [Failed(Why.SLOW)]
    assert 0.9 < time.monotonic() - began < 3


def test_the_log_knows_nothing_of_what_was_shown(sighted, loop, capfd):
    sighted.mode = "refused"
    with capture_logs() as logs:
        loop(all_of(SHOWN))
    [line] = logs
    assert set(line) == {"event", "log_level", "why", "provider", "model"}
