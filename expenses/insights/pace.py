"""How spending stands to time: averages, and what a budget leaves for each day that is left. Pure; amounts are minor units."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


def mean(total: int, among: int) -> int:
    """The part of each, rounded half away from zero. Raises ZeroDivisionError where there is nobody."""
    size = (2 * abs(total) + among) // (2 * among)
    return size if total >= 0 else -size


def percents(parts: Sequence[int]) -> list[int | None]:
    """How many percent of what is above zero each part is, rounded; None for those that are not above zero."""
    whole = sum(part for part in parts if part > 0)
    return [mean(100 * part, whole) if part > 0 else None for part in parts]


class Phase(StrEnum):
    """Where today stands to the trip."""

    UNDATED = "undated"
    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Pace:
    """What is left of a budget (below zero: over it), for how many days, and what that is a day (0 without anything left, or any day).

    `days` counts today, and before the trip all its days. `elapsed` is the percentage of the trip that is over, None without dates.
    """

    left: int
    days: int
    a_day: int
    phase: Phase
    elapsed: int | None


def pace_of(
    budget: int, spent: int, *, today: datetime.date, start: datetime.date | None, end: datetime.date | None
) -> Pace:
    """How a budget stands. A day's part is rounded down, so that whoever keeps to it stays within."""
    left = budget - spent
    if end is None:
        return Pace(left, 0, 0, Phase.UNDATED, None)
    days = (end - max(today, start or today)).days + 1
    if days <= 0:
        return Pace(left, 0, 0, Phase.AFTER, 100)
    phase = Phase.BEFORE if start and today < start else Phase.DURING
    elapsed = 100 * (today - start).days // ((end - start).days + 1) if start and phase == Phase.DURING else None
    return Pace(left, days, max(left, 0) // days, phase, 0 if phase == Phase.BEFORE else elapsed)
