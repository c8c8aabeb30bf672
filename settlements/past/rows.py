"""The rows of the past as they were written down then, made from the history again. They are for showing, never to be saved."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from expenses.models import Expense
from settlements.ledger import ExpenseEntry, PaymentEntry
from settlements.models import Payment
from settlements.past.entries import CHUNK, entry_of
from trips.models import Participant, Trip

Found = tuple[Expense | Payment, ExpenseEntry | PaymentEntry]
MONEY = ("ref", "note", "currency", "amount", "base_amount", "rate_source")


def rows_at(trip: Trip, person: Participant, moment: datetime) -> list[Found]:
    """The expenses and payments that the participant stood on then, each with its entry; four queries at any size."""
    created = {
        **{("expense", ref): at for ref, at in trip.expenses.values_list("ref", "created_at")},
        **{("payment", ref): at for ref, at in trip.payments.values_list("ref", "created_at")},
    }
    people = {each.ref: each for each in trip.people}
    rows = trip.revisions.standing_at(moment).order_by("pk").values_list("kind", "snapshot")
    found: list[Found] = []
    for kind, written in rows.iterator(chunk_size=CHUNK):
        entry = entry_of(kind, written)
        if person.ref in _named(entry):
            row = _row(trip, kind, written, people, created_at=created[kind, entry.ref])
            found.append((row, replace(entry, ref=f"{kind} {entry.ref}")))
    return found


def _named(entry: ExpenseEntry | PaymentEntry) -> set[str]:
    if isinstance(entry, PaymentEntry):
        return {entry.sender, entry.receiver}
    return {*entry.payers, *entry.shares}


def _row(
    trip: Trip, kind: str, written: Mapping[str, Any], people: Mapping[str, Participant], *, created_at: datetime
) -> Expense | Payment:
    facts = {
        **{name: written[name] for name in MONEY},
        "trip": trip,
        "date": date.fromisoformat(written["date"]),
        "rate": Decimal(written["rate"]),
        "rate_date": date.fromisoformat(written["rate_date"]),
        "created_at": created_at,
    }
    if kind == "payment":
        sender, receiver = people[written["from"]], people[written["to"]]
        return Payment(**facts, method=written["method"], sender=sender, receiver=receiver)
    return Expense(**facts, **{name: written[name] for name in ("description", "category", "kind")})
