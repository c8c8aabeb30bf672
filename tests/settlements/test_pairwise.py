"""Who owes whom, pair by pair: exact, the same in whatever order, and adding up to everybody's balance."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expenses.models import Expense
from expenses.services import delete_expense
from settlements.debts import load_debts
from settlements.ledger import ExpenseEntry, PaymentEntry, UnknownKind, positions
from settlements.pairwise import pairwise, who_bears
from settlements.past.entries import entries_as_of
from settlements.past.moments import Past
from tests.settlements.rows import DAY, pay, spend
from tests.settlements.test_ledger import PEOPLE, expenses, ledgers

unhurried = settings(deadline=None, max_examples=150)


@unhurried
@given(ledgers)
def test_what_a_person_is_owed_less_what_they_owe_is_their_balance(entries):
    debts = pairwise(entries)
    for person, position in positions(entries, PEOPLE).items():
        owed = sum(minor for (_, creditor), minor in debts.items() if creditor == person)
        owes = sum(minor for (debtor, _), minor in debts.items() if debtor == person)
        assert owed - owes == position.net


@unhurried
@given(ledgers, st.randoms())
def test_neither_the_order_of_entries_nor_that_of_lines_matters(entries, random):
    def shuffled(lines):
        return dict(random.sample(list(lines.items()), len(lines)))

    others = [
        ExpenseEntry(entry.ref, entry.kind, shuffled(entry.payers), shuffled(entry.shares))
        if isinstance(entry, ExpenseEntry)
        else entry
        for entry in random.sample(entries, len(entries))
    ]
    assert list(pairwise(others).items()) == list(pairwise(entries).items())


@unhurried
@given(ledgers)
def test_nobody_owes_nothing_or_themselves_and_no_two_owe_each_other(entries):
    debts = pairwise(entries)
    assert all(minor > 0 and debtor != creditor for (debtor, creditor), minor in debts.items())
    assert not any((creditor, debtor) in debts for debtor, creditor in debts)


@unhurried
@given(expenses())
def test_each_share_and_each_payer_is_used_up_exactly(entry):
    cells = who_bears(entry)
    assert min(cells.values()) >= 0
    for sharer, minor in entry.shares.items():
        assert sum(part for (bearer, _), part in cells.items() if bearer == sharer) == minor
    for payer, minor in entry.payers.items():
        assert sum(part for (_, owner), part in cells.items() if owner == payer) == minor


def test_two_payers_are_owed_in_proportion():
    dinner = ExpenseEntry("x1", "expense", {"ann": 6000, "bob": 3000}, {"cid": 4500, "zoe": 4500})
    assert pairwise([dinner]) == {
        ("cid", "ann"): 3000,
        ("cid", "bob"): 1500,
        ("zoe", "ann"): 3000,
        ("zoe", "bob"): 1500,
    }


def test_debts_both_ways_and_payments_are_netted():
    entries = [
        ExpenseEntry("x1", "expense", {"ann": 3000}, {"ann": 1000, "bob": 2000}),
        ExpenseEntry("x2", "expense", {"bob": 800}, {"ann": 800}),
        PaymentEntry("s1", "bob", "ann", 1300),
    ]
    assert pairwise(entries[:2]) == {("bob", "ann"): 1200}
    assert pairwise(entries) == {("ann", "bob"): 100}


def test_whoever_got_an_income_owes_it():
    assert pairwise([ExpenseEntry("x1", "income", {"ann": 300}, {"ann": 100, "bob": 200})]) == {("ann", "bob"): 200}


def test_an_unknown_kind_is_named():
    with pytest.raises(UnknownKind, match="x9"):
        pairwise([ExpenseEntry("x9", "loan", {"ann": 1}, {"bob": 1})])


@pytest.fixture
def lively(trip, zoe, david, emily):
    """Expenses of one and of several payers, an income, a payment, and one expense in the trash."""
    people = [zoe, david, emily]
    spend(trip, 10000, by=zoe, among=people)
    spend(trip, 1001, by=david, among=people, payers={david.ref: 600, emily.ref: 401})
    spend(trip, 700, by=emily, among=[zoe], payers={emily.ref: 350, zoe.ref: 350}, kind=Expense.Kind.INCOME)
    spend(trip, 500, by=david, among=people, kind=Expense.Kind.INCOME)
    spend(trip, 1, by=david, among=people, currency="JPY", rate=Decimal("0.001"), rate_source="trip")
    pay(trip, 1234, sender=david, receiver=zoe)
    delete_expense(expense=spend(trip, 999, by=david, among=[zoe]), by=david, version=1)
    return trip


def test_the_database_finds_what_the_entries_say(lively):
    entries = entries_as_of(lively, DAY)
    assert load_debts(lively) == pairwise(entries) != {}
    assert load_debts(lively, Past(on=DAY)) == pairwise(entries)


def test_it_takes_three_queries(lively, django_assert_num_queries):
    with django_assert_num_queries(3):
        load_debts(lively)
