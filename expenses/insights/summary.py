"""The figures that need no picture: averages, the biggest expenses, and the currencies that were used."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from expenses.conversion import conversion_of
from expenses.insights.figures import Figures
from expenses.insights.links import Links
from expenses.insights.pace import mean, percents
from expenses.insights.periods import Period
from expenses.models import Expense
from expenses.wanted import Wanted
from trips.models import Trip
from tripsplit.currencies import currency_name
from tripsplit.money import Money

BIGGEST = 5


@dataclass(frozen=True)
class Average:
    """ "Per person" "€120.00" "4 people"."""

    label: str
    money: Money
    among: str


@dataclass(frozen=True)
class Big:
    """One of the biggest expenses, in the trip's currency, and how it was converted."""

    expense: Expense
    money: Money
    conversion: str


@dataclass(frozen=True)
class CurrencyRow:
    """What was spent in one currency, in it and in the trip's own. `share` as in the pictures."""

    code: str
    name: str
    count: int
    money: Money
    base_money: Money
    share: int | None
    url: str


def averages(trip: Trip, figures: Figures, period: Period) -> list[Average]:
    """Per person (kitties are none), per day, and both; none where nobody is there to share."""
    people = sum(not person.is_kitty and (person.is_active or person.pk in figures.owed) for person in trip.people)
    heads, days = _counted(people, "person", "people"), _counted(period.days, "day", "days")
    among = [
        ("Per person", people, heads),
        ("Per day", period.days, days),
        ("Per person and day", people * period.days, f"{heads}, {days}"),
    ]
    return [
        Average(label, Money(mean(figures.total, number), trip.currency), words)
        for label, number, words in among
        if number
    ]


def days_of_it(
    trip: Trip, figures: Figures, today: datetime.date, asked: tuple[datetime.date | None, datetime.date | None]
) -> Period:
    """The days that an average is over: those asked for, else the trip's own (up to today, while it lasts), else those with expenses."""
    first, last = asked
    if first is None and last is None and trip.start_date and trip.end_date:
        over = min(today, trip.end_date) if today >= trip.start_date else trip.end_date
        return Period(trip.start_date, over)
    days = [cell.date for cell in figures.cells]
    return Period(first or min(days), last or max(days))


def biggest(trip: Trip, wanted: Wanted, *, kind: str) -> list[Big]:
    """The biggest expenses of what is wanted, or the biggest incomes; one query, which an index answers for all of a trip."""
    rows = list(wanted.rows(trip).filter(kind=kind).order_by("-base_amount", "-pk")[:BIGGEST])
    found = []
    for row in rows:
        row.trip = trip
        conversion = conversion_of(row)
        found.append(Big(row, Money(row.base_amount, trip.currency), conversion.short if conversion else ""))
    return found


def currencies(trip: Trip, figures: Figures, links: Links | None) -> Sequence[CurrencyRow]:
    """The trip's own and all others that were used, the most first; nothing where there is only the trip's own."""
    found = figures.by_currency()
    if not found.keys() - {trip.currency}:
        return []
    shares = percents([base for _, _, base in found.values()])
    rows = [
        CurrencyRow(
            code=code,
            name=currency_name(code, "en"),
            count=count,
            money=Money(amount, code),
            base_money=Money(base, trip.currency),
            share=share,
            url=links.currency(code) if links else "",
        )
        for (code, (count, amount, base)), share in zip(found.items(), shares, strict=True)
    ]
    return sorted(rows, key=lambda row: (-row.base_money.minor, row.code))


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
