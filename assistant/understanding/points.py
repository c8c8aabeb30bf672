"""One day, or one stretch of days, as a question says it: "3 May", "last week", "the first two days", "3/5". Pure."""

import re
from dataclasses import dataclass

from assistant.understanding import calendar
from assistant.understanding.calendar import Choices
from assistant.understanding.looking import UNITS, Looking
from assistant.understanding.tagging import NUMBER, TERM, UNKNOWN

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_WRITTEN = re.compile(r"(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2}))?")
_DASHED = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})")
_FAIRS = {"segunda": 0, "quarta": 2, "quinta": 3, "sexta": 4}
_THIS_CENTURY = 2000
# What a number counts, so that it is no day: "the 3 biggest".
_COUNTED = (
    *UNITS, "cur", "month", "expense", "cat", "catterm", "biggest", "smallest", "most", "least", "first", "last", "ord", "person",
    "category", UNKNOWN, TERM, "percent",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Point:
    """What was read up to `end`: one or several choices of a stretch of days."""

    end: int
    choices: Choices


class Points(Looking):
    """Reads a day, or a stretch that has a name."""

    def point(self, place: int) -> Point | None:
        place = self.skip(place, "the")
        if place >= len(self.chunks):
            return None
        ways = (
            self._relative,
            self._written,
            self._ago,
            self._of_trip,
            self._past_units,
            self._day_and_month,
            self._month_and_day,
            self._weekday,
            self._unit,
            self._month,
            self._only_year,
        )
        return next((read for way in ways if (read := way(place)) is not None), None)

    def _relative(self, place: int) -> Point | None:
        if not self.is_at(place, "rel"):
            return None
        return Point(place + 1, calendar.shifted(self.world, int(self.chunks[place].value)))

    def _written(self, place: int) -> Point | None:
        place = self._past_day(place)
        if not self.is_at(place, NUMBER) or self.is_at(place + 1, "cur", *UNITS):
            return None
        text = self.chunks[place].value
        iso, written, dashed = _ISO.fullmatch(text), _WRITTEN.fullmatch(text), _DASHED.fullmatch(text)
        if iso:
            return Point(place + 1, calendar.day_of(int(iso[1]), int(iso[2]), int(iso[3])))
        if dashed:
            return Point(place + 1, calendar.day_of(int(dashed[3]), int(dashed[2]), int(dashed[1])))
        if not written or ("." in text and not self._may_be_dots(place)):
            return None
        return Point(
            place + 1 + self._year_follows(place, written[3]),
            self._by_numbers(place, int(written[1]), int(written[2]), written[3]),
        )

    def _may_be_dots(self, place: int) -> bool:
        """ "3.5" is a number in English; "am 3.5." and "3.5.2026" are days."""
        text = self.chunks[place].value
        return (
            text.count(".") > 1
            or self.chunks[place].ordinal
            or (self.language == "de" and self.is_at(place - 1, "on", "of", "since", "until", "before", "after", "in"))
        )

    def _year_follows(self, place: int, year: str | None) -> bool:
        return year is None and self.year(place + 1) is not None

    def _by_numbers(self, place: int, first: int, second: int, written_year: str | None) -> Choices:
        """Day and month, in English also month and day, where that is a day of the trip."""
        year = _full_year(written_year) if written_year else self.year(place + 1) or 0

        def on(day: int, month: int) -> Choices:
            if not 1 <= month <= 12:  # noqa: PLR2004
                return ()
            return calendar.day_of(year, month, day) if year else calendar.day_in_month(self.world, day, month)

        if self.language != "en":
            return on(first, second)
        both = dict.fromkeys([*on(first, second), *on(second, first)])
        for reach in (calendar.trip_days(self.world), calendar.bounds(self.world)):
            inside = tuple(span for span in both if reach and reach.first <= span.first <= reach.last)
            if inside:
                return inside
        return tuple(both)

    def _ago(self, place: int) -> Point | None:
        """ "Three days ago", "vor drei Tagen", "il y a trois jours", "hace tres días"."""
        opened = self.is_at(place, "agopre") or self.is_ago(place)
        at = place + 1 if opened else place
        count = self.number(at)
        if count is None or not self.is_at(at + 1, "dayunit", "weekunit") or not (opened or self.is_at(at + 2, "ago")):
            return None
        days = count * (7 if self.chunks[at + 1].tag == "weekunit" else 1)
        return Point(at + 2 + (not opened), calendar.shifted(self.world, -days))

    def _of_trip(self, place: int) -> Point | None:
        """ "The first day", "the first three days", "los dos primeros días", "day 3", "the last day", "the second week of the trip"."""
        if (
            self.is_at(place, "dayunit", "weekunit")
            and self.number(place + 1) is not None
            and self._may_be_trip_day(place)
        ):
            number = self.number(place + 1) or 0
            return Point(self._after_trip(place + 2), self._nth(number, self.chunks[place].tag))
        count, rank, unit = self._counted(place)
        if rank is None or not self.is_at(unit, "dayunit", "weekunit", "weekend"):
            return None
        name = self.chunks[unit].tag
        end = self._after_trip(unit + 1)
        if count is not None:
            return Point(end, calendar.first_of_trip(self.world, count, name) if rank == 1 else ())
        return Point(end, self._nth(rank, name))

    def _may_be_trip_day(self, place: int) -> bool:
        """ "Día 4" and "dia 4" may be the 4th of the month: then it is left to be read as that."""
        return (
            self.chunks[place].tag == "weekunit"
            or self.language in {"en", "de", "fr"}
            or self.is_at(place + 2, "sofar", "ontrip")
        )

    def _counted(self, place: int) -> tuple[int | None, int | None, int]:
        """A count and a rank in either order, and the place after them."""
        if self.is_ordinal(place):
            rank = self.number(place)
            count = self.number(place + 1) if not self.is_ordinal(place + 1) else None
            return count, rank, place + 1 + (count is not None)
        count = self.number(place)
        if count is not None and self.is_at(place + 1, "first", "ord"):
            return count, self.number(place + 1), place + 2
        return None, None, place

    def _nth(self, number: int, unit: str) -> Choices:
        if unit == "weekend":
            return calendar.nth_weekend(self.world, number)
        if number < 0:
            return calendar.last_of_trip(self.world, 1, unit, skipped=-number - 1)
        return calendar.first_of_trip(self.world, 1, unit, skipped=number - 1)

    def _after_trip(self, place: int) -> int:
        return self.skip(place, "sofar", "ontrip")

    def _past_units(self, place: int) -> Point | None:
        """ "The last two days", "les 3 derniers jours", "the last day", "last week of the trip"."""
        if self.is_at(place, "last"):
            at, count = place + 1, self.number(place + 1)
            unit = at + (count is not None)
        elif self.is_at(place + 1, "last") and self.number(place) is not None:
            count, unit = self.number(place), place + 2
        else:
            return None
        if not self.is_at(unit, "dayunit", "weekunit", "monthunit", "weekend"):
            return None
        name, of_trip = self.chunks[unit].tag, self.is_at(unit + 1, "sofar", "ontrip")
        if of_trip or (count is None and name == "dayunit"):
            last = (
                calendar.nth_weekend(self.world, -1)
                if name == "weekend"
                else calendar.last_of_trip(self.world, count or 1, name)
            )
            return Point(self._after_trip(unit + 1), last)
        return Point(unit + 1, calendar.past(self.world, count, name)) if count is not None else None

    def _day_and_month(self, place: int) -> Point | None:
        place = self._past_day(place)
        day = self.number(place)
        at = self.skip(place + 1, "of", "the", "-")
        if day is None or not self.is_at(at, "month"):
            return None
        return self._dated(day, int(self.chunks[at].value), at + 1)

    def _past_day(self, place: int) -> int:
        """ "El día 5 de mayo", "dia 5/5"."""
        return self.skip(place, "dayunit") if self.language in {"es", "pt", "it"} else place

    def _dated(self, day: int, month: int, end: int) -> Point:
        following = self.skip(end, "of")
        year = self.year(following)
        if year:
            return Point(following + 1, calendar.day_of(year, month, day))
        return Point(end, calendar.day_in_month(self.world, day, month))

    def _month_and_day(self, place: int) -> Point | None:
        if not self.is_at(place, "month"):
            return None
        at = self.skip(place + 1, "the")
        day = self.number(at)
        if day is None or self.language != "en" or self.is_at(at + 1, "cur", *UNITS):
            return None
        return self._dated(day, int(self.chunks[place].value), at + 1)

    def _weekday(self, place: int) -> Point | None:
        moved = {"this": 0, "last": -1}
        before = self.chunks[place].tag if self.is_at(place, *moved) else ""
        at = place + 1 if before else place
        number = self._weekday_number(at)
        if number is None:
            return None
        after = self.skip(at + 1, "the", "on")
        dated = self._day_and_month(after) or self._month_and_day(after) or self._written(after)
        if dated is None and self.is_at(after, NUMBER):
            dated = self.bare(at + 1, has_article=True)
        if dated and not before:
            return dated
        if before == "last" or self.is_at(at + 1, "last"):
            return Point(at + 1 + (before != "last"), calendar.last_weekday(self.world, number))
        if before == "this":
            return Point(at + 1, calendar.this_weekday(self.world, number))
        if self.is_at(at + 1, "night", "ago"):
            return None
        return Point(at + 1, calendar.weekday(self.world, number))

    def _weekday_number(self, place: int) -> int | None:
        """In Portuguese "quinta" is Thursday, and the fifth where a noun follows. "A day of the week" is none of them."""
        if self.is_at(place, "weekday"):
            value = self.chunks[place].value
            return int(value) if value else None
        if self.language == "pt" and self.is_at(place, "ord") and not self.is_at(place + 1, *_COUNTED):
            return _FAIRS.get(self.chunks[place].text.lower())
        return None

    def _unit(self, place: int) -> Point | None:
        """ "This week", "la semaine dernière", "der letzte Monat", "am Wochenende"."""
        offsets = {"this": 0, "last": -1, "next": 1}
        before = self.chunks[place].tag if self.is_at(place, *offsets) else ""
        at = place + 1 if before else place
        if not self.is_at(at, *UNITS):
            return None
        unit = self.chunks[at].tag
        after = "" if before or not self.is_at(at + 1, "last", "next") else self.chunks[at + 1].tag
        moved = before or after
        if moved and unit != "dayunit":
            offset = offsets[moved]
            if unit == "weekend" and moved == "last" and self.world.today.weekday() > 5:  # noqa: PLR2004
                offset = -1
            return Point(at + 1 + bool(after), calendar.this_unit(self.world, unit, offset))
        return Point(at + 1, calendar.weekend(self.world)) if unit == "weekend" and not moved else None

    def _month(self, place: int) -> Point | None:
        moved = self.chunks[place].tag if self.is_at(place, "last", "this") else ""
        at = place + 1 if moved else self.skip(place, "monthunit", "of") if self.is_at(place, "monthunit") else place
        if not self.is_at(at, "month"):
            return self._quarter(place)
        following = self.skip(at + 1, "of")
        year = self.year(following)
        choices = calendar.month(self.world, int(self.chunks[at].value), year)
        if moved == "last":
            choices = tuple(span for span in choices if span.last < self.world.today)[-1:]
        return Point(following + 1 if year else at + 1, choices)

    def _quarter(self, place: int) -> Point | None:
        number = self.number(place)
        if number is None or not self.is_at(place + 1, "quarter"):
            return None
        year = self.year(place + 2)
        return Point(place + 2 + bool(year), calendar.quarter(self.world, number, year))

    def _only_year(self, place: int) -> Point | None:
        year = self.year(place)
        if year is None or self.is_at(place + 1, "cur", "expense"):
            return None
        return Point(place + 1, calendar.year(year))

    def bare(self, place: int, *, has_article: bool = False) -> Point | None:
        """The number of a day alone: "the 3rd", "le 3", "el 3"."""
        has_article = has_article or self.is_at(place, "the", "dayunit") or self.is_at(place - 1, "the")
        place = self.skip(place, "the", "dayunit")
        day = self.number(place)
        if (
            day is None
            or not (has_article or self.is_ordinal(place))
            or self.is_at(place, "num")
            or self.is_at(place + 1, *_COUNTED)
        ):
            return None
        return Point(place + 1, calendar.day_of_month(self.world, day))


def _full_year(text: str) -> int:
    year = int(text)
    return year if year >= _THIS_CENTURY // 2 else year + _THIS_CENTURY
