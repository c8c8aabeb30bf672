"""Exact amounts, percent, adjustments and items: they sum exactly, say what is left, and refuse at the line in words."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from expenses.splitting import (
    MOST_ITEMS,
    BadItem,
    BadShare,
    BelowZero,
    NobodyToShare,
    PartsDoNotAddUp,
    SplitError,
    SplitItem,
    SplitLine,
    TooManyItems,
    left_to_assign,
    split,
    spread,
)
from tripsplit.money import MAX_MINOR, convert

METHODS = ["equal", "exact", "percent", "shares", "adjustment", "itemised"]
PEOPLE = ["ann", "bob", "cem", "dan", "eve"]
unhurried = settings(deadline=None, max_examples=100)
seeds = st.text(st.sampled_from("abcXYZ0189"), min_size=1, max_size=10)
some = st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=5, unique=True)
prices = st.integers(0, 10**6)
free_text = st.one_of(st.none(), st.text(max_size=12), st.text(st.sampled_from("0123456789.-+e "), max_size=15))


def lines_of(values):
    return [SplitLine(ref, value) for ref, value in values.items()]


def people(refs=PEOPLE):
    return [SplitLine(ref) for ref in refs]


def refusal_of(method, total, lines, **bill):
    with pytest.raises(SplitError) as refusal:
        split(method, total, lines, seed="x1", **bill)
    assert refusal.value.reason == str(refusal.value)
    assert refusal.value.reason.endswith(".")
    return refusal.value


def outcome(method, total, lines, **bill):
    """Give the parts and no refusal, or no parts and the refusal."""
    try:
        return split(method, total, lines, **bill), None
    except SplitError as refusal:
        return {}, refusal


@st.composite
def whole_percentages(draw):
    """Percentages with two decimals that sum to exactly 100."""
    refs = draw(some)
    cuts = sorted(draw(st.lists(st.integers(0, 10_000), min_size=len(refs) - 1, max_size=len(refs) - 1)))
    parts = [high - low for low, high in zip([0, *cuts], [*cuts, 10_000], strict=True)]
    return {ref: f"{Decimal(part).scaleb(-2):f}" for ref, part in zip(refs, parts, strict=True)}


@st.composite
def bills(draw):
    """Items with prices, some tax and tip, and at least one price above zero."""
    items = [SplitItem(f"dish {number}", draw(prices), tuple(draw(some))) for number in range(draw(st.integers(1, 8)))]
    assume(any(item.amount for item in items))
    tax, tip = draw(prices), draw(prices)
    return {"total": sum(item.amount for item in items) + tax + tip, "items": items, "tax": tax, "tip": tip}


# -- exact --------------------------------------------------------------------------------------------------------------


@unhurried
@given(st.dictionaries(st.sampled_from(PEOPLE), prices, min_size=1), seeds)
def test_exact_amounts_stay_as_they_were_typed(amounts, seed):
    assume(any(amounts.values()))
    lines = lines_of({ref: str(amount) for ref, amount in amounts.items()})
    assert split("exact", sum(amounts.values()), lines, seed=seed) == amounts


@pytest.mark.parametrize(("typed", "remaining", "words"), [("580", 420, "less"), ("1500", -500, "more")])
def test_exact_amounts_that_are_not_the_whole_say_what_is_left(typed, remaining, words):
    refusal = refusal_of("exact", 2000, lines_of({"ann": "1000", "bob": typed}))
    assert isinstance(refusal, PartsDoNotAddUp)
    assert (refusal.remaining, refusal.participant, refusal.item) == (remaining, None, None)
    assert refusal.reason == f"The parts add up to {words} than the amount."
    assert left_to_assign("exact", 2000, lines_of({"ann": "1000", "bob": typed})) == remaining


def test_an_empty_line_of_an_exact_split_bears_nothing():
    assert split("exact", 100, lines_of({"ann": "100", "bob": None, "cem": ""}), seed="x1") == {
        "ann": 100,
        "bob": 0,
        "cem": 0,
    }


@pytest.mark.parametrize("value", ["-1", "+1", "-0", "1.5", "1,5", "1e3", "1_0", "007", "١", "NaN", " 1", "1" * 14])
def test_an_exact_amount_is_a_plain_number_of_minor_units(value):
    refusal = refusal_of("exact", 100, lines_of({"ann": "100", "bob": value}))
    assert isinstance(refusal, BadShare)
    assert refusal.participant == "bob"


# -- percent ------------------------------------------------------------------------------------------------------------


@unhurried
@given(st.integers(1, MAX_MINOR), whole_percentages(), seeds)
def test_percentages_are_exact_fractions(total, percentages, seed):
    parts = split("percent", total, lines_of(percentages), seed=seed)
    assert sum(parts.values()) == total
    assert all(abs(parts[ref] - total * Fraction(value) / 100) < 1 for ref, value in percentages.items())


@pytest.mark.parametrize(
    ("values", "remaining", "words"),
    [
        (["33.33", "33.33", "33.33"], "0.01", "less"),
        (["50", "50.000001"], "-0.000001", "more"),
        (["10", None], "90", "less"),
        (["999", "0"], "-899", "more"),
    ],
)
def test_percentages_must_be_exactly_a_hundred(values, remaining, words):
    lines = [SplitLine(ref, value) for ref, value in zip(PEOPLE, values, strict=False)]
    refusal = refusal_of("percent", 100, lines)
    assert isinstance(refusal, PartsDoNotAddUp)
    assert refusal.remaining == Decimal(remaining)
    assert refusal.reason == f"The percentages add up to {words} than 100."


@pytest.mark.parametrize("value", ["-1", "50%", "1/3", "33,3", "1e1", "NaN", "١", "1000", "1.1234567", ".5", "5."])
def test_a_percentage_that_is_no_number_is_refused_at_its_line(value):
    refusal = refusal_of("percent", 100, lines_of({"ann": "50", "bob": value}))
    assert isinstance(refusal, BadShare)
    assert refusal.participant == "bob"


# -- adjustment ---------------------------------------------------------------------------------------------------------


@unhurried
@given(st.integers(1, 10**9), st.dictionaries(st.sampled_from(PEOPLE), st.integers(-(10**6), 10**6), min_size=1), seeds)
def test_adjustments_come_on_top_of_equal_parts_or_are_refused_below_zero(total, adjustments, seed):
    base = Fraction(total - sum(adjustments.values()), len(adjustments))
    exact = {ref: base + adjusted for ref, adjusted in adjustments.items()}
    lines = lines_of({ref: str(adjusted) for ref, adjusted in adjustments.items()})
    parts, refusal = outcome("adjustment", total, lines, seed=seed)
    if refusal:
        assert isinstance(refusal, BelowZero)
        assert exact[refusal.participant] == min(exact.values()) < 0
    else:
        assert min(exact.values()) >= 0
        assert sum(parts.values()) == total
        assert all(abs(parts[ref] - exact[ref]) < 1 for ref in exact)
        unadjusted = {parts[ref] - adjustments[ref] for ref in parts}
        assert max(unadjusted) - min(unadjusted) <= 1, "apart from adjustments everybody bears the same"


def test_an_empty_adjustment_is_none():
    assert split("adjustment", 10_000, lines_of({"ann": "1000", "bob": None, "cem": ""}), seed="x1") == {
        "ann": 4000,
        "bob": 3000,
        "cem": 3000,
    }


def test_adjustments_of_nothing_are_an_equal_split():
    lines = lines_of({"ann": "0", "bob": "0", "cem": "0"})
    assert split("adjustment", 10_000, lines, seed="x1") == split("equal", 10_000, lines, seed="x1")


@pytest.mark.parametrize(
    ("values", "whose"),
    [({"ann": "-5100", "bob": None}, "ann"), ({"ann": "10100", "bob": None}, "bob"), ({"ann": "1", "bob": "-10002"}, "bob")],
)  # fmt: skip
def test_a_part_below_zero_is_refused_in_words_at_its_line(values, whose):
    total = 5000
    refusal = refusal_of("adjustment", total, lines_of(values))
    assert isinstance(refusal, BelowZero)
    assert refusal.participant == whose
    assert refusal.reason == "This part would fall below zero. Take off less here, or add less to the others."


def test_a_part_may_be_adjusted_to_exactly_nothing():
    assert split("adjustment", 100, lines_of({"ann": "-100", "bob": "0"}), seed="x1") == {"ann": 0, "bob": 100}


@pytest.mark.parametrize("value", ["+5", "-0", "--5", "−5", "1.5", "5-", "1_0", "NaN", "-" + "1" * 14])
def test_an_adjustment_is_a_signed_number_of_minor_units(value):
    refusal = refusal_of("adjustment", 100, lines_of({"ann": None, "bob": value}))
    assert isinstance(refusal, BadShare)
    assert refusal.participant == "bob"


# -- items --------------------------------------------------------------------------------------------------------------


@unhurried
@given(bills(), seeds)
def test_tax_and_tip_go_in_proportion_to_what_each_had(bill, seed):
    parts = split("itemised", bill["total"], people(), seed=seed, **without_total(bill))
    had = dict.fromkeys(PEOPLE, Fraction(0))
    for item in bill["items"]:
        for ref in item.participants:
            had[ref] += Fraction(item.amount, len(item.participants))
    extras, subtotal = bill["tax"] + bill["tip"], sum(had.values())
    assert sum(parts.values()) == bill["total"]
    for ref in PEOPLE:
        assert abs(parts[ref] - (had[ref] + extras * had[ref] / subtotal)) < 1
        assert had[ref] or parts[ref] == 0


def without_total(bill):
    return {key: value for key, value in bill.items() if key != "total"}


@unhurried
@given(bills(), seeds, st.randoms())
def test_the_order_of_items_and_people_changes_nobodys_part(bill, seed, random):
    shuffled = random.sample(bill["items"], len(bill["items"]))
    lines = random.sample(people(), len(PEOPLE))
    again = split("itemised", bill["total"], lines, seed=seed, items=shuffled, tax=bill["tax"], tip=bill["tip"])
    assert again == split("itemised", bill["total"], people(), seed=seed, **without_total(bill))


def test_a_dinner_is_divided_by_what_each_had():
    items = [
        SplitItem("pizza", 1200, ("ann",)),
        SplitItem("pasta", 900, ("bob",)),
        SplitItem("wine", 1000, ("ann", "bob", "cem")),
    ]
    # 15.33⅓, 12.33⅓ and 3.33⅓ of 31.00, with 3.10 tax and 5.00 tip: 19.34.., 15.55.., 4.20.. of 39.10
    parts = split("itemised", 3910, people(["ann", "bob", "cem"]), seed="x1", items=items, tax=310, tip=500)
    assert parts == {"ann": 1934, "bob": 1556, "cem": 420}


def test_whoever_had_nothing_bears_no_tip():
    items = [SplitItem("beer", 500, ["ann"])]
    assert split("itemised", 600, people(["ann", "bob"]), seed="x1", items=items, tip=100) == {"ann": 600, "bob": 0}


def test_a_discount_is_an_item_below_zero():
    items = [SplitItem("room", 10_000, ("ann", "bob")), SplitItem("member's discount", -1000, ("ann",))]
    assert split("itemised", 9000, people(["ann", "bob"]), seed="x1", items=items) == {"ann": 4000, "bob": 5000}


def test_a_discount_takes_nobody_below_zero():
    items = [SplitItem("room", 10_000, ["bob"]), SplitItem("voucher", -1, ["ann"])]
    refusal = refusal_of("itemised", 9999, people(["ann", "bob"]), items=items)
    assert isinstance(refusal, BelowZero)
    assert (refusal.participant, refusal.reason) == ("ann", "The discounts take this part below zero.")


@pytest.mark.parametrize(("total", "remaining", "words"), [(1500, 100, "less"), (1300, -100, "more")])
def test_items_that_are_not_the_whole_say_the_remainder(total, remaining, words):
    bill = {"items": [SplitItem("beer", 1000, ["ann"])], "tax": 300, "tip": 100}
    refusal = refusal_of("itemised", total, people(), **bill)
    assert isinstance(refusal, PartsDoNotAddUp)
    assert refusal.remaining == left_to_assign("itemised", total, people(), **bill) == remaining
    assert refusal.reason == f"The items, tax and tip add up to {words} than the amount."


@pytest.mark.parametrize(
    ("item", "fault", "words"),
    [
        (SplitItem("beer", 500, []), NobodyToShare, "Choose who had this."),
        (SplitItem("beer", 500, ["ann", "ann"]), BadItem, "twice"),
        (SplitItem("beer", 500, ["ann", "zoe"]), BadItem, "does not share the expense"),
        (SplitItem("beer", MAX_MINOR + 1, ["ann"]), BadItem, "too much"),
        (SplitItem("beer", -MAX_MINOR - 1, ["ann"]), BadItem, "too much"),
    ],
)
def test_what_is_wrong_with_an_item_is_said_at_the_item(item, fault, words):
    refusal = refusal_of("itemised", 1000, people(), items=[SplitItem("bread", 500, ["ann"]), item])
    assert isinstance(refusal, fault)
    assert words in refusal.reason
    assert (refusal.item, refusal.participant) == (1, None)


@pytest.mark.parametrize("extra", [{"tax": -1}, {"tip": -1}, {"tax": MAX_MINOR + 1}])
def test_tax_and_tip_are_not_below_zero(extra):
    refusal = refusal_of("itemised", 500, people(), items=[SplitItem("beer", 500, ["ann"])], **extra)
    assert isinstance(refusal, BadItem)
    assert refusal.reason.startswith("Tax and tip cannot")


@pytest.mark.parametrize("items", [[], [SplitItem("water", 0, ["ann"])]])
def test_tax_needs_something_to_be_in_proportion_to(items):
    refusal = refusal_of("itemised", 500, people(), items=items, tax=500)
    assert isinstance(refusal, NobodyToShare)
    assert refusal.reason.startswith("Tax and tip need an item with a price")


def test_a_bill_has_room_for_two_hundred_items():
    assert MOST_ITEMS == 200
    item = SplitItem("beer", 500, PEOPLE)
    assert sum(split("itemised", 100_000, people(), seed="x1", items=[item] * 200).values()) == 100_000
    for count in (201, 10_000):
        refusal = refusal_of("itemised", 500 * count, people(), items=[item] * count)
        assert isinstance(refusal, TooManyItems)
        assert refusal.reason == "A bill has room for 200 items. Put some of them together."


def test_items_count_for_an_itemised_split_only():
    bill = {"items": [SplitItem("beer", 1, [])], "tax": -5, "tip": 7}
    assert split("equal", 100, people(), seed="x1", **bill) == split("equal", 100, people(), seed="x1")
    assert left_to_assign("equal", 100, people(), **bill) == 0


# -- all of them ----------------------------------------------------------------------------------------------------------


@unhurried
@given(
    st.sampled_from(METHODS),
    st.integers(1, 10_000),
    st.dictionaries(st.sampled_from(PEOPLE), free_text),
    st.lists(st.builds(SplitItem, st.just("item"), st.integers(-99, 10_000), st.lists(st.sampled_from(PEOPLE)))),
    st.integers(-9, 99),
)
def test_any_input_is_split_exactly_or_refused_in_words(method, total, values, items, tax):
    lines = lines_of(values)
    left = left_to_assign(method, total, lines, items=items, tax=tax)
    parts, refusal = outcome(method, total, lines, seed="x1", items=items, tax=tax)
    if refusal:
        assert refusal.reason.endswith(".")
        assert refusal.remaining == (left if isinstance(refusal, PartsDoNotAddUp) else None)
        assert refusal.remaining != 0
    else:
        assert left == 0
        assert sum(parts.values()) == total
        assert list(parts) == list(values)
        assert min(parts.values()) >= 0


@pytest.mark.parametrize("method", METHODS)
def test_without_anybody_nothing_can_be_split(method):
    refusal = refusal_of(method, 100, [])
    assert isinstance(refusal, NobodyToShare)
    assert refusal.reason == "Choose at least one person to share this."


@pytest.mark.parametrize("method", METHODS)
def test_nobody_has_two_lines(method):
    refusal = refusal_of(method, 100, [SplitLine("ann", "50"), SplitLine("ann", "50")])
    assert isinstance(refusal, BadShare)
    assert refusal.participant == "ann"


# -- three residues that other programs leave ---------------------------------------------------------------------------


def float_parts(total, weights, _seed=""):
    """The peers' first way: money as a float of main units, each part rounded by itself to two decimals."""
    whole = sum(weights.values())
    return {ref: round(total / 100 * weight / whole, 2) for ref, weight in weights.items()}


def last_pays_parts(total, weights, _seed=""):
    """The peers' second way: everybody's part is rounded down, and all that is left goes to the last one."""
    whole = sum(weights.values())
    parts = {ref: total * weight // whole for ref, weight in weights.items()}
    last = list(weights)[-1]
    return parts | {last: parts[last] + total - sum(parts.values())}


def converted_one_by_one(rate, amounts):
    """The peers' third way: each part of a converted expense is converted, and rounded, by itself."""
    return {ref: convert(amount, rate=rate, source="USD", target="EUR") for ref, amount in amounts.items()}


def by_shares(total, weights, seed="x1"):
    return split("shares", total, lines_of({ref: str(weight) for ref, weight in weights.items()}), seed=seed)


def within_one_unit(parts, total, weights):
    """Whether nobody is a whole unit away from what is exactly theirs."""
    whole = sum(weights.values())
    return all(abs(parts[ref] - Fraction(total * weight, whole)) < 1 for ref, weight in weights.items())


weighted = st.dictionaries(st.sampled_from(PEOPLE), st.integers(1, 9), min_size=1)


def test_floats_leave_a_drift_in_a_single_split_and_in_a_long_trip():
    thirds = float_parts(10_000, {"ann": 1, "bob": 1, "cem": 1})
    assert sum(thirds.values()) != 100, "a cent is gone"
    balance = 0.0
    for _ in range(10):
        balance += 0.1
    assert balance - 1 != 0, "nobody is ever square again"


@unhurried
@given(st.integers(1, MAX_MINOR), weighted, seeds)
def test_ours_leave_no_drift(total, weights, seed):
    parts = by_shares(total, weights, seed)
    assert all(type(part) is int for part in parts.values())
    assert sum(parts.values()) == total


def test_where_the_last_one_pays_all_cents_somebody_is_whole_units_off_each_time():
    seven = {f"p{number}": 1 for number in range(7)}
    parts = last_pays_parts(13, seven)
    assert sum(parts.values()) == 13
    assert not within_one_unit(parts, 13, seven)
    assert parts["p6"] == 7, "one pays seven cents, everybody else one"
    unlucky = {max(parts, key=parts.get) for parts in (last_pays_parts(100, seven) for _ in range(50))}
    assert unlucky == {"p6"}, "and it is always the same one"


@unhurried
@given(st.integers(1, MAX_MINOR), weighted, seeds)
def test_with_ours_nobody_pays_for_the_others_roundings(total, weights, seed):
    assert within_one_unit(by_shares(total, weights, seed), total, weights)


def test_with_ours_the_odd_cents_go_round():
    seven = {f"p{number}": 1 for number in range(7)}
    favoured = set()
    for number in range(50):
        parts = by_shares(13, seven, f"expense-{number}")
        assert sorted(parts.values()) == [1] + [2] * 6
        favoured.add(min(parts, key=parts.get))
    assert favoured == set(seven)


def test_parts_converted_one_by_one_are_not_the_converted_amount():
    rate = Decimal("0.92")
    parts = by_shares(3001, {"ann": 1, "bob": 1, "cem": 1})
    base = convert(3001, rate=rate, source="USD", target="EUR")
    assert sum(converted_one_by_one(rate, parts).values()) == base, "here it happens to be right"
    many = dict.fromkeys((f"p{number}" for number in range(10)), 55)  # $0.55 each
    base = convert(550, rate=rate, source="USD", target="EUR")
    assert base == 506
    assert sum(converted_one_by_one(rate, many).values()) == 510, "four cents out of thin air"
    rest = spread(base, many, seed="x1")
    assert sum(rest.values()) == base
    assert sorted(rest.values()) == [50] * 4 + [51] * 6


def test_a_remainder_of_a_conversion_that_one_person_absorbs_is_several_units():
    many = dict.fromkeys((f"p{number}" for number in range(10)), 55)
    rate = Decimal("0.92")
    absorbed = converted_one_by_one(rate, many)
    absorbed["p9"] += 506 - sum(absorbed.values())
    assert sum(absorbed.values()) == 506
    assert not within_one_unit(absorbed, 506, many)
    assert within_one_unit(spread(506, many, seed="x1"), 506, many)


@unhurried
@given(
    st.integers(1, 10**9), weighted, seeds, st.decimals("0.0001", "20000", places=4), st.sampled_from(["JPY", "KWD"])
)
def test_ours_convert_the_whole_and_spread_it_in_any_currency(total, weights, seed, rate, target):
    parts = by_shares(total, weights, seed)
    base = convert(total, rate=rate, source="USD", target=target)
    in_base = spread(base, parts, seed=seed)
    assert sum(in_base.values()) == base
    assert within_one_unit(in_base, base, parts)
