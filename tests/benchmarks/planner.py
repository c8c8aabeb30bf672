"""The section "Settling up" of docs/benchmarks.md: how often plans are the least there is, beside others' ways, and how long they take.

`python -m tests.benchmarks.planner` prints it. All instances are seeded, so the shares are the same at every run.
"""

import sys
from random import Random
from statistics import median
from time import perf_counter

from settlements.planner import plan_transfers
from settlements.planning.search import best_groups
from tests.settlements.rivals import (
    first_with_last,
    largest_with_largest,
    most_groups_by_queueing,
    most_groups_by_trying,
    random_balances,
)

KINDS = {
    "multiples of 5.00 up to 50.00": {"largest": 10, "unit": 500},
    "whole amounts up to 100": {"largest": 100, "unit": 100},
    "cents up to 1,000.00": {"largest": 100_000},
}
SIZES = (5, 10, 12, 14, 16, 18, 20, 21, 22, 23, 24, 26, 28, 30, 40, 60, 100, 200)
TIMES = 12


def shares(size, times):
    """Rows of: kind, in how many of a hundred ours, the largest-with-largest greedy, and Spliit's way take the fewest payments."""
    least = most_groups_by_trying if size <= 10 else most_groups_by_queueing
    for kind, amounts in KINDS.items():
        random = Random(2024)
        trips = [random_balances(random, size, **amounts) for _ in range(times)]
        fewest = [size - least(list(balances.values())) for balances in trips]
        ways = (lambda balances: plan_transfers(balances).transfers, largest_with_largest, first_with_last)
        found = [[len(way(balances)) for balances in trips] for way in ways]
        yield (
            kind,
            [
                f"{sum(map(int.__eq__, counts, fewest)) / times:.1%} (+{(sum(counts) - sum(fewest)) / times:.2f})"
                for counts in found
            ],
        )


def times(size):
    """For each kind of amounts: the median and the longest time in milliseconds, and how many plans are proven."""
    for amounts in KINDS.values():
        random = Random(size)
        taken, proven = [], 0
        for _ in range(TIMES):
            balances = random_balances(random, size, **amounts)
            best_groups.cache_clear()
            started = perf_counter()
            proven += plan_transfers(balances).proven
            taken.append((perf_counter() - started) * 1000)
        yield f"{median(taken):.1f} / {max(taken):.1f}", f"{proven / TIMES:.0%}"


def section():
    yield "### Settling up"
    yield ""
    yield "Plans with the fewest payments there can be (and payments more than that on average), by another algorithm's count."
    for size, count in ((10, 1000), (14, 100)):
        yield ""
        yield f"| {count:,} trips of {size} people | TripSplit | largest with largest | Spliit's way |"
        yield "| --- | --- | --- | --- |"
        for kind, row in shares(size, count):
            yield f"| {kind} | {' | '.join(row)} |"
    yield ""
    yield f"Milliseconds for a plan (median / longest of {TIMES}), and the share of plans proven to be the least."
    yield ""
    yield f"| people | {' | proven | '.join(KINDS)} | proven |"
    yield "| --- |" + " --- |" * 2 * len(KINDS)
    for size in SIZES:
        yield f"| {size} | {' | '.join(cell for pair in times(size) for cell in pair)} |"


def main():
    for line in section():
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
