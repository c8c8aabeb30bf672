"""All that a trip's files tell, read at one revision in a fixed number of queries, as plain rows that any format can write down."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from expenses.models import Category, Payer, Share, SplitMethod
from settlements.balances import Step, load_balances
from trips.ledger_row import RateSource
from trips.models import Participant, Trip

EXPENSE, INCOME, PAYMENT = "Expense", "Income", "Payment"
CATEGORIES, METHODS = dict[str, str](Category.choices), dict[str, str](SplitMethod.choices)


class Part(NamedTuple):
    """One person's side of a row: minor units of the row's currency, and of the trip's. An income's are below zero."""

    amount: int
    base_amount: int


NOTHING = Part(0, 0)


@dataclass(frozen=True, slots=True)
class Row:
    """An expense, an income or a payment. What somebody has `paid` less what they `owe` is what it adds to their balance.

    Of an income every amount is below zero. A payment is paid by its sender and owed by its receiver.
    """

    kind: str
    ref: str
    date: datetime.date
    description: str
    note: str
    category: str
    method: str
    """How it is split; how it was paid, of a payment."""
    currency: str
    amount: int
    base_amount: int
    rate: Decimal
    rate_from: str
    """Where it is from, "European Central Bank, 2026-05-03"; empty where there was nothing to convert."""
    paid: Mapping[int, Part]
    owed: Mapping[int, Part]

    def net(self, key: int) -> int:
        """What the row adds to the balance of the participant with this primary key, in minor units of the trip's currency."""
        return self.paid.get(key, NOTHING).base_amount - self.owed.get(key, NOTHING).base_amount

    @property
    def parts(self) -> list[int]:
        """The primary keys of everybody who is in it, who has paid first."""
        return list(dict.fromkeys([*self.paid, *self.owed]))


@dataclass(frozen=True)
class Contents:
    """A trip at its `revision`: its people in their order with their totals, its rows by day, and the plan that settles it."""

    trip: Trip
    people: Sequence[Participant]
    rows: Sequence[Row]
    plan: Sequence[Step]

    @property
    def currency(self) -> str:
        return self.trip.currency

    def names(self, keys: Iterable[int]) -> str:
        """ "Zoë, David": the people with these primary keys."""
        called = {person.pk: person.name for person in self.people}
        return ", ".join(called[key] for key in keys)


def load_contents(trip: Trip) -> Contents:
    """Everything that is not in the trash. To be called by `at_one_revision`. Seven queries or so, whatever the trip's size."""
    found = [*_expenses(trip), *_payments(trip)]
    rows = [row for *_, row in sorted(found, key=lambda each: each[:3])]
    return Contents(trip, trip.people, rows, load_balances(trip).plan)


def rate_from(source: str, day: datetime.date) -> str:
    if source == RateSource.SAME:
        return ""
    return f"{RateSource(source).label}, {day.isoformat()}"


Found = tuple[datetime.date, datetime.datetime, int, Row]


def _expenses(trip: Trip) -> list[Found]:
    payers, shares = (_parts(trip, lines) for lines in (Payer, Share))
    rows = trip.expenses.live().values_list(
        *("pk", "created_at", "ref", "date", "description", "note", "category", "kind", "method", "currency"),
        *("amount", "base_amount", "rate", "rate_date", "rate_source"),
    )
    found: list[Found] = []
    for (
        key,
        created,
        ref,
        day,
        words,
        note,
        category,
        kind,
        method,
        currency,
        amount,
        base,
        rate,
        of_day,
        source,
    ) in rows:
        sign = -1 if kind == "income" else 1
        row = Row(
            INCOME if kind == "income" else EXPENSE,
            ref,
            day,
            words,
            note,
            CATEGORIES.get(category, category),
            METHODS.get(method, method),
            currency,
            sign * amount,
            sign * base,
            rate,
            rate_from(source, of_day),
            _signed(payers[key], sign),
            _signed(shares[key], sign),
        )
        found.append((day, created, key, row))
    return found


def _payments(trip: Trip) -> list[Found]:
    found: list[Found] = []
    for payment in trip.payments.live().with_people():
        part = Part(payment.amount, payment.base_amount)
        row = Row(
            PAYMENT,
            payment.ref,
            payment.date,
            f"{payment.sender} paid {payment.receiver}",
            payment.note,
            "",
            payment.method,
            payment.currency,
            payment.amount,
            payment.base_amount,
            payment.rate,
            rate_from(payment.rate_source, payment.rate_date),
            {payment.sender_id: part},
            {payment.receiver_id: part},
        )
        found.append((payment.date, payment.created_at, payment.pk, row))
    return found


def _parts(trip: Trip, lines: type[Payer] | type[Share]) -> dict[int, dict[int, Part]]:
    """Of every expense what each of its people has on one side."""
    rows = lines.objects.filter(expense__trip=trip, expense__deleted_at=None).order_by("expense_id", "position", "pk")
    found: dict[int, dict[int, Part]] = defaultdict(dict)
    for expense, person, amount, base in rows.values_list("expense_id", "participant_id", "amount", "base_amount"):
        found[expense][person] = Part(amount, base)
    return found


def _signed(parts: dict[int, Part], sign: int) -> dict[int, Part]:
    return parts if sign > 0 else {key: Part(-part.amount, -part.base_amount) for key, part in parts.items()}
