"""Expenses that used an earlier rate of the trip's own: what the present one would make of them, and making it so."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from expenses import repricing
from expenses.drafts import draft_of
from expenses.models import Expense
from expenses.rating import set_trip_rate
from expenses.repricing import count_outdated, outdated, preview, reprice
from expenses.services import delete_expense, edit_expense
from expenses.splitting import SplitItem
from settlements.verify import verify_trip
from tests.expenses.rates import in_dong, nets
from tests.expenses.recording import record
from trips.errors import AmountOutOfRange, RowChanged, TripIsClosed
from trips.models import Activity, Trip
from trips.people import deactivate_participant


@pytest.fixture
def own(trip, zoe):
    return set_trip_rate(trip=trip, by=zoe, currency="VND", rate=Decimal("0.00005"))


@pytest.fixture
def pho(trip, zoe, david, emily, own):
    return in_dong(trip, zoe, [zoe, david, emily], 250_000, description="Phở")


def seen(*expenses):
    return {expense.ref: expense.version for expense in expenses}


def fresh(trip):
    return Trip.objects.get(pk=trip.pk)


def test_only_live_expenses_at_another_rate_of_the_trips_own_are_outdated(trip, zoe, david, own, pho):
    in_dong(trip, zoe, [david], 100, rate="0.00005")
    in_dong(trip, zoe, [david], 100, rate_source="card", card_amount=1)
    in_dong(trip, zoe, [david], 100, currency="LAK")
    record(trip, zoe, [david])
    thrown = in_dong(trip, zoe, [david], 100)
    delete_expense(expense=thrown, by=zoe, version=1)
    assert list(outdated(trip, own)) == [pho]
    assert count_outdated(trip, [own]) == {"VND": 1}


def test_the_preview_says_what_each_expense_and_each_balance_becomes(trip, own, pho):
    found = preview(fresh(trip), own)
    (row,) = found.rows
    assert (row.expense.base_amount, row.after.minor, row.chosen) == (1000, 1250, True)
    before = nets(trip)
    assert {shift.person.name: shift.before.minor for shift in found.shifts} == {
        name: before[name] for name in ("Zoë", "David", "Emily")
    }
    assert sum(shift.after.minor for shift in found.shifts) == 0
    assert found.left == 0


def test_what_is_applied_is_what_the_preview_said(trip, zoe, david, emily, own, pho):
    drinks = in_dong(trip, david, [zoe, david, emily], 77_777)
    deposit = in_dong(trip, david, [zoe, emily], 31_001, kind="income")
    for chosen in ([pho], [drinks, deposit]):
        before = preview(fresh(trip), own, chosen={expense.ref for expense in chosen})
        reprice(trip=trip, by=zoe, own=own, versions=seen(*chosen))
        assert nets(trip) == nets(trip) | {shift.person.name: shift.after.minor for shift in before.shifts}
        for row in before.rows:
            row.expense.refresh_from_db()
            assert row.chosen == (row.expense.rate == own.rate)
            assert (row.expense.base_money == row.after) == row.chosen
    assert verify_trip(trip) == []
    assert preview(fresh(trip), own).rows == []


def test_each_gets_a_version_a_revision_and_a_line_in_the_feed(trip, zoe, david, own, pho):
    (new,) = reprice(trip=trip, by=david, own=own, versions=seen(pho))
    assert (new.version, new.rate, new.rate_source) == (2, Decimal("0.00005"), "trip")
    assert new.rate_date == own.updated_at.date()
    latest = trip.revisions.filter(ref=pho.ref).latest("version")
    assert (latest.version, latest.verb, latest.actor) == (2, "edited", david)
    assert (latest.snapshot["base_amount"], latest.snapshot["rate"]) == (1250, "0.00005")
    told = Activity.objects.filter(trip=trip, ref=pho.ref).latest("pk")
    assert {change["field"] for change in told.changes} == {"Worth", "Rate"}


def test_everything_but_the_rate_stays(trip, zoe, david, own):
    facts = {"method": "itemised", "tax": 10_000, "tip": 5_000, "note": "Late", "category": "food"}
    items = [SplitItem("Tea", 20_000, [zoe.ref]), SplitItem("Bún", 65_000, [zoe.ref, david.ref])]
    bill = in_dong(trip, zoe, [zoe, david], 100_000, items=items, **facts)
    before = draft_of(Expense.objects.with_items().get(pk=bill.pk))
    reprice(trip=trip, by=zoe, own=own, versions=seen(bill))
    after = draft_of(Expense.objects.with_items().get(pk=bill.pk))
    changed = {name for name, value in vars(after).items() if value != vars(before)[name]}
    assert changed == {"rate", "rate_date"}


def test_somebody_who_left_stays_on_the_expense(trip, zoe, emily, own, pho):
    deactivate_participant(participant=emily, by=zoe)
    (new,) = reprice(trip=trip, by=zoe, own=own, versions=seen(pho))
    assert emily in [share.participant for share in new.shares.all()]


def test_one_that_somebody_changed_meanwhile_stops_them_all(trip, zoe, david, own, pho):
    tea = in_dong(trip, zoe, [zoe, david], 40_000)
    edit_expense(expense=tea, by=david, version=1, draft=draft_of(Expense.objects.with_items().get(pk=tea.pk)))
    before = nets(trip)
    with pytest.raises(RowChanged):
        reprice(trip=trip, by=zoe, own=own, versions=seen(pho, tea) | {tea.ref: 1})
    assert nets(trip) == before
    pho.refresh_from_db()
    assert (pho.version, pho.base_amount) == (1, 1000)


@pytest.mark.parametrize("meanwhile", ["deleted", "repriced", "unknown", "rate changed"])
def test_what_is_not_as_it_was_seen_changes_nothing(trip, zoe, own, pho, meanwhile):
    versions = seen(pho)
    if meanwhile == "deleted":
        delete_expense(expense=pho, by=zoe, version=1)
    elif meanwhile == "repriced":
        reprice(trip=trip, by=zoe, own=own, versions=versions)
    elif meanwhile == "unknown":
        versions |= {"nowhere123": 1}
    else:
        set_trip_rate(trip=trip, by=zoe, currency="VND", rate=Decimal("0.00006"))
    revisions = trip.revisions.count()
    with pytest.raises(RowChanged):
        reprice(trip=trip, by=zoe, own=own, versions=versions)
    assert trip.revisions.count() == revisions


def test_expenses_of_another_trip_cannot_be_repriced(trip, zoe, stranger, own):
    theirs = in_dong(stranger.trip, stranger, [stranger], 1000)
    with pytest.raises(RowChanged):
        reprice(trip=trip, by=zoe, own=own, versions=seen(theirs))


def test_an_amount_that_the_rate_would_carry_too_far_is_shown_and_refused(trip, zoe, pho):
    own = set_trip_rate(trip=trip, by=zoe, currency="VND", rate=Decimal(10) ** 9)
    (row,) = preview(fresh(trip), own).rows
    assert (row.after, row.chosen) == (None, False)
    with pytest.raises(AmountOutOfRange):
        reprice(trip=trip, by=zoe, own=own, versions=seen(pho))
    assert verify_trip(trip) == []


def test_a_closed_trip_keeps_its_expenses(trip, zoe, own, pho):
    Trip.objects.filter(pk=trip.pk).update(archived_at=datetime.datetime.now(tz=datetime.UTC))
    with pytest.raises(TripIsClosed):
        reprice(trip=trip, by=zoe, own=own, versions=seen(pho))


def test_the_latest_come_first_and_the_rest_are_counted(trip, zoe, david, own, monkeypatch):
    monkeypatch.setattr(repricing, "MOST", 3)
    days = [datetime.date(2026, 5, day) for day in range(1, 6)]
    for day in days:
        in_dong(trip, zoe, [zoe, david], 1000, date=day)
    found = preview(fresh(trip), own)
    assert [row.expense.date for row in found.rows] == days[:1:-1]
    assert found.left == 2


def test_its_statements_do_not_grow_with_the_expenses(trip, zoe, david, emily, own):
    def costs(number):
        expenses = [in_dong(trip, zoe, [zoe, david, emily], 1000 + place) for place in range(number)]
        with CaptureQueriesContext(connection) as looking:
            preview(fresh(trip), own)
        with CaptureQueriesContext(connection) as doing:
            reprice(trip=fresh(trip), by=zoe, own=own, versions=seen(*expenses))
        return len(looking), len(doing)

    assert costs(1) == costs(30)


def test_balances_sum_to_zero_whatever_the_rates_were(trip, zoe, david, emily, own):
    for place, rate in enumerate(["0.000041", "0.0000399", "1.7", "0.3333333333"]):
        in_dong(trip, [zoe, david][place % 2], [zoe, david, emily][place % 3 :], 99_991 + place, rate=rate)
    expenses = list(outdated(trip, own))
    reprice(trip=trip, by=zoe, own=own, versions=seen(*expenses))
    assert sum(nets(trip).values()) == 0
    assert verify_trip(trip) == []
