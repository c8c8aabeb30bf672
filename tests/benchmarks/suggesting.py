"""The section "Suggesting a category" of docs/benchmarks.md: how soon the chips stand beside a description, and what that costs in memory.

`python -m tests.benchmarks.suggesting` prints it. A server and its worker as `make run` starts them, no language model.
"""

import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks import ours
from tests.benchmarks.finding import both, start_worker, timed, web_memory
from tests.servers import ROOT, Browser, Site

SIZES = (100, 1_000, 10_000)
STARTS = 20  # fresh servers, each asked one thing
LATER = 2.0  # seconds after the first answer of a server, when a person may have opened the form and typed
DESCRIPTIONS = [
    line.split("\t")[1]
    for line in (ROOT / "assistant/evaluation/descriptions.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
UNKNOWN = (
    "gyotaku printing", "a morning with alpacas", "the thing with the balloons", "candle dipping", "zorb ball", "owl encounter",
    "our share for Uncle Fred", "plumeria lei", "sandboarding", "wool felting", "ice fishing hut",
)  # fmt: skip


def section(place):
    """Lines of Markdown."""
    site = Site(place, EMBEDDING_MODEL_PATH="")
    slugs = {size: ours.seed(site, size) for size in SIZES}
    worker, *_ = start_worker(site)
    try:
        browser = Browser(site.start().wait().url).log_in()
        path = f"/trips/{slugs[1_000]}/expenses/new/"
        token = {"csrfmiddlewaretoken": dict(browser.get(path).form(path))["csrfmiddlewaretoken"]}
        yield "### Suggesting a category"
        yield ""
        yield "| in the server, over HTTP | p50 / p95 ms |"
        yield "| :--- | ---: |"
        for size, slug in slugs.items():
            yield f"| warm, {size:,} expenses of the trip to learn from | {both(warm(browser, slug, token, DESCRIPTIONS))} |"
        yield f"| warm, of things that no word tells, by their vectors | {both(warm(browser, slugs[100], token, UNKNOWN))} |"
        memory = web_memory(site.servers[-1])
        at_once = cold(site, browser, slugs[1_000], token, after=0)
        later = cold(site, browser, slugs[1_000], token, after=LATER)
        typed = cold(site, browser, slugs[1_000], token, after=LATER, opened=path)
        yield f"| a server's first, asked as soon as it answers at all | {both(at_once)} |"
        yield f"| a server's first, {LATER:.0f} s later, with no page before it | {both(later)} |"
        yield f"| a server's first, {LATER:.0f} s later, in the form that it was asked for just before | {both(typed)} |"
        yield ""
        yield (
            f"A web process that has made {len(SIZES) + 1} × 100 suggestions holds {memory:.0f} MB. "
            f"({len(at_once)} fresh servers each for the first ones, at a trip of 1,000 expenses.)"
        )
    finally:
        worker.terminate()
        worker.wait(60)
        site.stop()


def suggested(browser, slug, token, description):
    answer = browser.post(f"/trips/{slug}/categories/suggest/", {**token, "description": description})
    assert answer.status == 200, answer.body
    return answer


def warm(browser, slug, token, descriptions):
    step = max(1, len(descriptions) // 110)  # of all languages: the file is sorted by them
    return timed(lambda number: suggested(browser, slug, token, descriptions[number * step % len(descriptions)]))


def cold(site, browser, slug, token, *, after, opened=""):
    """Milliseconds; `opened` is the page that the person looks at first."""
    taken = []
    for number in range(STARTS):
        server = site.start().wait()
        visitor = browser.at(server.url)
        time.sleep(after)
        if opened:
            visitor.get(opened)
        began = time.perf_counter()
        suggested(visitor, slug, token, DESCRIPTIONS[number])
        taken.append((time.perf_counter() - began) * 1000)
        server.kill()
    return taken


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="tripsplit-bench-") as folder:
        sys.stdout.write("\n".join(section(Path(folder))) + "\n")
