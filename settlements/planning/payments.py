"""The payments inside one group that sums to zero. Pure."""

from collections.abc import Sequence

from settlements.planning.flow import Flow


def pay_in_order(amounts: Sequence[int], group: Sequence[int]) -> Flow:
    """The first who owes pays the first who is owed, until one of them is done and the next one takes that place.

    (The north-west corner rule of the transportation problem.) m people need m - 1 payments at most, whatever the
    order; in a fixed one, the plan stays put while it is carried out. Making a payment of it, whole or in part, changes
    nothing about the others, and that is not so where the largest pays the largest. It also leaves fewer slivers.
    """
    owing = [(place, -amounts[place]) for place in group if amounts[place] < 0][::-1]
    owed = [(place, amounts[place]) for place in group if amounts[place] > 0][::-1]
    payments: Flow = {}
    while owing and owed:
        (sender, debt), (receiver, due) = owing.pop(), owed.pop()
        paid = payments[sender, receiver] = min(debt, due)
        if debt > paid:
            owing.append((sender, debt - paid))
        if due > paid:
            owed.append((receiver, due - paid))
    return payments
