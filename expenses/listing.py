"""A trip's expenses by day, a page at a time. Pages are cut by key, so a row that arrives meanwhile shifts nothing."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from django.urls import reverse

from expenses.conversion import Conversion, conversion_of
from expenses.loading import Sides, read_sides
from expenses.models import Comment, Expense
from expenses.wanted import Wanted
from expenses.wording import Stake, among, stake, who_paid
from trips.models import Revision, Trip
from trips.versions import deletions
from tripsplit.ids import is_ref
from tripsplit.money import Money

PAGE = 50
ANY_REF = "-ANY-REF-"  # in an address that serves all rows; no slug has it


@dataclass(frozen=True)
class Row:
    """One expense as the reader sees it in the list. `gone` tells who deleted it, and when."""

    expense: Expense
    url: str
    money: Money  # in the trip's currency
    paid: str
    words: str  # "Zoë paid · all four · £26.60 at 1.171"
    stake: Stake
    comments: int
    conversion: Conversion | None
    gone: Revision | None
    is_like: bool = False  # found by likeness alone


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
    everything: Sequence[tuple[Expense, Sides]] | None = None  # all that there is, where this page has it all


def load_listing(
    trip: Trip,
    wanted: Wanted,
    *,
    after: str = "",
    trash: bool = False,
    address: Mapping[str, str] | None = None,
) -> Listing:
    """The page of live (or deleted) expenses among the wanted ones that comes after the cursor `after`, newest day first.

    A number of queries that does not depend on the trip. A cursor that means nothing gives the first page. `address` is what
    else the page's address says, which the next one keeps.
    """
    start = start_of(trip, after)
    rows = wanted.rows(trip, trash=trash, older_than=start, limit=PAGE + 1)
    # The index knows no other trip's rows behind this one's fence; should it ever be wrong, they are still not shown.
    found = [row for row in rows.newest_first()[: PAGE + 1] if row.trip_id == trip.pk]
    page = found[:PAGE]
    totals = {} if trash else _totals(trip, wanted, page)
    comments = Comment.objects.live().counts(page)
    gone = deletions(trip, "expense", (expense.ref for expense in page)) if trash else {}
    sides = read_sides(page, trip.people)
    url = reverse("expense_detail", args=[trip.slug, ANY_REF])  # once, and not for each row
    days = [
        Day(
            date=date,
            total=Money(totals[date], trip.currency) if date in totals else None,
            rows=[_row(trip, expense, lines, url, comments, gone, like=wanted.also) for expense, lines in sided],
            continues=start is not None and date == start[0],
        )
        for date, sided in groupby(zip(page, sides, strict=True), key=lambda each: each[0].date)
    ]
    if len(found) > PAGE:
        return Listing(days, urlencode({**(address or {}), "after": cursor_after(page[-1])}))
    return Listing(days, "", None if start else [*zip(page, sides, strict=True)])


def _row(
    trip: Trip,
    expense: Expense,
    lines: Sides,
    url: str,
    comments: Mapping[int, int],
    gone: Mapping[str, Revision],
    *,
    like: Collection[int] = (),
) -> Row:
    expense.trip = trip
    paid = who_paid(expense, trip.me, lines.payers)
    conversion = conversion_of(expense)
    words = [paid, among(expense, trip, lines.shares), *([conversion.short] if conversion else [])]
    return Row(
        expense=expense,
        url=url.replace(ANY_REF, expense.ref),
        money=Money(expense.base_amount, trip.currency),
        paid=paid,
        words=" · ".join(words),
        stake=stake(expense, trip, lines.payers, lines.shares),
        comments=comments.get(expense.pk, 0),
        conversion=conversion,
        gone=gone.get(expense.ref),
        is_like=expense.pk in like,
    )


def load_rows(trip: Trip, keys: Sequence[int]) -> list[Row]:
    """The trip's expenses with these primary keys, in their order; a fixed number of queries."""
    found = trip.expenses.live().in_bulk(keys)
    page = [found[key] for key in keys if key in found]
    comments = Comment.objects.live().counts(page)
    url = reverse("expense_detail", args=[trip.slug, ANY_REF])
    sides = read_sides(page, trip.people)
    return [_row(trip, expense, lines, url, comments, {}) for expense, lines in zip(page, sides, strict=True)]


def _totals(trip: Trip, wanted: Wanted, page: list[Expense]) -> dict[datetime.date, int]:
    """What was found on each day of the page, on other pages, too."""
    if not page:
        return {}
    return wanted.rows(trip, days=(page[-1].date, page[0].date)).day_totals()


def cursor_after(last: Expense) -> str:
    """Where the next page starts: the day is written out, so that moving the row to another day moves nothing else."""
    return f"{last.date.isoformat()}.{last.ref}"


def start_of(trip: Trip, after: str) -> tuple[datetime.date, int] | None:
    """What `older_than` takes, of a cursor; None where it is none of this trip's."""
    day, _, ref = after.partition(".")
    try:
        date = datetime.date.fromisoformat(day)
    except ValueError:
        return None
    pk = trip.expenses.filter(ref=ref).values_list("pk", flat=True).first() if is_ref(ref) else None
    return None if pk is None else (date, pk)
