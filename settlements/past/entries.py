"""The ledger of the past, of a day and of a moment: loads the entries that `settlements.ledger` adds up. Each answer is one statement.

Participants, names and the currency are today's. All amounts are integers in minor units of the trip's currency.
"""

import copy
from collections.abc import Mapping
from dataclasses import astuple
from datetime import date, datetime
from typing import Any

from django.db.models import F, QuerySet, Value

from expenses.models import Payer, Share
from settlements.ledger import ExpenseEntry, PaymentEntry, positions
from settlements.past.moments import Past
from trips.models import Participant, Trip
from trips.totals import Delta, set_totals

CHUNK = 2_000
Entry = ExpenseEntry | PaymentEntry


def entries_as_of(trip: Trip, day: date) -> list[Entry]:
    """Today's ledger up to and including `day`: what has a later date counts for nothing."""
    shown = {"expense__trip": trip, "expense__deleted_at": None, "expense__date__lte": day}
    payments = trip.payments.live().filter(date__lte=day).order_by()
    lines = _lines(Payer.objects.filter(**shown), "payers").union(
        _lines(Share.objects.filter(**shown), "shares"),
        payments.annotate(side=Value("payment"), kind=Value("")).values_list(
            "ref", "kind", "side", "sender__ref", "receiver__ref", "base_amount"
        ),
        all=True,
    )
    expenses: dict[str, tuple[str, dict[str, dict[str, int]]]] = {}
    entries: list[Entry] = []
    for ref, kind, side, person, other, minor in lines:
        if side == "payment":
            entries.append(PaymentEntry(ref, person, other, minor))
        else:
            expenses.setdefault(ref, (kind, {"payers": {}, "shares": {}}))[1][side][person] = minor
    return [*(ExpenseEntry(ref, kind, **sides) for ref, (kind, sides) in expenses.items()), *entries]


def entries_at(trip: Trip, moment: datetime) -> list[Entry]:
    """The ledger as it stood at `moment` (with a time zone): of each row its newest version then, whatever became of it since."""
    rows = trip.revisions.standing_at(moment).order_by("pk").values_list("kind", "snapshot")
    return [entry_of(kind, snapshot) for kind, snapshot in rows.iterator(chunk_size=CHUNK)]


def entries_of(trip: Trip, past: Past) -> list[Entry]:
    """What is asked for: a day's ledger, or a moment's."""
    if past.at:
        return entries_at(trip, past.at)
    return entries_as_of(trip, past.on or date.max)


def people_then(trip: Trip, past: Past) -> list[Participant]:
    """Everybody of the trip in their order, as copies with the totals of then. They are for showing, never to be saved."""
    found = positions(entries_of(trip, past), [person.ref for person in trip.people])
    people = []
    for person in trip.people:
        then = copy.copy(person)
        set_totals(then, Delta(*astuple(found[person.ref])))
        people.append(then)
    return people


def entry_of(kind: str, snapshot: Mapping[str, Any]) -> Entry:
    """What a row of the history says to the ledger; `kind` is expense or payment."""
    if kind == "payment":
        return PaymentEntry(snapshot["ref"], snapshot["from"], snapshot["to"], snapshot["base_amount"])
    payers, shares = (
        {line["participant"]: line["base_amount"] for line in snapshot[side]} for side in ("payers", "shares")
    )
    return ExpenseEntry(snapshot["ref"], snapshot["kind"], payers, shares)


def _lines(lines: QuerySet[Any], side: str) -> QuerySet[Any, tuple[Any, ...]]:
    """(expense, its kind, the side, participant, nobody, minor units) of each line."""
    return lines.order_by().values_list(
        F("expense__ref"), F("expense__kind"), Value(side), F("participant__ref"), Value(""), "base_amount"
    )
