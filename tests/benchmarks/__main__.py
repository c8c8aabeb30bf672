"""`make bench`: measures our pages, and IHateMoney's beside them, and writes the tables into docs/benchmarks.md.

From the environment: SIZES (100,1000,10000,100000), SECONDS a cell (3), PEER=no to leave IHateMoney out, BENCH_DIR to keep the seeded
trips and IHateMoney's installation for the next time, and BENCH=quick for a look in two minutes, which is printed and written nowhere.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks import asking, finding, ours, planner, report, reports, suggesting
from tests.benchmarks.ihatemoney import Peer
from tests.benchmarks.measuring import Cell, peak_memory
from tests.servers import Site

CLIENTS = (1, 16)
PEER_SIZES = (1_000, 10_000)
PEER_SECONDS = 10  # its pages take seconds


@dataclass
class Options:
    sizes: list[int]
    seconds: float
    quick: bool
    peer: bool
    directory: str

    @classmethod
    def read(cls):
        quick = os.environ.get("BENCH") == "quick"
        sizes = os.environ.get("SIZES") or ("100,1000" if quick else "100,1000,10000,100000")
        return cls(
            sizes=[int(size) for size in sizes.split(",")],
            seconds=float(os.environ.get("SECONDS") or (1 if quick else 3)),
            quick=quick,
            peer=not quick and os.environ.get("PEER") != "no",
            directory=os.environ.get("BENCH_DIR", ""),
        )


@dataclass
class Findings:
    """Cells by page, size (0 for the floors) and clients; of the peer, by page and size."""

    ours: dict[tuple[str, int, int], Cell] = field(default_factory=dict)
    peer: dict[tuple[str, int], Cell] = field(default_factory=dict)
    memory: float = 0  # megabytes, of the largest process
    peer_memory: float = 0
    peer_fault: str = ""
    reports: list[str] = field(default_factory=list)  # lines of their section


def say(line):
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {line}\n")
    sys.stderr.flush()


@contextmanager
def workplace(options):
    """Where the trips and the peer's installation are: the directory that is kept, or one that goes in the end."""
    if options.directory:
        place = Path(options.directory).resolve()
        place.mkdir(parents=True, exist_ok=True)
        yield place
        return
    with tempfile.TemporaryDirectory(prefix="tripsplit-bench-") as place:
        yield Path(place)


def prepare(place, sizes):
    """A copy of the seeded site for this run, and the slugs of its trips by size."""
    say("making the site")
    pristine = Site(place / "seeded")
    slugs = {}
    for size in sizes:
        say(f"seeding {size:,} expenses")
        slugs[size] = ours.seed(pristine, size)
    shutil.rmtree(place / "run", ignore_errors=True)
    return Site(place / "run", like=pristine.directory), slugs


def measure(target, page, size, options, findings):
    for clients in CLIENTS:
        cell = target.measure(page, clients=clients, seconds=options.seconds)
        findings.ours[page.name, size, clients] = cell
        say(f"{page.name} at {size:,}, {clients} clients: {cell.p50:.1f} ms, {cell.rate:.0f}/s, {cell.cpu:.1f} ms cpu")


def measure_ours(site, slugs, options, findings):
    """Read first, then write: adding changes the size."""
    target, browser = ours.start(site)
    for page in ours.floors():
        measure(target, page, 0, options, findings)
    for size, slug in slugs.items():
        for page in ours.reading(slug):
            measure(target, page, size, options, findings)
    for size, slug in slugs.items():
        measure(target, ours.adding(browser, slug), size, options, findings)
    findings.memory = peak_memory(target.root)


def measure_peer(place, site, slugs, options, findings):
    place.mkdir(exist_ok=True)
    peer = Peer(place)
    say("making IHateMoney's site")
    peer.install()
    peer.fill(site, {size: slugs[size] for size in PEER_SIZES if size in slugs})
    try:
        port = peer.start()
        for size in PEER_SIZES:
            target, pages = peer.visit(port, size)
            for page in pages:
                cell = target.measure(page, clients=max(CLIENTS), seconds=PEER_SECONDS, warm_up=0)
                findings.peer[page.name, size] = cell
                say(f"IHateMoney's {page.name} at {size:,}: {cell.rate:.1f}/s, {cell.cpu:.0f} ms cpu")
        findings.peer_memory = peak_memory(peer.process.pid)
    finally:
        peer.stop()


def run(options):
    findings = Findings()
    with workplace(options) as place:
        site, slugs = prepare(place, options.sizes)
        if options.peer and set(PEER_SIZES) <= set(slugs):
            try:  # before ours, whose adding makes the trips grow
                measure_peer(place / "ihatemoney", site, slugs, options, findings)
            except (OSError, subprocess.CalledProcessError) as fault:
                findings.peer_fault = str(fault)
                say(f"IHateMoney could not be measured: {fault}")
        if not options.quick:
            say("making reports")
            findings.reports = list(reports.section(site, slugs))
        try:
            measure_ours(site, slugs, options, findings)
        finally:
            site.stop()
    return findings


if __name__ == "__main__":
    options = Options.read()
    started = time.monotonic()
    findings = run(options)
    text = report.written(options, findings, minutes=(time.monotonic() - started) / 60)
    if not options.quick:
        say("planning payments")
        text += "\n\n" + "\n".join([*findings.reports, "", *planner.section()]) + "\n"
        say("asking")
        with tempfile.TemporaryDirectory(prefix="tripsplit-bench-") as place:
            text += "\n" + "\n".join(asking.section(Path(place))) + "\n"
        say("finding by meaning")
        with tempfile.TemporaryDirectory(prefix="tripsplit-bench-") as place:
            text += "\n" + "\n".join(finding.section(Path(place))) + "\n"
        say("suggesting categories")
        with tempfile.TemporaryDirectory(prefix="tripsplit-bench-") as place:
            text += "\n" + "\n".join(suggesting.section(Path(place))) + "\n"
    if options.quick:
        sys.stdout.write(text)
    else:
        report.save(text)
        say(f"the figures are in {report.DOCUMENT.name}")
