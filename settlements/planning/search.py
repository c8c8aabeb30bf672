"""Dividing more people than can be done exactly: the best found with a counted amount of work, so always the same. Pure.

The start is the better of two: the groups that the largest-with-largest greedy happens to make, and small circles found
by hashing. Then large neighbourhood search: take some groups apart, put them together in the best way by the exact
method, and keep what is no worse. Of a group too large for that, some members are taken, and all its others stand in for
one person with their sum: whoever can be split off from that person can be split off from the group.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from heapq import heapify, heappop, heappush
from itertools import chain, combinations, count, islice
from math import gcd, pi, sqrt
from zlib import crc32

from settlements.planning.groups import Group, divide, most_possible, take_pairs

WINDOWS = (16, 26)
"""So many people at a time are taken apart, at least and at most: more where few sets of them sum to zero."""

ENOUGH = 80
"""As soon as about so many sets of a window's people are expected to sum to zero, the window is large enough."""

ROUNDS = 200
"""So often with the smallest windows, less often with larger ones; with the start about 0.3 s for 200 people."""

CIRCLES_AMONG = 250
"""Circles are sought among so many people: the work grows with the square."""

ALIKE = 8
"""Of people with the same balance, and of couples with the same sum, so many are tried."""


@lru_cache(maxsize=64)
def best_groups(amounts: tuple[int, ...]) -> tuple[tuple[Group, ...], int]:
    """As many zero-sum groups of `amounts` (none zero, their sum is) as are found, and how many there are at most.

    What is found is the most if the two agree, which they always do where the exact methods reach. The last answers are
    kept, for pages that ask again.
    """
    exact = divide(amounts)
    if exact is not None:
        return tuple(exact), len(exact)
    pairs, rest = take_pairs(amounts)
    left = [amounts[place] for place in rest]
    number = {place: position for position, place in enumerate(rest)}
    greedy = [tuple(number[place] for place in group) for group in _with_pairs(greedy_groups(amounts), pairs)]
    bound = most_possible(left)
    found = _improved(left, max(greedy, _circles(left), key=len), bound)
    groups = pairs + sorted(tuple(sorted(rest[place] for place in group)) for group in found)
    return tuple(groups), len(pairs) + bound


def greedy_groups(amounts: Sequence[int]) -> list[Group]:
    """Who hangs together where the largest debtor pays the largest creditor until nothing is open."""
    owed = [(-amount, place) for place, amount in enumerate(amounts) if amount > 0]
    owing = [(amount, place) for place, amount in enumerate(amounts) if amount < 0]
    heapify(owed)
    heapify(owing)
    groups: dict[int, list[int]] = {place: [place] for place in range(len(amounts))}
    while owed and owing:
        (due, receiver), (debt, sender) = heappop(owed), heappop(owing)
        few, many = sorted((groups[sender], groups[receiver]), key=len)
        if few is not many:
            many += few
            groups.update(dict.fromkeys(few, many))
        paid = min(-due, -debt)
        if due + paid:
            heappush(owed, (due + paid, receiver))
        if debt + paid:
            heappush(owing, (debt + paid, sender))
    return sorted({id(group): tuple(sorted(group)) for group in groups.values()}.values())


def _with_pairs(groups: Sequence[Group], pairs: Sequence[Group]) -> list[Group]:
    """What is left of `groups` where the pairs are taken out of them: with the pairs, no fewer than before."""
    group_of = {place: set(group) for group in groups for place in group}
    for group in groups:
        shared = group_of[group[0]]
        group_of.update(dict.fromkeys(group, shared))
    for first, second in pairs:
        joined = (group_of[first] | group_of[second]) - {first, second}
        group_of.update(dict.fromkeys(joined, joined))
        del group_of[first], group_of[second]
    return sorted({id(group): tuple(sorted(group)) for group in group_of.values()}.values())


def _circles(amounts: Sequence[int]) -> list[Group]:
    """Threes and fours that sum to zero, as they come, then the greedy groups of those who are left."""
    some = amounts[:CIRCLES_AMONG]
    free = set(range(len(amounts)))
    groups: list[Group] = []
    for circle in chain(_threes(some), _fours(some)):
        if free.issuperset(circle):
            groups.append(circle)
            free.difference_update(circle)
    rest = sorted(free)
    found = greedy_groups([amounts[place] for place in rest])
    return groups + [tuple(rest[place] for place in group) for group in found]


def _threes(amounts: Sequence[int]) -> Iterator[Group]:
    places: dict[int, list[int]] = {}
    for place, amount in enumerate(amounts):
        places.setdefault(amount, []).append(place)
    for first, second in combinations(range(len(amounts)), 2):
        for third in places.get(-amounts[first] - amounts[second], ())[-ALIKE:]:
            if third > second:
                yield first, second, third


def _fours(amounts: Sequence[int]) -> Iterator[Group]:
    couples: dict[int, list[Group]] = {}
    for couple in combinations(range(len(amounts)), 2):
        alike = couples.setdefault(amounts[couple[0]] + amounts[couple[1]], [])
        if len(alike) < ALIKE:
            alike.append(couple)
    for first, second in combinations(range(len(amounts)), 2):
        for third, fourth in couples.get(-amounts[first] - amounts[second], ()):
            circle = (first, second, third, fourth)
            if len(set(circle)) == len(circle):
                yield circle


def _improved(amounts: Sequence[int], groups: Sequence[Group], bound: int) -> list[Group]:
    """Apart and together again, as often as ROUNDS says or until there are as many groups as `bound`."""
    best, window = list(groups), _window(amounts)
    for order in islice(orders(), max(ROUNDS // 5, ROUNDS >> (window - min(WINDOWS)))):
        if len(best) == bound:
            break
        taken, best = _taken(sorted(best, key=lambda group: order(group[0])), window)
        items = _items(taken, window, order)
        best += _put_together(amounts, items) or taken
    return best


def _put_together(amounts: Sequence[int], items: Sequence[Group]) -> list[Group] | None:
    """The most groups of whole items; None where that would take too long."""
    parts = [item for item in items if _total(amounts, item)]
    groups = divide([_total(amounts, item) for item in parts])
    if groups is None:
        return None
    alone = [item for item in items if not _total(amounts, item)]
    return alone + [tuple(place for number in group for place in parts[number]) for group in groups]


def _window(amounts: Sequence[int]) -> int:
    """The sums of all 2^n sets of n people spread as a normal distribution does, by n times the mean square of an amount."""
    unit = gcd(*amounts)
    mean_square = sum((amount // unit) ** 2 for amount in amounts) / len(amounts)
    for size in range(*WINDOWS):
        if 2**size >= ENOUGH * sqrt(pi / 2 * size * mean_square):
            return size
    return max(WINDOWS)


def _taken(groups: list[Group], window: int) -> tuple[list[Group], list[Group]]:
    """The first groups, until they fill a window, and all the others."""
    size = 0
    for number, group in enumerate(groups):
        size += len(group)
        if size >= window:
            return groups[: number + 1], groups[number + 1 :]
    return groups, []


def _items(groups: Sequence[Group], window: int, order: Callable[[int], int]) -> list[Group]:
    """What is put together anew: people one by one, and one item for all those of the last group that there is no room for."""
    people = [place for group in groups for place in sorted(group, key=order)]
    return [(place,) for place in people[:window]] + ([tuple(people[window:])] if people[window:] else [])


def _total(amounts: Sequence[int], item: Group) -> int:
    return sum(amounts[place] for place in item)


def orders() -> Iterator[Callable[[int], int]]:
    """Without end: arrangements of whole numbers, each as good as drawn by lot and the same at every run."""
    for number in count(1):
        yield partial(_lot, number)


def _lot(salt: int, place: int) -> int:
    return crc32(b"%d %d" % (salt, place))
