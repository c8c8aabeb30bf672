"""Dividing up to 32 balances into the most zero-sum groups where few sets of them sum to zero. Pure.

Amounts in cents are mostly so: of the 500 million sets of 29 people a few hundred sum to zero. They are found by meeting
in the middle; a set of them is one long number with a bit for each, as in `dense`.
"""

from collections import defaultdict
from collections.abc import Sequence

from settlements.planning.dense import subset_sums

UP_TO = 32
SETS_UP_TO = 4000
"""So many people, and sets that sum to zero, take about 100 ms each."""


def smallest_of_most(amounts: Sequence[int], sets_up_to: int) -> tuple[tuple[int, ...], int] | None:
    """The smallest group of the divisions into the most groups, and their number; None where more sets sum to zero.

    As in `dense`, the last person is left out of the sets, and the first one is the highest bit.
    """
    free = len(amounts) - 1
    sets = _zero_sum_sets(amounts[:free], sets_up_to) if len(amounts) <= UP_TO else None
    if sets is None:
        return None
    sets.sort(key=lambda members: (members.bit_count(), -members))
    lacking = [sum(1 << number for number, members in enumerate(sets) if not members >> bit & 1) for bit in range(free)]
    storeys = _storeys(sets, lacking)
    most = len(storeys)
    everybody = (1 << free) - 1
    possible = [(members, 0) for members in sets if _highest(everybody ^ members, lacking, storeys) >= most - 2]
    possible += [(everybody ^ members, 1) for members in sets if _highest(members, lacking, storeys) == most - 1]
    groups = [
        tuple(place for place in range(free) if members >> (free - 1 - place) & 1) + (free,) * last
        for members, last in possible
    ]
    return min(groups, key=lambda group: (len(group), group), default=tuple(range(len(amounts)))), most


def _zero_sum_sets(amounts: Sequence[int], at_most: int) -> list[int] | None:
    """All but the empty one; None where they are too many."""
    half = len(amounts) // 2
    by_sum: dict[int, list[int]] = defaultdict(list)
    for number, total in enumerate(subset_sums(amounts[-half:])):
        by_sum[total].append(number)
    found: list[int] = []
    for number, total in enumerate(subset_sums(amounts[:-half])):
        if -total in by_sum:
            found += [number << half | low for low in by_sum[-total]]
            if len(found) > at_most:
                return None
    return [members for members in found if members]


def _storeys(sets: Sequence[int], lacking: Sequence[int]) -> list[int]:
    """For k = 0, 1, … as far as there are any: which of `sets`, smaller ones first, have room for k groups side by side."""
    storeys = [(1 << len(sets)) - 1]
    for number, members in enumerate(sets):
        height = _highest(members, lacking, storeys, below=(1 << number) - 1) + 1
        if height == len(storeys):
            storeys.append(0)
        for storey in range(1, height + 1):
            storeys[storey] |= 1 << number
    return storeys


def _highest(people: int, lacking: Sequence[int], storeys: Sequence[int], below: int = -1) -> int:
    """So many of the sets find room side by side among `people`; only those in `below` are looked at."""
    inside = storeys[0] & below
    for bit, sets in enumerate(lacking):
        if not people >> bit & 1:
            inside &= sets
    height = 0
    while height + 1 < len(storeys) and inside & storeys[height + 1]:
        height += 1
    return height
