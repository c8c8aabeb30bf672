"""The running totals of days: posted by every service that writes expenses, in its own transaction, as `trips.totals` are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db import connection

from expenses.models import Expense
from trips.models import Trip

# One prepared statement for any number of days.
ADD = (
    "INSERT INTO expenses_daytotal (trip_id, date, category, currency, count, amount, base_amount) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (trip_id, date, category, currency) DO UPDATE SET "
    "count = expenses_daytotal.count + excluded.count, amount = expenses_daytotal.amount + excluded.amount, "
    "base_amount = expenses_daytotal.base_amount + excluded.base_amount"
)


class DayKey(NamedTuple):
    """What one total is of."""

    date: date
    category: str
    currency: str


@dataclass(frozen=True, slots=True)
class DaySum:
    """So many expenses, in minor units of their currency and of the trip's; or a change of that."""

    count: int = 0
    amount: int = 0
    base_amount: int = 0

    def __add__(self, other: "DaySum") -> "DaySum":
        return DaySum(self.count + other.count, self.amount + other.amount, self.base_amount + other.base_amount)

    def __neg__(self) -> "DaySum":
        return DaySum(-self.count, -self.amount, -self.base_amount)


NOTHING = DaySum()
Days = Mapping[DayKey, DaySum]


def days_of(expenses: Iterable[Expense]) -> dict[DayKey, DaySum]:
    """What the expenses add to their days, as they are in memory now."""
    found: dict[DayKey, DaySum] = {}
    for expense in expenses:
        key = DayKey(expense.date, expense.category, expense.currency)
        sign = -1 if expense.kind == Expense.Kind.INCOME else 1
        found[key] = found.get(key, NOTHING) + DaySum(1, sign * expense.amount, sign * expense.base_amount)
    return found


def post_days(*, trip: Trip, added: Days | None = None, taken: Days | None = None) -> None:
    """Add what came to the trip's days and take away what went; no statement where nothing changes."""
    changes = dict(added or {})
    for key, each in (taken or {}).items():
        changes[key] = changes.get(key, NOTHING) + -each
    day = connection.ops.adapt_datefield_value
    rows = [
        (trip.pk, day(key.date), key.category, key.currency, each.count, each.amount, each.base_amount)
        for key, each in changes.items()
        if each != NOTHING
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(ADD, rows)
