"""The days that a question names: "on 3 May", "vom 3. bis 5. Mai", "la semaine dernière", "los dos primeros días", "since Monday". Pure.

Reads tagged chunks, and puts one chunk `days` (or `weekdays`) in place of those that it read; what it cannot read it leaves as it is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.plans import Days
from assistant.understanding import calendar
from assistant.understanding.calendar import Choices, Span
from assistant.understanding.looking import UNITS
from assistant.understanding.points import Point, Points
from assistant.understanding.tagging import NUMBER, Chunk
from assistant.world import World

_PAIR = re.compile(r"(\d{1,2})-(\d{1,2})")
_MOST_DAYS = 31


@dataclass(frozen=True, slots=True)
class When:
    """The days a question is about: each choice is one reading."""

    choices: tuple[Days, ...] = ()
    weekdays: tuple[int, ...] = ()


def read_days(chunks: Sequence[Chunk], world: World, language: str) -> tuple[list[Chunk], dict[int, When]]:
    """The chunks with those about days joined, and by the place of their first word what they mean."""
    reader = _Reader(list(chunks), world, language)
    left: list[Chunk] = []
    found: dict[int, When] = {}
    place = 0
    while place < len(chunks):
        read = reader.expression(place)
        if read is None:
            left.append(chunks[place])
            place += 1
            continue
        end, when = read
        taken = chunks[place:end]
        text = " ".join(chunk.text for chunk in taken)
        left.append(Chunk("days", "", taken[0].start, taken[-1].end, text))
        found[taken[0].start] = when
        place = end
    return left, found


class _Reader(Points):
    """Reads whole expressions: a day, from one to another, since, until, on which weekdays."""

    def expression(self, place: int) -> tuple[int, When] | None:
        for way in (self.between, self.bound, self.weekdays, self.plain):
            read = way(place)
            if read:
                return read
        return None

    def between(self, place: int) -> tuple[int, When] | None:
        start = self.skip(place, "in", "on", "the")
        opened = self.is_at(start, "between", "since", "of", "from", "by")
        first = start + 1 if opened else start
        read = self._pair(first) or self._two(first, opened=opened, between=self.is_at(start, "between"))
        if read is None or not read.choices:
            return None
        return read.end, _when(read.choices)

    def _pair(self, place: int) -> Point | None:
        """ "3-5 May", "May 3-5"."""
        place = self.skip(place, "the", "of")
        month_before = int(self.chunks[place].value) if self.is_at(place, "month") else 0
        at = place + 1 if month_before else place
        pair = _PAIR.fullmatch(self.chunks[at].value) if self.is_at(at, NUMBER) else None
        if not pair:
            return None
        after = self.skip(at + 1, "of")
        month = month_before or (int(self.chunks[after].value) if self.is_at(after, "month") else 0)
        if not month:
            return None
        end = at + 1 if month_before else after + 1
        return self._span(int(pair[1]), month, int(pair[2]), month, end)

    def _span(self, day: int, month: int, last_day: int, last_month: int, end: int) -> Point | None:
        year = self.year(end)
        if year:
            first, last = calendar.day_of(year, month, day), calendar.day_of(year, last_month, last_day)
        else:
            first, last = (
                calendar.day_in_month(self.world, day, month),
                calendar.day_in_month(self.world, last_day, last_month),
            )
        return Point(end + bool(year), _joined(first, last))

    def _two(self, place: int, *, opened: bool, between: bool) -> Point | None:
        """ "3 and 5 May", "Tuesday to Thursday", "3 May until today"."""
        joints = ("and",) if between else ("until", "to", "dash", "in")
        first = self.point(place) or self.bare(place, has_article=opened and not between and self.language != "en")
        joint = self._joint(first.end if first else place + 1, joints)
        if joint is None or not (opened or first):
            return None
        second = self.point(joint) or (self.bare(joint, has_article=True) if first and first.choices else None)
        if second is None:
            return None
        partial = self._partial(place, second)
        if partial:
            return partial
        if first is None or not first.choices:
            return None
        return Point(second.end, _joined(first.choices, second.choices))

    def _joint(self, place: int, joints: tuple[str, ...]) -> int | None:
        place = self.skip(place, "-")
        portuguese = self.is_at(place, "the") and self.chunks[place].text == "a" and "to" in joints
        return self.skip(place + 1, "the", "to", "-") if portuguese or self.is_at(place, *joints) else None

    def _partial(self, place: int, second: Point) -> Point | None:
        """The first day's number, where the month stands only after the second."""
        place = self.skip(place, "the", "dayunit")
        day = self.number(place)
        following = self.chunks[second.end - 1]
        single = all(span.first == span.last for span in second.choices)
        if day is None or not 1 <= day <= _MOST_DAYS or not single or self.is_at(place + 1, "month", "of", *UNITS):
            return None
        if not following.means("month", NUMBER):
            return None
        spans = [Span(span.first.replace(day=day), span.first) for span in second.choices if day <= span.first.day]
        return Point(second.end, tuple(spans)) if spans else None

    def bound(self, place: int) -> tuple[int, When] | None:
        """ "Since Monday", "until 5 May", "before the 4th", "after yesterday"."""
        start = self.skip(place, "in", "on", "the")
        word = self._bounding(start)
        if not word or self.is_ago(start):
            return None
        after = self.skip(start + 1, "the", "of", "to", "-", "on", "in")
        if self.is_at(after, "begin", "end"):
            return self._from_an_end(after, word)
        if self.is_at(after, "trip", "sofar") and word in {"before", "after"}:
            reach = calendar.trip_days(self.world)
            return (after + 1, When((_bounded(reach, word),))) if reach else None
        read = self.point(after) or self.bare(after, has_article=True)
        if read is None or len(read.choices) == 0:
            return None
        past = tuple(span for span in read.choices if span.first <= self.world.today)
        choices = past[-1:] if word == "since" and past else read.choices  # "since Monday": the latest one
        return read.end, When(tuple(_bounded(span, word) for span in choices))

    def _from_an_end(self, place: int, word: str) -> tuple[int, When] | None:
        """ "Since the beginning", "since the beginning of May", "until the end"; of the trip it is all of it."""
        if (word, self.chunks[place].tag) not in {("since", "begin"), ("until", "end")}:
            return None
        read = self.point(self.skip(place + 1, "of", "the"))
        if read is None or not read.choices:
            return self.skip(place + 1, "sofar", "of", "the"), When()
        return read.end, When(tuple(_bounded(span, word) for span in read.choices))

    def _bounding(self, place: int) -> str:
        """Italian "da lunedì" is "since"."""
        if self.language == "it" and self.is_at(place, "by") and self.chunks[place].text.lower().startswith("da"):
            return "since"
        return self.chunks[place].tag if self.is_at(place, "since", "until", "before", "after") else ""

    def weekdays(self, place: int) -> tuple[int, When] | None:
        start = self.skip(place, "in", "on", "the")
        if self.is_at(start, "weekends"):
            return start + 1, When(weekdays=(5, 6))
        if self.is_at(start, "weekdaysall"):
            return start + 1, When(weekdays=(0, 1, 2, 3, 4))
        found: list[int] = []
        while self.is_at(start, "weekdays"):
            found.append(int(self.chunks[start].value))
            following = self.skip(start + 1, "and", "on", "the")
            start = following if self.is_at(following, "weekdays") else start + 1
        return (start, When(weekdays=tuple(sorted(set(found))))) if found else None

    def plain(self, place: int) -> tuple[int, When] | None:
        start = self.skip(place, "in", "on", "the", "during", "of", "from", "to", "for")
        read = self.point(start) or (self.bare(start) if self._is_on_day(place, start) else None)
        if read is None and start > place:
            read = self.point(place)
        if read is None or not read.choices:
            return None
        return read.end, _when(read.choices)

    def _is_on_day(self, place: int, start: int) -> bool:
        return any(self.is_at(each, "on", "the", "in") for each in range(place, start)) or self.is_ordinal(start)


def _joined(first: Choices, last: Choices) -> Choices:
    """From the one to the next other: each beginning with the first end that is not before it."""
    found: list[Span] = []
    for begin in first:
        ends = sorted(span.last for span in last if span.last >= begin.first)
        if ends:
            found.append(Span(begin.first, ends[0]))
    return tuple(dict.fromkeys(found))


def _when(choices: Choices) -> When:
    return When(tuple(Days(first=span.first, last=span.last) for span in choices))


def _bounded(span: Span, word: str) -> Days:
    if word == "since":
        return Days(first=span.first)
    if word == "until":
        return Days(last=span.last)
    if word == "before":
        return Days(last=_moved(span.first, -1))
    return Days(first=_moved(span.last, 1))


def _moved(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return day
