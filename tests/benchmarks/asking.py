"""Asking a trip: how long until the exact figure, and until a model's first words; and what two hundred who wait for words cost others.

The model is the tests' fake one, which answers at once: what is measured is ours. `python -m tests.benchmarks.asking` prints it alone.
"""

import contextlib
import os
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks import ours
from tests.benchmarks.measuring import Page, Target, peak_memory
from tests.crowd import crowd, signed_in
from tests.fakes import talk
from tests.fakes.models import MODEL, FakeModels
from tests.servers import Browser, Site
from tests.streams import Stream
from tripsplit.ids import new_submit_key

SIZES = (100, 1_000, 10_000)
TIMES = 20
STREAMS, TRIPS, READERS = 200, 25, 7
QUESTIONS = (
    "How much did we spend in total?",
    "How much did we spend on food?",
    "How much do I owe?",
    "Who paid the most?",
)
SECONDS = 4


def asked(browser, slug, form, question):
    """Ask, and read the page that has the figure; the address of its stream."""
    path = f"/trips/{slug}/ask/"
    answer = browser.post(path, form | {"submit_key": new_submit_key(), "question": question})
    assert answer.status == 303, answer.body
    page = browser.get(f"/trips/{slug}/ask/")
    ref = answer.headers["Location"].rpartition("-")[2]
    assert f'id="turn-{ref}"' in page.body
    return f"/trips/{slug}/ask/turns/{ref}/stream/"


def make_room(site):
    """A person may ask a dozen questions a minute: let those before be long ago."""
    with contextlib.closing(sqlite3.connect(site.database, timeout=10)) as connection, connection:
        connection.execute("UPDATE assistant_question SET asked_at = '2026-01-01', state = 'done', cleared_at = NULL")


def timed(work):
    began = time.perf_counter()
    found = work()
    return found, (time.perf_counter() - began) * 1000


def quantiles(times):
    ordered = sorted(times)
    return ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def measure_answers(site, browser, slug):
    """Times until the figure is on the screen, and until the first words of the model are."""
    figures, words = [], []
    for number in range(TIMES):
        make_room(site)
        form, question = dict(browser.get(f"/trips/{slug}/ask/").form()), QUESTIONS[number % len(QUESTIONS)]
        path, took = timed(lambda form=form, question=question: asked(browser, slug, form, question))
        began = time.perf_counter()
        with Stream(browser, path) as stream:
            event = stream.next(within=30)
            while event.name not in ("token", "done"):
                event = stream.next(within=30)
            figures.append(took)
            if event.name == "token":
                words.append(took + (time.perf_counter() - began) * 1000)
    return quantiles(figures), quantiles(words)


def measure_waiting(site, server, model):
    """A list page before and while so many readers wait for words that do not come."""
    people = crowd(site, trips=TRIPS, readers=READERS)
    slug, ((_, session), *_) = next(iter(people.items()))
    headers = {"Cookie": f"ts_session={session}", "Origin": server.url}
    target = Target(port=server.port, root=server.process.pid, headers=headers, host_name=f"localhost:{server.port}")
    page = Page("list", f"/trips/{slug}/expenses/?fresh={{key}}")
    before = target.measure(page, clients=1, seconds=SECONDS)
    model.mode = "silent"
    with contextlib.ExitStack() as streams:
        for trip, readers in people.items():
            for _, key in readers:
                browser = signed_in(server.url, key)
                fields = dict(browser.get(f"/trips/{trip}/ask/").form()) | {
                    "question": "How many people are on the trip?"
                }
                answer = browser.post(f"/trips/{trip}/ask/", fields)
                ref = answer.headers["Location"].rpartition("-")[2]
                streams.enter_context(Stream(browser, f"/trips/{trip}/ask/turns/{ref}/stream/"))
        opened = model.open
        during = target.measure(page, clients=1, seconds=SECONDS)
    return before, during, opened, peak_memory(server.process.pid)


def section(place, sizes=SIZES):
    """The tables, as Markdown."""
    with FakeModels() as model:
        model.say = talk.retell
        site = Site(place, LLM_PROVIDER="ollama", LLM_BASE_URL=model.url, LLM_MODEL=MODEL)
        slugs = {size: ours.seed(site, size) for size in sizes}
        server = site.start().wait()
        try:
            browser = Browser(server.url).log_in()
            lines = [
                "### Asking",
                "",
                "| expenses | exact figure on screen, p50 ms | p95 ms | first words of a model, p50 ms | p95 ms |",
                "| ---: | ---: | ---: | ---: | ---: |",
            ]
            for size, slug in slugs.items():
                figure, words = measure_answers(site, browser, slug)
                lines.append(f"| {size:,} | {figure[0]:.0f} | {figure[1]:.0f} | {words[0]:.0f} | {words[1]:.0f} |")
            before, during, opened, memory = measure_waiting(site, server, model)
            told = (
                "A list, made fresh, takes {before.p50:.1f} ms (p95 {before.p95:.1f}); with {opened} readers waiting for a silent model "
                "{during.p50:.1f} ms (p95 {during.p95:.1f}). Peak memory of a web process: {memory:.0f} MB."
            )
            lines += [
                "",
                told.format(before=before, during=during, opened=opened, memory=memory),
            ]
        finally:
            site.stop()
    return lines


if __name__ == "__main__":
    sizes = [int(size) for size in os.environ.get("SIZES", "").split(",") if size] or SIZES
    with tempfile.TemporaryDirectory(prefix="tripsplit-bench-") as place:
        sys.stdout.write("\n".join(section(Path(place), sizes)) + "\n")
