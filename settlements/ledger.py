"""The ledger: from a trip's expenses and payments to the position of each participant. Pure.

All amounts are integers in minor units of the trip's own currency.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


class UnknownParticipant(ValueError):
    """An entry names somebody who is not of the trip."""


class UnknownKind(ValueError):
    """An entry is neither an expense nor an income."""


@dataclass(frozen=True, slots=True)
class Position:
    """What one participant paid for the group, owes for what they consumed, and sent to and received from others."""

    paid: int = 0
    owed: int = 0
    sent: int = 0
    received: int = 0

    @property
    def net(self) -> int:
        """What the others owe this participant; negative is what this participant owes them."""
        return self.paid - self.owed + self.sent - self.received


@dataclass(frozen=True, slots=True)
class ExpenseEntry:
    """An expense, or an income (a refund, a deposit coming back), which counts the other way round."""

    ref: str
    kind: str
    payers: Mapping[str, int]
    shares: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PaymentEntry:
    """Money that one participant gave another to settle."""

    ref: str
    sender: str
    receiver: str
    minor: int


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One entry as it concerns one participant: what it adds to their position, and their balance after it."""

    ref: str
    change: Position
    balance: int


_DIRECTION = {"expense": 1, "income": -1}
_SIDES = ("paid", "owed", "sent", "received")


def positions(entries: Iterable[ExpenseEntry | PaymentEntry], participants: Iterable[str]) -> dict[str, Position]:
    """Add up `entries` into a position for each of `participants`, in their order; who is in no entry stands at zero.

    The nets sum to zero exactly if in every entry the payers sum to what the shares do, which is for the caller to
    keep (a verifier wants the sum of a broken ledger too). Raises `UnknownParticipant` and `UnknownKind`, naming the
    entry.
    """
    tallies = {participant: dict.fromkeys(_SIDES, 0) for participant in participants}
    for entry in entries:
        for participant, side, minor in _postings(entry):
            if participant not in tallies:
                raise UnknownParticipant(f"Entry {entry.ref} names {participant}, who is not of the trip")
            tallies[participant][side] += minor
    return {participant: Position(**tally) for participant, tally in tallies.items()}


def statement(entries: Iterable[ExpenseEntry | PaymentEntry], participant: str) -> list[StatementLine]:
    """The lines that make one participant's balance, in the order of `entries`; who is not in an entry gets no line of it.

    The last line's balance is the participant's net. Raises `UnknownKind`.
    """
    lines, balance = [], 0
    for entry in entries:
        tally = dict.fromkeys(_SIDES, 0)
        sides = [(side, minor) for person, side, minor in _postings(entry) if person == participant]
        for side, minor in sides:
            tally[side] += minor
        if sides:
            change = Position(**tally)
            balance += change.net
            lines.append(StatementLine(entry.ref, change, balance))
    return lines


def _postings(entry: ExpenseEntry | PaymentEntry) -> list[tuple[str, str, int]]:
    """Return what `entry` changes, as (participant, side of the position, minor units)."""
    if isinstance(entry, PaymentEntry):
        return [(entry.sender, "sent", entry.minor), (entry.receiver, "received", entry.minor)]
    direction = _DIRECTION.get(entry.kind)
    if direction is None:
        raise UnknownKind(f"Entry {entry.ref} is of an unknown kind: {entry.kind}")
    paid = [(payer, "paid", direction * minor) for payer, minor in entry.payers.items()]
    owed = [(sharer, "owed", direction * minor) for sharer, minor in entry.shares.items()]
    return paid + owed
