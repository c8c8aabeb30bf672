"""What is to be found in a list of expenses: words and marks for the index, days and amounts for the rows, and what is like the words."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from expenses.models import Expense, ExpenseQuerySet
from expenses.search.meaning import like_term
from expenses.search.terms import Terms
from trips.models import Trip

NOTHING = Terms()


@dataclass(frozen=True)
class Wanted:
    """What is to be found. `days` are the first and the last; `least` and `most` are minor units of the currency, or of the trip's."""

    terms: Terms = NOTHING
    days: tuple[datetime.date | None, datetime.date | None] = (None, None)
    least: int | None = None
    most: int | None = None
    currency: str = ""
    also: Sequence[int] = ()  # primary keys of live expenses that pass all of this but the words

    def rows(
        self,
        trip: Trip,
        *,
        trash: bool = False,
        days: tuple[datetime.date | None, datetime.date | None] | None = None,
        older_than: tuple[datetime.date, int] | None = None,
        limit: int | None = None,
    ) -> ExpenseQuerySet:
        """What is found, in no order; with a `limit` at least the newest so many. `days` are asked for in place of its own, within them."""
        first, last = days or self.days
        if self.terms:
            limit = None if self._of_amount() else limit
            found = Expense.objects.matching(
                trip, self.terms, gone=trash, days=(first, last), older_than=older_than, limit=limit
            )
            if self.also:
                found |= _between(Expense.objects.filter(pk__in=self.also), first, last, older_than)
        else:
            found = trip.expenses.in_trash() if trash else trip.expenses.live()
            found = _between(found, first, last, older_than)
        return found.filter(**self._of_amount())

    def _of_amount(self) -> dict[str, int]:
        column = "amount" if self.currency else "base_amount"
        bounds = {f"{column}__gte": self.least, f"{column}__lte": self.most}
        return {look_up: minor for look_up, minor in bounds.items() if minor is not None}


@dataclass(frozen=True)
class Alike:
    """What is like the words and not found by them, the likest first; or why that cannot be said, in words for people."""

    keys: Sequence[int] = ()
    note: str = ""


def find_alike(trip: Trip, text: str, facets: Wanted, sure: Wanted) -> Alike:
    """`facets` are the filters without the words, `sure` those with them. A few queries, and a question to the worker."""
    like = like_term(trip, text, is_found=sure.rows(trip, limit=1).exists())
    if not like.found:
        return Alike(note=like.note)
    keys = set(facets.rows(trip).filter(pk__in=like.found).values_list("pk", flat=True))
    keys -= set(sure.rows(trip).filter(pk__in=keys).values_list("pk", flat=True))
    return Alike([key for key in like.found if key in keys])


def _between(
    rows: ExpenseQuerySet,
    first: datetime.date | None,
    last: datetime.date | None,
    older_than: tuple[datetime.date, int] | None,
) -> ExpenseQuerySet:
    rows = rows.filter(date__gte=first) if first else rows
    rows = rows.filter(date__lte=last) if last else rows
    return rows.older_than(*older_than) if older_than else rows
