"""What the index says of one expense, worked out from plain values. Pure: the migration that fills the index calls it, too."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from expenses.search.terms import (
    ANY_COMMENT,
    ANY_RECEIPT,
    fence,
    having,
    in_currency,
    of_category,
    of_kind,
    paid_by,
    place_of,
    shared_by,
)
from expenses.search.words import MOST, tokens


@dataclass(frozen=True)
class Found:
    """An expense as it can be found. `texts` are its description, note and comments; what is first is surest to be kept."""

    pk: int
    trip: int
    date: datetime.date
    gone: bool
    category: str
    kind: str
    currency: str
    texts: Sequence[str]
    payers: Iterable[int] = ()
    sharers: Iterable[int] = ()
    has_comments: bool = False
    has_receipts: bool = False

    @property
    def place(self) -> int:
        return place_of(self.date, self.pk)

    @property
    def words(self) -> str:
        """Marks and words with the trip's fence before each and spaces between: at most MOST characters of words."""
        within = fence(self.trip, gone=self.gone)
        kept, room = [], MOST
        for token in tokens("\n".join(self.texts)):
            room -= len(token)
            if room < 0:
                break
            kept.append(token)
        return " ".join(within + token for token in [*self._marks(), *kept])

    def _marks(self) -> list[str]:
        return [
            of_category(self.category),
            of_kind(self.kind),
            in_currency(self.currency),
            *map(paid_by, sorted(set(self.payers))),
            *map(shared_by, sorted(set(self.sharers))),
            *([having(ANY_COMMENT)] if self.has_comments else []),
            *([having(ANY_RECEIPT)] if self.has_receipts else []),
        ]
