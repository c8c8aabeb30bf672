"""Everything that the page (or a report) shows of a trip's spending, in a number of queries that does not depend on the trip."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from expenses.filters import FilterForm
from expenses.insights.budgets import BudgetRow, load_budgets
from expenses.insights.figures import Figures, counted_figures, kept_figures
from expenses.insights.links import Links
from expenses.insights.pictures import CategoryPicture, PersonPicture, TimePicture, by_category, by_person, by_time
from expenses.insights.summary import Average, Big, CurrencyRow, averages, biggest, currencies, days_of_it
from expenses.models import Expense
from expenses.wanted import Wanted
from trips.models import Participant, Trip
from tripsplit.money import Money


@dataclass(frozen=True)
class Insights:
    """What was found, summed and drawn. There is at least one expense."""

    count: int
    total: Money
    averages: Sequence[Average]
    categories: CategoryPicture
    people: PersonPicture
    time: TimePicture
    biggest: Sequence[Big]
    currencies: Sequence[CurrencyRow]
    found_url: str


@dataclass(frozen=True)
class Spending:
    """What the page shows: budgets where everything is looked at, and the pictures where there is anything."""

    insights: Insights | None
    budgets: Sequence[BudgetRow]


def load_spending(
    trip: Trip, *, today: datetime.date, find: FilterForm | None = None, me: Participant | None = None
) -> Spending:
    """The trip's spending as `find` narrows it, all of it without. `me` is called "you"; with a form, each bar leads to the list.

    Three queries for all of a trip, from its running totals; four for a part of it.
    """
    narrowed = bool(find and find.in_use)
    wanted = find.wanted if find else Wanted()
    figures = counted_figures(trip, wanted) if narrowed else kept_figures(trip)
    return Spending(
        insights=_insights(trip, figures, wanted, find=find, today=today, me=me) if figures.count else None,
        budgets=[] if narrowed else load_budgets(trip, figures, today),
    )


def _insights(
    trip: Trip,
    figures: Figures,
    wanted: Wanted,
    *,
    find: FilterForm | None,
    today: datetime.date,
    me: Participant | None,
) -> Insights:
    links = Links(trip, find) if find else None
    kind = find.cleaned_data.get("kind") if find else ""
    return Insights(
        count=figures.count,
        total=Money(figures.total, trip.currency),
        averages=averages(trip, figures, days_of_it(trip, figures, today, wanted.days)),
        categories=by_category(trip, figures, links),
        people=by_person(trip, figures, links, me),
        time=by_time(trip, figures, links),
        biggest=biggest(trip, wanted, kind=kind or Expense.Kind.EXPENSE),
        currencies=currencies(trip, figures, links),
        found_url=links.found if links else "",
    )
