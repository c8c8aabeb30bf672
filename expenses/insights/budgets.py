"""A trip's budgets as the page shows them: what was spent of each, what is left, and how far that goes."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from expenses.insights.budgeting import EVERYTHING, NAMES
from expenses.insights.charts import Gauge, draw_gauge
from expenses.insights.figures import Figures, kept_figures
from expenses.insights.pace import Pace, Phase, pace_of
from expenses.models import Budget
from trips.models import Trip
from tripsplit.locale import current_locale
from tripsplit.money import Money, format_money


@dataclass(frozen=True)
class BudgetRow:
    """One budget. `words` say what is left of it, `url` leads to what was spent, `edit_url` to its form."""

    key: str
    name: str
    money: Money
    spent: Money
    gauge: Gauge
    words: str
    url: str
    edit_url: str

    @property
    def is_over(self) -> bool:
        return self.spent.minor > self.money.minor


@dataclass(frozen=True)
class Possible:
    """What a budget can be for: what was spent on it so far, and the budget that it has."""

    key: str
    name: str
    spent: Money
    budget: Money | None
    edit_url: str


def load_budgets(trip: Trip, figures: Figures, today: datetime.date) -> list[BudgetRow]:
    """The trip's budgets, that for everything first; one query. `figures` are of all that was spent."""
    spent = _spent(figures)
    found = {budget.category or EVERYTHING: budget for budget in trip.budgets.all()}
    return [_row(trip, key, found[key], spent.get(key, 0), today) for key in NAMES if key in found]


def load_possible(trip: Trip) -> list[Possible]:
    """Everything that a budget can be for; two queries."""
    spent = _spent(kept_figures(trip))
    found = {budget.category or EVERYTHING: budget.amount for budget in trip.budgets.all()}
    return [
        Possible(
            key=key,
            name=name,
            spent=Money(spent.get(key, 0), trip.currency),
            budget=Money(found[key], trip.currency) if key in found else None,
            edit_url=reverse("budget_edit", args=[trip.slug, key]),
        )
        for key, name in NAMES.items()
    ]


def _spent(figures: Figures) -> Mapping[str, int]:
    by_category = {key: total for key, (_, total) in figures.by(lambda cell: cell.category).items()}
    return {**by_category, EVERYTHING: figures.total}


def _row(trip: Trip, key: str, budget: Budget, spent: int, today: datetime.date) -> BudgetRow:
    pace = pace_of(budget.amount, spent, today=today, start=trip.start_date, end=trip.end_date)
    listed = reverse("expense_list", args=[trip.slug])
    return BudgetRow(
        key=key,
        name=NAMES[key],
        money=Money(budget.amount, trip.currency),
        spent=Money(spent, trip.currency),
        gauge=draw_gauge(budget.amount, spent, pace.elapsed if pace.phase == Phase.DURING else None),
        words=in_words(pace, trip.currency),
        url=listed if key == EVERYTHING else f"{listed}?category={key}",
        edit_url=reverse("budget_edit", args=[trip.slug, key]),
    )


def in_words(pace: Pace, currency: str) -> str:
    """ "€38.00 a day left for 4 days", "€20.00 left over", "€15.00 more than planned, with 4 days to go"."""

    def money(minor: int) -> str:
        return format_money(Money(minor, currency), locale=current_locale(), sign="never")

    days = f"{pace.days} day{'' if pace.days == 1 else 's'}"
    if pace.left < 0:
        over = f"{money(pace.left)} more than planned"
        return f"{over}, with {days} to go" if pace.days else over
    if pace.left == 0:
        return "All of it is spent" + (f", with {days} to go" if pace.days else "")
    if pace.phase == Phase.AFTER:
        return f"{money(pace.left)} left over"
    if pace.phase == Phase.UNDATED:
        return f"{money(pace.left)} left"
    if pace.phase == Phase.DURING and pace.days == 1:
        return f"{money(pace.left)} left for the last day"
    return f"{money(pace.left)} left: {money(pace.a_day)} a day for {days}"
