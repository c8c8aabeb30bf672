"""A trip's expenses by day, a page at a time. Pages are cut by key, so a row that arrives meanwhile shifts nothing."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from expenses.conversion import Conversion, conversion_of
from expenses.models import Comment, Expense, ExpenseQuerySet
from expenses.wording import Stake, among, stake, who_paid
from trips.models import Trip
from tripsplit.ids import is_ref
from tripsplit.money import Money

PAGE = 50


@dataclass(frozen=True)
class Row:
    """One expense as the reader sees it in the list."""

    expense: Expense
    paid: str
    among: str
    stake: Stake
    comments: int
    conversion: Conversion | None


@dataclass(frozen=True)
class Day:
    """A day's rows on this page. `total` is what the whole day cost; a day that began on the page before `continues`."""

    date: datetime.date
    total: Money | None
    rows: list[Row]
    continues: bool


@dataclass(frozen=True)
class Listing:
    days: list[Day]
    more: str  # the query string of the next page; empty on the last


def load_listing(trip: Trip, *, after: str = "", trash: bool = False, select: bool = False) -> Listing:
    """The page of live (or deleted) expenses that comes after the cursor `after`, newest day first.

    A number of queries that does not depend on the trip. A cursor that means nothing gives the first page. With `select` the next page
    is one to choose from, too.
    """
    shown = trip.expenses.in_trash() if trash else trip.expenses.live()
    start = _start(trip, after)
    rest = shown.older_than(*start) if start else shown
    found = list(rest.newest_first().with_lines()[: PAGE + 1])
    page = found[:PAGE]
    totals = {} if trash else _totals(shown, page)
    comments = Comment.objects.live().counts(page)
    days = [
        Day(
            date=date,
            total=Money(totals[date], trip.currency) if date in totals else None,
            rows=[_row(expense, trip, comments.get(expense.pk, 0)) for expense in expenses],
            continues=start is not None and date == start[0],
        )
        for date, expenses in groupby(page, key=lambda expense: expense.date)
    ]
    mode = {"trash": trash, "select": select}
    return Listing(days, _query(page[-1], mode) if len(found) > PAGE else "")


def _row(expense: Expense, trip: Trip, comments: int) -> Row:
    return Row(
        expense=expense,
        paid=who_paid(expense, trip.me),
        among=among(expense, trip),
        stake=stake(expense, trip.me),
        comments=comments,
        conversion=conversion_of(expense),
    )


def _totals(shown: ExpenseQuerySet, page: list[Expense]) -> dict[datetime.date, int]:
    if not page:
        return {}
    return shown.filter(date__gte=page[-1].date, date__lte=page[0].date).day_totals()


def _query(last: Expense, mode: Mapping[str, bool]) -> str:
    """Where the next page starts: the day is written out, so that moving the row to another day moves nothing else."""
    return urlencode({**{name: "1" for name, on in mode.items() if on}, "after": f"{last.date.isoformat()}.{last.ref}"})


def _start(trip: Trip, after: str) -> tuple[datetime.date, int] | None:
    day, _, ref = after.partition(".")
    try:
        date = datetime.date.fromisoformat(day)
    except ValueError:
        return None
    pk = trip.expenses.filter(ref=ref).values_list("pk", flat=True).first() if is_ref(ref) else None
    return None if pk is None else (date, pk)
