"""Splits sum exactly, do not depend on the form's order, and hand out leftover cents in turn."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expenses.splitting import BadShare, NobodyToShare, SplitLine, UnknownMethod, fair_order, split, spread
from tripsplit.money import MAX_MINOR

unhurried = settings(deadline=None, max_examples=100)
refs = st.text(st.sampled_from("abcXYZ0189_-"), min_size=1, max_size=10)
totals = st.integers(1, MAX_MINOR)
values = st.one_of(
    st.integers(0, 20).map(str), st.decimals(min_value=0, max_value=100, places=2).map(lambda weight: f"{weight:f}")
)
weighted = st.dictionaries(refs, values, min_size=1, max_size=15).filter(
    lambda lines: any(map(Fraction, lines.values()))
)


def lines_of(weights):
    return [SplitLine(ref, value) for ref, value in weights.items()]


@unhurried
@given(st.sampled_from(["equal", "shares"]), totals, weighted, refs)
def test_any_split_sums_exactly(method, total, weights, seed):
    parts = split(method, total, lines_of(weights), seed=seed)
    assert sum(parts.values()) == total
    assert list(parts) == list(weights), "the parts come in the order of the lines"


@unhurried
@given(st.sampled_from(["equal", "shares"]), totals, weighted, refs, st.randoms())
def test_shuffling_the_form_changes_nobodys_part(method, total, weights, seed, random):
    lines = lines_of(weights)
    shuffled = random.sample(lines, len(lines))
    assert split(method, total, lines, seed=seed) == split(method, total, shuffled, seed=seed)


@unhurried
@given(totals, weighted, refs)
def test_shares_are_within_one_unit_of_exact_and_grow_with_the_weight(total, weights, seed):
    parts = split("shares", total, lines_of(weights), seed=seed)
    exact = {ref: Fraction(value) for ref, value in weights.items()}
    for ref, weight in exact.items():
        assert abs(parts[ref] - total * weight / sum(exact.values())) < 1
        assert weight or parts[ref] == 0
    in_order = [part for _, part in sorted((exact[ref], parts[ref]) for ref in exact)]
    assert in_order == sorted(in_order)


@unhurried
@given(totals, weighted, refs)
def test_equal_parts_ignore_weights_and_differ_by_one_unit_at_most(total, weights, seed):
    parts = split("equal", total, lines_of(weights), seed=seed)
    assert max(parts.values()) - min(parts.values()) <= 1
    assert parts == split("equal", total, [SplitLine(ref) for ref in weights], seed=seed)


def test_the_odd_cent_goes_round_between_expenses():
    people = [SplitLine(ref) for ref in ("ann", "bob", "zoe")]
    lucky = Counter()
    for number in range(300):
        parts = split("equal", 10_000, people, seed=f"expense-{number}")
        lucky[max(parts, key=parts.get)] += 1
    assert set(lucky) == {"ann", "bob", "zoe"}
    assert min(lucky.values()) > 70, "about a hundred each"


@pytest.mark.parametrize("total", [1, 100, 10_001])
def test_a_split_is_the_same_every_time(total):
    people = [SplitLine(ref) for ref in ("ann", "bob", "zoe")]
    assert split("equal", total, people, seed="x1") == split("equal", total, people, seed="x1")


def test_the_order_is_the_hash_of_expense_and_person():
    # Computed with sha256sum, not with our code: printf x1:p3 | sha256sum, and so on.
    assert fair_order("x1", ["p1", "p2", "p3"]) == ["p3", "p1", "p2"]
    assert fair_order("x2", ["p3", "p2", "p1"]) == ["p1", "p3", "p2"]


def test_an_income_is_split_like_its_mirror_image():
    people = [SplitLine("p1", "1"), SplitLine("p2", "2")]
    assert split("shares", -100, people, seed="x1") == {"p1": -33, "p2": -67}


@pytest.mark.parametrize(
    "value", [None, "", "-1", "1,5", "1/3", "1e9", "1_0", "١", "NaN", "1.", ".5", "1234567", "1.1234567", " 1", "1\n"]
)
def test_a_share_that_is_no_number_is_refused_at_its_line(value):
    with pytest.raises(BadShare) as refusal:
        split("shares", 100, [SplitLine("ann", "1"), SplitLine("bob", value)], seed="x1")
    assert refusal.value.participant == "bob"
    assert refusal.value.reason == "Enter a number of shares, such as 1 or 1.5."


def test_a_person_shares_once():
    with pytest.raises(BadShare, match="twice") as refusal:
        split("equal", 100, [SplitLine("ann"), SplitLine("bob"), SplitLine("bob")], seed="x1")
    assert refusal.value.participant == "bob"


@pytest.mark.parametrize(("method", "lines"), [("equal", []), ("shares", []), ("shares", [SplitLine("ann", "0.0")])])
def test_somebody_has_to_share(method, lines):
    with pytest.raises(NobodyToShare) as refusal:
        split(method, 100, lines, seed="x1")
    assert refusal.value.participant is None
    assert refusal.value.reason == "Choose at least one person to share this."


def test_an_unknown_method_is_refused():
    with pytest.raises(UnknownMethod, match="roulette"):
        split("roulette", 100, [SplitLine("ann")], seed="x1")


amounts = st.dictionaries(refs, st.integers(0, 10**9), min_size=1, max_size=15).filter(
    lambda parts: any(parts.values())
)


@unhurried
@given(st.integers(0, MAX_MINOR), amounts, refs)
def test_a_base_amount_is_spread_exactly_in_proportion(base, parts, seed):
    in_base = spread(base, parts, seed=seed)
    assert sum(in_base.values()) == base
    assert list(in_base) == list(parts)
    whole = sum(parts.values())
    assert all(abs(in_base[ref] - Fraction(base * part, whole)) < 1 for ref, part in parts.items())


@unhurried
@given(amounts, refs)
def test_spreading_an_amount_over_itself_changes_nothing(parts, seed):
    assert spread(sum(parts.values()), parts, seed=seed) == parts


def test_nothing_cannot_be_spread_over():
    with pytest.raises(ValueError, match="weight"):
        spread(100, {"ann": 0}, seed="x1")
