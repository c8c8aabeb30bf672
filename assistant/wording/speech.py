"""Amounts, days, names and categories as a reader of the answer's language expects them. Pure."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from babel.dates import format_date, format_skeleton, get_day_names
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent, get_decimal_symbol

from assistant.plans import Days
from assistant.wording.catalogue import Catalogue, catalogue
from assistant.world import Person
from tripsplit.currencies import currency_name, known_locale
from tripsplit.money import Money, format_money

SOME = 3  # ranges of days that are told one by one


@dataclass(frozen=True)
class Speech:
    """How one answer speaks: in which language, on which day; numbers as the reader's locale has them, where it is of the language."""

    language: str
    people: Sequence[Person]
    today: datetime.date
    reader: str = ""  # the reader's Babel locale
    by_name: bool = False  # whoever asks is told of by name as well, as to "who paid most?" a name is the answer

    @cached_property
    def words(self) -> Catalogue:
        return catalogue(self.language)

    @cached_property
    def locale(self) -> str:
        same = self.reader.partition("_")[0] == self.language
        return self.reader if same and self.reader != self.language else self.words.text("locale")

    def about(self, named: frozenset[str]) -> "Speech":
        """As to somebody whom the question is about, if it is: else their name is told like all others'."""
        return replace(self, by_name=not any(person.is_me and person.ref in named for person in self.people))

    # -- numbers ----------------------------------------------------------------------------------------------------------
    def amount(self, money: Money) -> str:
        return format_money(money, locale=self.locale)

    def size(self, money: Money) -> str:
        """Without its sign: the sentence says which way it goes."""
        return format_money(money, locale=self.locale, sign="never")

    def percent(self, tenths: int) -> str:
        pattern = known_locale(self.locale).percent_formats[None].pattern.replace("0%", "0.0%")
        pattern = pattern if ".0" in pattern else pattern.replace("0", "0.0", 1)
        return format_percent(Decimal(tenths).scaleb(-3), format=pattern, locale=self.locale)

    def rate(self, value: Decimal, code: str, base: str) -> str:
        """ "1 USD = 0.92 EUR", with all digits that there are."""
        digits = f"{value:f}"
        digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
        return f"1 {code} = {digits.replace('.', get_decimal_symbol(known_locale(self.locale)))} {base}"

    def number(self, value: int) -> str:
        return format_decimal(value, locale=self.locale)

    # -- days -------------------------------------------------------------------------------------------------------------
    def day(self, day: datetime.date) -> str:
        """ "3 May"; with its year, if that is not this one."""
        if day.year != self.today.year:
            return self.whole_day(day)
        return format_skeleton("MMMMd", day, locale=self.locale)

    def whole_day(self, day: datetime.date) -> str:
        return format_date(day, "long", locale=self.locale)

    def month(self, first: datetime.date) -> str:
        return format_skeleton("yMMMM", first, locale=self.locale)

    def weekdays(self, numbers: Iterable[int]) -> str:
        names = get_day_names("wide", locale=self.locale)
        return self.listed(names[number] for number in numbers)

    def days(self, days: Days) -> str:
        """One day, a month, a year, a range, or an end that is open; empty where both are."""
        if days.first and days.last:
            return self._named_range(days.first, days.last) or self._range(days.first, days.last)
        if days.first:
            return self.words.say("about.from_day", day=self.day(days.first))
        return self.words.say("about.until_day", day=self.day(days.last)) if days.last else ""

    def _named_range(self, first: datetime.date, last: datetime.date) -> str:
        """A range that has a name of its own, or nothing."""
        if first == last:
            return self.day(first)
        if is_month(first, last):
            return self.month(first)
        return str(first.year) if is_year(first, last) else ""

    def _range(self, first: datetime.date, last: datetime.date) -> str:
        end = self.day(last)
        if (first.year, first.month) == (last.year, last.month) and end[:1].isdigit():
            return f"{first.day}{'.' if self.language == 'de' else ''}–{end}"
        return f"{self.day(first) if first.year == last.year else self.whole_day(first)} – {end}"

    def periods(self, ranges: Sequence[Days]) -> str:
        told = [self.days(days) for days in ranges[:SOME]]
        more = [self.words.count("numbers.more", len(ranges) - SOME)] if len(ranges) > SOME else []
        return ", ".join([*(text for text in told if text), *more])

    # -- names ------------------------------------------------------------------------------------------------------------
    def person(self, ref: str) -> Person | None:
        return next((person for person in self.people if person.ref == ref), None)

    def is_me(self, ref: str) -> bool:
        """Whether this is whom the answer calls "you"."""
        person = self.person(ref)
        return person is not None and person.is_me and not self.by_name

    def name(self, ref: str, *, subject: bool = False) -> str:
        """The name, or "you" as the language says it here."""
        person = self.person(ref)
        if person is None:
            return ref
        if self.is_me(ref):
            return self.words.text("you" if subject else "you_object")
        return f"{person.name} ({self.words.text('you')})" if person.is_me else person.name

    def names(self, refs: Iterable[str], *, subject: bool = False) -> str:
        """Several names, the asker's first."""
        ordered = sorted(dict.fromkeys(refs), key=lambda ref: not self.is_me(ref))
        return self.listed(self.name(ref, subject=subject) for ref in ordered)

    def listed(self, texts: Iterable[str]) -> str:
        return format_list(list(texts), locale=self.locale)

    def category(self, key: str) -> str:
        return self.words.text(f"categories.{key}")

    def currency(self, code: str) -> str:
        return f"{currency_name(code, self.locale)} ({code})"

    def quoted(self, text: str) -> str:
        return self.words.say("quote", text=text)


def is_month(first: datetime.date, last: datetime.date) -> bool:
    """Whether these are all days of one month."""
    same = (first.year, first.month) == (last.year, last.month)
    return same and first.day == 1 and (last + datetime.timedelta(days=1)).day == 1


def is_year(first: datetime.date, last: datetime.date) -> bool:
    """Whether these are all days of one year."""
    return first.year == last.year and (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
