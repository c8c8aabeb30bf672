"""The book's own drawing: what each day, or each month of a long trip, cost, as columns. Pure geometry, in the picture's own units."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

WIDTH, HEIGHT, FOOT = 480, 120, 16
MOST_COLUMNS = 62
MOST_LABELS = 12
GAP = 0.28  # of a column


@dataclass(frozen=True)
class Column:
    """What a day or month cost. `x`, `y`, `width` and `height` are its rectangle, `label` is empty for most of many."""

    start: datetime.date
    minor: int
    x: str
    y: str
    width: str
    height: str
    middle: str
    label: str


@dataclass(frozen=True)
class Columns:
    columns: Sequence[Column]
    by_month: bool
    width: int = WIDTH
    height: int = HEIGHT + FOOT
    base: int = HEIGHT


def columns_of(days: Mapping[datetime.date, int]) -> Columns:
    """Of what each day with expenses cost, in minor units; the days between them are columns of nothing."""
    if not days:
        return Columns([], by_month=False)
    first, last = min(days), max(days)
    by_month = (last - first).days >= MOST_COLUMNS
    sums = _months(days) if by_month else {day: days.get(day, 0) for day in _every_day(first, last)}
    largest = max([*sums.values(), 1])
    step = WIDTH / len(sums)
    every = -(-len(sums) // MOST_LABELS)
    found = [
        _column(place, start, minor, step, largest, labelled=place % every == 0, by_month=by_month)
        for place, (start, minor) in enumerate(sums.items())
    ]
    return Columns(found, by_month)


def _column(
    place: int, start: datetime.date, minor: int, step: float, largest: int, *, labelled: bool, by_month: bool
) -> Column:
    height = max(0.0, HEIGHT * minor / largest)
    text = f"{start:%b %Y}" if by_month else f"{start.day} {start:%b}"
    return Column(
        start=start,
        minor=minor,
        x=f"{step * (place + GAP / 2):.2f}",
        y=f"{HEIGHT - height:.2f}",
        width=f"{step * (1 - GAP):.2f}",
        height=f"{height:.2f}",
        middle=f"{step * (place + 0.5):.2f}",
        label=text if labelled else "",
    )


def _every_day(first: datetime.date, last: datetime.date) -> list[datetime.date]:
    return [first + datetime.timedelta(days=number) for number in range((last - first).days + 1)]


def _months(days: Mapping[datetime.date, int]) -> dict[datetime.date, int]:
    return {
        start: sum(days[day] for day in group)
        for start, group in groupby(sorted(days), key=lambda day: day.replace(day=1))
    }
