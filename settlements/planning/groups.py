"""The most groups of balances that sum to zero, exactly: what the least number of payments hangs on. Pure.

n people who do not stand at zero need n minus (the most zero-sum groups they can be divided into) payments: the payments
of any plan join people into groups that sum to zero, and m people need m - 1 payments to hang together; the other way
round, m - 1 always settle them (T. Verhoeff, "Settling Multiple Debts Efficiently: An Invitation to Computing Science",
Informatics in Education 3(1), 2004, pp. 105-126). Finding the most is NP-hard in the strong sense (C. Pătcaş, "The debts'
clearing problem's relation with complexity classes", Acta Math. Acad. Paed. Nyíregyháziensis 28, 2012, pp. 217-226).

Two balances that cancel may always be taken first: if the best division has a in group A and -a in group B, then these
two, and all the others of A and B together, are two groups as well. Three that sum to zero may not: 1 4 -5, 2 6 -8 and
-3 10 -7 are three groups, but with 1 2 -3 taken out of them the other six are one, two in all.
"""

from collections import defaultdict, deque
from collections.abc import Sequence

from settlements.planning import dense, sparse

Group = tuple[int, ...]
"""The places of a group's members in the list of amounts, ascending."""

WORTH_A_LOOK = 14
"""Of more people than this it is first seen whether only few sets sum to zero."""


def take_pairs(amounts: Sequence[int]) -> tuple[list[Group], list[int]]:
    """The pairs that cancel, each the first there is in the order given, and the places of those who are left."""
    waiting: dict[int, deque[int]] = defaultdict(deque)
    for place, amount in enumerate(amounts):
        waiting[amount].append(place)
    pairs: list[Group] = []
    for place, amount in enumerate(amounts):
        if waiting[amount] and waiting[amount][0] == place and waiting[-amount]:
            waiting[amount].popleft()
            pairs.append((place, waiting[-amount].popleft()))
    return pairs, sorted(place for places in waiting.values() for place in places)


def most_possible(amounts: Sequence[int]) -> int:
    """A bound on the groups of balances among which none cancel: each has three people, one who owes, one who is owed."""
    owed = sum(amount > 0 for amount in amounts)
    return min(len(amounts) // 3, owed, len(amounts) - owed)


def divide(amounts: Sequence[int]) -> list[Group] | None:
    """The most zero-sum groups of `amounts` (none zero, their sum is), of all such divisions always the same; None if too hard.

    It is the one with the smallest smallest group (fewer members first, then the earlier places), then the smallest next
    one, and so on. That order looks at nothing but each group's own members, so what is best for one part of a trip
    does not depend on another part that shares no zero-sum group with it.
    """
    pairs, rest = take_pairs(amounts)
    groups = pairs
    bound = most_possible([amounts[place] for place in rest])
    while rest:
        found = smallest_of_most([amounts[place] for place in rest], bound)
        if found is None:
            return None
        group, bound = found
        groups.append(tuple(rest[place] for place in group))
        rest = [place for place in rest if place not in set(groups[-1])]
        bound -= 1
    return groups


def smallest_of_most(amounts: Sequence[int], bound: int) -> tuple[Group, int] | None:
    """The smallest group of the divisions into the most groups, and their number, at most `bound`; None if too hard."""
    if bound <= 1:
        return tuple(range(len(amounts))), 1
    few = len(amounts) * 20 if len(amounts) <= dense.UP_TO else sparse.SETS_UP_TO
    found = sparse.smallest_of_most(amounts, few) if len(amounts) > WORTH_A_LOOK else None
    if found is None and len(amounts) <= dense.UP_TO:
        return dense.smallest_of_most(amounts, bound)
    return found
