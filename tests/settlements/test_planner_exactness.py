"""The plan is the least there is: against trying all, against another algorithm, and beside what others do."""

from random import Random
from time import process_time

import pytest

from settlements.planner import plan_transfers
from settlements.planning import dense, groups, search, sparse
from tests.settlements.rivals import (
    first_with_last,
    largest_with_largest,
    least_by_paying,
    most_groups_by_queueing,
    most_groups_by_trying,
    random_balances,
)

LARGEST = (3, 10, 25, 100, 100_000)


def least_of(balances):
    plan = plan_transfers(balances)
    assert plan.proven
    return len(plan.transfers)


@pytest.mark.parametrize("size", range(2, 8))
def test_no_way_of_paying_at_all_takes_fewer(size):
    random = Random(size)
    for _ in range(30):
        balances = random_balances(random, size, random.choice(LARGEST))
        assert least_of(balances) == least_by_paying(tuple(balances.values())), balances


@pytest.mark.parametrize("size", range(2, 11))
def test_no_division_into_groups_takes_fewer(size):
    random = Random(size)
    for _ in range(40):
        balances = random_balances(random, size, random.choice(LARGEST))
        assert least_of(balances) == size - most_groups_by_trying(list(balances.values())), balances


@pytest.mark.parametrize(("size", "times"), [(11, 20), (12, 12), (13, 8), (14, 6)])
def test_another_algorithm_finds_no_fewer(size, times):
    random = Random(size)
    for _ in range(times):
        balances = random_balances(random, size, random.choice(LARGEST))
        assert least_of(balances) == size - most_groups_by_queueing(list(balances.values())), balances


def test_a_thousand_trips_in_round_amounts_are_all_settled_in_the_fewest_payments():
    random = Random(2024)
    trips = [random_balances(random, 10, 10, unit=500) for _ in range(1000)]
    least = [10 - most_groups_by_trying(list(balances.values())) for balances in trips]

    assert [least_of(balances) for balances in trips] == least
    greedy = sum(len(largest_with_largest(trip)) == fewest for trip, fewest in zip(trips, least, strict=True))
    spliit = sum(len(first_with_last(trip)) == fewest for trip, fewest in zip(trips, least, strict=True))
    assert (greedy, spliit) == (649, 86), "in so many the largest-with-largest greedy, and Spliit, find the least"


def test_both_exact_methods_agree_on_the_very_group():
    random = Random(7)
    for _ in range(150):
        amounts = list(random_balances(random, random.randint(6, 14), random.choice((10, 30, 100))).values())
        _, rest = groups.take_pairs(amounts)
        amounts = [amounts[place] for place in rest]
        bound = groups.most_possible(amounts)
        if bound > 1:
            assert dense.smallest_of_most(amounts, bound) == sparse.smallest_of_most(amounts, 10**6), amounts


def test_of_the_best_divisions_the_one_with_the_smallest_groups_of_the_first_people_is_taken():
    amounts = [7, 1, 4, -5, 2, -7, 6, -8, -3, 10, -7]
    assert groups.divide(amounts) == [(0, 5), (1, 2, 3), (4, 6, 7), (8, 9, 10)]


def test_threes_are_not_taken_unseen():
    amounts = [1, 2, -3, 4, -5, 6, -8, 10, -7]
    assert sorted(map(len, groups.divide(amounts))) == [3, 3, 3]
    assert (0, 1, 2) not in groups.divide(amounts)


@pytest.mark.parametrize("largest", [10, 40, 100, 1_000, 100_000, 10**9])
def test_twenty_people_are_settled_exactly_and_at_once(largest):
    random = Random(largest)
    for _ in range(3):
        balances = random_balances(random, 20, largest)
        started = process_time()
        assert plan_transfers(balances).proven
        assert process_time() - started < 1, "about 0.02 s of the processor"


@pytest.mark.parametrize("size", [24, 30, 60, 200])
@pytest.mark.parametrize("largest", [100, 1_000, 100_000])
def test_more_people_are_never_settled_worse_than_greedily(size, largest):
    balances = random_balances(Random(size), size, largest)
    started = process_time()
    plan = plan_transfers(balances)
    assert process_time() - started < 3, "about 0.3 s of the processor"
    assert len(plan.transfers) <= len(largest_with_largest(balances))
    most = search.best_groups(tuple(balances.values()))[1]
    assert plan.proven == (len(plan.transfers) == size - most)


def test_beyond_the_exact_methods_a_plan_that_meets_the_bound_is_proven_and_another_is_not():
    threes = {
        f"{name}{place}": minor
        for place in range(30)
        for name, minor in (("a", 10**place), ("b", 2 * 10**place), ("c", -3 * 10**place))
    }
    assert plan_transfers(threes).proven
    assert len(plan_transfers(threes).transfers) == 60
    assert not plan_transfers(random_balances(Random(1), 60, 1000)).proven


def test_the_greedy_groups_of_a_large_trip_are_a_division_of_it():
    for seed in range(20):
        amounts = list(random_balances(Random(seed), 40, 50).values())
        found = search.greedy_groups(amounts)
        assert sorted(place for group in found for place in group) == list(range(40))
        assert all(sum(amounts[place] for place in group) == 0 for group in found)
