"""The worker makes what repeats: on its day where the trip is, each once, whatever the clock and whoever runs; or says why not."""

import datetime
from decimal import Decimal
from unittest import mock

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from expenses import recurring
from expenses.models import Expense
from expenses.rating import drop_trip_rate, set_trip_rate
from expenses.recurring import make, make_next
from expenses.repeat_models import Occurrence, Repeat
from expenses.services import delete_expense
from settlements.verify import verify_trip
from tests.expenses.repeats import clock, dates, rent, work
from trips.models import Activity, Trip
from trips.people import deactivate_participant
from trips.services import archive_trip, delete_trip, restore_trip, unarchive_trip
from tripsplit.jobs import drain
from tripsplit.models import Job


@pytest.fixture(autouse=True)
def the_ledger_is_sound_afterwards(db):
    yield
    for trip in Trip.objects.all():
        assert verify_trip(trip) == []


def now(repeat):
    repeat.refresh_from_db()
    return repeat


def test_it_is_made_on_its_day_with_all_that_the_first_says(trip, zoe, david):
    repeat = rent(trip, zoe, [zoe, david], note="Flat 3", category="accommodation")
    work("2027-02-27")
    assert dates(trip) == ["2027-01-31"]
    work("2027-02-28")
    made = trip.expenses.get(date=datetime.date(2027, 2, 28))
    assert (made.description, made.note, made.category, made.amount) == ("Rent", "Flat 3", "accommodation", 90000)
    assert {share.participant: share.amount for share in made.shares.all()} == {zoe: 45000, david: 45000}
    assert (made.created_by, made.ref) == (zoe, repeat.ref_of(2))
    assert (now(repeat).next_number, repeat.next_date) == (3, datetime.date(2027, 3, 31))
    told = Activity.objects.get(trip=trip, subject="expense", ref=made.ref)
    assert (told.verb, told.actor) == ("repeated", zoe)


def test_month_ends_and_a_leap_day_come_right(trip, zoe):
    rent(trip, zoe, on="2027-12-31")
    for day in ("2028-01-31", "2028-02-28", "2028-02-29", "2028-03-30", "2028-03-31", "2028-04-30", "2028-05-01"):
        work(day)
    assert dates(trip) == ["2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30"]


@pytest.mark.parametrize(
    ("zone", "before", "midnight"),
    [
        ("Pacific/Kiritimati", "2027-02-27T09:59:59+00:00", "2027-02-27T10:00:00+00:00"),
        ("Pacific/Niue", "2027-02-28T10:59:59+00:00", "2027-02-28T11:00:00+00:00"),
        ("Asia/Kolkata", "2027-02-27T18:29:59+00:00", "2027-02-27T18:30:00+00:00"),
        ("UTC", "2027-02-27T23:59:59+00:00", "2027-02-28T00:00:00+00:00"),
    ],
)
def test_its_day_begins_at_midnight_where_the_trip_is(trip, zoe, zone, before, midnight):
    trip.time_zone = zone
    trip.save()
    rent(trip, zoe)
    work(before)
    assert dates(trip) == ["2027-01-31"]
    work(midnight)
    assert dates(trip) == ["2027-01-31", "2027-02-28"]


@pytest.mark.parametrize(
    ("zone", "day", "before", "midnight"),
    [
        # Clocks go forward in the night before: midnight is at 23:00 UTC, and a day later at 22:00.
        ("Europe/Berlin", "2027-03-28", "2027-03-27T22:59+00:00", "2027-03-27T23:00+00:00"),
        ("Europe/Berlin", "2027-03-29", "2027-03-28T21:59+00:00", "2027-03-28T22:00+00:00"),
        # Clocks go back.
        ("Europe/Berlin", "2027-10-31", "2027-10-30T21:59+00:00", "2027-10-30T22:00+00:00"),
        ("Europe/Berlin", "2027-11-01", "2027-10-31T22:59+00:00", "2027-10-31T23:00+00:00"),
        # There was no midnight in Santiago on this day: it began at one o'clock.
        ("America/Santiago", "2027-09-05", "2027-09-05T03:59+00:00", "2027-09-05T04:00+00:00"),
    ],
)
def test_a_change_of_the_clocks_moves_no_day(trip, zoe, zone, day, before, midnight):
    trip.time_zone = zone
    trip.save()
    eve = (datetime.date.fromisoformat(day) - datetime.timedelta(days=1)).isoformat()
    rent(trip, zoe, on=eve, unit="day")
    work(before)
    assert dates(trip) == [eve]
    work(midnight)
    work(midnight)
    assert dates(trip) == [eve, day]


def test_a_clock_that_was_set_back_makes_nothing_twice(trip, zoe):
    rent(trip, zoe, on="2027-01-01", unit="day")
    for moment in ("2027-01-03", "2027-01-01", "2026-12-01", "2027-01-02", "2027-01-03"):
        work(moment)
    assert dates(trip) == ["2027-01-01", "2027-01-02", "2027-01-03"]
    work("2027-01-04")
    assert dates(trip)[-1] == "2027-01-04"


def test_a_trip_that_moves_to_an_earlier_zone_makes_nothing_twice(trip, zoe):
    trip.time_zone = "Pacific/Kiritimati"
    trip.save()
    rent(trip, zoe, on="2027-01-01", unit="day")
    work("2027-01-01T12:00+00:00")  # it is the 2nd in Kiritimati
    Trip.objects.filter(pk=trip.pk).update(time_zone="Pacific/Niue")
    work("2027-01-02T12:00+00:00")  # and now the 2nd in Niue
    assert dates(trip) == ["2027-01-01", "2027-01-02"]


def test_after_a_month_without_a_worker_each_missed_day_is_made_in_order(trip, zoe):
    rent(trip, zoe, on="2027-01-01", unit="day")
    work("2027-02-01")
    made = list(trip.expenses.order_by("pk").values_list("date", flat=True))
    assert made == [datetime.date(2027, 1, 1) + datetime.timedelta(days=step) for step in range(32)]


def test_many_missed_days_are_made_by_several_jobs(trip, zoe, monkeypatch):
    monkeypatch.setattr("expenses.jobs.MOST_IN_A_RUN", 3)
    rent(trip, zoe, on="2027-01-01", unit="day")
    work("2027-01-08")
    assert len(dates(trip)) == 8
    jobs = Job.objects.filter(handler="expenses.jobs.make_repeat").order_by("pk")
    assert [job.words for job in jobs] == ["3 added", "3 added", "1 added"]


def test_two_who_run_at_once_make_each_once(trip, zoe):
    repeat = rent(trip, zoe)
    with clock("2027-02-28"):
        stale = Repeat.objects.select_related("trip").get(pk=repeat.pk)
        assert make_next(repeat.pk)
        with mock.patch.object(recurring.Repeat.objects, "going", return_value=Repeat.objects.all()):
            assert make_next(repeat.pk) is None
        with pytest.raises(recurring.RowChanged):
            make(stale)
    assert dates(trip) == ["2027-01-31", "2027-02-28"]


def test_the_database_refuses_a_second_one_with_the_same_number(trip, zoe):
    repeat = rent(trip, zoe)
    work("2027-02-28")
    Repeat.objects.filter(pk=repeat.pk).update(next_number=2, next_date="2027-02-28")
    with clock("2027-03-01"), pytest.raises(IntegrityError), transaction.atomic():
        make(Repeat.objects.select_related("trip").get(pk=repeat.pk))
    assert dates(trip) == ["2027-01-31", "2027-02-28"]
    Repeat.objects.filter(pk=repeat.pk).update(next_number=3, next_date="2027-03-31")


def test_a_crash_between_recording_and_marking_leaves_nothing_half(trip, zoe):
    repeat = rent(trip, zoe)
    before = (list(trip.participants.values_list("paid", "owed")), Trip.objects.get(pk=trip.pk).revision)
    with mock.patch.object(Occurrence.objects, "create", side_effect=OSError("the power went")):
        work("2027-02-28")
    assert dates(trip) == ["2027-01-31"]
    assert (list(trip.participants.values_list("paid", "owed")), Trip.objects.get(pk=trip.pk).revision) == before
    assert now(repeat).next_number == 2
    with clock("2027-02-28T13:00+00:00"):  # the queue tries again by itself
        drain()
    assert dates(trip) == ["2027-01-31", "2027-02-28"]


def test_it_ends_with_its_last_day_and_with_its_count(trip, zoe):
    times, until = rent(trip, zoe, times=3), rent(trip, zoe, until="2027-03-30", description="Gym")
    work("2028-01-01")
    made = sorted(trip.expenses.values_list("description", "date"))
    assert [day.isoformat() for what, day in made if what == "Rent"] == ["2027-01-31", "2027-02-28", "2027-03-31"]
    assert [day.isoformat() for what, day in made if what == "Gym"] == ["2027-01-31", "2027-02-28"]
    assert now(times).has_ended
    assert now(until).has_ended


# -- what stands in its way -----------------------------------------------------------------------------------------------
def test_while_the_trip_is_archived_nothing_is_made_nor_made_up_for(trip, zoe):
    repeat = rent(trip, zoe)
    archive_trip(trip=trip, by=zoe)
    revision = Trip.objects.get(pk=trip.pk).revision
    work("2027-03-31")
    assert (now(repeat).next_date, repeat.next_number) == (datetime.date(2027, 4, 30), 4)
    assert Trip.objects.get(pk=trip.pk).revision == revision
    unarchive_trip(trip=trip, by=zoe)
    work("2027-04-30")
    assert dates(trip) == ["2027-01-31", "2027-04-30"]


def test_while_the_trip_is_deleted_nothing_is_made(trip, zoe):
    rent(trip, zoe)
    delete_trip(trip=trip, by=zoe, typed_name=trip.name)
    work("2027-02-28")
    assert dates(trip) == ["2027-01-31"]
    trip.refresh_from_db()
    restore_trip(trip=trip, by=zoe)
    work("2027-03-31")
    assert dates(trip) == ["2027-01-31", "2027-03-31"]


def test_it_pauses_when_somebody_on_it_has_left_and_says_so(trip, zoe, david):
    repeat = rent(trip, zoe, [zoe, david])
    deactivate_participant(participant=david, by=zoe)
    work("2027-02-28")
    assert dates(trip) == ["2027-01-31"]
    assert now(repeat).reason == "David takes part no longer. Edit it and say who shares it now."
    assert not repeat.is_going
    told = Activity.objects.get(trip=trip, subject="repeat", verb="halted")
    assert (told.actor, told.changes[0]["after"]) == (None, repeat.reason)
    work("2027-03-31")
    assert Activity.objects.filter(trip=trip, verb="halted").count() == 1


def test_it_is_made_although_who_set_it_up_has_left(trip, zoe, david):
    rent(trip, david, [zoe], payers={zoe.ref: 90000})
    deactivate_participant(participant=david, by=zoe)
    work("2027-02-28")
    assert dates(trip) == ["2027-01-31", "2027-02-28"]
    assert trip.expenses.get(date="2027-02-28").created_by == david


def test_it_pauses_when_all_that_it_made_is_in_the_trash(trip, zoe):
    repeat = rent(trip, zoe)
    delete_expense(expense=trip.expenses.get(), by=zoe, version=1)
    work("2027-02-28")
    assert "in the trash" in now(repeat).reason
    assert trip.expenses.count() == 1


def test_what_cannot_be_split_pauses_it_with_the_reason(trip, zoe):
    repeat = rent(trip, zoe)
    repeat.draft["split"] |= {"method": "exact", "lines": [{"participant": zoe.ref, "value": "1"}]}
    repeat.save()
    work("2027-02-28")
    assert "add up" in now(repeat).reason


def test_a_stopped_and_a_paused_one_make_nothing(trip, zoe):
    for field in ("paused_at", "stopped_at"):
        repeat = rent(trip, zoe, description=field)
        Repeat.objects.filter(pk=repeat.pk).update(**{field: timezone.now()})
    work("2027-06-01")
    assert dates(trip) == ["2027-01-31", "2027-01-31"]


# -- rates ----------------------------------------------------------------------------------------------------------------
def foreign(trip, zoe, **facts):
    return rent(trip, zoe, on="2026-01-31", currency="USD", rate=Decimal("0.5"), **{"rate_source": "trip", **facts})


def test_each_has_the_rate_of_its_own_day(trip, zoe):
    foreign(trip, zoe, rate_source="ecb")
    work("2026-03-31")
    february, march = trip.expenses.order_by("date")[1:]
    assert february.rate_source == march.rate_source == "ecb"
    assert february.rate_date <= february.date
    assert february.rate_date != march.rate_date
    assert february.rate not in (Decimal("0.5"), march.rate)


def test_the_trips_own_rate_goes_first(trip, zoe):
    foreign(trip, zoe)
    set_trip_rate(trip=trip, by=zoe, currency="USD", rate=Decimal("0.75"))
    work("2026-02-28")
    made = trip.expenses.order_by("date").last()
    assert (made.rate, made.rate_source, made.base_amount) == (Decimal("0.75"), "trip", 67500)
    drop_trip_rate(trip=trip, by=zoe, currency="USD")
    work("2026-03-31")
    assert trip.expenses.order_by("date").last().rate_source == "ecb"


def test_where_no_rate_is_known_the_originals_counts_with_its_date(trip, zoe):
    rent(trip, zoe, on="2026-01-31", currency="VND", rate=Decimal("0.00004"), rate_source="trip")
    work("2026-02-28")
    made = trip.expenses.order_by("date").last()
    assert (made.rate, made.rate_source, made.rate_date) == (Decimal("0.00004"), "trip", datetime.date(2026, 1, 31))


def test_what_the_card_statement_said_holds_as_a_rate_where_there_is_no_other(trip, zoe):
    rent(trip, zoe, on="2026-01-31", currency="VND", rate=Decimal(1), rate_source="card", card_amount=400)
    work("2026-02-28")
    first, made = trip.expenses.order_by("date")
    assert (first.rate_source, made.rate_source) == ("card", "trip")
    assert (first.base_amount, made.base_amount) == (400, 400)


# -- how it looks for them ------------------------------------------------------------------------------------------------
def test_looking_takes_one_query_whatever_there_is(trip, zoe, django_assert_num_queries):
    for number in range(5):
        rent(trip, zoe, description=f"Rent {number}")
    with clock("2027-02-28"), django_assert_num_queries(1):
        assert len(recurring.due_repeats()) == 5


def test_what_is_not_due_queues_nothing(trip, zoe):
    rent(trip, zoe)
    assert work("2027-02-01") == 1
    assert Expense.objects.count() == 1
