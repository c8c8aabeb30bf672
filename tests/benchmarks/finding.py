"""The section "Finding by meaning" of docs/benchmarks.md: how quick the vectors are made and asked, and what they cost in memory.

`python -m tests.benchmarks.finding` prints it.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

from expenses.search.client import Client
from expenses.search.engine import NotAvailable
from tests.processes import environment
from tests.servers import ROOT, Browser, Site

SIZES = (1_000, 10_000)
TERMS = (
    "taxi",
    "sailing trip",
    "monastery",
    "noodles",
    "harbour",
    "painkillers",
    "wine",
    "Museum",
    "Abendessen",
    "seaside",
)
COLUMNS = (
    "expenses in the trip",
    "term to hits, p50 / p95 ms",
    "again, p50 ms",
    "list page of `taxi`, p50 / p95 ms",
    "what is similar, p50 / p95 ms",
)
TIMES = 10
PATIENCE = 900


def section(place):
    """Lines of Markdown."""
    site = Site(place, EMBEDDING_MODEL_PATH="")
    slugs = {size: site.run("manage.py", "seed_demo", "--expenses", str(size)).strip() for size in SIZES}
    worker, ready, indexed = start_worker(site)
    try:
        server = site.start().wait()
        total = sum(SIZES)
        yield "## Finding by meaning"
        yield ""
        yield (
            f"A worker that starts with {total:,} expenses nobody has read: the model is warm after {ready:.1f} s, all are read after "
            f"{indexed:.0f} s, {total / (indexed - ready):,.0f} a second on one processor thread. Meanwhile searches are answered."
        )
        yield ""
        yield f"| {' | '.join(COLUMNS)} |"
        yield "| ---: | ---: | ---: | ---: | ---: |"
        for size, slug in slugs.items():
            yield row(site, Browser(server.url).log_in(), size, slug)
        yield ""
        yield (
            f"Memory: the worker {memory(worker.pid):.0f} MB with the model (the only one), "
            f"each web process {web_memory(server):.0f} MB without."
        )
    finally:
        worker.terminate()
        worker.wait(60)
        site.stop()


def start_worker(site):
    """The worker, and after how many seconds it was warm, and had read everything."""
    started = time.monotonic()
    with (site.directory / "worker.log").open("w") as log:
        worker = subprocess.Popen(
            [sys.executable, "manage.py", "run_huey"],
            cwd=ROOT,
            env=environment(site.directory, **site.extra),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    ready = wait(lambda: answers(site)) - started
    stale = "SELECT count(*) FROM expenses_expense WHERE indexed_version IS NULL OR indexed_version < version"
    return worker, ready, wait(lambda: site.rows(stale)[0][0] == 0) - started


def wait(fact):
    deadline = time.monotonic() + PATIENCE
    while not fact():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return time.monotonic()


def answers(site):
    try:
        Client(site.directory / "data").embed(["x"])
    except NotAvailable:
        return False
    return True


def row(site, browser, size, slug):
    trip = site.rows("SELECT id FROM trips_trip WHERE slug = ?", slug)[0][0]
    client = Client(site.directory / "data")
    fresh = timed(lambda n: client.search(trip, f"{TERMS[n % len(TERMS)]} {n}"))
    again = timed(lambda n: client.search(trip, TERMS[n % len(TERMS)]))
    path = f"/trips/{slug}/expenses/?q="
    page = timed(lambda n: browser.get(f"{path}taxi&fresh={n}"))
    similar = timed(lambda n: browser.get(f"{path}harbour+{n}", **{"HX-Request": "true", "HX-Target": "expense-like"}))
    return f"| {size:,} | {both(fresh)} | {median(again):.1f} | {both(page)} | {both(similar)} |"


def timed(act):
    taken = []
    for number in range(TIMES * len(TERMS)):
        started = time.perf_counter()
        act(number)
        taken.append((time.perf_counter() - started) * 1000)
    return taken[len(TERMS) :]


def both(taken):
    return f"{median(taken):.1f} / {quantiles(taken, n=20)[-1]:.1f}"


def memory(pid):
    """Megabytes in memory now."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def web_memory(server):
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    return max(memory(int(child)) for child in children)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="tripsplit-bench-") as folder:
        sys.stdout.write("\n".join(section(Path(folder))) + "\n")
