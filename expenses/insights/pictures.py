"""The pictures of a trip's spending, as the page and the report draw them: geometry, words and links put together."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import dateformat

from expenses.filters import PAID, SHARED
from expenses.insights.charts import Bar, Columns, Label, Tick, draw_bars, draw_columns
from expenses.insights.figures import Figures
from expenses.insights.links import Links
from expenses.insights.pace import percents
from expenses.insights.periods import Period, Unit, periods, start_of
from expenses.models import Category
from expenses.wording import called, capital
from trips.models import Participant, Trip
from tripsplit.locale import current_locale
from tripsplit.money import Money, format_money

NO_CATEGORY_NAME = "No category"


@dataclass(frozen=True)
class CategoryRow:
    """One category's bar. `share` is its percentage of what was spent, None where it came to nothing or less."""

    key: str
    name: str
    count: int
    money: Money
    share: int | None
    bar: Bar
    url: str


@dataclass(frozen=True)
class CategoryPicture:
    """The largest first; `zero` is where the zero line stands, empty at the left edge."""

    rows: list[CategoryRow]
    zero: str


@dataclass(frozen=True)
class Side:
    """One of a person's two bars: what they paid, or their share."""

    label: str
    money: Money
    bar: Bar
    url: str


@dataclass(frozen=True)
class PersonRow:
    """A person beside what they paid and their share; a kitty pays and has none. `difference` is paid less share."""

    person: Participant
    name: str
    sides: list[Side]
    difference: Money


@dataclass(frozen=True)
class PersonPicture:
    rows: list[PersonRow]
    zero: str


@dataclass(frozen=True)
class PeriodRow:
    """A day, week, month or year: what was spent in it, and all up to its end."""

    words: str
    count: int
    money: Money
    running: Money
    url: str


@dataclass(frozen=True)
class TimePicture:
    """Columns over time with their running total. The drawing's columns and `rows` go together; labels and ticks have their words."""

    unit: Unit
    drawing: Columns
    rows: list[PeriodRow]
    labels: list[tuple[Label, str]]
    ticks: list[tuple[Tick, Money]]
    words: str

    @property
    def columns(self) -> list[tuple[object, PeriodRow]]:
        return [*zip(self.drawing.columns, self.rows, strict=True)]

    @property
    def title(self) -> str:
        return f"Spending by {self.unit}"

    @property
    def total(self) -> Money:
        return self.rows[-1].running


def by_category(trip: Trip, figures: Figures, links: Links | None) -> CategoryPicture:
    found = sorted(figures.by(lambda cell: cell.category).items(), key=lambda each: (-each[1][1], each[0]))
    names = dict(Category.choices)
    totals = [total for _, (_, total) in found]
    bars = draw_bars(totals)
    rows = [
        CategoryRow(
            key=key,
            name=names.get(key, NO_CATEGORY_NAME),
            count=count,
            money=Money(total, trip.currency),
            share=share,
            bar=bar,
            url=links.category(key) if links else "",
        )
        for (key, (count, total)), share, bar in zip(found, percents(totals), bars.bars, strict=True)
    ]
    return CategoryPicture(rows, bars.zero)


def by_person(trip: Trip, figures: Figures, links: Links | None, me: Participant | None) -> PersonPicture:
    """Everybody who travels, and whoever paid or shares anything beside; whose share is largest comes first, kitties last."""
    shown = [
        person
        for person in trip.people
        if figures.paid.get(person.pk) or figures.owed.get(person.pk) or (person.is_active and not person.is_kitty)
    ]
    shown.sort(key=lambda person: (person.is_kitty, -figures.owed.get(person.pk, 0)))
    sides = [(person, *side) for person in shown for side in _sides(person, figures)]
    bars = draw_bars([minor for *_, minor in sides])
    drawn: dict[int, list[Side]] = {person.pk: [] for person in shown}
    for (person, label, role, minor), bar in zip(sides, bars.bars, strict=True):
        url = links.person(person, role) if links else ""
        drawn[person.pk].append(Side(label, Money(minor, trip.currency), bar, url))
    rows = [
        PersonRow(
            person=person,
            name=capital(called(person, me)) if me else person.name,
            sides=drawn[person.pk],
            difference=Money(figures.paid.get(person.pk, 0) - figures.owed.get(person.pk, 0), trip.currency),
        )
        for person in shown
    ]
    return PersonPicture(rows, bars.zero)


def _sides(person: Participant, figures: Figures) -> list[tuple[str, str, int]]:
    paid, owed = figures.paid.get(person.pk, 0), figures.owed.get(person.pk, 0)
    share = [] if person.is_kitty and not owed else [("Share", SHARED, owed)]
    return [("Paid", PAID, paid), *share]


def by_time(trip: Trip, figures: Figures, links: Links | None) -> TimePicture:
    """From the first day with an expense to the last. Raises ValueError where there is none."""
    days = figures.by(lambda cell: cell.date)
    unit, found = periods(min(days), max(days))
    spent = figures.by(lambda cell: start_of(unit, cell.date))
    several_years = found[0].first.year != found[-1].last.year
    rows: list[PeriodRow] = []
    running = 0
    for period in found:
        count, total = spent.get(start_of(unit, period.first), (0, 0))
        running += total
        rows.append(
            PeriodRow(
                words=in_words(unit, period),
                count=count,
                money=Money(total, trip.currency),
                running=Money(running, trip.currency),
                url=links.period(period) if links else "",
            )
        )
    drawing = draw_columns([row.money.minor for row in rows])
    return TimePicture(
        unit=unit,
        drawing=drawing,
        rows=rows,
        labels=[(label, _short(unit, found[label.index], years=several_years)) for label in drawing.labels],
        ticks=[(tick, Money(tick.minor, trip.currency)) for tick in drawing.ticks],
        words=_described(unit, rows),
    )


def in_words(unit: Unit, period: Period) -> str:
    """ "3 May 2026", "4 May to 10 May 2026", "May 2026", "2026"."""
    if unit in {Unit.DAY, Unit.WEEK} and period.first == period.last:
        return dateformat.format(period.first, "D j F Y" if unit == Unit.DAY else "j F Y")
    if unit == Unit.WEEK:
        years = "j F" if period.first.year == period.last.year else "j F Y"
        return f"{dateformat.format(period.first, years)} to {dateformat.format(period.last, 'j F Y')}"
    return dateformat.format(period.first, "F Y" if unit == Unit.MONTH else "Y")


def _short(unit: Unit, period: Period, *, years: bool) -> str:
    """What has room under a column."""
    if unit in {Unit.DAY, Unit.WEEK}:
        return dateformat.format(period.first, "j M")
    return dateformat.format(period.first, ("M y" if years else "M") if unit == Unit.MONTH else "Y")


def _described(unit: Unit, rows: Sequence[PeriodRow]) -> str:
    """What somebody sees at a glance, for those who do not."""
    highest = max(rows, key=lambda row: row.money.minor)
    most, total = (format_money(money, locale=current_locale()) for money in (highest.money, rows[-1].running))
    what = f"{len(rows)} {unit}s" if len(rows) > 1 else f"One {unit}"
    top = f" The highest is {highest.words} with {most}." if len(rows) > 1 and highest.money.minor > 0 else ""
    return f"{what}.{top} The line is the running total, which comes to {total}."
