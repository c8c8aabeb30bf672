"""Dividing up to 23 balances into the most zero-sum groups: all sets of people at once, one bit for each. Pure.

A set of people is a number (the first person its highest bit), and a set of such sets is one long number with a bit for
each of them. So the dynamic programming over all 2^n subsets takes a few operations on whole long numbers a storey: about
10 ms for 20 people, where a loop over the subsets takes a second.
"""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

UP_TO = 23
"""So many balances take 150 ms at worst; each one more doubles time and memory."""

_MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def smallest_of_most(amounts: Sequence[int], bound: int) -> tuple[tuple[int, ...], int]:
    """The smallest group of the divisions into the most groups, and their number; `bound`, at least 2, limits that number.

    `amounts` are at least six, of which no two cancel. The last person is left out of the sets: with whoever is in
    no other group they are the last group, which sums to zero by itself.
    """
    free = len(amounts) - 1
    zero_sum = _zero_sum_sets(amounts[:free])
    storeys = _storeys(zero_sum, free, bound - 1)
    if len(storeys) == 1:
        return tuple(range(len(amounts))), 1
    without_last = zero_sum & _complements(storeys[-2], free)
    with_last = _complements(zero_sum & storeys[-1], free)
    for size, (sets, one_less) in enumerate(_sets_by_size(free, len(amounts) // len(storeys)), start=1):
        found = [_members(without_last & sets, free), (*_members(with_last & one_less, free), free)]
        possible = [group for group in found if len(group) == size > 1]
        if possible:
            return min(possible), len(storeys)
    raise AssertionError("A division into the most groups has a smallest group")


def _storeys(zero_sum: int, free: int, limit: int) -> list[int]:
    """For k = 0, 1, … as far as there are any: the sets in which k groups that sum to zero find room side by side.

    A set that sums to zero has room for one group more than a smaller set inside it: the difference sums to zero too.
    """
    storeys = [(1 << (1 << free)) - 1]
    while len(storeys) <= limit:
        above = zero_sum & (_larger(storeys[-1], free) if len(storeys) > 1 else zero_sum)
        if not above:
            break
        storeys.append(_with_supersets(above, free))
    return storeys


@lru_cache(maxsize=4)
def _lacking(free: int) -> tuple[int, ...]:
    """For each bit of a set: the sets that lack it."""
    patterns = []
    for bit in range(free):
        pattern, width = (1 << (1 << bit)) - 1, 2 << bit
        while width < 1 << free:
            pattern |= pattern << width
            width *= 2
        patterns.append(pattern)
    return tuple(patterns)


def _with_supersets(sets: int, free: int) -> int:
    for bit, lacking in enumerate(_lacking(free)):
        sets |= (sets & lacking) << (1 << bit)
    return sets


def _larger(sets: int, free: int) -> int:
    """The sets with one member more than one of `sets`."""
    found = 0
    for bit, lacking in enumerate(_lacking(free)):
        found |= (sets & lacking) << (1 << bit)
    return found


def _complements(sets: int, free: int) -> int:
    """Whoever is missing from each of `sets`: the long number, read backwards."""
    return int.from_bytes(sets.to_bytes(1 << (free - 3), "big").translate(_MIRRORED), "little")


def _members(sets: int, free: int) -> tuple[int, ...]:
    """The first of `sets`, all of a size, in the order of their members; empty where there is none."""
    first = max(sets.bit_length() - 1, 0)
    return tuple(place for place in range(free) if first >> (free - 1 - place) & 1)


def _zero_sum_sets(amounts: Sequence[int]) -> int:
    """Meet in the middle: the sums of one half's subsets, looked up for each subset of the other half."""
    low = max(len(amounts) // 2, 3)
    by_sum: dict[int, int] = defaultdict(int)
    for number, total in enumerate(subset_sums(amounts[-low:])):
        by_sum[total] |= 1 << number
    size = (1 << low) // 8
    row = {-total: sets.to_bytes(size, "little") for total, sets in by_sum.items()}
    empty = bytes(size)
    rows = b"".join([row.get(total, empty) for total in subset_sums(amounts[:-low])])
    return int.from_bytes(rows, "little") & ~1


def subset_sums(amounts: Sequence[int]) -> list[int]:
    """The sum of each subset, in the order of its number; the first amount is the highest bit."""
    sums = [0]
    for amount in reversed(amounts):
        sums += [total + amount for total in sums]
    return sums


def _sets_by_size(free: int, largest: int) -> list[tuple[int, int]]:
    """For size 1, 2, … up to `largest`: the sets of that size, and those of one less."""
    layers = [1] + [0] * largest
    for bit in range(free):
        for size in range(largest, 0, -1):
            layers[size] |= layers[size - 1] << (1 << bit)
    return list(zip(layers[1:], layers, strict=False))
