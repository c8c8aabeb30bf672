"""A reading takes minutes: signs of life meanwhile, the model's work ends with whoever leaves, and nobody else waits for it."""

import asyncio
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from assistant.models import Reading
from assistant.reading_receipts import services, waiting
from assistant.reading_views import STOPPED
from tests.asgi import Exchange, Loop
from tests.crowd import crowd, signed_in
from tests.expenses.receipt_rows import upload
from tests.fakes.models import MODEL, VISION, FakeModels
from tests.servers import PATIENCE, Site
from tripsplit.stopping import Tasks


@pytest.fixture
def on_loop(transactional_db):
    made = Loop()
    yield made
    made.close()


@pytest.fixture
def client(client_of, zoe, friends):
    return client_of(zoe)


def sending():
    return {
        "body": encode_multipart(BOUNDARY, {"receipts": upload(), "currency": "EUR"}),
        "content_type": MULTIPART_CONTENT,
        "hx_request": "true",
        "hx_target": "receipt-reading",
    }


def headers_of(sent):
    return {**sent, "content_length": str(len(sent["body"]))}


@pytest.fixture
def post(client, url):
    client.cookies["ts_csrf"] = "a" * 32
    sent = headers_of(sending() | {"x_csrftoken": "a" * 32, "origin": "http://localhost:8000"})
    return lambda: Exchange(client, url, **sent)


def test_the_card_comes_after_signs_of_life(post, eyes, on_loop, monkeypatch):
    monkeypatch.setattr(waiting, "HEARTBEAT", 0.05)
    eyes.pause = 0.02

    async def whole():
        async with post() as answer:
            assert answer.status == 200
            assert answer.headers["content-type"].startswith("text/html")
            assert "no-transform" in answer.headers["cache-control"]
            assert await answer.until(lambda: answer.is_over)
            return answer.body

    body = on_loop.run(whole())
    assert "Use it" in body
    assert len(body) - len(body.lstrip("\n")) > 2
    assert not Reading.objects.filter(ended_at=None).exists()


def test_the_first_sign_of_life_comes_at_once(post, eyes, on_loop):
    eyes.mode = "silent"

    async def first():
        async with post() as answer:
            assert await answer.until(lambda: answer.body)
            return answer.body

    assert on_loop.run(first()) == "\n"


def test_whoever_leaves_hangs_up_on_the_model(post, eyes, on_loop, settings):
    settings.LLM_LIMITS = {**settings.LLM_LIMITS, "seeing": 60.0}
    eyes.mode = "silent"

    async def leave():
        async with post() as answer:
            assert await answer.until(lambda: eyes.open)

    began = time.monotonic()
    on_loop.run(leave())
    assert eyes.is_free(within=3)
    assert time.monotonic() - began < 20
    assert not Reading.objects.filter(ended_at=None).exists()


def test_a_server_that_stops_says_so_and_has_ended_it(post, eyes, on_loop, monkeypatch):
    eyes.mode = "silent"
    monkeypatch.setattr(waiting, "stoppable", tasks := Tasks())

    async def whole(answer):
        assert await answer.until(lambda: answer.is_over)
        return answer.body

    async def stopped():
        async with post() as answer:
            assert await answer.until(lambda: eyes.open)
            await asyncio.to_thread(tasks.stop)
            return await whole(answer)

    async def begun_while_it_stops():
        async with post() as answer:
            return await whole(answer)

    assert STOPPED in on_loop.run(stopped())
    assert not Reading.objects.filter(ended_at=None).exists()
    assert STOPPED in on_loop.run(begun_while_it_stops())
    assert not Reading.objects.filter(ended_at=None).exists()


def test_who_leaves_while_the_picture_is_made_has_begun_nothing(post, eyes, on_loop, monkeypatch, read):
    began, goes_on = threading.Event(), threading.Event()

    def make_slowly(upload):
        began.set()
        assert goes_on.wait(PATIENCE)
        return b"picture"

    monkeypatch.setattr("assistant.reading_views.picture_of_upload", make_slowly)
    on_loop.run(post().left(began.is_set))
    goes_on.set()
    assert not Reading.objects.exists()
    assert read().status_code == 200


def test_who_leaves_while_it_begins_has_ended_it(on_loop, zoe, monkeypatch):
    begin, began, left = services.begin_reading, threading.Event(), threading.Event()

    def begin_slowly(*, me):
        began.set()
        assert left.wait(PATIENCE)
        return begin(me=me)

    async def begin_and_leave():
        async def work():
            async with services.being_read(zoe):
                raise AssertionError("It has been left.")

        task = asyncio.create_task(work())
        await asyncio.to_thread(began.wait, PATIENCE)
        task.cancel()
        left.set()
        with suppress(asyncio.CancelledError):
            await task

    monkeypatch.setattr(services, "begin_reading", begin_slowly)
    on_loop.run(begin_and_leave())
    assert [reading.ended_at is None for reading in Reading.objects.all()] == [False]


def test_of_two_that_begin_at_once_the_second_is_told(post, eyes, on_loop, monkeypatch):
    """It has looked at the limits before the first one began."""

    def refuse(*, me):
        raise services.StillReading

    async def whole():
        async with post() as answer:
            await answer.until(lambda: answer.is_over)
            return answer.body

    monkeypatch.setattr(services, "begin_reading", refuse)
    assert "Another receipt of yours is being read" in on_loop.run(whole())
    assert not eyes.asked


def test_a_fault_of_ours_is_said_and_leaves_nobody_reading(post, eyes, on_loop, monkeypatch):
    async def broken(picture):
        raise RuntimeError("ours")

    monkeypatch.setattr("assistant.reading_views.read", broken)

    async def whole():
        async with post() as answer:
            await answer.until(lambda: answer.is_over)
            return answer.body

    assert "Something broke on our side" in on_loop.run(whole())
    assert not Reading.objects.filter(ended_at=None).exists()


# -- the real server
@pytest.fixture(scope="module")
def silent():
    with FakeModels(mode="silent") as made:
        made.models = [MODEL, VISION]
        yield made


@pytest.fixture(scope="module")
def site(prepared, tmp_path_factory, silent):
    model = {"LLM_PROVIDER": "ollama", "LLM_BASE_URL": silent.url, "LLM_MODEL": MODEL, "LLM_VISION_MODEL": VISION}
    made = Site(tmp_path_factory.mktemp("reading"), like=prepared, **model)
    made.people = crowd(made, trips=1, readers=2)
    made.start(workers=1).wait()
    yield made
    made.stop()


def is_asked(model, by):
    """Whether so many wait for it, in time."""
    deadline = time.monotonic() + PATIENCE
    while model.open < by and time.monotonic() < deadline:
        time.sleep(0.02)
    return model.open == by


def test_two_slow_readings_keep_nobody_waiting(site, silent):
    """In one process; a form that is saved meanwhile is no slower than one that is saved alone."""
    [(slug, people)] = site.people.items()
    page = f"/trips/{slug}/expenses/"
    reader, *others = (signed_in(site.servers[0].url, session) for _, session in people)

    def took():
        began = time.monotonic()
        assert reader.get(page).status == 200
        return time.monotonic() - began

    took()
    alone = max(took() for _ in range(5))
    with ThreadPoolExecutor(max_workers=2) as threads:
        answers = [threads.submit(open_reading, each, slug) for each in others]
        assert is_asked(silent, 2), [answer.result() for answer in answers if answer.done()]
        meanwhile = max(took() for _ in range(5))
        assert silent.open == 2  # still at it
        for answer in answers:
            answer.result().close()
    assert meanwhile < max(4 * alone, 1.0)
    assert silent.is_free(within=10)


def test_a_server_that_is_asked_to_stop_ends_what_is_being_read(site, silent):
    [(slug, people)] = site.people.items()
    server = site.start(workers=1).wait()
    answer = open_reading(signed_in(server.url, people[0][1]), slug)
    assert is_asked(silent, 1)
    server.process.send_signal(signal.SIGTERM)
    assert STOPPED in answer.read().decode()
    assert server.process.wait(PATIENCE) is not None
    assert site.rows("SELECT 1 FROM assistant_reading WHERE ended_at IS NULL") == []


def open_reading(browser, slug):
    """The answer that has begun, unread."""
    import urllib.request

    form = browser.get(f"/trips/{slug}/expenses/new/")
    token = dict(form.form())["csrfmiddlewaretoken"]
    body = encode_multipart(BOUNDARY, {"receipts": upload(), "csrfmiddlewaretoken": token})
    headers = {"Content-Type": MULTIPART_CONTENT, "Origin": browser.url, "HX-Request": "true"}
    request = urllib.request.Request(f"{browser.url}/trips/{slug}/receipts/read/", data=body, headers=headers)
    return browser.opener.open(request, timeout=60)
