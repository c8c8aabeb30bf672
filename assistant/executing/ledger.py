"""One state of a trip's ledger as plain values: what a plan is carried out on. Pure.

`amount` is in minor units of the row's own currency, `base` of the trip's. Amounts of rows are above zero; an income counts the other way.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from assistant.world import Person


class Part(NamedTuple):
    """One person's line, or a sum."""

    amount: int
    base: int


Lines = Mapping[str, Part]
"""By the people's refs."""

NO_LINES: Lines = {}


class Rate(NamedTuple):
    """Units of the trip's currency for one unit of the other."""

    value: Decimal
    source: str
    date: datetime.date


class Row(NamedTuple):
    """One expense or income that counts, with who paid and who bears it, by ref. The newest has the greatest (date, pk)."""

    pk: int
    ref: str
    date: datetime.date
    description: str
    category: str
    kind: str
    currency: str
    amount: int
    base: int
    rate: Rate | None = None  # read only for plans about rates
    payers: Lines = NO_LINES
    shares: Lines = NO_LINES

    @property
    def sign(self) -> int:
        return -1 if self.kind == "income" else 1

    @property
    def place(self) -> tuple[datetime.date, int]:
        return self.date, self.pk


class Repaid(NamedTuple):
    """One payment between two people."""

    pk: int
    ref: str
    date: datetime.date
    sender: str
    receiver: str
    currency: str
    amount: int
    base: int

    @property
    def place(self) -> tuple[datetime.date, int]:
        return self.date, self.pk


class Move(NamedTuple):
    """One payment of the plan, in minor units of the trip's currency."""

    sender: str
    receiver: str
    minor: int


@dataclass(frozen=True, slots=True)
class Hits:
    """The expenses that a term finds, by pk: those that are about it, and those that may be."""

    sure: frozenset[int] = frozenset()
    maybe: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Settling:
    """The plan of the trip, as its page shows it; `left` is what the trip's wishes leave open, by ref."""

    moves: tuple[Move, ...] = ()
    left: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Of all that a plan may need only what it does need is filled. Everything is of one and the same state of the trip."""

    currency: str
    people: tuple[Person, ...]
    today: datetime.date
    start: datetime.date | None = None
    end: datetime.date | None = None
    rows: tuple[Row, ...] = ()
    payments: tuple[Repaid, ...] = ()
    hits: Mapping[str, Hits] = field(default_factory=dict)
    nets: Mapping[str, int] = field(default_factory=dict)
    debts: Mapping[tuple[str, str], int] = field(default_factory=dict)
    settling: Settling | None = None
    rates: Mapping[str, Rate] = field(default_factory=dict)  # the trip's own
