"""…/ask/turns/<ref>/stream/: the words of an answer as they are made; replayed to whoever comes back, and never made twice."""

import asyncio
import json
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from assistant import working
from assistant.models import Question
from assistant.services import begin_words, keep_words
from assistant.streaming import frames, runs
from tests.asgi import Exchange, Loop
from tests.assistant.asked import address, asked
from tests.assistant.conftest import use
from tests.expenses.recording import record
from tests.fakes import talk
from tests.servers import PATIENCE

EXACT = "The figures above are exact all the same."


@pytest.fixture
def on_loop(transactional_db):
    """The streams' own; afterwards nothing is left of them."""
    made = Loop()
    yield made
    deadline = time.monotonic() + PATIENCE
    while len(runs.runs) and time.monotonic() < deadline:
        time.sleep(0.02)
    made.close()
    assert not len(runs.runs)


@pytest.fixture
def model(fake, settings):
    use(fake, "ollama", settings).say = talk.retell
    return fake


@pytest.fixture
def zoes(client_of, zoe, friends, on_loop):
    record(zoe.trip, zoe, friends, amount=14_200)
    return client_of(zoe)


@pytest.fixture
def question(zoes, trip, model):
    return asked(zoes, trip)


@pytest.fixture
def url(trip, question):
    return stream_of(trip, question)


def stream_of(trip, question):
    return f"{address(trip)}turns/{question.ref}/stream/"


async def kept(question):
    """The row as another process would see it."""

    def load():
        try:
            return Question.objects.get(pk=question.pk)
        finally:
            connection.close()

    return await asyncio.to_thread(load)


async def whole(client, url, **headers):
    async with Exchange(client, url, **headers) as stream:
        assert await stream.until(lambda: stream.is_over)
        return stream.events


def tokens(events):
    return [json.loads(event.data) for event in events if event.name == "token"]


def prose(events):
    return "".join(text for token in tokens(events) for text, _ in token["pieces"])


# -- what is told -------------------------------------------------------------------------------------------------------------
def test_the_answer_comes_first_then_its_words_then_the_end(zoes, question, url, model, on_loop):
    events = on_loop.run(whole(zoes, url))
    names = [event.name for event in events]
    assert names[:3] == ["status", "figures", "sources"]
    assert names[-1] == "done"
    assert set(names[3:-1]) == {"token"}
    assert [event.id for event in events] == [str(number) for number in range(1, len(events) + 1)]
    assert json.loads(events[1].data)[0]["minor"] == 14_200
    assert "€142.00" in prose(events)
    assert json.loads(events[-1].data) == {
        "state": "done",
        "words": "Worked out from the ledger, put into words by llama3.1:8b.",
    }
    question.refresh_from_db()
    assert (question.state, question.engine) == ("done", "model")


def test_it_may_not_be_kept_or_packed_on_its_way(zoes, url, on_loop):
    async def look():
        async with Exchange(zoes, url, accept_encoding="gzip") as stream:
            return stream.status, stream.headers

    status, headers = on_loop.run(look())
    assert (status, headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
    assert (headers["cache-control"], headers["x-accel-buffering"]) == ("no-store, no-transform", "no")
    assert "content-encoding" not in headers


def test_the_page_shows_the_words_afterwards(zoes, trip, url, on_loop):
    on_loop.run(whole(zoes, url))
    page = zoes.get(address(trip)).content.decode()
    assert page.count("€142.00") > 2
    assert "put into words by llama3.1:8b" in page
    assert "data-ts-stream" not in page


def test_where_no_model_is_set_up_the_answer_is_over_at_once(zoes, trip, settings, on_loop):
    settings.LLM_PROVIDER = "none"
    question = asked(zoes, trip)
    events = on_loop.run(whole(zoes, stream_of(trip, question)))
    assert [event.name for event in events] == ["status", "figures", "sources", "done"]


# -- coming back ----------------------------------------------------------------------------------------------------------------
def test_whoever_comes_later_hears_the_same_and_the_model_is_not_asked_again(zoes, url, model, on_loop):
    first = on_loop.run(whole(zoes, url))
    assert on_loop.run(whole(zoes, url)) == first
    assert on_loop.run(whole(zoes, url, last_event_id="3")) == first[3:]
    assert len(model.chats) == 1


@pytest.mark.parametrize("last", ["x", "-1", "9" * 40, "²"])
def test_an_odd_last_event_is_none(zoes, url, on_loop, last):
    assert on_loop.run(whole(zoes, url, last_event_id=last))[0].id == "1"


def test_two_readers_hear_one_story(zoes, url, model, on_loop):
    model.pause = 0.05

    async def both():
        return await asyncio.gather(whole(zoes, url), whole(zoes, url))

    first, second = on_loop.run(both())
    assert first == second
    assert len(model.chats) == 1


def test_whoever_is_back_in_a_moment_hears_the_rest(zoes, question, url, model, on_loop):
    model.pause = 0.05

    async def leave_and_return():
        async with Exchange(zoes, url) as stream:
            await stream.until(lambda: len(stream.events) >= 4)
            last = stream.events[-1].id
        return last, await whole(zoes, url, last_event_id=last)

    last, rest = on_loop.run(leave_and_return())
    assert rest[0].id == str(int(last) + 1)
    assert rest[-1].name == "done"
    assert json.loads(rest[-1].data)["state"] == "done"
    assert len(model.chats) == 1


def test_whoever_leaves_for_good_closes_the_upstream(zoes, question, url, model, on_loop, monkeypatch):
    monkeypatch.setattr(runs, "GRACE", 0.1)
    model.mode = "slow"

    async def leave():
        async with Exchange(zoes, url) as stream:
            await stream.until(lambda: model.open)

    on_loop.run(leave())
    assert model.is_free(within=2)

    async def until_kept():
        for _ in range(100):
            if (await kept(question)).is_over:
                return await kept(question)
            await asyncio.sleep(0.02)
        raise AssertionError("It is still running.")

    assert on_loop.run(until_kept()).state == "stopped"


def test_whoever_leaves_before_anything_is_said_loses_nothing(zoes, url, model, on_loop, monkeypatch):
    """What is taken on runs, whether or not the request that took it on is still there."""
    leaving = threading.Event()

    def slowly(question):
        assert leaving.wait(PATIENCE)
        time.sleep(0.2)
        return begin_words(question)

    monkeypatch.setattr(working, "begin_words", slowly)

    async def leave_and_return():
        async with Exchange(zoes, url):
            leaving.set()
        return await whole(zoes, url)

    events = on_loop.run(leave_and_return())
    assert json.loads(events[-1].data)["state"] == "done"
    assert len(model.chats) == 1


def test_a_sign_of_life_comes_while_the_model_says_nothing(zoes, url, model, on_loop, monkeypatch):
    monkeypatch.setattr(runs, "HEARTBEAT", 0.05)
    model.mode = "silent"

    async def wait():
        async with Exchange(zoes, url) as stream:
            return await stream.until(lambda: ": still here\n\n" in stream.body)

    assert on_loop.run(wait())
    assert model.is_free(within=5)


# -- another process --------------------------------------------------------------------------------------------------------------
@pytest.fixture
def elsewhere(question, url):
    """The question as another process has taken it on."""
    assert begin_words(question)
    question.refresh_from_db()
    return question


def test_what_another_process_tells_is_followed_to_its_end(zoes, elsewhere, url, model, on_loop, monkeypatch):
    monkeypatch.setattr(frames, "LOOK", 0.02)
    told = [*elsewhere.told, ("token", {"block": "paragraph", "pieces": [["Hello", False]]})]

    def keep(state, *more):
        try:
            assert keep_words(elsewhere.pk, [*told, *more], state)
        finally:
            connection.close()

    async def follow():
        async with Exchange(zoes, url) as stream:
            await stream.until(lambda: len(stream.events) == 3)
            await asyncio.to_thread(keep, Question.State.RUNNING)
            assert await stream.until(lambda: len(stream.events) == 4)
            await asyncio.to_thread(keep, Question.State.DONE, ("done", {"state": "done", "words": ""}))
            assert await stream.until(lambda: stream.is_over)
            return stream.events

    events = on_loop.run(follow())
    assert prose(events) == "Hello"
    assert events[-1].name == "done"
    assert not model.chats


def test_a_process_that_died_is_not_waited_for(zoes, elsewhere, url, on_loop, monkeypatch):
    monkeypatch.setattr(frames, "LOOK", 0.02)
    Question.objects.update(heard_at=timezone.now() - timedelta(seconds=30))
    events = on_loop.run(whole(zoes, url))
    assert json.loads(events[-1].data)["state"] == "stopped"


def test_a_reader_at_another_process_keeps_the_words_coming(zoes, question, url, model, on_loop, monkeypatch):
    """Nobody is left here, and somebody reads on there."""
    monkeypatch.setattr(runs, "GRACE", 0.05)
    model.pause, model.say = 0.05, lambda messages: f"{talk.retell(messages)} " * 3

    def want():
        try:
            Question.objects.filter(pk=question.pk).update(wanted_at=timezone.now())
        finally:
            connection.close()

    async def leave():
        async with Exchange(zoes, url) as stream:
            await stream.until(lambda: model.open)
            await asyncio.to_thread(want)
        for _ in range(300):
            if (await kept(question)).is_over:
                return await kept(question)
            await asyncio.to_thread(want)
            await asyncio.sleep(0.02)
        raise AssertionError("It is still running.")

    assert on_loop.run(leave()).state == "done"


# -- one at a time, and stopping ---------------------------------------------------------------------------------------------------
def test_a_person_has_one_answer_in_the_making(zoes, trip, question, url, model, on_loop, monkeypatch):
    monkeypatch.setattr(runs, "BEAT", 0.05)
    model.mode = "silent"
    second = asked(zoes, trip)

    async def both():
        async with Exchange(zoes, url) as first:
            await first.until(lambda: model.open)
            async with Exchange(zoes, stream_of(trip, second)) as other:
                assert await first.until(lambda: first.is_over)
                await other.until(lambda: other.events)
                return first.events[-1], model.most_open

    last, at_once = on_loop.run(both())
    assert json.loads(last.data)["state"] == "stopped"
    assert at_once <= 2


def test_stop_ends_it_and_keeps_what_was_said(zoes, trip, question, url, model, on_loop):
    model.pause, model.say = 0.1, lambda messages: f"{talk.retell(messages)} " * 20

    def press():
        try:
            return zoes.post(url.replace("stream/", "stop/"))
        finally:
            connection.close()

    async def stop():
        async with Exchange(zoes, url) as stream:
            await stream.until(lambda: tokens(stream.events))
            answer = await asyncio.to_thread(press)
            assert await stream.until(lambda: stream.is_over)
            return answer, stream.events, await kept(question)

    answer, events, row = on_loop.run(stop())
    assert answer.status_code == 303
    assert json.loads(events[-1].data) == {"state": "stopped", "words": f"Stopped. {EXACT}"}
    assert row.state == "stopped"
    assert model.is_free(within=2)
    page = zoes.get(address(trip)).content.decode()
    assert f"Stopped. {EXACT}" in page
    assert len(on_loop.run(whole(zoes, url))) >= 4


def test_an_old_question_is_not_put_into_words_any_more(zoes, question, url, model, on_loop):
    Question.objects.update(asked_at=timezone.now() - timedelta(minutes=6))
    events = on_loop.run(whole(zoes, url))
    assert json.loads(events[-1].data)["state"] == "stopped"
    assert not model.chats


# -- who is let in --------------------------------------------------------------------------------------------------------------------
def test_nobody_else_hears_it(client_of, client, zoes, david, stranger, url):
    assert client_of(david).get(url).status_code == 404
    assert client_of(stranger).get(url).status_code == 404
    assert client.get(url).status_code == 302
    assert zoes.post(url).status_code == 405


def test_a_server_that_cannot_stream_answers_nothing_and_begins_nothing(zoes, question, url, model):
    answer = zoes.get(url)
    assert (answer.status_code, answer.content) == (204, b"")
    question.refresh_from_db()
    assert question.state == "waiting"
    assert not model.chats


# -- a model in a bad mood -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("silent", "took too long"),
        ("dribbling", "took too long"),
        ("error", "broke off"),
        ("cut", "broke off"),
        ("no_model", "not installed"),
        ("full", "busy"),
        ("html", "broke off"),
        ("gzip_bomb", "broke off"),
        ("endless_line", "broke off"),
    ],
)
def test_whatever_the_model_does_the_answer_stands_and_it_is_said_in_time(
    zoes, trip, question, url, model, on_loop, mode, words
):
    model.mode = mode
    events = on_loop.run(asyncio.wait_for(whole(zoes, url), 10))
    assert [event.name for event in events][-2:] == ["error", "done"]
    assert words in json.loads(events[-1].data)["words"]
    assert EXACT in json.loads(events[-1].data)["words"]
    question.refresh_from_db()
    assert question.state == "failed"
    page = zoes.get(address(trip)).content.decode()
    assert "€142.00" in page
    assert words in page
    assert "CUDA" not in page
    assert model.is_free(within=2)


def test_an_endless_answer_ends(zoes, url, model, on_loop):
    model.mode = "endless"
    events = on_loop.run(asyncio.wait_for(whole(zoes, url), PATIENCE))
    assert events[-1].name == "done"
    assert len(prose(events)) < 17_000
    assert model.is_free(within=2)


def test_what_the_ledger_does_not_bear_out_is_left_out_and_that_is_said(zoes, trip, url, model, on_loop):
    model.say = talk.invent
    events = on_loop.run(whole(zoes, url))
    assert not tokens(events)
    assert "left out" in json.loads(events[-1].data)["words"]
