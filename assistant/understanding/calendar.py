"""Which days words like "on Sunday", "in May", "last week" or "the second day" mean, seen from today and from the trip. Pure.

Each answer is a list of choices: one where there is no doubt, several where the words fit several times of the trip, none where the
trip cannot tell.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta

from assistant.world import World

_DAY = timedelta(days=1)
_WEEK = 7
_SHORT_TRIP = 21  # days; on a longer one "on Sunday" is the last one
_SATURDAY = 5
_MOST_CHOICES = 6
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Span:
    """From the first day to the last, both included."""

    first: date
    last: date


Choices = tuple[Span, ...]


def one(first: date, last: date | None = None) -> Choices:
    return (Span(first, last or first),)


def bounds(world: World) -> Span | None:
    """All that the trip reaches over: its own dates, and those of what was booked before or paid after."""
    days = [day for day in (world.start, world.end, world.first, world.last) if day]
    return Span(min(days), max(days)) if days else None


def trip_days(world: World) -> Span | None:
    """The trip itself: "the first day" is its own, even where the flight was booked in March."""
    first, last = world.start or world.first, world.end or world.last
    return Span(first, max(first, last)) if first and last else None


def shifted(world: World, days: int) -> Choices:
    try:
        return one(world.today + timedelta(days=days))
    except OverflowError:
        return ()


# -- days with a number -------------------------------------------------------------------------------------------------
def day_of(year: int, month: int, day: int) -> Choices:
    try:
        return one(date(year, month, day))
    except ValueError:
        return ()


def day_in_month(world: World, day: int, month: int) -> Choices:
    """A day whose year is not said: the one within the trip, else the year that is nearest to it."""
    found = [span for year in _years(world) for span in day_of(year, month, day)]
    reach = bounds(world)
    inside = [span for span in found if reach and reach.first <= span.first <= reach.last]
    if inside:
        return tuple(inside)
    middle = reach.first if reach else world.today
    nearest = sorted(found, key=lambda span: abs(span.first - middle))
    return tuple(nearest[:1])


def day_of_month(world: World, day: int) -> Choices:
    """ "The 4th": those of the trip; on a long one only the latest that is not ahead."""
    reach = trip_days(world)
    if reach is None or not 1 <= day <= 31:  # noqa: PLR2004
        return ()
    found = tuple(Span(each, each) for each in _each_day(reach) if each.day == day)
    return _likely(found, world)


def month(world: World, number: int, year: int | None = None) -> Choices:
    reach = bounds(world)
    if year:
        return (_month(year, number),)
    found = [_month(each, number) for each in _years(world)]
    inside = tuple(span for span in found if reach and span.first <= reach.last and span.last >= reach.first)
    return inside or tuple(
        sorted(found, key=lambda span: abs(span.first - (reach.first if reach else world.today)))[:1]
    )


def _month(year: int, number: int) -> Span:
    return Span(date(year, number, 1), _after_month(year, number) - _DAY)


def _after_month(year: int, number: int) -> date:
    return date(year + number // _MONTHS, number % _MONTHS + 1, 1)


def year(number: int) -> Choices:
    return one(date(number, 1, 1), date(number, 12, 31)) if 1970 <= number < 2100 else ()  # noqa: PLR2004


def quarter(world: World, number: int, of_year: int | None = None) -> Choices:
    if not 1 <= number <= 4:  # noqa: PLR2004
        return ()
    years = [of_year] if of_year else _years(world)
    found = [Span(date(each, number * 3 - 2, 1), _after_month(each, number * 3) - _DAY) for each in years]
    reach = bounds(world)
    inside = tuple(span for span in found if reach and span.first <= reach.last and span.last >= reach.first)
    return tuple(found) if of_year else inside


def _years(world: World) -> range:
    reach = bounds(world) or Span(world.today, world.today)
    return range(max(reach.first.year - 1, 1970), min(reach.last.year + 1, MAXYEAR - 1) + 1)


# -- days with a name ---------------------------------------------------------------------------------------------------
def weekday(world: World, number: int) -> Choices:
    """ "On Sunday": that of the trip; of several the past one, or all as choices."""
    reach = trip_days(world)
    if reach is None:
        return ()
    return _likely(tuple(Span(day, day) for day in _each_day(reach) if day.weekday() == number), world)


def last_weekday(world: World, number: int) -> Choices:
    return one(world.today - timedelta(days=(world.today.weekday() - number - 1) % _WEEK + 1))


def this_weekday(world: World, number: int) -> Choices:
    return one(_monday(world.today) + timedelta(days=number))


def weekend(world: World) -> Choices:
    return _likely(tuple(_weekends(world)), world)


def nth_weekend(world: World, number: int) -> Choices:
    found = list(_weekends(world))
    place = number - 1 if number > 0 else number
    return (found[place],) if -len(found) <= place < len(found) else ()


def _weekends(world: World) -> Iterator[Span]:
    """The Saturdays with their Sundays that the trip has a part of."""
    reach = trip_days(world)
    if reach is None:
        return
    day = _monday(reach.first) + timedelta(days=_SATURDAY)
    if day + _DAY < reach.first:
        day += timedelta(days=_WEEK)
    while day <= reach.last:
        yield Span(day, day + _DAY)
        day += timedelta(days=_WEEK)


def _likely(found: Choices, world: World) -> Choices:
    if len(found) <= 1:
        return found
    past = tuple(span for span in found if span.first <= world.today)
    reach = trip_days(world)
    long = reach is not None and (reach.last - reach.first).days > _SHORT_TRIP
    if long:
        return past[-1:] or found[:1]
    during = reach is not None and reach.first <= world.today <= reach.last
    return past if during and len(past) == 1 else found[:_MOST_CHOICES]


# -- stretches of days --------------------------------------------------------------------------------------------------
def this_unit(world: World, unit: str, offset: int = 0) -> Choices:
    """This week, month, year (0), the last (-1) or the next one (1), as the calendar has them."""
    monday = _monday(world.today)
    if unit == "weekend":
        saturday = monday + timedelta(days=_SATURDAY + offset * _WEEK)
        return one(saturday, saturday + _DAY)
    if unit == "weekunit":
        first = monday + timedelta(days=offset * _WEEK)
        return one(first, first + 6 * _DAY)
    if unit == "monthunit":
        count = world.today.year * _MONTHS + world.today.month - 1 + offset
        return (_month(count // _MONTHS, count % _MONTHS + 1),)
    if unit == "yearunit":
        return year(world.today.year + offset)
    if unit == "quarter":
        count = world.today.year * 4 + (world.today.month - 1) // 3 + offset
        return quarter(world, count % 4 + 1, count // 4)
    return shifted(world, offset) if unit == "dayunit" else ()


def first_of_trip(world: World, count: int, unit: str, skipped: int = 0) -> Choices:
    """The first days or weeks of the trip, or the third one (count 1, skipped 2). Weeks are seven days from its first day."""
    reach, length = trip_days(world), {"dayunit": 1, "weekunit": _WEEK}.get(unit)
    if reach is None or length is None or count < 1:
        return ()
    first = reach.first + timedelta(days=skipped * length)
    last = first + timedelta(days=count * length - 1)
    return one(first, min(last, reach.last)) if first <= reach.last else ()


def last_of_trip(world: World, count: int, unit: str, skipped: int = 0) -> Choices:
    reach, length = trip_days(world), {"dayunit": 1, "weekunit": _WEEK}.get(unit)
    if reach is None or length is None or count < 1:
        return ()
    last = reach.last - timedelta(days=skipped * length)
    first = last - timedelta(days=count * length - 1)
    return one(max(first, reach.first), last) if last >= reach.first else ()


def past(world: World, count: int, unit: str) -> Choices:
    """ "The last three days": up to today while the trip is on, its own last ones when it is over."""
    if is_over(world):
        return last_of_trip(world, count, unit)
    length = {"dayunit": 1, "weekunit": _WEEK}.get(unit)
    if length:
        return one(world.today - timedelta(days=count * length - 1), world.today)
    if unit == "monthunit":
        months = world.today.year * _MONTHS + world.today.month - 1 - count
        start = _month(months // _MONTHS, months % _MONTHS + 1)
        return one(min(start.first + timedelta(days=world.today.day), start.last + _DAY), world.today)
    return ()


def is_over(world: World) -> bool:
    reach = trip_days(world)
    return reach is not None and world.end is not None and world.today > reach.last


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _each_day(span: Span) -> Iterator[date]:
    for count in range(min((span.last - span.first).days, 3660) + 1):
        yield span.first + timedelta(days=count)
