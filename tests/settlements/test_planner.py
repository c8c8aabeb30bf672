"""The plan settles a trip to exactly zero, in few payments, and claims to be the least only where it is."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from settlements.planner import Plan, Transfer, UnbalancedTrip, plan_transfers
from tests.settlements.rivals import least_by_paying, random_balances

ROOT = Path(__file__).parents[2]
unhurried = settings(deadline=None, max_examples=100)


def balances_of(size, amounts):
    """Dictionaries of balances that sum to zero: the last person carries what the others leave."""
    return st.lists(amounts, max_size=size).map(
        lambda minors: {f"p{place}": minor for place, minor in enumerate([*minors, -sum(minors)])}
    )


some_balances = balances_of(24, st.integers(-(10**12), 10**12))
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


@unhurried
@given(small_balances)
def test_a_plan_that_says_it_is_the_least_is_the_least(balances):
    plan = plan_transfers(balances)
    assert plan.proven
    assert len(plan.transfers) == least_by_paying(tuple(balances.values()))


@unhurried
@given(st.one_of(some_balances, small_balances))
def test_nobody_pays_anybody_twice(balances):
    pairs = [(transfer.sender, transfer.receiver) for transfer in plan_transfers(balances).transfers]
    assert len(set(pairs)) == len(pairs)


def test_people_who_cancel_pay_each_other_and_the_others_pay_in_their_order():
    plan = plan_transfers({"ann": 500, "bob": -300, "cid": 100, "dan": 70, "eve": -70, "zoe": -300})
    assert plan.transfers == [
        Transfer("eve", "dan", 70),
        Transfer("bob", "ann", 300),
        Transfer("zoe", "ann", 200),
        Transfer("zoe", "cid", 100),
    ]
    assert plan.proven


@pytest.mark.parametrize("balances", [{}, {"ann": 0}, {"ann": 0, "bob": 0}])
def test_nothing_is_to_be_paid_where_nobody_owes(balances):
    assert plan_transfers(balances) == Plan([], proven=True)


def test_one_cent_is_paid():
    assert plan_transfers({"ann": 1, "bob": -1, "cid": 0}).transfers == [Transfer("bob", "ann", 1)]


def test_refs_may_be_any_strings():
    balances = {"": -5, " ": 5, "Zoë 🌊": -(10**12), "a\x00b": 10**12 - 1, "'": 1}
    plan = plan_transfers(balances)
    assert plan.transfers == [
        Transfer("", " ", 5),
        Transfer("Zoë 🌊", "'", 1),
        Transfer("Zoë 🌊", "a\x00b", 10**12 - 1),
    ]


def parted_trip(random):
    """Groups that have no zero-sum set across their borders: each one's amounts are multiples of its own power."""
    trip, groups = {}, []
    for number in range(random.randint(2, 4)):
        minors = [random.choice((-1, 1)) * random.randint(1, 999) for _ in range(random.randint(1, 4))]
        if not sum(minors):
            minors[0] += 1
        places = random.sample(range(10_000), len(minors) + 1)
        group = {
            f"p{place}-{number}": minor * 10_000**number
            for place, minor in zip(places, [*minors, -sum(minors)], strict=True)
        }
        trip |= group
        groups.append(group)
    return trip, groups


@unhurried
@given(st.randoms(use_true_random=False))
def test_a_change_inside_one_group_leaves_the_payments_of_the_others_as_they_were(random):
    trip, (changing, *others) = parted_trip(random)
    first, second, *_ = changing
    change = random.randint(1, 500)
    changed = trip | {first: trip[first] + change, second: trip[second] - change}

    before, after = plan_transfers(trip).transfers, plan_transfers(changed).transfers
    assert all(changed[ref] == trip[ref] for group in others for ref in group)
    assert [step for step in before if step.sender not in changing] == [
        step for step in after if step.sender not in changing
    ]


@unhurried
@given(st.integers(2, 14), st.randoms(use_true_random=False))
def test_making_a_payment_of_the_plan_whole_or_in_part_changes_nothing_about_the_others(size, random):
    balances = random_balances(random, size, 10**12)
    plan = plan_transfers(balances)
    done = random.choice(plan.transfers)
    paid = random.choice((done.minor, random.randint(1, done.minor)))
    left = balances | {done.sender: balances[done.sender] + paid, done.receiver: balances[done.receiver] - paid}
    rest = Transfer(done.sender, done.receiver, done.minor - paid)
    expected = [rest if step == done else step for step in plan.transfers if step != done or rest.minor]
    assume(
        ways_to_cancel(left.values()) == 2 ** len(groups_of(expected))
    )  # or others may settle with each other by chance

    assert sorted(plan_transfers(left).transfers, key=str) == sorted(expected, key=str)


def ways_to_cancel(amounts):
    """How many sets of these people owe each other nothing in sum, the empty one with them."""
    sums = [0]
    for minor in filter(None, amounts):
        sums += [total + minor for total in sums]
    return sums.count(0)


def groups_of(transfers):
    """Who is connected by payments."""
    groups = []
    for step in transfers:
        met = [group for group in groups if group & {step.sender, step.receiver}]
        groups = [group for group in groups if group not in met] + [{step.sender, step.receiver}.union(*met)]
    return groups


def test_balances_that_do_not_sum_to_zero_cannot_be_settled():
    with pytest.raises(UnbalancedTrip, match="sum to 1, not to zero"):
        plan_transfers({"ann": 100, "bob": -99})
    assert issubclass(UnbalancedTrip, ValueError)


@pytest.mark.parametrize(
    "module", ["tripsplit.money", "tripsplit.text", "expenses.splitting", "settlements.ledger", "settlements.planner"]
)
def test_the_maths_imports_without_django(module):
    program = f"import {module}, sys; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0
