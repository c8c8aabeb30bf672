"""Under any wishes a plan settles exactly, or to the stated rounding, and says what keeps it from settling the rest."""

from functools import partial
from itertools import combinations, permutations
from random import Random
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from settlements.planner import Household, Transfer, UnbalancedTrip, Unmet, Why, Wish, Wishes, count_for, plan_transfers
from tests.settlements.rivals import most_groups_by_trying, random_balances

unhurried = settings(deadline=None, max_examples=100)
METHODS = ("bank", "cash", "paypal")


@st.composite
def trips(draw, most=9):
    """Balances, small ones that often cancel or large ones."""
    size = draw(st.integers(1, most))
    amounts = draw(
        st.sampled_from((st.integers(-4, 4), st.integers(-3, 3).map(lambda n: n * 500), st.integers(-(10**12), 10**12)))
    )
    minors = draw(st.lists(amounts, min_size=size - 1, max_size=size - 1))
    return {f"p{place}": minor for place, minor in enumerate([*minors, -sum(minors)])}


@st.composite
def wishes_of(draw, balances, kinds=("households", "existing_debts", "round_to", "methods", "apart")):
    """Any of the wishes together; debts are those that would lead to the balances, and some more."""
    refs = sorted(balances)
    wish = {}
    chosen = draw(st.sets(st.sampled_from(kinds)))
    pairs = list(combinations(refs, 2))

    def some(options):
        return draw(st.sets(st.sampled_from(options))) if options else set()

    if "households" in chosen:
        order = draw(st.permutations(refs))
        cut = draw(st.integers(0, len(refs)))
        wish["households"] = tuple(
            Household(frozenset(members), draw(st.sampled_from(["", "gone", *members])))
            for members in (order[: cut // 2], order[cut // 2 : cut])
            if members
        )
    if "existing_debts" in chosen:
        wish["existing_debts"] = frozenset(some(list(permutations(refs, 2))))
    if "round_to" in chosen:
        wish["round_to"] = draw(st.sampled_from((1, 2, 100, 500)))
    if "methods" in chosen:
        wish["pays_by"] = {ref: frozenset(some(METHODS)) for ref in some(refs)}
        wish["receives_by"] = {ref: frozenset(some(METHODS)) for ref in some(refs)}
    if "apart" in chosen:
        wish["apart"] = frozenset(frozenset(pair) for pair in some(pairs))
    return Wishes(**wish)


trips_with_wishes = trips().flatmap(lambda balances: st.tuples(st.just(balances), wishes_of(balances)))


def positions_of(balances, plan):
    """What each household or single person stands at, after rounding, by who acts for it."""
    inside = {ref for members in plan.households.values() for ref in members}
    found = {ref: minor for ref, minor in balances.items() if ref not in inside}
    found |= {ref: sum(balances[member] for member in members) for ref, members in plan.households.items()}
    return {ref: minor + plan.rounding.get(ref, 0) for ref, minor in found.items()}


def may_pay(sender, receiver, wishes, plan):
    """Told from the wishes anew."""
    pays = wishes.pays_by.get(sender, set(METHODS))
    receives = wishes.receives_by.get(receiver, set(METHODS))
    debts = wishes.existing_debts
    payers, payees = plan.households.get(sender, (sender,)), plan.households.get(receiver, (receiver,))
    return (
        bool(pays & receives)
        and {sender, receiver} not in wishes.apart
        and (debts is None or any((one, two) in debts for one in payers for two in payees))
    )


@unhurried
@given(trips_with_wishes)
def test_every_plan_settles_exactly_but_for_what_it_says_is_left(trip):
    balances, wishes = trip
    plan = plan_transfers(balances, wishes=wishes)
    open_amounts = positions_of(balances, plan)
    for transfer in plan.transfers:
        assert transfer.minor > 0
        assert transfer.sender != transfer.receiver
        open_amounts[transfer.sender] += transfer.minor
        open_amounts[transfer.receiver] -= transfer.minor
    assert {ref: minor for ref, minor in open_amounts.items() if minor} == plan.left
    assert sum(plan.left.values()) == 0
    assert sum(plan.rounding.values()) == 0


@unhurried
@given(trips_with_wishes)
def test_every_plan_respects_every_wish(trip):
    balances, wishes = trip
    plan = plan_transfers(balances, wishes=wishes)
    acting = positions_of(balances, plan)
    for transfer in plan.transfers:
        assert {transfer.sender, transfer.receiver} <= acting.keys(), "of a household its contact acts"
        assert may_pay(transfer.sender, transfer.receiver, wishes, plan)
        assert transfer.minor % wishes.round_to == 0
    assert all(abs(change) < wishes.round_to for change in plan.rounding.values())
    for household in wishes.households:
        contacts = [
            ref for ref, members in plan.households.items() if set(members) == household.members & balances.keys()
        ]
        assert not contacts or household.contact in {*contacts, "", "gone"}
    pairs = [frozenset((transfer.sender, transfer.receiver)) for transfer in plan.transfers]
    assert len(set(pairs)) == len(pairs)
    if wishes.existing_debts is None:
        assert all(acting[transfer.sender] < 0 < acting[transfer.receiver] for transfer in plan.transfers)
    assert len(plan.transfers) <= max(len(acting) - 1, 0)


@unhurried
@given(trips_with_wishes)
def test_what_is_left_is_explained_and_could_not_be_paid(trip):
    balances, wishes = trip
    plan = plan_transfers(balances, wishes=wishes)
    said = {(unmet.who, other) for unmet in plan.unmet for other in unmet.others}
    owing = [ref for ref, minor in plan.left.items() if minor < 0]
    owed = [ref for ref, minor in plan.left.items() if minor > 0]
    assert said == {(one, other) for one in owing for other in owed}
    assert not any(may_pay(one, other, wishes, plan) for one, other in said)
    assert not (plan.left and plan.proven)


def most_that_can_be_paid(positions, allowed):
    """The smallest cut: some of those who owe pay all they can to those they may pay, the others pay in full (no passing on)."""
    owing = [ref for ref, minor in positions.items() if minor < 0]
    owed = [ref for ref, minor in positions.items() if minor > 0]
    cuts = []
    for size in range(len(owing) + 1):
        for limited in combinations(owing, size):
            reached = [ref for ref in owed if any(allowed(one, ref) for one in limited)]
            cuts.append(
                -sum(positions[ref] for ref in owing if ref not in limited) + sum(positions[ref] for ref in reached)
            )
    return min(cuts)


free_of_debts = trips(most=7).flatmap(
    lambda balances: st.tuples(
        st.just(balances), wishes_of(balances, kinds=("households", "round_to", "methods", "apart"))
    )
)


@unhurried
@given(free_of_debts)
def test_as_much_as_possible_is_settled_in_the_fewest_payments_that_the_wishes_allow(trip):
    balances, wishes = trip
    plan = plan_transfers(balances, wishes=wishes)
    positions = positions_of(balances, plan)
    allowed = partial(may_pay, wishes=wishes, plan=plan)
    most = most_that_can_be_paid(positions, allowed)
    assert sum(transfer.minor for transfer in plan.transfers) == most

    if not plan.left:
        people = [ref for ref, minor in positions.items() if minor]

        def settles(places):
            group = {people[place]: positions[people[place]] for place in places}
            return most_that_can_be_paid(group, allowed) == sum(minor for minor in group.values() if minor > 0)

        assert plan.proven
        assert len(people) - most_groups_by_trying([positions[ref] for ref in people], settles) == len(plan.transfers)


def fewest_along(debts, balances):
    """Try all sets of debts, the smaller first: the amounts along a set without rings follow from its ends inwards."""
    for size in range(len(balances)):
        for chosen in combinations(sorted(debts), size):
            if can_settle_along(chosen, dict(balances)):
                return size
    return None


def can_settle_along(chosen, left):
    open_debts = set(chosen)
    while open_debts:
        ends = [(ref, mine[0]) for ref in left if len(mine := [debt for debt in open_debts if ref in debt]) == 1]
        if not ends:
            return False
        ref, (sender, receiver) = ends[0]
        minor = -left[ref] if ref == sender else left[ref]
        if minor <= 0:
            return False
        left[sender] += minor
        left[receiver] -= minor
        open_debts.remove((sender, receiver))
    return not any(left.values())


@unhurried
@given(st.lists(st.tuples(st.sampled_from(list(permutations("abcde", 2))), st.integers(1, 4)), max_size=7))
def test_along_existing_debts_everything_is_settled_in_the_fewest_payments(debts):
    balances = dict.fromkeys("abcde", 0)
    for (sender, receiver), minor in debts:
        balances[sender] -= minor
        balances[receiver] += minor
    pairs = frozenset(pair for pair, _ in debts)
    plan = plan_transfers(balances, wishes=Wishes(existing_debts=pairs))
    assert not plan.left
    assert {(transfer.sender, transfer.receiver) for transfer in plan.transfers} <= pairs
    assert plan.proven
    assert len(plan.transfers) == fewest_along(pairs, balances)


def test_what_is_owed_is_passed_on_where_new_debts_are_not_wished():
    balances = {"ann": -10, "bob": 0, "cid": 10}
    plan = plan_transfers(balances, wishes=Wishes(existing_debts=frozenset({("ann", "bob"), ("bob", "cid")})))
    assert plan.transfers == [Transfer("ann", "bob", 10), Transfer("bob", "cid", 10)]
    assert plan.proven


def test_a_couple_with_both_signs_settles_as_one_through_the_larger_balance_on_its_side():
    balances = {"ann": 900, "ben": -200, "cid": -700}
    plan = plan_transfers(balances, wishes=Wishes(households=(Household(frozenset({"ann", "ben"})),)))
    assert plan.transfers == [Transfer("cid", "ann", 700)]
    assert plan.households == {"ann": ("ann", "ben")}

    plan = plan_transfers(balances, wishes=Wishes(households=(Household(frozenset({"ann", "ben"}), "ben"),)))
    assert plan.transfers == [Transfer("cid", "ben", 700)]


def test_a_household_that_cancels_pays_nothing():
    balances = {"ann": 900, "ben": -900, "cid": 0}
    plan = plan_transfers(balances, wishes=Wishes(households=(Household(frozenset({"ann", "ben"})),)))
    assert plan.transfers == []
    assert plan.proven


def test_a_household_of_people_who_are_in_one_before_is_left_out_and_named():
    balances = {"ann": 900, "ben": -200, "cid": -700}
    couples = (Household(frozenset({"ann", "ben"})), Household(frozenset({"ben", "cid"})))
    plan = plan_transfers(balances, wishes=Wishes(households=couples))
    assert plan.unmet == [Unmet(Wish.HOUSEHOLD, "ben", ("cid",), Why.TWO_HOUSEHOLDS)]
    assert plan.transfers == [Transfer("cid", "ann", 700)]


def test_two_who_must_not_meet_pay_others_instead():
    balances = {"ann": -10, "ben": 10, "cid": 5, "dan": -5}
    apart = Wishes(apart=frozenset({frozenset({"ann", "ben"})}))
    assert plan_transfers(balances, wishes=apart).left == {"ann": -5, "ben": 5}

    balances |= {"cid": 10, "dan": -10}
    plan = plan_transfers(balances, wishes=apart)
    assert plan.transfers == [Transfer("ann", "cid", 10), Transfer("dan", "ben", 10)]


def test_conflicting_wishes_are_all_named():
    wishes = Wishes(
        pays_by={"ann": frozenset({"cash"})},
        receives_by={"ben": frozenset({"bank"})},
        apart=frozenset({frozenset({"ann", "ben"})}),
    )
    plan = plan_transfers({"ann": -10, "ben": 10}, wishes=wishes)
    assert plan.transfers == []
    assert plan.left == {"ann": -10, "ben": 10}
    assert plan.unmet == [
        Unmet(Wish.METHODS, "ann", ("ben",), Why.NO_COMMON_METHOD),
        Unmet(Wish.APART, "ann", ("ben",), Why.MUST_NOT_MEET),
    ]


def test_rounding_gives_and_takes_less_than_a_unit_and_says_from_whom():
    plan = plan_transfers({"ann": -1033, "ben": 505, "cid": 528}, wishes=Wishes(round_to=100))
    assert plan.transfers == [Transfer("ann", "ben", 500), Transfer("ann", "cid", 500)]
    assert plan.rounding == {"ann": 33, "ben": -5, "cid": -28}


@unhurried
@given(trips(), st.sampled_from((2, 100, 500)), st.data())
def test_once_a_rounded_plan_is_paid_nothing_more_is_asked(balances, unit, data):
    plan = plan_transfers(balances, wishes=Wishes(round_to=unit))
    done = data.draw(st.sets(st.sampled_from(plan.transfers))) if plan.transfers else set()
    for transfer in done:
        balances[transfer.sender] += transfer.minor
        balances[transfer.receiver] -= transfer.minor
    after = plan_transfers(balances, wishes=Wishes(round_to=unit))
    assert after.rounding == plan.rounding
    assert len(after.transfers) <= len(plan.transfers) - len(done)


@unhurried
@given(trips_with_wishes, st.randoms(use_true_random=False))
def test_the_same_wishes_give_the_same_plan_in_any_order(trip, random):
    balances, wishes = trip
    shuffled = dict(random.sample(list(balances.items()), len(balances)))
    assert plan_transfers(balances, wishes=wishes) == plan_transfers(shuffled, wishes=wishes)


def test_refs_that_the_trip_does_not_have_are_of_no_account():
    wishes = Wishes(
        households=(Household(frozenset({"gone", "away"})), Household(frozenset({"ann", "gone"}), "gone")),
        existing_debts=frozenset({("gone", "ann"), ("ben", "ann")}),
        pays_by={"gone": frozenset()},
        apart=frozenset({frozenset({"gone", "ann"})}),
    )
    assert plan_transfers({"ann": 5, "ben": -5}, wishes=wishes).transfers == [Transfer("ben", "ann", 5)]


def test_the_number_of_payments_of_each_choice():
    balances = {"ann": 900, "ben": -200, "cid": -700}
    choices = [Wishes(), Wishes(households=(Household(frozenset({"ann", "ben"})),)), Wishes(round_to=500)]
    assert count_for(balances, choices) == [2, 1, 1]


def test_wishes_do_not_settle_what_does_not_sum_to_zero_and_nothing_is_rounded_to_nothing():
    with pytest.raises(UnbalancedTrip):
        plan_transfers({"ann": 100, "bob": -99}, wishes=Wishes(round_to=100))
    with pytest.raises(ValueError, match="rounded to 0"):
        Wishes(round_to=0)


@pytest.mark.parametrize("size", [12, 20, 40, 200])
@pytest.mark.parametrize("largest", [10, 100_000])
def test_many_people_with_wishes_are_settled_at_once(size, largest):
    random = Random(size)
    balances = random_balances(random, size, largest, unit=50)
    refs = list(balances)

    def some():
        return frozenset(random.sample(METHODS, random.randint(1, 3)))

    wishes = Wishes(
        households=(Household(frozenset(refs[:3])),),
        round_to=100,
        pays_by={ref: some() for ref in refs[::2]},
        receives_by={ref: some() for ref in refs[::3]},
        apart=frozenset(frozenset(random.sample(refs, 2)) for _ in refs),
    )
    started = process_time()
    plan = plan_transfers(balances, wishes=wishes)
    assert process_time() - started < 4, "about half a second of the processor"
    assert all(may_pay(transfer.sender, transfer.receiver, wishes, plan) for transfer in plan.transfers)
