"""How others settle a trip, and the true least by means of their own: what the planner is held against."""

from functools import cache
from heapq import heapify, heappop, heappush
from itertools import combinations


def largest_with_largest(balances):
    """SplitPro's and Cospend's way: the largest debtor pays the largest creditor. The payments, as (from, to, minor)."""
    owed = [(-minor, ref) for ref, minor in balances.items() if minor > 0]
    owing = [(minor, ref) for ref, minor in balances.items() if minor < 0]
    heapify(owed)
    heapify(owing)
    payments = []
    while owed:
        (due, receiver), (debt, sender) = heappop(owed), heappop(owing)
        paid = min(-due, -debt)
        payments.append((sender, receiver, paid))
        if due + paid:
            heappush(owed, (due + paid, receiver))
        if debt + paid:
            heappush(owing, (debt + paid, sender))
    return payments


def first_with_last(balances):
    """Spliit's way: those who are owed first, each side in the order of their ids; the first and the last settle."""
    line = sorted(([ref, minor] for ref, minor in balances.items() if minor), key=lambda row: (row[1] < 0, row[0]))
    payments = []
    while len(line) > 1:
        first, last = line[0], line[-1]
        if first[1] > -last[1]:
            payments.append((last[0], first[0], -last[1]))
            first[1] += last[1]
            line.pop()
        else:
            payments.append((last[0], first[0], first[1]))
            last[1] += first[1]
            line.pop(0)
    return [payment for payment in payments if payment[2]]


@cache
def least_by_paying(amounts):
    """Find the least number of payments by trying all that bring one of two people to zero: no theory of groups in it."""
    amounts = tuple(sorted(minor for minor in amounts if minor))
    if not amounts:
        return 0
    first, *rest = amounts
    return 1 + min(
        least_by_paying((*rest[:place], rest[place] + first, *rest[place + 1 :]))
        for place in range(len(rest))
        if rest[place] * first < 0
    )


def most_groups_by_trying(amounts, settles=lambda _places: True):
    """Try each group that the first person can be in, and again with the others; None where no division will do."""

    @cache
    def most(places):
        if not places:
            return 0
        first, *others = places
        found = []
        for size in range(len(others) + 1):
            for chosen in combinations(others, size):
                group = (first, *chosen)
                if sum(amounts[place] for place in group) == 0 and settles(group):
                    rest = most(tuple(place for place in others if place not in chosen))
                    if rest is not None:
                        found.append(1 + rest)
        return max(found, default=None)

    return most(tuple(range(len(amounts))))


def most_groups_by_queueing(amounts):
    """In the order in which the people of group after group leave, the sum of those gone is zero after each group: O(n 2^n)."""
    sums, most = [0] * (1 << len(amounts)), [0] * (1 << len(amounts))
    for gone in range(1, len(sums)):
        lowest = gone & -gone
        sums[gone] = sums[gone ^ lowest] + amounts[lowest.bit_length() - 1]
        best, people = 0, gone
        while people:
            last = people & -people
            people ^= last
            best = max(best, most[gone ^ last])
        most[gone] = best + (sums[gone] == 0)
    return most[-1]


def random_balances(random, size, largest, unit=1):
    """None of them zero; the last person carries what the others leave."""
    while True:
        minors = [unit * random.choice((-1, 1)) * random.randint(1, largest) for _ in range(size - 1)]
        if sum(minors):
            return {f"p{place:03}": minor for place, minor in enumerate([*minors, -sum(minors)])}
