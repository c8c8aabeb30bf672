"""What an archive says, in the shape in which its file says it: complete, checked and in the canonical order. Pure.

Participants are refs, amounts minor units of the currency beside them, `base_*` minor units of the trip's.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from settlements.ledger import ExpenseEntry, PaymentEntry, Position, positions

FORMAT, VERSION = "tripsplit.trip", 1


class TripFacts(TypedDict):
    name: str
    emoji: str
    currency: str
    start_date: str | None
    end_date: str | None
    time_zone: str


class PersonFacts(TypedDict):
    """Somebody of the trip, or a kitty."""

    ref: str
    name: str
    kind: str
    weight: str
    active: bool


class SideFacts(TypedDict):
    """What one participant paid, or bears."""

    participant: str
    amount: int
    base_amount: int


class LineFacts(TypedDict):
    participant: str
    value: str | None


class ItemFacts(TypedDict):
    label: str
    amount: int
    participants: list[str]


class SplitFacts(TypedDict):
    method: str
    lines: list[LineFacts]
    items: list[ItemFacts]
    tax: int
    tip: int


class CommentFacts(TypedDict):
    """What somebody said about an expense; `at` is a moment in UTC."""

    ref: str
    at: str
    author: str | None
    text: str


class MoneyFacts(TypedDict):
    """What expenses and payments have in common, after what tells them apart."""

    currency: str
    amount: int
    base_amount: int
    rate: str
    rate_date: str
    rate_source: str


class WordFacts(TypedDict):
    """What an expense says of itself."""

    description: str
    note: str
    category: str
    kind: str


class ExpenseFacts(TypedDict):
    ref: str
    date: str
    description: str
    note: str
    category: str
    kind: str
    currency: str
    amount: int
    base_amount: int
    rate: str
    rate_date: str
    rate_source: str
    payers: list[SideFacts]
    split: SplitFacts
    shares: list[SideFacts]
    comments: list[CommentFacts]


PaymentFacts = TypedDict(
    "PaymentFacts",
    {
        "ref": str,
        "date": str,
        "from": str,
        "to": str,
        "method": str,
        "note": str,
        "currency": str,
        "amount": int,
        "base_amount": int,
        "rate": str,
        "rate_date": str,
        "rate_source": str,
    },
)


@dataclass(frozen=True)
class Archive:
    """A trip as its file says it. Rows are in the order of their days and then of their refs, people in the trip's own."""

    trip: TripFacts
    participants: Sequence[PersonFacts]
    expenses: Sequence[ExpenseFacts]
    payments: Sequence[PaymentFacts]

    def positions(self) -> Mapping[str, Position]:
        """Where everybody stands by the file, in minor units of the trip's currency."""
        return positions(self._entries(), [person["ref"] for person in self.participants])

    def _entries(self) -> Iterator[ExpenseEntry | PaymentEntry]:
        for row in self.expenses:
            payers, shares = (
                {line["participant"]: line["base_amount"] for line in side} for side in (row["payers"], row["shares"])
            )
            yield ExpenseEntry(row["ref"], row["kind"], payers, shares)
        for paid in self.payments:
            yield PaymentEntry(paid["ref"], paid["from"], paid["to"], paid["base_amount"])
