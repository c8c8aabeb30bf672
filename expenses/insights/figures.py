"""The figures behind the pictures: of all of a trip's expenses from its running totals, of some of them from the rows themselves."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Count, Sum

from expenses.models import ExpenseQuerySet, Payer, Share
from expenses.sums import signed
from expenses.wanted import Wanted
from trips.models import Trip

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Cell:
    """What the expenses of one day, category and currency come to; an income counts the other way."""

    date: datetime.date
    category: str
    currency: str
    count: int
    amount: int  # minor units of the currency
    base_amount: int  # and of the trip's


@dataclass(frozen=True)
class Figures:
    """All that the pictures show. What people paid and their shares are by primary key, in minor units of the trip's currency."""

    cells: Sequence[Cell]
    paid: Mapping[int, int]
    owed: Mapping[int, int]

    @property
    def count(self) -> int:
        return sum(cell.count for cell in self.cells)

    @property
    def total(self) -> int:
        return sum(cell.base_amount for cell in self.cells)

    def by(self, key: Callable[[Cell], Key]) -> dict[Key, tuple[int, int]]:
        """How many expenses, and what they come to in the trip's currency, by something of theirs."""
        found: dict[Key, tuple[int, int]] = {}
        for cell in self.cells:
            count, total = found.get(key(cell), (0, 0))
            found[key(cell)] = (count + cell.count, total + cell.base_amount)
        return found

    def by_currency(self) -> dict[str, tuple[int, int, int]]:
        """How many expenses, what they come to in their own currency, and in the trip's, by currency."""
        found: dict[str, tuple[int, int, int]] = defaultdict(lambda: (0, 0, 0))
        for cell in self.cells:
            count, amount, base = found[cell.currency]
            found[cell.currency] = (count + cell.count, amount + cell.amount, base + cell.base_amount)
        return dict(found)


def kept_figures(trip: Trip) -> Figures:
    """Of everything that the trip has spent, from the running totals: a row for each day, category and currency, however many expenses.

    One query; people's totals hang on the people.
    """
    columns = ("date", "category", "currency", "count", "amount", "base_amount")
    totals = trip.day_totals.there().order_by("date", "category", "currency").values_list(*columns)
    return Figures(
        cells=[Cell(*row) for row in totals],
        paid={person.pk: person.paid for person in trip.people},
        owed={person.pk: person.owed for person in trip.people},
    )


def counted_figures(trip: Trip, wanted: Wanted) -> Figures:
    """Of what is wanted, added up by the database in three queries. It looks at every expense that is found."""
    rows = wanted.rows(trip)
    grouped = rows.order_by("date", "category", "currency").values_list("date", "category", "currency")
    cells = grouped.annotate(
        count=Count("pk"), spent=Sum(signed("kind", "amount")), base=Sum(signed("kind", "base_amount"))
    )
    return Figures(
        cells=[Cell(day, key, code, count, int(spent), int(base)) for day, key, code, count, spent, base in cells],
        paid=_by_person(Payer, rows),
        owed=_by_person(Share, rows),
    )


def _by_person(lines: type[Payer] | type[Share], rows: ExpenseQuerySet) -> dict[int, int]:
    found: Any = lines._default_manager.filter(expense__in=rows.order_by().values("pk")).order_by()
    summed = found.values_list("participant").annotate(total=Sum(signed("expense__kind", "base_amount")))
    return {person: int(total) for person, total in summed}
