"""What a sentence claims: its numbers with what they are numbers of, its days, its names, and the words about money. Pure.

The same reading is done of the facts and of what a model says, so whatever is written in another way than the facts are is no fact.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from babel import Locale
from babel.numbers import get_currency_name, get_currency_symbol, get_decimal_symbol, get_group_symbol

from assistant.writer.lexicon import kinds_of, words_for_me
from expenses.search.words import fold
from tripsplit.currencies import CURRENCIES, known_locale

NUMBER = re.compile(r"\d+(?:[.,'’\u00a0\u202f:/-]\d+)*")
WORD = re.compile(r"[^\W\d_]+")
ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
CONTRACTED = re.compile(r"(?<=n)['’](?=t\b)|(?<=aujourd)['’](?=hui\b)")
UNSEEN = dict.fromkeys(map(ord, "\u200e\u200f\u061c"))  # marks of direction
SPACES = "\u00a0\u202f"
CAPITALS = {"en", "de"}  # they write May with one, and may without
ME = "\N{BULLET}"  # a person, whatever the reader is called
NEAR = 4  # letters by which the thing that is counted is known again: "expenses", "expense"

Number = tuple[Decimal, str]  # and its unit: a currency, "%", or the beginning of the word that it counts


@dataclass(frozen=True)
class Claims:
    numbers: frozenset[Number]
    days: frozenset[str]  # "5-3", "m5", "w6", "2026-05-03"
    people: tuple[str, ...]  # in the order that they are named
    said_of: tuple[
        tuple[Number, tuple[str, ...]], ...
    ]  # each number with those named since the one before; the last with the rest
    kinds: frozenset[str]
    currencies: frozenset[str]
    words: frozenset[str]
    names: frozenset[str]  # folded words with a capital letter, the first of the sentence aside
    first: str
    is_clear: bool  # everything could be read


@dataclass(frozen=True)
class Reading:
    """How texts are read: in which language, with whose names, and where one symbol stands for several currencies, which are meant."""

    locale: str
    people: Sequence[tuple[str, str]] = ()  # who is meant, and a name for them, whole or short; the reader is ME
    currencies: frozenset[str] = frozenset()

    @property
    def language(self) -> str:
        return self.locale.partition("_")[0]

    def of(self, sentence: str) -> Claims:
        text = unicodedata.normalize("NFC", CONTRACTED.sub("", sentence))
        days, rest = self._days(text)
        numbers, currencies, is_clear = self._numbers(rest)
        words = WORD.findall(text)
        folded = [fold(word) for word in words]
        return Claims(
            numbers=frozenset(number for number, _ in numbers),
            said_of=tuple(numbers),
            days=frozenset(days),
            people=tuple(self._people(text)),
            kinds=frozenset(kind for word in folded for kind in kinds_of(word)),
            currencies=frozenset(currencies),
            words=frozenset(folded),
            names=frozenset(short for word, short in zip(words[1:], folded[1:], strict=True) if word[0].isupper()),
            first=folded[0] if folded else "",
            is_clear=is_clear,
        )

    # -- days ----------------------------------------------------------------------------------------------------------------
    def _days(self, text: str) -> tuple[set[str], str]:
        """The days, and the text without them. A month beside a number is a day; what stands alone is a month or a weekday."""
        months, weekdays = _calendar(self.language)
        found = {day[0] for day in ISO.finditer(text)}
        text = ISO.sub(" ", text)
        names = "|".join(sorted(map(re.escape, months), key=len, reverse=True))
        for pattern, at in (
            (rf"(?<!\d)(\d{{1,2}})(?:\.|er|º|st|nd|rd|th)?\s+(?:de\s+|of\s+)?({names})\b\.?", (1, 2)),
            (rf"\b({names})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?(?![\d.,]\d)\b", (2, 1)),
        ):
            for day in re.finditer(pattern, text, re.IGNORECASE):
                found.add(f"{months[fold(day[at[1]])]}-{int(day[at[0]])}")
            text = re.sub(pattern, " ", text, flags=re.IGNORECASE)
        for word in WORD.findall(text):
            if fold(word) in months and (word[0].isupper() or self.language not in CAPITALS):
                found.add(f"m{months[fold(word)]}")
            if fold(word) in weekdays:
                found.add(f"w{weekdays[fold(word)]}")
        return found, text

    # -- numbers -------------------------------------------------------------------------------------------------------------
    def _numbers(self, text: str) -> tuple[list[tuple[Number, tuple[str, ...]]], set[str], bool]:
        numbers: list[tuple[Number, tuple[str, ...]]] = []
        currencies: set[str] = set()
        clear, read = True, 0
        written = list(NUMBER.finditer(text))
        for found in written:
            before, after = text[: found.start()], text[found.end() :]
            value = _value(found[0], self.locale)
            unit = self._unit(before, after)
            if value is None or unit is None:
                clear = False
                continue
            until = len(text) if found is written[-1] else found.end()
            numbers.append(((value, unit), tuple(self._people(text[read:until]))))
            read = until
            currencies |= {unit} & set(CURRENCIES)
        for mark in re.findall(r"\b[A-Z]{3}\b", text) + [char for char in text if unicodedata.category(char) == "Sc"]:
            if mark in _marks(self.locale):
                currencies.add(self._meant(mark))
        strange = any(char.isnumeric() and not char.isascii() for char in text)
        return numbers, currencies, clear and not strange

    def _unit(self, before: str, after: str) -> str | None:
        """What the number is of; None where letters cling to it that are no currency's."""
        left, right = _edge(before, -1), _edge(after, 0)
        clings = (before[-1:].isalpha(), after[:1].isalpha())
        for mark, close in ((left, clings[0]), (right, clings[1])):
            if mark in _marks(self.locale):
                return self._meant(mark)
            if close:
                return None
        if right.startswith("%") or after.lstrip(f" {SPACES}").startswith("%"):
            return "%"
        return fold(right)[:NEAR] or f"<{fold(left)[:NEAR]}"

    def _meant(self, mark: str) -> str:
        codes = _marks(self.locale)[mark]
        return min(codes & self.currencies, default=min(codes))

    # -- people --------------------------------------------------------------------------------------------------------------
    def _people(self, text: str) -> Iterator[str]:
        """Longer names first, so that "Ann" is not found in "Ann Example" again."""
        words = [fold(word) for word in WORD.findall(text)]
        me, known = (
            words_for_me(self.language),
            [(who, [fold(w) for w in WORD.findall(name)]) for who, name in self.people],
        )
        known.sort(key=lambda each: -len(each[1]))
        place, last = 0, ""
        while place < len(words):
            who, size = next(
                ((who, len(name)) for who, name in known if name and words[place : place + len(name)] == name), ("", 1)
            )
            who = who or (ME if words[place] in me else "")
            if who and who != last:
                yield who
                last = who
            place += size


def is_of_money(word: str, locale: str) -> bool:
    """Whether a word is a currency's name."""
    return word in _marks(locale)


def _edge(text: str, place: int) -> str:
    """The word, or the sign, at the end or the beginning of a text."""
    parts = re.findall(rf"[^\s{SPACES}.,;:!?()\"«»„“”‘’–—+−-]+", text)
    if not parts or (text[-1:] if place else text[:1]) == "\n":
        return ""
    return str(parts[place])


def _value(token: str, locale: str) -> Decimal | None:
    """A number as the locale writes it, and in no other way."""
    decimal, group = get_decimal_symbol(known_locale(locale)), get_group_symbol(known_locale(locale))
    groups = {"’": "'’", "'": "'’"}.get(group, SPACES if group in SPACES else group)
    point = re.escape(decimal)
    if not re.fullmatch(
        rf"(?:\d+|\d{{1,3}}(?:[{re.escape(groups)}]\d{{2,3}})*[{re.escape(groups)}]\d{{3}})(?:{point}\d+)?", token
    ):
        return None
    whole, _, part = token.partition(decimal)
    return Decimal(f"{re.sub(r'[^0-9]', '', whole)}.{part or 0}").normalize()


@cache
def _calendar(language: str) -> tuple[dict[str, int], dict[str, int]]:
    known = Locale.parse(language)
    months = {
        fold(name.rstrip(".")): number
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in known.months[context][width].items()
    }
    weekdays = {fold(name): number for number, name in known.days["format"]["wide"].items()}
    return months, weekdays


@cache
def _marks(locale: str) -> dict[str, frozenset[str]]:
    """Signs, codes and names of all currencies ("€", "EUR", "euros"), each with those that it may stand for."""
    found: dict[str, set[str]] = {}
    place = 0 if locale.partition("_")[0] in {"fr", "es", "it", "pt"} else -1  # "dollars américains", "US dollars"
    for code in CURRENCIES:
        signs = {code, *(get_currency_symbol(code, where).translate(UNSEEN) for where in (locale, "en"))}
        names = {get_currency_name(code, count=count, locale=locale).split()[place] for count in (None, 1, 2)}
        for mark in signs | names | {name.lower() for name in names}:
            found.setdefault(mark, set()).add(code)
        if get_currency_symbol(code, "en").endswith("$"):
            found.setdefault("$", set()).add(code)
    return {mark: frozenset(codes) for mark, codes in found.items()}
