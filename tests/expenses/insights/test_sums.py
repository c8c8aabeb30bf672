"""Whatever a trip has spent: every picture's bars sum to the page's total, which is the balances' too; and kept and counted agree."""

import datetime
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from expenses.filters import FilterForm, Wanted
from expenses.insights.figures import counted_figures, kept_figures
from expenses.insights.loading import load_spending
from expenses.models import Category, Expense
from expenses.services import delete_expense, move_expenses
from expenses.sums import sums_found
from settlements.ledger import positions
from settlements.past.entries import entries_as_of
from tests.expenses.recording import DAY, record
from tests.factories import ParticipantFactory, TripFactory
from tests.settlements.rows import pay
from trips.kitties import add_kitty
from trips.ledger_row import LAST_DAY
from trips.models import Trip

EXPENSES = st.fixed_dictionaries(
    {
        "amount": st.integers(min_value=1, max_value=10**10),
        "kind": st.sampled_from([Expense.Kind.EXPENSE, Expense.Kind.EXPENSE, Expense.Kind.INCOME]),
        "category": st.sampled_from(["", *Category.values]),
        "date": st.dates(DAY, DAY + datetime.timedelta(days=400)),
        "payer": st.integers(min_value=0, max_value=4),
        "sharing": st.sets(st.integers(min_value=0, max_value=3), min_size=1),
        "foreign": st.booleans(),
        "then": st.sampled_from(["stays", "stays", "goes", "moves"]),
    }
)
FILTERS = st.sampled_from(
    [
        {},
        {"category": "food"},
        {"kind": "expense"},
        {"kind": "income"},
        {"currency": "USD"},
        {"from": "2026-06-01"},
        {"min": "5"},
    ]
)


def make(spent):
    """A trip of four and a kitty that spent all that, and paid each other."""
    trip = TripFactory()
    people = [ParticipantFactory(trip=trip) for _ in range(4)]
    everybody = [*people, add_kitty(trip=trip, by=people[0], name="Purse")]
    for each in spent:
        facts = {name: each[name] for name in ("amount", "kind", "category", "date")}
        if each["foreign"]:
            facts |= {"currency": "USD", "rate": Decimal("0.87"), "rate_source": "trip"}
        sharing = [people[place] for place in sorted(each["sharing"])]
        expense = record(trip, everybody[each["payer"]], sharing, by=people[0], **facts)
        if each["then"] == "goes":
            delete_expense(expense=expense, by=people[0], version=1)
        elif each["then"] == "moves":
            move_expenses(trip=trip, by=people[0], versions={expense.ref: 1}, day=DAY)
    pay(trip, 1234, sender=people[1], receiver=people[0])
    pay(trip, 99, sender=people[2], receiver=everybody[-1])
    found = Trip.objects.get(pk=trip.pk)
    found.me = people[0]
    return found


class Sums(TestCase):
    @settings(max_examples=12)
    @given(st.lists(EXPENSES, max_size=7), FILTERS)
    def test_every_picture_sums_to_the_total(self, spent, filters):
        trip = make(spent)
        find = FilterForm(filters, trip=trip, mode={})
        shown = load_spending(trip, today=DAY, find=find, me=trip.me).insights
        listed = sums_found(trip, find.wanted)
        if shown is None:
            assert listed.count == 0
            return
        assert (shown.count, shown.total) == (listed.count, listed.total)
        total = shown.total.minor
        assert sum(row.money.minor for row in shown.categories.rows) == total
        assert sum(row.money.minor for row in shown.time.rows) == total == shown.time.total.minor
        paid, shares = (
            sum(side.money.minor for row in shown.people.rows for side in row.sides if side.label == label)
            for label in ("Paid", "Share")
        )
        assert (paid, shares) == (total, total)
        assert (
            sum(row.count for row in shown.categories.rows) == sum(row.count for row in shown.time.rows) == shown.count
        )
        if shown.currencies:
            assert sum(row.base_money.minor for row in shown.currencies) == total
        if not find.in_use:
            assert shown.total == trip.total

    @settings(max_examples=12)
    @given(st.lists(EXPENSES, max_size=7))
    def test_people_have_paid_and_share_what_the_balances_say_and_the_rows_say_the_same(self, spent):
        trip = make(spent)
        kept, counted = kept_figures(trip), counted_figures(trip, Wanted())
        assert kept.cells == counted.cells
        for person, position in zip(trip.people, load_positions(trip), strict=True):
            assert (kept.paid[person.pk], kept.owed[person.pk]) == position
            assert (counted.paid.get(person.pk, 0), counted.owed.get(person.pk, 0)) == position


def load_positions(trip):
    """What each has paid and owes by the ledger, from the rows, in the trip's order."""
    found = positions(entries_as_of(trip, LAST_DAY), [person.ref for person in trip.people])
    return [(found[person.ref].paid, found[person.ref].owed) for person in trip.people]
