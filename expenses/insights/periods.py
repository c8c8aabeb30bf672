"""Days put together to what one picture can show: days, or where they are too many weeks, months or years. Pure."""

import datetime
from dataclasses import dataclass
from enum import StrEnum

MOST = 62
"""Columns in one picture, but for years, of which there may be as many as there are."""

DAY = datetime.timedelta(days=1)
WEEK = 7


class Unit(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Period:
    """From its first day to its last, both included."""

    first: datetime.date
    last: datetime.date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def start_of(unit: Unit, day: datetime.date) -> datetime.date:
    """The first day of the period that the day is in; weeks begin on Monday."""
    if unit == Unit.WEEK:
        return day - datetime.timedelta(days=day.weekday())
    if unit == Unit.MONTH:
        return day.replace(day=1)
    if unit == Unit.YEAR:
        return day.replace(month=1, day=1)
    return day


def _after(unit: Unit, start: datetime.date) -> datetime.date:
    """The first day of the period that comes after the one that starts then."""
    if unit == Unit.YEAR:
        return start.replace(year=start.year + 1)
    if unit == Unit.MONTH:
        return (start.replace(day=28) + 4 * DAY).replace(day=1)
    return start + (WEEK if unit == Unit.WEEK else 1) * DAY


def periods(first: datetime.date, last: datetime.date) -> tuple[Unit, list[Period]]:
    """The periods from the first day to the last without a gap, by the finest unit that gives MOST of them at most.

    The first and the last period are cut where the days end. Raises ValueError where the last day comes before the first.
    """
    if last < first:
        raise ValueError("The last day comes before the first")
    if (last - first).days < MOST:
        return Unit.DAY, _cut(Unit.DAY, first, last)
    for unit in (Unit.WEEK, Unit.MONTH):
        found = _cut(unit, first, last)
        if len(found) <= MOST:
            return unit, found
    return Unit.YEAR, _cut(Unit.YEAR, first, last)


def _cut(unit: Unit, first: datetime.date, last: datetime.date) -> list[Period]:
    found, start = [], first
    while start <= last:
        after = _after(unit, start_of(unit, start))
        found.append(Period(start, min(after - DAY, last)))
        start = after
    return found
