"""From the balances of people to the positions that are settled: households as one, rounded. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from settlements.planning.plan import Unmet, Why, Wish
from settlements.planning.wishes import Household


@dataclass(frozen=True, slots=True)
class Position:
    """`ref` pays or receives for `members`, in order; their first one gives the position its place, whoever acts."""

    ref: str
    minor: int
    members: tuple[str, ...]

    @property
    def key(self) -> str:
        return self.members[0]


def take_positions(balances: Mapping[str, int], households: Sequence[Household]) -> tuple[list[Position], list[Unmet]]:
    """The positions of everybody, by key, and the households that could not be honoured."""
    positions, unmet = [], []
    taken: set[str] = set()
    for household in households:
        members = tuple(sorted(household.members & balances.keys()))
        twice = [ref for ref in members if ref in taken]
        if twice:
            others = tuple(ref for ref in members if ref not in twice)
            unmet += [Unmet(Wish.HOUSEHOLD, ref, others, Why.TWO_HOUSEHOLDS) for ref in twice]
        elif members:
            taken.update(members)
            positions.append(_household(balances, members, household.contact))
    positions += [Position(ref, minor, (ref,)) for ref, minor in balances.items() if ref not in taken]
    return sorted(positions, key=lambda position: position.key), unmet


def _household(balances: Mapping[str, int], members: tuple[str, ...], contact: str) -> Position:
    total = sum(balances[ref] for ref in members)
    if contact not in members:
        side = -1 if total < 0 else 1
        contact = max(members, key=lambda ref: (side * balances[ref], -members.index(ref)))
    return Position(contact, total, members)


def round_positions(positions: Sequence[Position], unit: int) -> tuple[list[Position], dict[str, int]]:
    """Each position as a multiple of `unit`, less than a unit from what it was, together still zero; and what changed, by ref.

    All are rounded down, and those with the largest remainders up instead, as many as it takes (Hamilton's method). Who
    gains depends on the remainders alone, and payments of whole units do not change those: once the plan is paid,
    what is left rounds to zero for everybody.
    """
    up = sum(position.minor % unit for position in positions) // unit
    by_remainder = sorted(positions, key=lambda position: (-(position.minor % unit), position.key))
    gaining = {position.ref for position in by_remainder[:up]}
    rounded = [
        Position(
            position.ref,
            position.minor - position.minor % unit + unit * (position.ref in gaining),
            position.members,
        )
        for position in positions
    ]
    changes = {new.ref: new.minor - old.minor for old, new in zip(positions, rounded, strict=True)}
    return rounded, {ref: change for ref, change in changes.items() if change}
