"""What a budget leaves for each day, and averages: whole minor units, and nobody who keeps to it goes over."""

import datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expenses.insights.budgets import in_words
from expenses.insights.charts import draw_gauge
from expenses.insights.pace import Phase, mean, pace_of, percents

START, END = datetime.date(2026, 5, 1), datetime.date(2026, 5, 6)
AMOUNTS = st.integers(min_value=-(10**15), max_value=10**15)


def pace(left, today, start=START, end=END):
    return pace_of(500_00, 500_00 - left, today=today, start=start, end=end)


@pytest.mark.parametrize(
    ("left", "day", "phase", "says"),
    [
        (300_00, "2026-04-20", Phase.BEFORE, "€300.00 left: €50.00 a day for 6 days"),
        (300_00, "2026-05-01", Phase.DURING, "€300.00 left: €50.00 a day for 6 days"),
        (152_00, "2026-05-03", Phase.DURING, "€152.00 left: €38.00 a day for 4 days"),
        (100_01, "2026-05-04", Phase.DURING, "€100.01 left: €33.33 a day for 3 days"),
        (30_00, "2026-05-06", Phase.DURING, "€30.00 left for the last day"),
        (30_00, "2026-05-07", Phase.AFTER, "€30.00 left over"),
        (0, "2026-05-05", Phase.DURING, "All of it is spent, with 2 days to go"),
        (0, "2026-05-07", Phase.AFTER, "All of it is spent"),
        (-15_00, "2026-05-06", Phase.DURING, "€15.00 more than planned, with 1 day to go"),
        (-15_00, "2026-06-06", Phase.AFTER, "€15.00 more than planned"),
    ],
)
def test_what_is_left_is_said_with_its_pace(left, day, phase, says):
    found = pace(left, datetime.date.fromisoformat(day))
    assert found.phase == phase
    assert in_words(found, "EUR") == says


def test_a_trip_without_an_end_has_no_pace_and_one_without_a_start_has():
    assert in_words(pace(30_00, START, start=None, end=None), "EUR") == "€30.00 left"
    assert in_words(pace(-30_00, START, start=None, end=None), "EUR") == "€30.00 more than planned"
    assert in_words(pace(30_00, START, end=None), "EUR") == "€30.00 left"
    assert in_words(pace(30_00, datetime.date(2026, 5, 4), start=None), "EUR") == "€30.00 left: €10.00 a day for 3 days"


def test_yen_have_no_decimals():
    assert in_words(pace_of(1000, 1, today=START, start=START, end=END), "JPY") == "¥999 left: ¥166 a day for 6 days"


@given(st.integers(min_value=1, max_value=10**12), AMOUNTS, st.dates(START, datetime.date(2026, 5, 20)))
def test_whoever_keeps_to_the_pace_stays_within(budget, spent, today):
    found = pace_of(budget, spent, today=today, start=START, end=END)
    assert found.a_day * found.days <= max(found.left, 0)
    assert found.left == budget - spent
    assert found.elapsed is not None
    assert 0 <= found.elapsed <= 100


def test_the_gauge_shows_what_is_spent_where_the_limit_is_and_what_would_be_even():
    assert draw_gauge(200, 50, 50) == draw_gauge(400, 100, 50)
    half = draw_gauge(200, 50, 50)
    assert (half.fill, half.limit, half.mark) == ("25%", "", "50%")
    over = draw_gauge(100, 200, 50)
    assert (over.fill, over.limit, over.mark) == ("100%", "50%", "")
    assert draw_gauge(100, -20, None).fill == "0%"


@given(AMOUNTS, st.integers(min_value=1, max_value=10**6))
def test_a_mean_is_the_nearest_whole_unit(total, among):
    assert abs(mean(total, among) - Fraction(total, among)) <= Fraction(1, 2)
    assert mean(-total, among) == -mean(total, among)


def test_percents_are_of_what_is_above_zero():
    assert percents([142_00, 39_00, -50_00, 0]) == [78, 22, None, None]
    assert percents([-1]) == [None]
    assert percents([]) == []
