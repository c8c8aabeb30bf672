"""What a search asks of the index, and how the two databases are asked it. Pure.

The index holds one entry for each expense: its words and its marks (who paid, who shares, category, currency, …), each behind the fence
of its trip. So another trip's entries are not passed over, they are never touched, and every combination of filters is one question.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from expenses.search.words import beginnings

# Neither is a letter, so that no word holds them; both databases take them for parts of a word.
LIVE, GONE = "·", "†"
MARK = "¶"
_PK_BITS = 42
PK_MASK = (1 << _PK_BITS) - 1
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

ANY_COMMENT, ANY_RECEIPT = "comment", "receipt"


def place_of(day: datetime.date, pk: int = 0) -> int:
    """Where an expense stands among all: places count up as newest_first counts down. Without `pk`, before all of the day."""
    return day.toordinal() << _PK_BITS | pk


def fence(trip_pk: int, *, gone: bool) -> str:
    """What the words of a trip begin with; those of its trash begin with something else. Five characters for a million trips."""
    digits = ""
    while trip_pk:
        trip_pk, digit = divmod(trip_pk, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return f"{digits:0>4}{GONE if gone else LIVE}"


# -- marks: one fact each -----------------------------------------------------------------------------------------------
def paid_by(person: int) -> str:
    return f"{MARK}p{person}"


def shared_by(person: int) -> str:
    return f"{MARK}s{person}"


def of_category(key: str) -> str:
    return f"{MARK}c{key}"


def of_kind(key: str) -> str:
    return f"{MARK}k{key}"


def in_currency(code: str) -> str:
    return f"{MARK}u{code.lower()}"


def having(what: str) -> str:
    return f"{MARK}h{what}"


@dataclass(frozen=True)
class Way:
    """One way to say a thing: words (or marks) that are all there, and others of which none is. With a star at its end a word is
    the beginning of one."""

    words: Sequence[str]
    without: Sequence[str] = ()


@dataclass(frozen=True)
class Terms:
    """Beginnings of words, all of which must be there, and groups of marks and of ways, of each of which one must be there."""

    words: Sequence[str] = ()
    marks: Sequence[Sequence[str]] = ()
    ways: Sequence[Sequence[Way]] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.marks or self.ways)

    def for_fts5(self, within: str) -> str:
        """As a query of SQLite's FTS5. Words and marks hold no quotes, so nothing that somebody typed is ever syntax."""
        return self._written(within, _FTS5)

    def for_tsquery(self, within: str) -> str:
        """As a tsquery of PostgreSQL."""
        return self._written(within, _TSQUERY)

    def _written(self, within: str, language: "_Language") -> str:
        def one(word: str) -> str:
            form = language.beginning if word.endswith("*") else language.word
            return form.format(within + word.removesuffix("*"))

        def way(said: Way) -> str:
            there = f"({language.both.join(map(one, said.words))})"
            others = f"{language.without}({language.either.join(map(one, said.without))})" if said.without else ""
            return f"({there}{others})" if others else there

        words = [one(f"{word}*") for word in self.words]
        marks = [f"({language.either.join(map(one, group))})" for group in self.marks]
        ways = [f"({language.either.join(map(way, group))})" for group in self.ways]
        return language.both.join([*words, *marks, *ways])


@dataclass(frozen=True)
class _Language:
    """How a database writes a question."""

    word: str
    beginning: str
    both: str
    either: str
    without: str


_FTS5 = _Language('"{}"', '"{}" *', " AND ", " OR ", " NOT ")
_TSQUERY = _Language("'{}'", "'{}':*", " & ", " | ", " & !")


def words_of(text: str) -> Terms:
    """All words of a text, each as the beginning of one."""
    return Terms(words=beginnings(text))
