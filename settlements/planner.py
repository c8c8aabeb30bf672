"""The plan: from the balances of a trip to the payments that settle it. Pure.

All amounts are integers in minor units of the trip's own currency; a positive balance is owed money.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from heapq import heapify, heappop, heappush


class UnbalancedTrip(ValueError):
    """The balances do not sum to zero, so no payments among these people can settle them."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """`sender` is to give `receiver` this many minor units; always more than none."""

    sender: str
    receiver: str
    minor: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The payments that bring every balance to zero; `proven` says that no other plan has fewer."""

    transfers: list[Transfer]
    proven: bool


def plan_transfers(balances: Mapping[str, int]) -> Plan:
    """Settle `balances` by letting the largest debtor pay the largest creditor until all stand at zero.

    The greedy way of the "debt simplification" folklore: each payment brings at least one person to zero and the last
    one two, so n people who do not stand at zero need n - 1 payments at most, found in O(n log n). The true least is
    NP-hard to find (a zero-sum partition; T. Verhoeff, "Settling multiple debts efficiently", 2004). Each debtor sends
    and each creditor receives at least once, so the larger of their numbers is a lower bound: a plan that meets it is
    `proven`. The same balances give the same plan in whatever order they come; equal ones go by ref.

    Raises `UnbalancedTrip` (a `ValueError`) where the balances do not sum to zero.
    """
    if sum(balances.values()) != 0:
        raise UnbalancedTrip(f"The balances sum to {sum(balances.values())}, not to zero")
    creditors = [(-minor, ref) for ref, minor in balances.items() if minor > 0]
    debtors = [(minor, ref) for ref, minor in balances.items() if minor < 0]
    lower_bound = max(len(creditors), len(debtors))
    transfers = _largest_with_largest(creditors, debtors)
    return Plan(transfers, proven=len(transfers) == lower_bound)


def _largest_with_largest(creditors: list[tuple[int, str]], debtors: list[tuple[int, str]]) -> list[Transfer]:
    """Consume both sides; each is (minus the open amount, ref), so that a heap hands out the largest first."""
    heapify(creditors)
    heapify(debtors)
    transfers = []
    while creditors and debtors:
        due, receiver = heappop(creditors)
        debt, sender = heappop(debtors)
        paid = min(-due, -debt)
        transfers.append(Transfer(sender, receiver, paid))
        if due + paid:
            heappush(creditors, (due + paid, receiver))
        if debt + paid:
            heappush(debtors, (debt + paid, sender))
    return transfers
