"""What was measured, as Markdown: the tables, and how they stand to what we set ourselves."""

import datetime
import os
import platform
import subprocess
from pathlib import Path

from pysqlite3 import dbapi2

from tests.benchmarks import ours

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "benchmarks.md"
START, END = "<!-- figures: written by `make bench` -->", "<!-- end of the figures -->"
SMALL, MIDDLE, LARGE = 1_000, 10_000, 100_000
ONE, MANY = 1, 16
NAMES = {
    ours.FLOOR: "the floor: `/health`, which only asks the database whether it is there",
    ours.BARE: "a page with next to nothing on it, signed in",
    ours.TRIP: "trip (leads on to the list)",
}


def save(text):
    """Put the figures where the document has them; what people wrote around them stays."""
    before, _, rest = DOCUMENT.read_text().partition(START)
    DOCUMENT.write_text(f"{before}{START}\n{text}{END}{rest.partition(END)[2]}")


def written(options, findings, *, minutes):
    parts = [head(options, minutes), *(ours_table(findings, clients) for clients in (ONE, MANY)), goals(findings)]
    if findings.peer:
        parts.append(peer_table(findings))
    elif findings.peer_fault:
        parts.append(f"IHateMoney could not be measured: {findings.peer_fault}\n")
    return "\n" + "\n".join(parts) + "\n"


def head(options, minutes):
    commit = git("rev-parse", "--short", "HEAD") + (" with changes" if git("status", "--porcelain", "-uno") else "")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"`make bench` on {datetime.datetime.now(datetime.UTC).date()}, commit {commit}: {os.cpu_count()} cores, "
        f"{memory:.0f} GB of memory, Linux, Python {platform.python_version()}, SQLite {dbapi2.sqlite_version}; "
        f"{options.seconds:g} seconds a cell, {minutes:.0f} minutes in all.\n"
    )


def git(*arguments):
    return subprocess.run(["git", *arguments], cwd=ROOT, check=False, capture_output=True, text=True).stdout.strip()


def table(columns, rows):
    lines = [columns, ["---", *["---:"] * (len(columns) - 1)], *rows]
    return "".join(f"| {' | '.join(str(value) for value in line)} |\n" for line in lines)


def ours_table(findings, clients):
    rows = [
        [
            NAMES.get(page, page), f"{size:,}" if size else "", f"{cell.p50:.1f}", f"{cell.p95:.1f}", f"{cell.rate:.0f}",
            f"{cell.cpu:.1f}", f"{cell.size / 1000:.0f}", cell.failed,
        ]
        for (page, size, many), cell in findings.ours.items()
        if many == clients
    ]  # fmt: skip
    costs = [cell.client_cpu for (_, _, many), cell in findings.ours.items() if many == clients]
    title = f"### {clients} client{'s' if clients > 1 else ''}\n\n"
    columns = ["page", "expenses", "p50 ms", "p95 ms", "requests/s", "processor ms", "kB", "failed"]
    return f"{title}{table(columns, rows)}\nThe client itself took {sum(costs) / len(costs):.1f} ms for a request.\n"


def goals(findings):
    """Each thing that we set ourselves, what it came to, and whether that will do."""
    rows = [*flat(findings), *near_the_floor(findings), *beside_the_peer(findings)]
    failed = sum(cell.failed for cell in findings.ours.values())
    rows.append(["failed requests, 16 writers at once among them", "none", failed, verdict(good=failed == 0)])
    memory = f"Peak memory of a web process: {findings.memory:.0f} MB.\n"
    return f"### What we set ourselves\n\n{table(['goal', 'at most / least', 'measured', ''], rows)}\n{memory}"


def verdict(*, good):
    return "met" if good else "**missed**"


def flat(findings):
    """How much longer it takes at 100,000 than at 1,000, in processor time, which a busy machine changes the least."""
    for page, most in (
        (ours.LIST, 1.5),
        (ours.FORM, 1.5),
        (ours.SEARCH, 1.5),
        (ours.BALANCES, 3.0),
        (ours.INSIGHTS, 3.0),
    ):
        for name in (page, page + ours.FRESH):
            large, small = (findings.ours.get((name, size, ONE)) for size in (LARGE, SMALL))
            if large and small:
                times, longer = large.cpu / small.cpu, large.p50 / small.p50
                measured = f"{times:.2f} times (p50 {longer:.2f})"
                yield [f"{name}: 100,000 beside 1,000", f"{most:g} times", measured, verdict(good=times <= most)]


def near_the_floor(findings):
    """Processor time above the cheapest answer, where the machine has most to do."""
    floor = findings.ours[ours.FLOOR, 0, MANY].cpu
    for page, most in ((ours.LIST, 5), (ours.BALANCES, 5), (ours.ADD, 10)):
        for size in (SMALL, MIDDLE):
            cell = findings.ours.get((page, size, MANY))
            if cell:
                above = cell.cpu - floor
                yield [
                    f"{page} at {size:,}, above the floor",
                    f"{most} ms",
                    f"{above:.1f} ms",
                    verdict(good=above <= most),
                ]


def beside_the_peer(findings):
    least = {SMALL: 10, MIDDLE: 50}
    for (page, size), cell in findings.peer.items():
        mine = findings.ours.get((page, size, MANY))
        if mine:
            times, wanted = mine.rate / cell.rate, 1 if page == ours.ADD else least[size]
            yield [
                f"{page} at {size:,}, beside IHateMoney",
                f"{wanted} times",
                f"{times:.1f} times",
                verdict(good=times >= wanted),
            ]


def peer_table(findings):
    rows = []
    for (page, size), cell in findings.peer.items():
        for name in (page, page + ours.FRESH):
            mine = findings.ours.get((name, size, MANY))
            if mine:
                figures = [f"{value:.1f}" for each in (mine, cell) for value in (each.rate, each.cpu)]
                rows.append([name, f"{size:,}", *figures, f"{mine.rate / cell.rate:.1f}"])
    columns = [
        "page",
        "expenses",
        "TripSplit requests/s",
        "processor ms",
        "IHateMoney requests/s",
        "processor ms",
        "times",
    ]
    memory = f"Peak memory of one of its processes: {findings.peer_memory:.0f} MB.\n"
    return f"### Beside IHateMoney, {MANY} clients\n\n{table(columns, rows)}\n{memory}"
