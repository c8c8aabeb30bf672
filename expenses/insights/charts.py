"""The geometry of the charts: bars beside words, and columns over time with their running total as a line. Pure.

Lengths across are percents of the picture's width, so that one drawing fits a phone, a laptop and a page of paper with its letters at
their own size; heights are pixels. Amounts are minor units, and may be below zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, count, pairwise

HEIGHT, TOP, BOTTOM = 224, 26, 26
"""Of the columns: all of it, and the room for the last total above and for the days beneath."""

GUTTER = 12.0
"""Percents on the left that stay free for what the lines across stand for."""

FILLED = 0.72
"""How much of its place a column takes."""

DEEPEST = 0.8
"""How much of the height may lie below zero where anything lies above it."""

MOST_TICKS, MOST_LABELS = 4, 5
EDGE = 8.0
"""Percents from the right edge within which a label leans inwards."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, from the zero line to its value."""

    x: str
    width: str
    below: bool


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars of one scale; `zero` is where their zero line stands, empty where that is the left edge."""

    bars: list[Bar]
    zero: str


def draw_bars(values: Sequence[int]) -> Bars:
    """A bar for each value, all by one scale; what is below zero goes to the left of the zero line."""
    low, high = min([0, *values]), max([0, *values])
    reach = high - low or 1
    zero = -100 * low / reach
    bars = [
        Bar(x=_percent(zero + min(0, 100 * value / reach)), width=_percent(100 * abs(value) / reach), below=value < 0)
        for value in values
    ]
    return Bars(bars, _percent(zero) if low < 0 else "")


@dataclass(frozen=True, slots=True)
class Gauge:
    """How much of a budget is spent. `limit` is where it ends, where more was; `mark` where an even pace would be by now."""

    fill: str
    limit: str
    mark: str


def draw_gauge(budget: int, spent: int, elapsed: int | None) -> Gauge:
    """`elapsed` is the percentage of the time that is over, None where there is none to speak of. The budget is above zero."""
    whole = max(budget, spent)
    return Gauge(
        fill=_percent(100 * max(spent, 0) / whole),
        limit=_percent(100 * budget / whole) if spent > budget else "",
        mark=_percent(elapsed) if elapsed is not None and spent <= budget else "",
    )


@dataclass(frozen=True, slots=True)
class Column:
    """A column, and the place that it stands in, the whole height of which can be pressed."""

    x: str
    width: str
    y: str
    height: str
    below: bool
    place: str
    place_width: str


@dataclass(frozen=True, slots=True)
class Stroke:
    x1: str
    y1: str
    x2: str
    y2: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across, and what it stands for, in minor units."""

    minor: int
    y: str
    text_y: str


@dataclass(frozen=True, slots=True)
class Label:
    """Words under the column of that `index`; `anchor` is how they lean."""

    index: int
    x: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Columns:
    """Everything to draw: `run` is the line of the running total, which ends at `end_x` and `end_y`."""

    columns: list[Column]
    run: list[Stroke]
    ticks: list[Tick]
    labels: list[Label]
    zero_y: str
    end_x: str
    end_y: str
    end_text_y: str

    height: int = HEIGHT
    labels_y: int = HEIGHT - 8


def draw_columns(values: Sequence[int]) -> Columns:
    """A column for each value, from left to right, and the line of what they come to so far. Raises ValueError without values.

    Columns and line have one zero line, and each its own scale: the total of a week would make its days small.
    """
    if not values:
        raise ValueError("A picture shows at least one column")
    place = (100 - GUTTER) / len(values)
    totals = list(accumulate(values))
    zero = _zero(values, totals)
    scale, run_scale = _scale(values, zero), _scale(totals, zero)
    middles = [GUTTER + place * (index + 0.5) for index in range(len(values))]
    heights = [zero - total * run_scale for total in totals]
    run = list(zip(middles, heights, strict=True))
    return Columns(
        columns=[_column(index, value, place, zero, scale) for index, value in enumerate(values)],
        run=[Stroke(*_point(start), *_point(end)) for start, end in pairwise(run)],
        ticks=[
            Tick(minor, _number(zero - minor * scale), _number(zero - minor * scale - 4))
            for minor in ticks(max(values))
        ],
        labels=[_label(index, middles[index]) for index in labelled(len(values))],
        zero_y=_number(zero),
        end_x=_percent(middles[-1]),
        end_y=_number(heights[-1]),
        end_text_y=_number(heights[-1] - 10),
    )


def ticks(high: int) -> list[int]:
    """At most MOST_TICKS round amounts (1, 2 or 5 with noughts) from above zero to `high`; none where there is nothing above zero."""
    steps = (head * 10**power for power in count() for head in (1, 2, 5))
    step = next(step for step in steps if high // step <= MOST_TICKS)
    return list(range(step, high + 1, step))


def labelled(number: int) -> list[int]:
    """Which of so many columns have words under them: evenly apart, the first one always, at most MOST_LABELS."""
    apart = -(-number // MOST_LABELS)
    return list(range(0, number, apart))


def _zero(values: Sequence[int], totals: Sequence[int]) -> float:
    """Where the zero line stands, so that what is deepest has room beneath it: by the columns or the line, whichever is deeper."""
    depths = [-min([0, *each]) / ((max([0, *each]) - min([0, *each])) or 1) for each in (values, totals)]
    depth = min(max(depths), DEEPEST) if max(values) > 0 else max(depths)
    return HEIGHT - BOTTOM - depth * (HEIGHT - TOP - BOTTOM)


def _scale(values: Sequence[int], zero: float) -> float:
    """Pixels for a minor unit, so that the highest and the lowest both have room."""
    high, low = max([0, *values]), -min([0, *values])
    above, beneath = zero - TOP, HEIGHT - BOTTOM - zero
    scales = [room / minor for room, minor in ((above, high), (beneath, low)) if minor]
    return min(scales, default=0.0)


def _column(index: int, value: int, place: float, zero: float, scale: float) -> Column:
    size = max(abs(value) * scale, 1.0 if value else 0.0)
    return Column(
        x=_percent(GUTTER + place * (index + (1 - FILLED) / 2)),
        width=_percent(place * FILLED),
        y=_number(zero if value < 0 else zero - size),
        height=_number(size),
        below=value < 0,
        place=_percent(GUTTER + place * index),
        place_width=_percent(place),
    )


def _label(index: int, middle: float) -> Label:
    if middle > 100 - EDGE:
        return Label(index, "100%", "end")
    return Label(index, _percent(middle), "middle")


def _point(point: tuple[float, float]) -> tuple[str, str]:
    return _percent(point[0]), _number(point[1])


def _percent(share: float) -> str:
    return f"{_number(share)}%"


def _number(length: float) -> str:
    """With two decimals at most: 12, 12.5, never 12,5."""
    return f"{length:.2f}".rstrip("0").rstrip(".")
