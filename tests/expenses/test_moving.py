"""Several expenses to another day: all or none, each a new version, and not a cent of anybody's changes."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from expenses.drafts import draft_of
from expenses.services import delete_expense, edit_expense, move_expenses
from settlements.verify import verify_trip
from tests.expenses.recording import DAY, record
from tests.factories import ParticipantFactory, TripFactory
from trips.errors import RowChanged, TripIsClosed

LATER = DAY + datetime.timedelta(days=2)


@pytest.fixture
def rows(trip, zoe, david, friends):
    return [
        record(trip, zoe, friends, description="Dinner", amount=1001),
        record(trip, david, friends[:2], description="Taxi", date=DAY - datetime.timedelta(days=1)),
        record(trip, david, friends, description="Museum", date=LATER),
    ]


def seen(*rows):
    return {row.ref: row.version for row in rows}


def days(rows):
    for row in rows:
        row.refresh_from_db()
    return [(row.date, row.version) for row in rows]


def totals(trip):
    return list(trip.participants.order_by("pk").values_list("paid", "owed"))


def test_each_gets_the_day_a_version_a_revision_and_a_line_in_the_feed(trip, zoe, david, rows):
    before, dinner, taxi = totals(trip), *rows[:2]

    moved = move_expenses(trip=trip, by=david, versions=seen(dinner, taxi), day=LATER)

    assert [(each.expense, each.before) for each in moved] == [(dinner, DAY), (taxi, DAY - datetime.timedelta(days=1))]
    assert days(rows) == [(LATER, 2), (LATER, 2), (LATER, 1)]
    for row in (dinner, taxi):
        revision = trip.revisions.get(ref=row.ref, version=2)
        assert (revision.verb, revision.actor, revision.snapshot["date"]) == ("edited", david, LATER.isoformat())
        line = trip.activities.get(ref=row.ref, verb="edited")
        assert [change["field"] for change in line.changes] == ["Date"]
    assert totals(trip) == before
    assert not verify_trip(trip)


def test_what_is_of_that_day_already_is_left_alone(trip, zoe, rows):
    assert [each.expense.description for each in move_expenses(trip=trip, by=zoe, versions=seen(*rows), day=LATER)] == [
        "Dinner",
        "Taxi",
    ]
    assert days(rows)[2] == (LATER, 1)
    assert move_expenses(trip=trip, by=zoe, versions=seen(*rows), day=LATER) == []


def test_where_one_has_changed_none_moves(trip, zoe, david, rows):
    stale = seen(*rows)
    edit_expense(expense=rows[1], by=david, version=1, draft=draft_of(rows[1]))
    with pytest.raises(RowChanged):
        move_expenses(trip=trip, by=zoe, versions=stale, day=LATER)
    assert days(rows)[0] == (DAY, 1)
    assert not trip.revisions.filter(ref=rows[0].ref, version=2).exists()


@pytest.mark.parametrize("place", [0, 2])
def test_where_one_is_deleted_none_moves_even_if_it_would_have_stayed(trip, zoe, rows, place):
    delete_expense(expense=rows[place], by=zoe, version=1)
    with pytest.raises(RowChanged):
        move_expenses(trip=trip, by=zoe, versions={row.ref: 1 for row in rows}, day=LATER)
    with pytest.raises(RowChanged):
        move_expenses(trip=trip, by=zoe, versions={**seen(rows[1]), rows[place].ref: 2}, day=LATER)
    assert days(rows)[1][1] == 1


def test_an_expense_of_another_trip_is_none_of_this_one(trip, zoe, rows, stranger):
    theirs = record(stranger.trip, stranger, [stranger])
    with pytest.raises(RowChanged):
        move_expenses(trip=trip, by=zoe, versions=seen(rows[0], theirs), day=LATER)
    assert days([rows[0], theirs]) == [(DAY, 1), (DAY, 1)]


def test_an_archived_trip_keeps_its_days(trip, zoe, rows):
    trip.archived_at = timezone.now()
    trip.save()
    with pytest.raises(TripIsClosed):
        move_expenses(trip=trip, by=zoe, versions=seen(rows[0]), day=LATER)


@pytest.mark.parametrize("source", ["ecb", "trip", "file"])
def test_a_rate_stays_frozen_with_its_own_date(trip, zoe, friends, source):
    draft = {"currency": "USD", "rate": Decimal("0.92"), "rate_source": source, "rate_date": DAY}
    abroad = record(trip, zoe, friends, amount=3001, **draft)
    at_home = record(trip, zoe, friends)

    move_expenses(trip=trip, by=zoe, versions=seen(abroad, at_home), day=LATER)

    for row in (abroad, at_home):
        row.refresh_from_db()
    assert (abroad.rate, abroad.rate_date, abroad.base_amount) == (Decimal("0.92"), DAY, 2761)
    assert at_home.rate_date == LATER
    assert not verify_trip(trip)


def test_what_the_card_statement_says_stays(trip, zoe, friends):
    draft = {"currency": "USD", "rate": Decimal(1), "rate_source": "card", "rate_date": DAY, "card_amount": 2800}
    abroad = record(trip, zoe, friends, amount=3001, **draft)
    move_expenses(trip=trip, by=zoe, versions=seen(abroad), day=LATER)
    abroad.refresh_from_db()
    assert (abroad.base_amount, abroad.rate_date, abroad.date) == (2800, DAY, LATER)


def test_those_who_left_since_stay_on_it(trip, zoe, kenji, rows):
    kenji.deactivated_at = timezone.now()
    kenji.save()
    parts = list(rows[0].shares.values_list("participant", "base_amount"))
    move_expenses(trip=trip, by=zoe, versions=seen(rows[0]), day=LATER)
    assert list(rows[0].shares.values_list("participant", "base_amount")) == parts


def test_a_hundred_take_a_fixed_number_of_statements(db, django_assert_max_num_queries):
    trip = TripFactory()
    people = [ParticipantFactory(trip=trip) for _ in range(3)]
    rows = [record(trip, people[0], people) for _ in range(100)]
    with django_assert_max_num_queries(20):
        assert len(move_expenses(trip=trip, by=people[0], versions=seen(*rows), day=LATER)) == 100
