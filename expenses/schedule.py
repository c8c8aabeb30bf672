"""When a repeating expense comes round: each date is counted from the first one, so that no short month wears them down. Knows no clock.

Dates are plain days; whose "today" counts is the caller's business (the trip's time zone).
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, takewhile

DAY, WEEK, MONTH = "day", "week", "month"
UNITS = (DAY, WEEK, MONTH)
LAST_DAY = date(2100, 12, 31)  # of an expense
MOST_EVERY, MOST_TIMES = 366, 1_000
ALWAYS_THERE = 28  # every month has this day


@dataclass(frozen=True)
class Schedule:
    """Every `every` days, weeks or months, from `start`, which is the occurrence with the number `first`.

    `month_day` is the day that a month's date aims at (0: the start's own): the 31st, although the start is a 28 February.
    `until` is the last possible day, `times` the last number; whichever comes first ends it. Raises ValueError for what is no schedule.
    """

    unit: str
    every: int
    start: date
    first: int = 1
    month_day: int = 0
    until: date | None = None
    times: int | None = None

    def __post_init__(self) -> None:
        if self.unit not in UNITS or not 1 <= self.every <= MOST_EVERY or self.first < 1:
            raise ValueError("That is no schedule.")
        if self.unit == MONTH and self._in_month(0) != self.start:
            raise ValueError("The first date is not the one that its month aims at.")

    @property
    def aim(self) -> int:
        """The day of the month that is aimed at."""
        return self.month_day or self.start.day

    def day_of(self, number: int) -> date | None:
        """The day of the occurrence with this number, from `first` on; None past the schedule's end."""
        if number < self.first or (self.times is not None and number > self.times):
            return None
        try:
            day = self._step(number - self.first)
        except (OverflowError, ValueError):  # beyond the year 9999
            return None
        return day if day <= min(self.until or LAST_DAY, LAST_DAY) else None

    def due(self, number: int, today: date) -> Iterator[tuple[int, date]]:
        """The occurrences from `number` on whose day has come by `today`, in order, each with its number."""
        return takewhile(lambda each: each[1] <= today, self._from(number))

    def next_from(self, number: int, day: date) -> int:
        """The number of the first occurrence from `number` on that is not before `day`; past the end, the one after the last."""
        for reached, on in self._from(number):
            if on >= day:
                return reached
            number = reached + 1
        return number

    def _from(self, number: int) -> Iterator[tuple[int, date]]:
        for reached in count(max(number, self.first)):
            day = self.day_of(reached)
            if day is None:
                return
            yield reached, day

    def _step(self, steps: int) -> date:
        if self.unit == MONTH:
            return self._in_month(steps * self.every)
        return self.start + timedelta(days=steps * self.every * (7 if self.unit == WEEK else 1))

    def _in_month(self, months: int) -> date:
        """So many months after the start's: the day aimed at, or the month's last where it is shorter."""
        year, month = divmod(self.start.year * 12 + self.start.month - 1 + months, 12)
        return date(year, month + 1, min(self.aim, monthrange(year, month + 1)[1]))
