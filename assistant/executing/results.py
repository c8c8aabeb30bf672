"""What came of a plan: figures by name, the rows that they are made of, and what else a sentence about them needs. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from assistant.executing.ledger import Move, Rate, Repaid, Row
from assistant.plans import Days, Plan
from tripsplit.money import Money


class About(StrEnum):
    """What a figure is of; `key` says which one."""

    TOTAL = "total"
    NATIVE = "native"  # the same in the currency that it was spent in
    SHOWN = "shown"  # the same in the currency that was asked for
    AVERAGE = "average"
    WHOLE = "whole"  # of which the total is a percentage
    SIDE = "side"  # of a comparison; key: its place, from 0
    DIFFERENCE = "difference"
    PERSON = "person"  # key: ref
    CATEGORY = "category"
    DAY = "day"  # key: ISO
    WEEK = "week"  # key: its Monday
    MONTH = "month"  # key: YYYY-MM
    CURRENCY = "currency"
    EXPENSE = "expense"  # key: ref
    PAYMENT = "payment"  # key: ref
    BALANCE = "balance"  # key: ref; positive is owed money
    DEBT = "debt"  # key owes other
    MOVE = "move"  # key is to pay other


@dataclass(frozen=True, slots=True)
class Figure:
    about: About
    money: Money
    key: str = ""
    other: str = ""
    count: int = 0  # the rows that it is made of, where it is a sum of rows
    tenths: int | None = None  # of a percent


class Nothing(StrEnum):
    """Why there is no figure."""

    TERM = "term"  # nothing recorded mentions it: `word`
    NO_ROWS = "no_rows"  # no expense is like that
    NO_PAYMENTS = "no_payments"
    NO_WHOLE = "no_whole"  # a percentage of nothing
    NO_RATE = "no_rate"  # the ledger has no rate for the currency: `word`
    NO_DAYS = "no_days"  # an average of a trip without days
    UNBALANCED = "unbalanced"  # the ledger is damaged


@dataclass(frozen=True, slots=True)
class UsedRate:
    """A rate as the ledger has it, and by how many expenses it was used; `first` and `last` are their days."""

    currency: str
    rate: Rate
    count: int


@dataclass(frozen=True, slots=True)
class Source:
    kind: Literal["expense", "payment"]
    ref: str


@dataclass(frozen=True, kw_only=True)
class Result:
    """Figures with what they are made of: `rows` and `payments` are exactly what was counted, in the order to be shown."""

    plan: Plan
    currency: str = ""  # the trip's
    figures: tuple[Figure, ...] = ()
    lead: int = 1  # how many of the figures are the answer proper; the others stand beside
    rows: tuple[Row, ...] = ()
    payments: tuple[Repaid, ...] = ()
    perhaps: tuple[Row, ...] = ()  # what a term may mean, too; not counted
    nothing: Nothing | None = None
    word: str = ""
    moves: tuple[Move, ...] | None = None  # the plan, if that was asked for
    left: tuple[tuple[str, int], ...] = ()  # what the trip's wishes leave open
    divisor: int = 0  # of an average: days, months, people or expenses, people times days
    heads: int = 0  # the people of an average
    over: Days | None = None  # the days that an average is of
    rates: tuple[UsedRate, ...] = ()
    rate: Rate | None = None  # by which a figure is shown in another currency
    facts: tuple[str, ...] = ()  # refs, days, codes or keys, by the fact that was asked for

    @property
    def count(self) -> int:
        return len(self.rows)

    @property
    def sources(self) -> tuple[Source, ...]:
        """All the rows that the figures are made of."""
        return (
            *(Source("expense", row.ref) for row in self.rows),
            *(Source("payment", payment.ref) for payment in self.payments),
        )
