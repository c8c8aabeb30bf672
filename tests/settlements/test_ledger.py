"""Positions: what everybody paid, owes, sent and received; they sum to zero."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expenses.splitting import SplitLine, split
from settlements.ledger import ExpenseEntry, PaymentEntry, Position, UnknownKind, UnknownParticipant, positions

PEOPLE = ["ann", "bob", "cid", "zoe"]
unhurried = settings(deadline=None, max_examples=100)
people = st.sampled_from(PEOPLE)
minor = st.integers(1, 10**9)


@st.composite
def expenses(draw):
    ref, total = draw(st.uuids()).hex, draw(minor)
    sides = [
        split("equal", total, [SplitLine(person) for person in draw(st.sets(people, min_size=1))], seed=ref + side)
        for side in ("payers", "shares")
    ]
    return ExpenseEntry(ref, draw(st.sampled_from(["expense", "income"])), *sides)


payments = st.builds(PaymentEntry, st.just("s"), people, people, minor).filter(
    lambda entry: entry.sender != entry.receiver
)
ledgers = st.lists(st.one_of(expenses(), payments), max_size=15)


@unhurried
@given(ledgers)
def test_positions_sum_to_zero(entries):
    assert sum(position.net for position in positions(entries, PEOPLE).values()) == 0


@unhurried
@given(ledgers, st.randoms())
def test_the_order_of_entries_does_not_matter(entries, random):
    assert positions(entries, PEOPLE) == positions(random.sample(entries, len(entries)), PEOPLE)


@unhurried
@given(ledgers, expenses())
def test_an_income_undoes_the_same_expense(entries, entry):
    both = [ExpenseEntry(entry.ref, kind, entry.payers, entry.shares) for kind in ("expense", "income")]
    assert positions([*entries, *both], PEOPLE) == positions(entries, PEOPLE)


def test_who_pays_for_others_is_owed_money_and_a_payment_settles_it():
    dinner = ExpenseEntry("x1", "expense", {"ann": 3000}, {"ann": 1000, "bob": 2000})
    before = positions([dinner], PEOPLE)
    assert before["ann"] == Position(paid=3000, owed=1000)
    assert (before["ann"].net, before["bob"].net) == (2000, -2000)
    after = positions([dinner, PaymentEntry("s1", "bob", "ann", 500)], PEOPLE)
    assert after["bob"] == Position(owed=2000, sent=500)
    assert after["ann"] == Position(paid=3000, owed=1000, received=500)
    assert (after["ann"].net, after["bob"].net) == (1500, -1500)


def test_who_keeps_an_income_owes_it():
    deposit = ExpenseEntry("x1", "income", {"ann": 3000}, {"ann": 1500, "bob": 1500})
    result = positions([deposit], PEOPLE)
    assert result["ann"] == Position(paid=-3000, owed=-1500)
    assert (result["ann"].net, result["bob"].net) == (-1500, 1500)


def test_everybody_has_a_position_in_the_order_given():
    assert positions([], reversed(PEOPLE)) == dict.fromkeys(reversed(PEOPLE), Position())
    assert list(positions([], reversed(PEOPLE))) == ["zoe", "cid", "bob", "ann"]


@pytest.mark.parametrize(
    "entry",
    [
        ExpenseEntry("x9", "expense", {"eve": 100}, {"ann": 100}),
        ExpenseEntry("x9", "expense", {"ann": 100}, {"eve": 100}),
        PaymentEntry("x9", "ann", "eve", 100),
    ],
)
def test_a_stranger_in_the_books_is_an_error_that_names_the_entry(entry):
    with pytest.raises(UnknownParticipant, match="x9 names eve"):
        positions([entry], PEOPLE)


def test_an_unknown_kind_is_an_error_that_names_the_entry():
    with pytest.raises(UnknownKind, match="x9 is of an unknown kind: gift"):
        positions([ExpenseEntry("x9", "gift", {"ann": 1}, {"bob": 1})], PEOPLE)
