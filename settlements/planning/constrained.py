"""The fewest payments where not everybody may pay everybody: exact for few people, else the best found. Pure.

What can be settled at all is the most that can flow. Then again groups count: a group that sums to zero and can be
settled inside itself needs one payment less than it has members, and no plan without rings does better.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, islice

from settlements.planning.dense import subset_sums
from settlements.planning.flow import Flow, most_flow, parts
from settlements.planning.groups import Group
from settlements.planning.payments import pay_in_order
from settlements.planning.search import best_groups, orders

EXACT_UP_TO = 14
SETS_UP_TO = 1000
"""So many people with so many sets that sum to zero are divided exactly, in 0.1 s."""

WINDOW = 12
ROUNDS = 10
"""Of a larger trip, groups of so many people in all are taken apart and put together in the best way, so often."""

Ways = Sequence[int]
"""Whom each person may pay, one bit for each other person."""


@dataclass(frozen=True)
class Market:
    """`amounts` sum to zero. Each of `ways` is a set of payments that are allowed together, the preferred one first."""

    amounts: tuple[int, ...]
    ways: tuple[Ways, ...]

    @cached_property
    def people(self) -> Group:
        """Who may take part: where money is passed on, those who stand at zero too."""
        return tuple(person for person, amount in enumerate(self.amounts) if amount or len(self.ways) > 1)

    @cached_property
    def concerned(self) -> Group:
        return tuple(person for person in self.people if self.amounts[person])

    def most(self) -> Flow:
        """The payments of as much as can be paid."""
        flows = [most_flow(self.amounts, ways, self.people) for ways in self.ways]
        return max(flows, key=lambda flow: -self._open(self.people, flow))

    def settle(self, group: Group) -> Flow | None:
        """The payments that settle a group inside itself; None where there are none."""
        simple = pay_in_order(self.amounts, group)
        if all(self.ways[0][sender] >> receiver & 1 for sender, receiver in simple):
            return simple
        flows = (most_flow(self.amounts, ways, group) for ways in self.ways)
        return next((flow for flow in flows if not self._open(group, flow)), None)

    def after(self, flow: Flow) -> tuple[int, ...]:
        """What is open when the payments are made."""
        left = list(self.amounts)
        for (sender, receiver), minor in flow.items():
            left[sender] += minor
            left[receiver] -= minor
        return tuple(left)

    def _open(self, group: Group, flow: Flow) -> int:
        left = self.after(flow)
        return sum(abs(left[person]) for person in group)


def settle_what_can_be(market: Market) -> tuple[Flow, bool]:
    """The payments of as much as can be paid, and whether they are provably the fewest that do it."""
    whole = market.most()
    left = market.after(whole)
    if any(left):
        payable = tuple(amount - open_ for amount, open_ in zip(market.amounts, left, strict=True))
        return _fewest(Market(payable, market.ways), whole)[0], False
    return _fewest(market, whole)


def _fewest(market: Market, whole: Flow) -> tuple[Flow, bool]:
    """As few payments as `whole` or fewer, to the same end, and whether that is proven."""
    free, most = best_groups(tuple(market.amounts[person] for person in market.concerned))
    groups = max(parts(whole, market.people), _kept(market, free), key=len)
    fewest = len(market.concerned) - most
    exact = _divide(market, market.people) if len(market.people) - len(groups) > fewest else None
    if exact is None and len(market.people) - len(groups) > fewest:
        groups = _improved(market, groups)
    flow: Flow = {}
    for group in exact or groups:
        flow |= market.settle(group) or {}
    flow = min(flow, whole, key=len)
    return flow, exact is not None or len(flow) == fewest


def _kept(market: Market, free: Sequence[Group]) -> list[Group]:
    """The best groups of a trip in which everybody may pay everybody, where they can be settled; the others are joined."""
    groups = [tuple(market.concerned[place] for place in group) for group in free]
    kept = [group for group in groups if market.settle(group) is not None]
    pool = tuple(sorted(set(market.people).difference(*kept)))
    while pool and (flow := market.settle(pool)) is None and kept:
        pool = tuple(sorted((*pool, *kept.pop())))
    return kept + (parts(flow, pool) if pool and flow else [])


def _improved(market: Market, groups: Sequence[Group]) -> list[Group]:
    best = list(groups)
    for order in islice(orders(), ROUNDS):
        shuffled = sorted(best, key=lambda group: order(group[0]))
        sizes = accumulate(len(group) for group in shuffled)
        fitting = sum(size <= WINDOW for size in sizes)
        people = tuple(sorted(person for group in shuffled[:fitting] for person in group))
        best = shuffled[fitting:] + (_divide(market, people) or shuffled[:fitting])
    return best


def _divide(market: Market, people: Group) -> list[Group] | None:
    """The most groups that can be settled inside themselves; None where that would take too long or is impossible."""
    if len(people) > EXACT_UP_TO:
        return None
    totals = subset_sums([market.amounts[person] for person in people])
    sets = [members for members, total in enumerate(totals) if members and not total]
    if len(sets) > SETS_UP_TO:
        return None
    return _Division(market, people, sets).best((1 << len(people)) - 1)


class _Division:
    """Dynamic programming over the sets of people that are still to be divided; the first person is the highest bit."""

    def __init__(self, market: Market, people: Group, sets: Sequence[int]) -> None:
        self.market, self.people = market, people
        self.of_first: dict[int, list[int]] = {}
        for members in sorted(sets, key=lambda members: (members.bit_count(), -members)):
            self.of_first.setdefault(members.bit_length(), []).append(members)
        self.can_settle: dict[int, bool] = {}
        self.known: dict[int, list[Group] | None] = {0: []}

    def best(self, members: int) -> list[Group] | None:
        if members not in self.known:
            found: list[Group] | None = None
            for group in self.of_first.get(members.bit_length(), []):
                if not group & ~members and self._settles(group):
                    others = self.best(members ^ group)
                    if others is not None and (found is None or len(others) >= len(found)):
                        found = [self._group(group), *others]
            self.known[members] = found
        return self.known[members]

    def _settles(self, members: int) -> bool:
        if members not in self.can_settle:
            self.can_settle[members] = self.market.settle(self._group(members)) is not None
        return self.can_settle[members]

    def _group(self, members: int) -> Group:
        last = len(self.people) - 1
        return tuple(person for place, person in enumerate(self.people) if members >> (last - place) & 1)
