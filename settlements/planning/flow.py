"""Settling among people of whom not everybody may pay everybody: the most that can flow, in few payments. Pure.

People are numbers; whom somebody may pay is one long number with a bit for each person.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from itertools import pairwise

Flow = dict[tuple[int, int], int]
"""(sender, receiver): minor units, more than none."""


def most_flow(amounts: Sequence[int], may_pay: Sequence[int], people: Iterable[int]) -> Flow:
    """The most that `people` can pay each other of what they owe, in payments that make no ring; the rest stays open.

    Shortest augmenting paths (J. Edmonds, R. M. Karp, "Theoretical improvements in algorithmic efficiency for network flow
    problems", Journal of the ACM 19(2), 1972): what was planned can be taken back, so nothing is missed.
    """
    left = {person: amounts[person] for person in sorted(people)}
    inside = sum(1 << person for person in left)
    ways = {person: may_pay[person] & inside for person in left}
    flow: Flow = {}
    for sender in [person for person in left if left[person] < 0]:
        while left[sender] and (path := _path(sender, left, ways, flow)):
            _push(path, left, flow)
    return _without_cycles(flow)


def _path(start: int, left: dict[int, int], ways: dict[int, int], flow: Flow) -> list[int] | None:
    """From `start` to the nearest person to whom money is open, along possible payments, or back along those planned."""
    before = {start: start}
    seen = 1 << start
    back: dict[int, int] = {}
    for sender, receiver in flow:
        back[receiver] = back.get(receiver, 0) | 1 << sender
    queue = deque([start])
    while queue:
        person = queue.popleft()
        if left[person] > 0:
            return _steps(before, person)
        found = (ways[person] | back.get(person, 0)) & ~seen
        seen |= found
        while found:
            other = (found & -found).bit_length() - 1
            found &= found - 1
            before[other] = person
            queue.append(other)
    return None


def _steps(before: dict[int, int], person: int) -> list[int]:
    path = [person]
    while before[person] != person:
        person = before[person]
        path.append(person)
    return path[::-1]


def _push(path: list[int], left: dict[int, int], flow: Flow) -> None:
    """As much as goes: a step back along a planned payment first takes that back."""
    steps = list(pairwise(path))
    taken_back = [flow[receiver, sender] for sender, receiver in steps if (receiver, sender) in flow]
    minor = min(-left[path[0]], left[path[-1]], *taken_back)
    left[path[0]] += minor
    left[path[-1]] -= minor
    for sender, receiver in steps:
        if (receiver, sender) in flow:
            _add(flow, (receiver, sender), -minor)
        else:
            _add(flow, (sender, receiver), minor)


def _add(flow: Flow, payment: tuple[int, int], minor: int) -> None:
    flow[payment] = flow.get(payment, 0) + minor
    if not flow[payment]:
        del flow[payment]


def _without_cycles(flow: Flow) -> Flow:
    """The same effect on everybody with payments that make no ring, whichever way they go: fewer than there are people.

    A ring is broken by making every other payment smaller, and the ones between larger, until one of them is gone.
    """
    tree: Flow = {}
    for payment in sorted(flow):
        tree[payment] = flow[payment]
        ring = _ring(tree, payment)
        if ring:
            along = [one for one, forward in ring if forward]
            against = [one for one, forward in ring if not forward]
            shrinking, growing = (against, along) if len(against) > len(along) else (along, against)
            minor = min(tree[one] for one in shrinking)
            for one in growing:
                _add(tree, one, minor)
            for one in shrinking:
                _add(tree, one, -minor)
    return dict(sorted(tree.items()))


def _ring(tree: Flow, payment: tuple[int, int]) -> list[tuple[tuple[int, int], bool]]:
    """The payments that make a ring with this one, and whether they go round the same way; empty where there is none."""
    sender, receiver = payment
    next_to: dict[int, list[tuple[int, tuple[int, int], bool]]] = {}
    for one in tree:
        if one != payment:
            next_to.setdefault(one[0], []).append((one[1], one, True))
            next_to.setdefault(one[1], []).append((one[0], one, False))
    stack: list[tuple[int, list[tuple[tuple[int, int], bool]]]] = [(receiver, [(payment, True)])]
    seen = {receiver}
    while stack:
        person, ring = stack.pop()
        if person == sender:
            return ring
        for other, one, forward in next_to.get(person, []):
            if other not in seen:
                seen.add(other)
                stack.append((other, [*ring, (one, forward)]))
    return []


def parts(flow: Flow, people: Iterable[int]) -> list[tuple[int, ...]]:
    """Those of `people` who hang together by payments."""
    group_of = {person: {person} for person in people}
    for sender, receiver in flow:
        joined = group_of.setdefault(sender, {sender}) | group_of.setdefault(receiver, {receiver})
        group_of.update(dict.fromkeys(joined, joined))
    return sorted({id(group): tuple(sorted(group)) for group in group_of.values()}.values())
