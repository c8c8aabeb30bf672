"""When a repeating expense comes round: month ends, leap days, ends; and no drift, over any stretch of time."""

import datetime
from calendar import monthrange
from itertools import pairwise, takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expenses import schedule as pure
from expenses.schedule import Schedule
from expenses.schedule_words import in_words, ordinal
from trips import ledger_row

date = datetime.date
# Forty steps of two years end before the last day that an expense can have.
starts = st.dates(date(1980, 1, 1), date(2018, 12, 31))
units = st.sampled_from(pure.UNITS)
schedules = st.builds(Schedule, units, st.integers(1, 24), starts)


def days(schedule, count):
    found = (schedule.day_of(number) for number in range(schedule.first, schedule.first + count))
    return list(takewhile(bool, found))


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (Schedule("month", 1, date(2027, 1, 31)), ["2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]),
        (Schedule("month", 1, date(2028, 1, 31)), ["2028-02-29", "2028-03-31", "2028-04-30", "2028-05-31"]),
        (Schedule("month", 1, date(2027, 1, 30)), ["2027-02-28", "2027-03-30", "2027-04-30", "2027-05-30"]),
        (Schedule("month", 2, date(2026, 12, 31)), ["2027-02-28", "2027-04-30", "2027-06-30", "2027-08-31"]),
        (Schedule("month", 12, date(2028, 2, 29)), ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]),
        (Schedule("month", 1, date(2027, 12, 15)), ["2028-01-15", "2028-02-15", "2028-03-15", "2028-04-15"]),
        (Schedule("week", 2, date(2028, 2, 21)), ["2028-03-06", "2028-03-20", "2028-04-03", "2028-04-17"]),
        (Schedule("day", 1, date(2028, 2, 27)), ["2028-02-28", "2028-02-29", "2028-03-01", "2028-03-02"]),
        (
            Schedule("month", 1, date(2027, 2, 28), month_day=31),
            ["2027-03-31", "2027-04-30", "2027-05-31", "2027-06-30"],
        ),
    ],
)
def test_the_days_that_people_expect(schedule, expected):
    assert [day.isoformat() for day in days(schedule, 5)[1:]] == expected


@given(schedules)
def test_it_begins_on_its_start_and_only_goes_forward(schedule):
    found = days(schedule, 60)
    assert found[0] == schedule.start
    assert all(earlier < later for earlier, later in pairwise(found))


@given(starts, st.integers(1, 24))
def test_months_never_drift_and_none_is_left_out(start, every):
    for steps, day in enumerate(days(Schedule("month", every, start), 120)):
        months = (day.year - start.year) * 12 + day.month - start.month
        assert months == steps * every
        assert day.day == min(start.day, monthrange(day.year, day.month)[1])


@given(starts, st.integers(1, 60), st.sampled_from([("day", 1), ("week", 7)]))
def test_days_and_weeks_keep_their_distance(start, every, unit):
    found = days(Schedule(unit[0], every, start), 50)
    assert all((later - earlier).days == every * unit[1] for earlier, later in pairwise(found))


@given(schedules, st.integers(1, 40), st.integers(0, 900))
def test_what_is_due_is_each_day_once_up_to_today(schedule, number, ahead):
    today = schedule.start + datetime.timedelta(days=ahead)
    due = list(schedule.due(number, today))
    assert [found for found, _ in due] == list(range(number, number + len(due)))
    assert all(day <= today for _, day in due)
    following = schedule.day_of(number + len(due))
    assert following is None or following > today


@given(schedules, st.integers(1, 30), st.integers(1, 30))
def test_a_new_beginning_at_a_later_one_changes_nothing(schedule, at, count):
    """What an edit does that leaves the days alone."""
    begun = Schedule(
        schedule.unit,
        schedule.every,
        schedule.day_of(at),
        first=at,
        month_day=schedule.aim if schedule.unit == "month" else 0,
    )
    assert [begun.day_of(at + step) for step in range(count)] == [schedule.day_of(at + step) for step in range(count)]


@given(units, st.integers(1, 24), starts, st.integers(1, 40), st.integers(0, 2_000))
def test_it_ends_after_so_many_times_or_with_the_last_day(unit, every, start, times, ahead):
    until = start + datetime.timedelta(days=ahead)
    assert len(days(Schedule(unit, every, start, times=times), times + 5)) == times
    found = days(Schedule(unit, every, start, until=until), 2_100)
    endless = days(Schedule(unit, every, start), len(found) + 1)
    assert found == endless[:-1]
    assert endless[-1] > until
    assert all(day <= until for day in found)


def test_it_goes_on_after_a_pause_with_the_first_that_is_still_to_come():
    monthly = Schedule("month", 1, date(2027, 1, 31), times=6)
    assert monthly.next_from(2, date(2027, 4, 30)) == 4
    assert monthly.next_from(2, date(2027, 5, 1)) == 5
    assert monthly.next_from(3, date(2027, 1, 1)) == 3
    assert monthly.next_from(2, date(2030, 1, 1)) == 7  # past the last one
    assert monthly.day_of(7) is None


def test_no_day_is_later_than_an_expense_can_be():
    assert ledger_row.LAST_DAY == pure.LAST_DAY
    assert Schedule("day", 366, date(2100, 12, 1)).day_of(2) is None
    assert Schedule("month", 366, date(2027, 1, 1)).day_of(10**9) is None


@pytest.mark.parametrize(
    "nonsense",
    [
        {"unit": "year"},
        {"every": 0},
        {"every": 367},
        {"first": 0},
        {"start": date(2027, 2, 27), "month_day": 31},
    ],
)
def test_what_is_no_schedule_is_refused(nonsense):
    with pytest.raises(ValueError, match=r"no schedule|not the one"):
        Schedule(**{"unit": "month", "every": 1, "start": date(2027, 1, 31), **nonsense})


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        (Schedule("day", 1, date(2027, 1, 31)), "Every day"),
        (Schedule("week", 2, date(2027, 1, 31)), "Every 2 weeks on Sunday"),
        (Schedule("month", 1, date(2027, 1, 22)), "Every month on the 22nd"),
        (Schedule("month", 1, date(2027, 1, 31)), "Every month on the 31st, or the month’s last day"),
        (Schedule("month", 3, date(2027, 1, 1), times=12), "Every 3 months on the 1st, 12 times in all"),
        (Schedule("day", 1, date(2027, 1, 1), until=date(2027, 2, 3)), "Every day, until 3 February 2027"),
    ],
)
def test_it_is_said_in_words(schedule, words):
    assert in_words(schedule) == words


def test_ordinals_are_those_of_the_language():
    said = [ordinal(number) for number in (1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 30, 31)]
    assert said == ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "23rd", "30th", "31st"]
