"""Why a plan's payments are what they are: each is unfolded, to the cent, into the debts that it settles. Pure.

All amounts are integers in minor units of the trip's own currency.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from settlements.pairwise import Debts
from settlements.planning.plan import Transfer

Node = tuple[str, str]
"""A person's ref and nothing; or nothing and a household's key: where that household's people settle among themselves."""

COMMON: Node = ("", "")
"""Where all is settled that a plan leaves open or rounds."""


class Kind(StrEnum):
    OWES = "owes"
    """`start` owes it to `end`, by the trip's expenses and payments."""
    IS_PAID = "is_paid"
    """`start` gets it from `end` in another payment of the plan."""
    AS_ONE = "as_one"
    """`start` stands in for `end`: one household, or an amount that was rounded or stays open."""
    ROUNDED = "rounded"
    """`start` pays it to `end` beyond what `start` owes anybody, since the plan is rounded."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of the way that an amount goes, from one person to the next."""

    kind: Kind
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Strand:
    """A part of a payment, and its way from who pays to who is paid; one hop of OWES is a debt between these two."""

    minor: int
    hops: tuple[Hop, ...]

    @property
    def is_direct(self) -> bool:
        return len(self.hops) == 1 and self.hops[0].kind is Kind.OWES

    @property
    def is_rounding(self) -> bool:
        return self.hops[0].kind is Kind.ROUNDED


@dataclass(frozen=True, slots=True)
class _Edge:
    kind: Kind
    start: Node
    end: Node


def unfold(
    transfers: Sequence[Transfer],
    debts: Debts,
    households: Mapping[str, str] | None = None,
    rounding: Mapping[str, int] | None = None,
) -> list[list[Strand]]:
    """The strands of each transfer, which sum to it exactly; no debt is counted twice in all of them.

    `households` says to which household (any key) somebody belongs, `rounding` is the plan's. What rounding makes
    somebody pay beyond what they owe is a strand by itself, before anything else is looked for.

    The debts together with the plan's payments turned round are a circulation, and every circulation is made of rings
    (L. R. Ford, D. R. Fulkerson, "Flows in Networks", 1962). A ring with one payment in it says which debts that payment
    stands for. Rings are taken in a fixed order: debts between payer and payee, then the shortest ways through debts
    alone, then those through other payments.
    """
    rounded = _rounded_up(transfers, debts, rounding or {})
    owed = [replace(each, minor=each.minor - more) for each, more in zip(transfers, rounded, strict=True)]
    found = _Unfolding(owed, debts, households or {}).strands()
    for strands, transfer, more in zip(found, transfers, rounded, strict=True):
        if more:
            strands.append(Strand(more, (Hop(Kind.ROUNDED, transfer.sender, transfer.receiver),)))
    return [sorted(strands, key=_order) for strands in found]


def _rounded_up(transfers: Sequence[Transfer], debts: Debts, rounding: Mapping[str, int]) -> list[int]:
    """How much of each transfer its sender pays by rounding only: first where the least of it is owed directly."""
    more = [0] * len(transfers)
    over = {ref: -change for ref, change in rounding.items() if change < 0}

    def beyond(number: int) -> int:
        each = transfers[number]
        return each.minor - debts.get((each.sender, each.receiver), 0)

    for number in sorted(range(len(transfers)), key=lambda number: -beyond(number)):
        each = transfers[number]
        more[number] = min(over.get(each.sender, 0), each.minor)
        over[each.sender] = over.get(each.sender, 0) - more[number]
    return more


class _Unfolding:
    def __init__(self, transfers: Sequence[Transfer], debts: Debts, households: Mapping[str, str]) -> None:
        self.transfers = transfers
        self.paid = [_Edge(Kind.IS_PAID, (each.receiver, ""), (each.sender, "")) for each in transfers]
        self.left: dict[_Edge, int] = defaultdict(int)
        for (debtor, creditor), minor in debts.items():
            self.left[_Edge(Kind.OWES, (debtor, ""), (creditor, ""))] += minor
        for edge, transfer in zip(self.paid, transfers, strict=True):
            self.left[edge] += transfer.minor
        for edge, minor in _closing(self.left, households):
            self.left[edge] += minor
        self.ways: dict[Node, list[_Edge]] = defaultdict(list)
        for edge in sorted(self.left, key=lambda edge: (-self.left[edge], edge.end)):
            self.ways[edge.start].append(edge)
        self.found: list[list[Strand]] = [[] for _ in transfers]

    def strands(self) -> list[list[Strand]]:
        for number, edge in enumerate(self.paid):
            self._take(number, [_Edge(Kind.OWES, edge.end, edge.start)])
        for kinds in ({Kind.OWES}, {Kind.OWES, Kind.AS_ONE}, set(Kind)):
            for number, edge in enumerate(self.paid):
                while self.left[edge] and (path := self._shortest(edge.end, edge.start, kinds)):
                    self._take(number, path)
        return self.found

    def _take(self, number: int, path: list[_Edge]) -> None:
        """Take the ring of a transfer and its path out of what is left, and note it for every transfer that is in it."""
        ring = [self.paid[number], *path]
        minor = min(self.left.get(edge, 0) for edge in ring)
        if not minor:
            return
        for place, edge in enumerate(ring):
            self.left[edge] -= minor
            if edge.kind is Kind.IS_PAID:
                strand = Strand(minor, tuple(_hops([*ring[place + 1 :], *ring[:place]])))
                self.found[self.paid.index(edge)].append(strand)

    def _shortest(self, start: Node, end: Node, kinds: Iterable[Kind]) -> list[_Edge]:
        """The way with the fewest hops, the widest first among equals; empty where there is none."""
        came_by: dict[Node, _Edge | None] = {start: None}
        queue = deque([start])
        while queue and end not in came_by:
            for edge in self.ways[queue.popleft()]:
                if edge.end not in came_by and edge.kind in kinds and self.left[edge]:
                    came_by[edge.end] = edge
                    queue.append(edge.end)
        path: list[_Edge] = []
        step = came_by.get(end)
        while step:
            path.append(step)
            step = came_by[step.start]
        return path[::-1]


def _closing(flow: Mapping[_Edge, int], households: Mapping[str, str]) -> list[tuple[_Edge, int]]:
    """What makes a circulation of it: people settle within their household, households and all others at COMMON."""
    over: dict[Node, int] = defaultdict(int)
    for edge, minor in flow.items():
        over[edge.end] += minor
        over[edge.start] -= minor
    edges: list[tuple[_Edge, int]] = []
    for node in sorted(over):
        home = ("", households[node[0]]) if node[0] in households else COMMON
        edges += _between(node, home, over[node])
        if home != COMMON:
            over[home] += over[node]
    for home in sorted({("", key) for key in households.values()}):
        edges += _between(home, COMMON, over[home])
    return edges


def _between(node: Node, home: Node, over: int) -> list[tuple[_Edge, int]]:
    if not over:
        return []
    return [(_Edge(Kind.AS_ONE, node, home) if over > 0 else _Edge(Kind.AS_ONE, home, node), abs(over))]


def _hops(path: list[_Edge]) -> Iterator[Hop]:
    """The path from person to person: one stands in for another, whatever lies between them."""
    start = path[0].start[0]
    for edge in path:
        if edge.end[0]:
            yield Hop(edge.kind, start, edge.end[0])
            start = edge.end[0]


def _order(strand: Strand) -> tuple[bool, bool, int, int, tuple[str, ...]]:
    return (
        not strand.is_direct,
        not strand.is_rounding,
        len(strand.hops),
        -strand.minor,
        tuple(hop.end for hop in strand.hops),
    )
