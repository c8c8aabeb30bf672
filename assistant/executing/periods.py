"""Which days an average is of. Pure.

The days that were asked for, as far as they are days of the trip; else all days of the trip. A trip that is still going on has
those until today. A trip without dates of its own lasts from its first expense to its last.
"""

from collections.abc import Iterable
from datetime import date

from assistant.executing.ledger import Ledger
from assistant.plans import Days, Filters


def trip_days(ledger: Ledger) -> Days | None:
    """From the trip's first day to its last, both known; None where there is nothing to tell it by."""
    dates = [row.date for row in ledger.rows]
    first = ledger.start or min(dates, default=ledger.end)
    last = ledger.end or max(dates, default=ledger.start)
    if first is None or last is None:
        return None
    return Days(first=min(first, last), last=max(first, last))


def counted_days(ledger: Ledger, filters: Filters) -> list[date]:
    """The days that an average is divided by, in order."""
    trip = trip_days(ledger)
    if trip is None or trip.first is None or trip.last is None:
        return []
    until = ledger.today if trip.first <= ledger.today <= trip.last else trip.last
    own = range(trip.first.toordinal(), until.toordinal() + 1)
    wanted = set(own)
    if filters.days:
        asked = {day for days in filters.days for day in _ordinals(days, trip)}
        wanted = asked & wanted or asked
    days = (date.fromordinal(number) for number in sorted(wanted))
    return [day for day in days if not filters.weekdays or day.weekday() in filters.weekdays]


def months_of(days: Iterable[date]) -> int:
    """How many calendar months the days are in."""
    return len({(day.year, day.month) for day in days})


def bounds(days: Iterable[date]) -> Days | None:
    days = list(days)
    return Days(first=days[0], last=days[-1]) if days else None


def _ordinals(days: Days, trip: Days) -> Iterable[int]:
    first, last = days.first or trip.first, days.last or trip.last
    return range(first.toordinal(), last.toordinal() + 1) if first and last else ()
