"""The day of a sentence: "yesterday", "on Friday", "2 May", "1.5.", "3 days ago". Pure. What it reads it takes."""

import datetime
import re
from collections.abc import Iterator

from assistant.saying.outcome import Part
from assistant.saying.sentence import Sentence
from assistant.understanding.amounts import currencies_meant

_WEEK = 7
_SHORT = 3  # letters of a weekday's abbreviation, which may be another word
_PARTS = frozenset({"1/2", "1/3", "2/3", "1/4", "3/4"})  # rather parts of something than days of another season
_SEASON = datetime.timedelta(days=45)
_MOST_DAYS = 31
_DAYS = frozenset({"día", "dia"})  # "el día 12" is a day without its month
_A_YEAR = re.compile("20[0-9]{2}")


def read_date(sentence: Sentence) -> datetime.date:
    """The day that is said, else today."""
    found: list[datetime.date] = []
    for place in range(len(sentence.items)):
        if not sentence.items[place].taken:
            day = (
                _relative(sentence, place)
                or _written(sentence, place)
                or _in_words(sentence, place)
                or _weekday(sentence, place)
            )
            found += [day] if day else []
    today = sentence.world.today
    if not found:
        return today
    day = found[0]
    if len(set(found)) > 1:
        sentence.doubt(Part.DATE, "There are several days in this. The first was taken.")
    if day > today:
        sentence.doubt(Part.DATE, "This day is still to come.")
    return day


# -- seen from today ------------------------------------------------------------------------------------------------------
def _relative(sentence: Sentence, place: int) -> datetime.date | None:
    item = sentence.items[place]
    if item.has("rel"):
        _take_with_preposition(sentence, place, place + 1)
        return _shifted(sentence, int(item.tags["rel"]))
    return _ago(sentence, place)


def _ago(sentence: Sentence, place: int) -> datetime.date | None:
    """ "3 days ago", "vor 3 Tagen"."""
    before = sentence.has(place, "ago")
    first = place + 1 if before else place
    number, unit = sentence.at(first), sentence.at(first + 1)
    if (
        number is None
        or unit is None
        or not unit.has("dayunit", "weekunit")
        or not (before or sentence.has(first + 2, "ago"))
    ):
        return None
    value = number.text if number.kind == "number" else number.tags.get("num", "1" if number.has("the") else "")
    if not value.isdecimal() or len(value) > _SHORT:
        return None
    sentence.take(*range(place, first + 2 if before else first + 3))
    return _shifted(sentence, -int(value) * (_WEEK if unit.has("weekunit") else 1))


def _shifted(sentence: Sentence, days: int) -> datetime.date | None:
    try:
        return sentence.world.today + datetime.timedelta(days=days)
    except OverflowError:
        return None


def _weekday(sentence: Sentence, place: int) -> datetime.date | None:
    """The latest such day up to today."""
    item = sentence.items[place]
    if not item.has("weekday") or not _is_meant_as_day(sentence, place):
        return None
    today = sentence.world.today
    if sentence.has(place - 1, "coming") or sentence.has(place + 1, "coming"):
        return _next_weekday(sentence, place)
    back = (today.weekday() - int(item.tags["weekday"])) % _WEEK
    before, after = sentence.has(place - 1, "past"), sentence.has(place + 1, "past")
    if before or after:
        back = back or _WEEK
    elif back == 0:
        sentence.doubt(Part.DATE, f"“{item.text}” was read as today.")
    day = today - datetime.timedelta(days=back)
    start = sentence.world.start
    if start and day < start <= today:
        sentence.doubt(Part.DATE, f"“{item.text}” was read as {_told(day)}, before the trip.")
    _take_with_preposition(sentence, place - before, place + 1 + after)
    return day


def _next_weekday(sentence: Sentence, place: int) -> datetime.date:
    today = sentence.world.today
    ahead = (int(sentence.items[place].tags["weekday"]) - today.weekday()) % _WEEK or _WEEK
    before, after = sentence.has(place - 1, "coming"), sentence.has(place + 1, "coming")
    _take_with_preposition(sentence, place - before, place + 1 + after)
    return today + datetime.timedelta(days=ahead)


def _is_meant_as_day(sentence: Sentence, place: int) -> bool:
    """An abbreviation is a day behind a preposition, before a full stop or a colon, or beside what is said already."""
    item, before, after = sentence.items[place], sentence.at(place - 1), sentence.at(place + 1)
    ranged = item.before == "-" or (after is not None and after.before == "-" and after.start == item.end + 1)
    if ranged and len(item.text) <= _SHORT:  # "fri-sun"
        return False
    if _is_money(sentence, place):
        return False
    if len(item.text) > _SHORT:
        return True
    if item.borrowed:
        return False
    divided = after is None or after.before[:1] in {".", ":", ",", ")"} or after.is_number
    led = before is not None and before.has("on", "past")
    return led or (divided and (before is None or bool(item.before) or before.is_number or item.text[0].isupper()))


def _is_money(sentence: Sentence, place: int) -> bool:
    """ "15 Fr."; "Fr. 15" where the trip has francs."""
    item, before, after = sentence.items[place], sentence.at(place - 1), sentence.at(place + 1)
    if not item.has("cur"):
        return False
    is_used = bool(set(currencies_meant(item.tags["cur"], sentence.world)) & set(sentence.world.currencies))
    return (before is not None and before.is_number) or (is_used and after is not None and after.is_number)


def _take_with_preposition(sentence: Sentence, start: int, end: int) -> None:
    genitive = sentence.at(end)
    if genitive is not None and genitive.text.lower() == "s" and genitive.before in {"'", "’"}:  # "yesterday's"
        end += 1
    phase = end + 1 if sentence.has(end, "of", "by", "on") and sentence.has(end + 1, "phase") else end
    if sentence.has(phase, "phase") and not sentence.items[end].before:
        end = phase + 1
    sentence.take(*range(start, end))
    if sentence.has(start - 1, "on") and not sentence.is_person(start - 1):
        sentence.take(start - 1)
        if sentence.has(start - 2, "on") and sentence.items[start - 2].text.lower() in {"on", "am", "em", "au"}:
            sentence.take(start - 2)


# -- with numbers ---------------------------------------------------------------------------------------------------------
def _written(sentence: Sentence, place: int) -> datetime.date | None:
    """ "2026-05-01", "1.5.", "1/5"."""
    item = sentence.items[place]
    if item.kind not in {"iso", "dotted", "fraction"}:
        return None
    numbers = [
        int(number) for number in item.text.replace(" ", "").replace("/", ".").replace("-", ".").split(".") if number
    ]
    if item.kind == "iso":
        day = _day(*numbers)
    elif item.kind == "dotted":
        day = _likely(sentence, numbers[0], numbers[1], _year(numbers[2:]))
    else:
        day = _slashed(sentence, place, numbers)
    if day:
        _take_with_preposition(sentence, place, place + 1)
    return day


def _slashed(sentence: Sentence, place: int, numbers: list[int]) -> datetime.date | None:
    """Day and month as the sentence's language orders them; English has both orders."""
    text = sentence.items[place].text
    if len(str(numbers[0])) == 4:  # noqa: PLR2004
        return _day(*numbers) if len(numbers) == 3 else None  # noqa: PLR2004
    first = _likely(sentence, numbers[0], numbers[1], _year(numbers[2:]))
    second = _likely(sentence, numbers[1], numbers[0], _year(numbers[2:]))
    before = sentence.skip(place - 1, "aux", "pay", step=-1)
    if text in _PARTS and (sentence.is_person(before) or sentence.is_person(place + 1)):  # "Ben 3/4", "Ben pays 3/4"
        return None
    if text in _PARTS and all(each is None or abs(each - sentence.world.today) > _SEASON for each in (first, second)):
        return None
    if first is None or second is None or first == second:
        return first or second
    world = sentence.world
    if sentence.language == "en":
        near = sorted((first, second), key=lambda day: (day > world.today, abs(day - world.today)))
        sentence.doubt(Part.DATE, f"“{text}” was read as {_told(near[0])}.")
        return near[0]
    return first


def _in_words(sentence: Sentence, place: int) -> datetime.date | None:
    """ "2 May", "2. Mai", "2 de mayo", "May 2nd", "the 2nd"."""
    if sentence.has(place, "month"):
        number = sentence.at(place + 1)
        day = (
            number.text.rstrip("stndrhº.")
            if number and not number.before.strip(".,") and number.kind == "number"
            else ""
        )
        return _of_month(sentence, place, place + 2, day, place) if sentence.language == "en" else None
    nth = sentence.items[place].tags.get("nth")
    if sentence.items[place].kind != "number" and nth is None:
        return None
    day = nth or sentence.items[place].text.rstrip("stndrhèeº.")
    month = sentence.skip(place + 1, "of", "from") if sentence.at(place + 1) else place
    if sentence.has(month, "month") and month <= place + 2:
        return _around(sentence, place, month, day)
    return _bare_ordinal(sentence, place, day)


def _around(sentence: Sentence, place: int, month: int, day: str) -> datetime.date | None:
    """ "2 May"; where a number stands on both sides ("20 May 1"), the day that has been, and a doubt."""
    after = sentence.at(month + 1)
    both = sentence.language == "en" and month == place + 1 and after is not None and after.kind == "number"
    if (
        not both
        or after is None
        or after.before
        or not after.text.isdecimal()
        or not 1 <= int(after.text[:4]) <= _MOST_DAYS
    ):
        return _of_month(sentence, place, month + 1, day, month)
    sentence.doubt(Part.DATE, "Which of the two numbers is the day?")
    sentence.doubt(Part.AMOUNT, "Which of the two numbers is the amount?")
    today = sentence.world.today
    first = _likely(sentence, int(day[:3]), int(sentence.items[month].tags["month"]), None) if day.isdecimal() else None
    if first is not None and first <= today:
        return _of_month(sentence, place, month + 1, day, month)
    return _of_month(sentence, month, month + 2, after.text, month)


def _of_month(sentence: Sentence, start: int, end: int, day: str, month: int) -> datetime.date | None:
    if not day.isdecimal() or len(day) > 2:  # noqa: PLR2004
        return None
    after = sentence.at(end)
    year = int(after.text) if after and after.kind == "number" and _A_YEAR.fullmatch(after.text) else None
    found = _likely(sentence, int(day), int(sentence.items[month].tags["month"]), year)
    if found:
        _take_with_preposition(sentence, start, end + bool(year))
    return found


def _bare_ordinal(sentence: Sentence, place: int, day: str) -> datetime.date | None:
    """ "The 2nd", "el día 12"."""
    is_named = _is_named(sentence, place)
    is_ordinal = sentence.items[place].ordinal and sentence.has(place - 1, "on")
    if not ((is_named or is_ordinal) and day.isdecimal() and 1 <= int(day[:4]) <= _MOST_DAYS):
        return None
    after = sentence.at(place + 1)
    if after and after.is_content and not after.before:  # "on the 2nd floor"
        return None
    found = next((each for each in _days_back(sentence.world.today) if each.day == int(day)), None)
    if found:
        _take_with_preposition(sentence, place - is_named, place + 1)
    return found


def _is_named(sentence: Sentence, place: int) -> bool:
    """Whether "día" says that this is a day; not where it is the only number: "passe dia 12"."""
    before = sentence.at(place - 1)
    is_said = before is not None and not before.taken and before.text.lower().split()[-1] in _DAYS
    return is_said and any(item.is_number for at, item in enumerate(sentence.items) if at != place)


def _days_back(today: datetime.date) -> Iterator[datetime.date]:
    return (today - datetime.timedelta(days=count) for count in range(62))


def _year(numbers: list[int]) -> int | None:
    return numbers[0] + (2000 if numbers[0] < 100 else 0) if numbers else None  # noqa: PLR2004


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _likely(sentence: Sentence, day: int, month: int, year: int | None) -> datetime.date | None:
    """Without a year: the nearest to today."""
    if year:
        return _day(year, month, day)
    today = sentence.world.today
    found = [each for step in (-1, 0, 1) if (each := _day(today.year + step, month, day))]
    return min(found, key=lambda each: (abs(each - today), each), default=None)


def _told(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"
