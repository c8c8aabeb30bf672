"""The ledger of the past: as of a day, and as it stood at a moment, against the totals that everybody saw then."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from expenses.services import delete_expense, edit_expense, restore_expense
from settlements.ledger import ExpenseEntry, PaymentEntry, positions
from settlements.past.entries import entries_as_of, entries_at
from settlements.services import delete_payment, edit_payment, restore_payment
from tests.settlements.rows import DAY, expense_draft, grow, pay, payment_draft, spend
from trips.models import Participant, Revision
from trips.totals import FIELDS

LATER = datetime.date(2100, 12, 31)
SECOND = datetime.timedelta(seconds=1)


def totals(trip):
    """What the running totals say now, by ref."""
    return {
        person.ref: tuple(getattr(person, side) for side in FIELDS) for person in Participant.objects.filter(trip=trip)
    }


def added_up(trip, entries):
    people = [person.ref for person in Participant.objects.filter(trip=trip)]
    return {
        ref: tuple(getattr(position, side) for side in FIELDS) for ref, position in positions(entries, people).items()
    }


def by_ref(entries):
    return {(type(entry).__name__, entry.ref): entry for entry in entries}


def test_a_day_counts_what_is_dated_up_to_and_including_it(trip, friends):
    zoe, david, *_ = friends
    spend(trip, 1000, by=zoe, among=friends, ref="first", date=datetime.date(2026, 5, 1))
    spend(trip, 2000, by=zoe, among=[david], ref="second", date=datetime.date(2026, 5, 2))
    pay(trip, 300, sender=david, receiver=zoe, ref="third", date=datetime.date(2026, 5, 3))

    def refs(day):
        return sorted(entry.ref for entry in entries_as_of(trip, datetime.date(2026, 5, day)))

    assert [refs(day) for day in (1, 2, 3)] == [["first"], ["first", "second"], ["first", "second", "third"]]
    assert entries_as_of(trip, datetime.date(2026, 4, 30)) == []


def test_a_day_reads_the_ledger_as_it_is_now(trip, zoe, david):
    expense = spend(trip, 1000, by=zoe, among=[david])
    gone = spend(trip, 77, by=zoe, among=[david])
    edit_expense(expense=expense, by=zoe, version=1, draft=expense_draft(600, by=zoe, among=[david]))
    delete_expense(expense=gone, by=zoe, version=1)

    assert entries_as_of(trip, DAY) == [ExpenseEntry(expense.ref, "expense", {zoe.ref: 600}, {david.ref: 600})]


def test_a_moment_reads_the_ledger_as_it_was_then(trip, zoe, david):
    moments = []

    def now():
        moments.append(timezone.now())

    now()
    expense = spend(trip, 1000, by=zoe, among=[david], ref="x")
    payment = pay(trip, 400, sender=david, receiver=zoe, ref="s")
    now()
    edit_expense(expense=expense, by=zoe, version=1, draft=expense_draft(600, by=zoe, among=[zoe, david]))
    now()
    delete_expense(expense=expense, by=zoe, version=2)
    edit_payment(payment=payment, by=zoe, version=1, draft=payment_draft(500, sender=zoe, receiver=david))
    now()
    restore_expense(expense=expense, by=zoe, version=3)
    delete_payment(payment=payment, by=zoe, version=2)
    now()

    first = ExpenseEntry("x", "expense", {zoe.ref: 1000}, {david.ref: 1000})
    second = ExpenseEntry("x", "expense", {zoe.ref: 600}, {zoe.ref: 300, david.ref: 300})
    paid = PaymentEntry("s", david.ref, zoe.ref, 400)
    expected = [[], [first, paid], [second, paid], [PaymentEntry("s", zoe.ref, david.ref, 500)], [second]]
    assert [by_ref(entries_at(trip, moment)) for moment in moments] == [by_ref(each) for each in expected]


def test_after_each_change_the_moment_gives_the_totals_of_then(trip, friends):
    zoe, david, emily, kenji = friends
    seen = []

    def look():
        seen.append((Revision.objects.filter(trip=trip).latest("pk").at, totals(trip)))

    dinner = spend(trip, 4001, by=zoe, among=friends, kind="income")
    look()
    dinner = edit_expense(expense=dinner, by=zoe, version=1, draft=expense_draft(999, by=kenji, among=[emily, zoe]))
    look()
    payment = pay(trip, 250, sender=emily, receiver=kenji)
    look()
    delete_expense(expense=dinner, by=david, version=2)
    look()
    delete_payment(payment=payment, by=david, version=1)
    look()
    restore_expense(expense=dinner, by=david, version=3)
    look()
    restore_payment(payment=payment, by=david, version=2)
    look()

    assert [added_up(trip, entries_at(trip, at)) for at, _ in seen] == [told for _, told in seen]
    assert added_up(trip, entries_at(trip, timezone.now())) == totals(trip)
    assert added_up(trip, entries_as_of(trip, LATER)) == totals(trip)


def test_versions_of_one_instant_are_ordered_by_their_number(trip, zoe, david, monkeypatch):
    instant = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: instant)
    monkeypatch.setattr(Revision._meta.get_field("at"), "_get_default", lambda: instant)
    expense = spend(trip, 1000, by=zoe, among=[david])
    for version, minor in ((1, 800), (2, 600)):
        edit_expense(expense=expense, by=zoe, version=version, draft=expense_draft(minor, by=zoe, among=[david]))

    assert set(Revision.objects.values_list("at", flat=True)) == {instant}
    assert [entry.payers for entry in entries_at(trip, instant)] == [{zoe.ref: 600}]
    assert entries_at(trip, instant - datetime.timedelta(microseconds=1)) == []


def test_other_trips_are_not_counted(trip, zoe, david, stranger):
    spend(stranger.trip, 100, by=stranger, among=[stranger])
    pay(trip, 5, sender=zoe, receiver=david)

    assert [entry.ref for entry in entries_at(stranger.trip, timezone.now())] == [
        entry.ref for entry in entries_as_of(stranger.trip, LATER)
    ]
    assert len(entries_at(trip, timezone.now())) == len(entries_as_of(trip, LATER)) == 1


@pytest.mark.parametrize(
    "load", [lambda trip: entries_as_of(trip, LATER), lambda trip: entries_at(trip, timezone.now())]
)
def test_each_is_one_query_at_any_size(trip, friends, load):
    spend(trip, 1000, by=friends[0], among=friends)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            load(trip)
        return len(captured)

    assert queries() == 1
    grow(trip, friends)
    assert queries() == 1
