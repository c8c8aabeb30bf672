"""What the found expenses come to: how many, in the trip's currency, the reader's part, and what was spent in each foreign currency."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import BigIntegerField, Case, Count, F, Sum, When

from expenses.loading import Sides
from expenses.models import Expense, Share
from expenses.wanted import Wanted
from trips.models import Trip
from tripsplit.money import Money


@dataclass(frozen=True)
class Sums:
    """An income counts the other way, as it does in the totals of the days."""

    count: int
    total: Money
    mine: Money
    foreign: list[Money]


def sums_of(trip: Trip, rows: Sequence[tuple[Expense, Sides]]) -> Sums:
    """Of expenses and their lines that have been read; no query."""
    by_currency: dict[str, int] = defaultdict(int)
    total = mine = 0
    for row, sides in rows:
        sign = -1 if row.kind == Expense.Kind.INCOME else 1
        by_currency[row.currency] += sign * row.amount
        total += sign * row.base_amount
        mine += sign * sum(share.base_amount for share in sides.shares if share.participant.pk == trip.me.pk)
    return _sums(trip, len(rows), total, mine, by_currency.items())


def sums_found(trip: Trip, wanted: Wanted, *, trash: bool = False) -> Sums:
    """Of all that is wanted, counted by the database in two queries."""
    rows = wanted.rows(trip, trash=trash).order_by()
    by_currency = list(
        rows.values_list("currency").annotate(
            count=Count("pk"), amount=Sum(signed("kind", "amount")), base=Sum(signed("kind", "base_amount"))
        )
    )
    shares = Share.objects.filter(participant=trip.me, expense__in=rows.values("pk"))
    mine = shares.aggregate(mine=Sum(signed("expense__kind", "base_amount"), default=0))["mine"]
    return _sums(
        trip,
        sum(count for _, count, _, _ in by_currency),
        sum(int(base) for *_, base in by_currency),
        int(mine),
        [(code, int(amount)) for code, _, amount, _ in by_currency],
    )


def signed(kind: str, amount: str) -> Case:
    """An amount as it counts: an income the other way."""
    return Case(When(**{kind: Expense.Kind.INCOME}, then=-F(amount)), default=F(amount), output_field=BigIntegerField())


def _sums(trip: Trip, count: int, total: int, mine: int, by_currency: Iterable[tuple[str, int]]) -> Sums:
    foreign = [Money(minor, code) for code, minor in sorted(by_currency) if code != trip.currency]
    return Sums(count, Money(total, trip.currency), Money(mine, trip.currency), foreign)
