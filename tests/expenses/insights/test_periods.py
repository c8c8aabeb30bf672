"""Days are put together so that one picture can show them, without a gap and without a day twice."""

import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expenses.insights.periods import MOST, Period, Unit, periods, start_of

DAY = datetime.date(2026, 5, 1)  # a Friday


def days(number):
    return DAY + datetime.timedelta(days=number)


@pytest.mark.parametrize(
    ("length", "unit", "count"),
    [
        (1, Unit.DAY, 1),
        (62, Unit.DAY, 62),
        (63, Unit.WEEK, 10),
        (430, Unit.WEEK, 62),
        (440, Unit.MONTH, 15),
        (365 * 5, Unit.MONTH, 60),
        (365 * 6, Unit.YEAR, 7),
    ],
)
def test_the_finest_unit_is_taken_that_has_room(length, unit, count):
    found_unit, found = periods(DAY, days(length - 1))
    assert (found_unit, len(found)) == (unit, count)


def test_weeks_begin_on_monday_and_the_ends_are_cut():
    _, found = periods(DAY, days(69))
    assert found[0] == Period(DAY, datetime.date(2026, 5, 3))
    assert found[1] == Period(datetime.date(2026, 5, 4), datetime.date(2026, 5, 10))
    assert found[-1].last == days(69)


def test_the_last_day_comes_last():
    with pytest.raises(ValueError, match="before the first"):
        periods(DAY, days(-1))


DATES = st.dates(min_value=datetime.date(1970, 1, 1), max_value=datetime.date(2100, 12, 31))


@given(DATES, DATES)
def test_there_is_no_gap_and_each_day_is_in_its_period(one, other):
    first, last = sorted([one, other])
    unit, found = periods(first, last)
    assert (found[0].first, found[-1].last) == (first, last)
    assert all(a.last + datetime.timedelta(days=1) == b.first for a, b in pairwise(found))
    assert all(start_of(unit, period.first) == start_of(unit, period.last) for period in found)
    assert len(found) <= (131 if unit == Unit.YEAR else MOST)
