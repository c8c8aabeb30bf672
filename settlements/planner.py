"""The plan: from the balances of a trip to the payments that settle it, as people wish. Pure; the work is in `planning`.

All amounts are integers in minor units of the trip's own currency; a positive balance is owed money.
"""

from collections.abc import Mapping, Sequence

from settlements.planning.constrained import Market, settle_what_can_be
from settlements.planning.flow import Flow
from settlements.planning.payments import pay_in_order
from settlements.planning.plan import Plan, Transfer, UnbalancedTrip, Unmet, Why, Wish
from settlements.planning.positions import Position, round_positions, take_positions
from settlements.planning.search import best_groups
from settlements.planning.wishes import NO_WISHES, Household, Wishes

__all__ = [
    "NO_WISHES",
    "Household",
    "Plan",
    "Transfer",
    "UnbalancedTrip",
    "Unmet",
    "Why",
    "Wish",
    "Wishes",
    "count_for",
    "plan_transfers",
]


def plan_transfers(balances: Mapping[str, int], *, wishes: Wishes = NO_WISHES) -> Plan:
    """Settle `balances` in the fewest payments that meet the wishes.

    Without wishes that restrict who may pay whom: provably the fewest for up to 23 people (not counting those who cancel in
    pairs), and mostly up to 32 in cents; else the fewest found, no more than the largest-with-largest greedy needs. Nobody
    both pays and receives, but along `existing_debts`. The same balances give the same plan in whatever order they come.

    Up to 23 people, what happens among some who share no zero-sum set with the others leaves the others' payments as
    they are. Making a payment of the plan does so too, unless what is left then cancels in some other way.

    Raises `UnbalancedTrip` (a `ValueError`) where the balances do not sum to zero.
    """
    if sum(balances.values()) != 0:
        raise UnbalancedTrip(f"The balances sum to {sum(balances.values())}, not to zero")
    positions, unmet = take_positions(balances, wishes.households)
    households = {position.ref: position.members for position in positions if len(position.members) > 1}
    positions, rounding = round_positions(positions, wishes.round_to)
    if wishes.restrict:
        market = Market(tuple(position.minor for position in positions), _ways(positions, wishes))
        flow, proven = settle_what_can_be(market)
        left = {position.ref: minor for position, minor in zip(positions, market.after(flow), strict=True) if minor}
        unmet += _unmet(positions, left, wishes)
    else:
        flow, proven = _settle_freely(positions)
        left = {}
    transfers = [Transfer(positions[payer].ref, positions[payee].ref, minor) for (payer, payee), minor in flow.items()]
    return Plan(transfers, proven, rounding, unmet, left, households)


def count_for(balances: Mapping[str, int], choices: Sequence[Wishes]) -> list[int]:
    """The number of payments of each choice, to stand beside it; what a choice leaves open is not counted."""
    return [len(plan_transfers(balances, wishes=wishes).transfers) for wishes in choices]


def _settle_freely(positions: Sequence[Position]) -> tuple[Flow, bool]:
    people = [number for number, position in enumerate(positions) if position.minor]
    amounts = [position.minor for position in positions]
    groups, most = best_groups(tuple(amounts[number] for number in people))
    flow: Flow = {}
    for group in groups:
        flow |= pay_in_order(amounts, [people[place] for place in group])
    return flow, len(flow) == len(people) - most


def _ways(positions: Sequence[Position], wishes: Wishes) -> tuple[list[int], ...]:
    """Who may pay whom straight; and, along existing debts, where people may pass on what they are paid."""
    debts = _debts(positions, wishes)
    anybody = [_receivers(number, positions, wishes, debts) for number in range(len(positions))]
    owed = sum(1 << number for number, position in enumerate(positions) if position.minor > 0)
    straight = [ways & owed if position.minor < 0 else 0 for position, ways in zip(positions, anybody, strict=True)]
    return (straight,) if wishes.existing_debts is None else (straight, anybody)


def _receivers(sender: int, positions: Sequence[Position], wishes: Wishes, debts: frozenset[tuple[str, str]]) -> int:
    """Whom this one may pay, as bits."""
    payer = positions[sender].ref
    return sum(
        1 << number
        for number, other in enumerate(positions)
        if number != sender and not any(wishes.against(payer, other.ref, owes=(payer, other.ref) in debts))
    )


def _debts(positions: Sequence[Position], wishes: Wishes) -> frozenset[tuple[str, str]]:
    """The existing debts, as debts of those who act for the people concerned."""
    acts = {ref: position.ref for position in positions for ref in position.members}
    debts = wishes.existing_debts or frozenset()
    return frozenset((acts[one], acts[other]) for one, other in debts if one in acts and other in acts)


def _unmet(positions: Sequence[Position], left: Mapping[str, int], wishes: Wishes) -> list[Unmet]:
    """For whoever still owes: each wish that keeps them from paying those to whom money is open."""
    debts = _debts(positions, wishes)
    receivers = [ref for ref, minor in left.items() if minor > 0]
    found: dict[tuple[str, Wish], list[str]] = {}
    for sender in [ref for ref, minor in left.items() if minor < 0]:
        for receiver in receivers:
            for wish in wishes.against(sender, receiver, owes=(sender, receiver) in debts):
                found.setdefault((sender, wish), []).append(receiver)
    return [Unmet(wish, sender, tuple(others), REASONS[wish]) for (sender, wish), others in found.items()]


REASONS = {
    Wish.EXISTING_DEBTS: Why.NO_DEBT_BETWEEN,
    Wish.METHODS: Why.NO_COMMON_METHOD,
    Wish.APART: Why.MUST_NOT_MEET,
}
