"""Asking a trip, as people do: the figure is there at once, the words follow, and nothing that happens in between costs the answer."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LAPTOP, PHONE, watch
from tests.browser.steps import add_expense
from tests.crowd import crowd
from tests.fakes import talk
from tests.fakes.models import MODEL, FakeModels
from tests.fakes.wire import Wire
from tests.servers import Site

MACHINE = 20_000  # milliseconds
TESTS = 12  # each has a trip and a person of its own: how much one may ask in a minute is limited
# What a browser says of a stream that ends in the middle.
CUT = re.compile(r"ERR_|EventSource's response")
TOTAL = "How much did we spend in total?"
SIZES = pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])


@pytest.fixture(scope="module")
def models():
    with FakeModels() as made:
        yield made


@pytest.fixture(scope="module")
def site(prepared, tmp_path_factory, models):
    model = {"LLM_PROVIDER": "ollama", "LLM_BASE_URL": models.url, "LLM_MODEL": MODEL}
    made = Site(tmp_path_factory.mktemp("ask"), like=prepared, **model)
    made.people = crowd(made, trips=TESTS, readers=TESTS)
    made.unused = list(made.people)
    made.start().wait()
    yield made
    made.stop()


@pytest.fixture
def model(models):
    """In a good mood, and slow enough to watch."""
    models.mode, models.pause, models.say, models.asked = "normal", 0.15, talk.retell, []
    return models


@pytest.fixture
def screen(browser, site, model):
    """Opens the Ask page of a trip with one expense, as somebody who asks in no other; `at` is another way to the server."""
    contexts, faults = [], []
    slug = site.unused.pop()
    _, session = site.people[slug][1 + len(site.unused)]

    def open_screen(size=LAPTOP, *, at="", **options):
        where = at or site.servers[0].url
        context = browser.new_context(base_url=where, locale="en-GB", reduced_motion="reduce", **size, **options)
        context.set_default_timeout(MACHINE)
        watch(context, faults)
        contexts.append(context)
        context.add_cookies([{"name": "ts_session", "value": session, "url": where}])
        page = context.new_page()
        page.goto(f"/trips/{slug}/expenses/")
        if not page.get_by_text("Dinner").count():
            add_expense(page, "142.00", "Dinner")
        page.goto(f"/trips/{slug}/ask/")
        return page

    yield open_screen
    for context in contexts:
        context.close()
    assert not [fault for fault in faults if not CUT.search(fault)]


def ask(page, question=TOTAL):
    page.get_by_label("Ask about this trip").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".asked").last).to_have_text(re.compile(re.escape(question)))


def last_turn(page):
    return page.locator(".turn").last


def ended(page, words):
    expect(last_turn(page).locator("[data-ts-engine]")).to_contain_text(words, timeout=MACHINE)


@SIZES
def test_the_figure_is_there_at_once_and_the_words_stream_after_it(screen, model, size):
    page = screen(size)
    ask(page)
    turn = last_turn(page)
    expect(turn.locator(".answer-figures")).to_contain_text("€142.00")
    expect(turn.get_by_role("button", name="Stop")).to_be_visible()
    expect(turn.locator("[data-ts-words]")).to_contain_text("€142.00", timeout=MACHINE)
    ended(page, f"put into words by {MODEL}")
    expect(turn.get_by_role("button", name="Stop")).to_have_count(0)
    expect(turn).not_to_have_attribute("aria-busy", "true")
    assert len(model.chats) == 1
    turn.get_by_role("link", name="Dinner").click()
    expect(page.get_by_role("heading", name="Dinner")).to_be_visible()


def test_the_latest_answer_is_in_sight_above_the_field(screen):
    page = screen(PHONE)
    for _ in range(3):
        ask(page)
        ended(page, "put into words")
    expect(last_turn(page).locator(".answer-figures")).to_be_in_viewport()
    field = page.get_by_label("Ask about this trip").bounding_box()
    assert field["y"] + field["height"] < PHONE["viewport"]["height"]


@SIZES
def test_stop_ends_the_words_and_the_figure_stays(screen, model, size):
    model.say = lambda messages: f"{talk.retell(messages)} " * 30
    page = screen(size)
    ask(page)
    expect(last_turn(page).locator("[data-ts-words]")).to_contain_text("€142.00", timeout=MACHINE)
    last_turn(page).get_by_role("button", name="Stop").click()
    ended(page, "Stopped.")
    assert model.is_free(within=5)
    page.reload()
    ended(page, "Stopped.")
    expect(last_turn(page).locator(".answer-figures")).to_contain_text("€142.00")
    assert len(model.chats) == 1


def test_a_line_that_breaks_in_mid_stream_is_taken_up_where_it_was(screen, site, model):
    model.say = lambda messages: "\n".join(talk.facts_in(messages)[:1] * 5)
    with Wire(site.servers[0].port) as wire:
        page = screen(at=wire.url)
        ask(page)
        items = last_turn(page).locator("[data-ts-words] p")
        expect(items.first).to_be_visible(timeout=MACHINE)
        wire.cut()
        ended(page, f"put into words by {MODEL}")
        expect(items).to_have_count(5)
    assert len(model.chats) == 1


def test_who_leaves_and_returns_finds_the_answer_and_the_model_is_not_asked_again(screen, model):
    model.say = lambda messages: f"{talk.retell(messages)} " * 30
    page = screen()
    ask(page)
    expect(last_turn(page).locator("[data-ts-words]")).to_contain_text("€142.00", timeout=MACHINE)
    page.get_by_role("link", name="Balances").click()
    expect(page.locator("#balance-list")).to_be_visible()
    assert model.is_free(within=5), "Nobody reads on, and the model still writes."
    page.go_back()
    expect(last_turn(page).locator(".answer-figures")).to_contain_text("€142.00")
    ended(page, "Stopped.")
    assert len(model.chats) == 1


def test_a_page_loaded_anew_in_mid_stream_goes_on(screen, model):
    model.say = lambda messages: "\n".join(talk.facts_in(messages)[:1] * 5)
    page = screen()
    ask(page)
    expect(last_turn(page).locator("[data-ts-words] p").first).to_be_visible(timeout=MACHINE)
    page.reload()
    ended(page, f"put into words by {MODEL}")
    expect(last_turn(page).locator("[data-ts-words] p")).to_have_count(5)
    assert len(model.chats) == 1


def test_what_a_hostile_model_writes_is_neither_shown_nor_run_nor_fetched(screen, model):
    model.pause = 0
    model.say = lambda messages: (
        "<img src=x onerror=\"document.title='owned'\"> ![x](http://evil.example/q)\n<script>document.title='owned'</script>\n"
        + talk.invent(messages)
    )
    page = screen()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    ask(page)
    ended(page, "left out")
    expect(last_turn(page).locator("[data-ts-words]")).to_be_empty()
    assert "owned" not in page.title()
    assert not [url for url in asked if "evil.example" in url]


def test_a_model_that_is_silent_costs_nobody_the_answer(screen, model):
    model.mode = "full"
    page = screen()
    began = time.monotonic()
    ask(page)
    expect(last_turn(page).locator(".answer-figures")).to_contain_text("€142.00")
    ended(page, "busy just now")
    assert time.monotonic() - began < MACHINE / 1000


def test_without_scripts_the_exact_answer_is_in_the_page(screen, model):
    page = screen(java_script_enabled=False)
    ask(page)
    expect(last_turn(page).locator(".answer-figures")).to_contain_text("€142.00")
    expect(last_turn(page).get_by_role("link", name="Dinner")).to_be_visible()
    page.get_by_role("button", name="How much do I owe?").click()
    expect(page.locator(".turn")).to_have_count(2)
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(".turn")).to_have_count(0)
    assert not model.chats
