"""The plan settles a trip to exactly zero, in few payments, and claims to be the least only where it is."""

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from settlements.planner import Transfer, UnbalancedTrip, plan_transfers

ROOT = Path(__file__).parents[2]
unhurried = settings(deadline=None, max_examples=100)


def balances_of(size, amounts):
    """Dictionaries of balances that sum to zero: the last person carries what the others leave."""
    return st.lists(amounts, max_size=size).map(
        lambda minors: {f"p{place}": minor for place, minor in enumerate([*minors, -sum(minors)])}
    )


some_balances = balances_of(40, st.integers(-(10**12), 10**12))
small_balances = balances_of(6, st.integers(-5, 5))


@unhurried
@given(st.one_of(some_balances, small_balances))
def test_the_plan_settles_to_exactly_zero(balances):
    open_amounts = dict(balances)
    for transfer in plan_transfers(balances).transfers:
        assert transfer.minor > 0
        assert transfer.sender != transfer.receiver
        open_amounts[transfer.sender] += transfer.minor
        open_amounts[transfer.receiver] -= transfer.minor
    assert set(open_amounts.values()) == {0}


@unhurried
@given(st.one_of(some_balances, small_balances))
def test_the_plan_takes_fewer_payments_than_there_are_people_and_asks_nobody_for_more_than_they_owe(balances):
    plan = plan_transfers(balances)
    concerned = [ref for ref, minor in balances.items() if minor]
    assert len(plan.transfers) <= max(len(concerned) - 1, 0)
    assert all(balances[transfer.sender] < 0 < balances[transfer.receiver] for transfer in plan.transfers)


@unhurried
@given(some_balances, st.randoms())
def test_the_same_balances_give_the_same_plan_in_any_order(balances, random):
    shuffled = dict(random.sample(list(balances.items()), len(balances)))
    assert plan_transfers(balances) == plan_transfers(shuffled)


@cache
def least(balances):
    """Find the true least number of payments by trying all, for a handful of people."""
    balances = tuple(sorted(minor for minor in balances if minor))
    if not balances:
        return 0
    first, *rest = balances
    options = [
        least((*rest[:place], rest[place] + first, *rest[place + 1 :]))
        for place in range(len(rest))
        if rest[place] * first < 0
    ]
    return 1 + min(options)


@unhurried
@given(small_balances)
def test_a_plan_that_says_it_is_the_least_is_the_least(balances):
    plan = plan_transfers(balances)
    assert not plan.proven or len(plan.transfers) == least(tuple(balances.values()))


def test_the_largest_debtor_pays_the_largest_creditor():
    plan = plan_transfers({"ann": 500, "bob": -300, "cid": 100, "zoe": -300})
    assert plan.transfers == [Transfer("bob", "ann", 300), Transfer("zoe", "ann", 200), Transfer("zoe", "cid", 100)]
    assert not plan.proven


@pytest.mark.parametrize(
    "balances",
    [
        {},
        {"ann": 0},
        {"ann": 5, "bob": -5},
        {"ann": 9, "bob": -5, "cid": -4},
        {"a": 5, "b": 4, "c": -5, "d": -4, "e": 0},
    ],
)
def test_a_plan_that_meets_the_lower_bound_is_proven(balances):
    assert plan_transfers(balances).proven


def test_a_plan_that_misses_the_least_does_not_claim_it():
    balances = {"ann": 6, "bob": 5, "cid": 2, "dan": -6, "zoe": -7}
    assert least(tuple(balances.values())) == 3, "dan pays ann; zoe pays bob and cid"
    plan = plan_transfers(balances)
    assert len(plan.transfers) == 4
    assert not plan.proven


def test_balances_that_do_not_sum_to_zero_cannot_be_settled():
    with pytest.raises(UnbalancedTrip, match="sum to 1, not to zero"):
        plan_transfers({"ann": 100, "bob": -99})
    assert issubclass(UnbalancedTrip, ValueError)


def test_two_hundred_people_are_settled_at_once():
    balances = {f"p{place}": (place * 7919) % 1009 - 504 for place in range(199)}
    balances["last"] = -sum(balances.values())
    assert len(plan_transfers(balances).transfers) <= 199


@pytest.mark.parametrize(
    "module", ["tripsplit.money", "tripsplit.text", "expenses.splitting", "settlements.ledger", "settlements.planner"]
)
def test_the_maths_imports_without_django(module):
    program = f"import {module}, sys; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0
