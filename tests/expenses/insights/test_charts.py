"""The geometry of the charts: every bar as long as its value, nothing outside of the picture, whatever the amounts are."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expenses.insights.charts import (
    BOTTOM,
    GUTTER,
    HEIGHT,
    MOST_LABELS,
    MOST_TICKS,
    TOP,
    draw_bars,
    draw_columns,
    labelled,
    ticks,
)

AMOUNTS = st.integers(min_value=-(10**17), max_value=10**17)
ROUNDING = 0.02


def number(length):
    return float(length.removesuffix("%"))


def test_bars_are_as_long_as_their_values():
    drawn = draw_bars([1000, 250, 0])
    assert [bar.width for bar in drawn.bars] == ["100%", "25%", "0%"]
    assert {bar.x for bar in drawn.bars} == {"0%"}
    assert drawn.zero == ""


def test_what_is_below_zero_goes_to_the_left_of_a_zero_line():
    drawn = draw_bars([300, -100])
    assert drawn.zero == "25%"
    assert [(bar.x, bar.width, bar.below) for bar in drawn.bars] == [("25%", "75%", False), ("0%", "25%", True)]


@pytest.mark.parametrize("values", [[], [0], [0, 0, 0]])
def test_nothing_at_all_has_bars_of_no_length(values):
    assert [bar.width for bar in draw_bars(values).bars] == ["0%"] * len(values)


@given(st.lists(AMOUNTS, max_size=30))
def test_bars_stay_in_the_picture_and_keep_their_order(values):
    bars = draw_bars(values).bars
    for bar in bars:
        assert -ROUNDING <= number(bar.x) <= 100 + ROUNDING
        assert number(bar.x) + number(bar.width) <= 100 + ROUNDING
    ends = [number(bar.x) if bar.below else number(bar.x) + number(bar.width) for bar in bars]
    ordered = [end for _, end in sorted(zip(values, ends, strict=True))]
    assert all(one <= other + ROUNDING for one, other in pairwise(ordered))


def test_columns_stand_on_the_zero_line_and_the_line_ends_at_the_total():
    drawn = draw_columns([100, 300, 0, 200])
    assert number(drawn.zero_y) == HEIGHT - BOTTOM
    assert number(drawn.columns[1].y) == TOP
    assert number(drawn.columns[2].height) == 0
    assert number(drawn.columns[0].height) * 3 == pytest.approx(number(drawn.columns[1].height), abs=0.1)
    assert number(drawn.end_y) == TOP
    assert [(stroke.x2, stroke.y2) for stroke in drawn.run[:-1]] == [(stroke.x1, stroke.y1) for stroke in drawn.run[1:]]


def test_one_column_has_a_point_and_no_line():
    drawn = draw_columns([500])
    assert drawn.run == []
    assert number(drawn.end_x) == GUTTER + (100 - GUTTER) / 2


def test_a_day_of_nothing_but_income_hangs_below_the_zero_line():
    drawn = draw_columns([500, -200])
    assert drawn.columns[1].below
    assert drawn.columns[1].y == drawn.zero_y
    assert number(drawn.zero_y) < HEIGHT - BOTTOM


def test_there_is_no_picture_of_nothing():
    with pytest.raises(ValueError, match="at least one column"):
        draw_columns([])


@given(st.lists(AMOUNTS, min_size=1, max_size=140))
def test_columns_and_line_stay_in_the_picture_and_what_is_something_can_be_seen(values):
    drawn = draw_columns(values)
    for value, column in zip(values, drawn.columns, strict=True):
        top, height = number(column.y), number(column.height)
        assert top >= TOP - 1 - ROUNDING
        assert top + height <= HEIGHT - BOTTOM + 1 + ROUNDING
        assert (height >= 1) == bool(value)
        assert number(column.x) >= GUTTER
        assert number(column.x) + number(column.width) <= 100
    for stroke in drawn.run:
        assert TOP - ROUNDING <= number(stroke.y2) <= HEIGHT - BOTTOM + ROUNDING
    assert drawn.height == HEIGHT


@pytest.mark.parametrize(
    ("high", "steps"),
    [
        (8_268_00, [2_000_00, 4_000_00, 6_000_00, 8_000_00]),
        (400, [100, 200, 300, 400]),
        (599, [200, 400]),
        (1, [1]),
        (0, []),
        (-5, []),
    ],
)
def test_the_steps_of_the_scale_are_round(high, steps):
    assert ticks(high) == steps


@given(st.integers(min_value=1, max_value=10**18))
def test_there_are_always_a_few_steps(high):
    steps = ticks(high)
    assert 1 <= len(steps) <= MOST_TICKS
    assert steps[-1] <= high


@given(st.integers(min_value=1, max_value=200))
def test_a_few_columns_have_words_the_first_one_always(count):
    found = labelled(count)
    assert found[0] == 0
    assert len(found) <= MOST_LABELS
    assert all(index < count for index in found)
