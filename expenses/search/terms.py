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
class Terms:
    """Beginnings of words, all of which must be there, and groups of marks, of each of which one must be there."""

    words: Sequence[str] = ()
    marks: Sequence[Sequence[str]] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.marks)

    def for_fts5(self, within: str) -> str:
        """As a query of SQLite's FTS5. Words and marks hold no quotes, so nothing that somebody typed is ever syntax."""
        words = [f'"{within}{word}" *' for word in self.words]
        marks = ["(" + " OR ".join(f'"{within}{mark}"' for mark in group) + ")" for group in self.marks]
        return " AND ".join([*words, *marks])

    def for_tsquery(self, within: str) -> str:
        """As a tsquery of PostgreSQL."""
        words = [f"'{within}{word}':*" for word in self.words]
        marks = ["(" + " | ".join(f"'{within}{mark}'" for mark in group) + ")" for group in self.marks]
        return " & ".join([*words, *marks])


def words_of(text: str) -> Terms:
    """All words of a text, each as the beginning of one."""
    return Terms(words=beginnings(text))
