"""The trip's expenses as the book tells them: who paid, for whom, and what that comes to by day, by category and by person."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.text import Truncator

from expenses.conversion import conversion_of
from expenses.insights.pace import percents
from expenses.insights.pictures import NO_CATEGORY_NAME
from expenses.loading import Sides, read_sides
from expenses.models import Category, Expense
from expenses.wording import WAYS, listed
from trips.models import Participant, Trip
from tripsplit.money import Money

CHUNK = 500
MOST_LEFT_OUT = 2  # people of many who do not share: "everybody but Zoë"
MOST_NAMED = 4
LONGEST_LIST, LONGEST_TEXT = 60, 300  # characters


@dataclass(frozen=True)
class Entry:
    """One expense, in words. `money` is in the trip's currency; an income's is below zero, as it counts."""

    expense: Expense
    sides: Sides
    money: Money
    payers: str
    sharers: str
    said: str  # "Food & drink · £26.60 at 1.171"

    @property
    def title(self) -> str:
        return shortened(self.expense.description)

    @property
    def note(self) -> str:
        return shortened(self.expense.note)


@dataclass(frozen=True)
class Day:
    date: datetime.date
    total: Money
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Slice:
    """A part of a whole, such as a category: in percent of the largest, for its bar, and of all, if it came to anything."""

    name: str
    money: Money
    of_largest: int
    of_all: int | None


@dataclass
class Side:
    """What one person paid for and bore, to be told on their page."""

    categories: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    paid: int = 0
    shared: int = 0
    largest: list[tuple[int, Entry]] = field(default_factory=list)


def read_entries(trip: Trip) -> Iterator[Entry]:
    """Every live expense, the oldest first; two queries for each CHUNK of them."""
    rows = list(trip.expenses.live().order_by("date", "pk"))
    everybody = {person.pk for person in trip.active_people}
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        for expense, sides in zip(chunk, read_sides(chunk, trip.people), strict=True):
            expense.trip = trip
            yield _entry(trip, expense, sides, everybody)


def _entry(trip: Trip, expense: Expense, sides: Sides, everybody: set[int]) -> Entry:
    conversion = conversion_of(expense)
    said = [expense.get_category_display(), conversion.short if conversion else "", _way(expense, sides)]
    return Entry(
        expense=expense,
        sides=sides,
        money=Money(signed(expense, expense.base_amount), trip.currency),
        payers=briefly([side.participant.name for side in sides.payers]),
        sharers=_sharers(trip, [side.participant for side in sides.shares], everybody),
        said=" · ".join(each for each in said if each),
    )


def shortened(text: str) -> str:
    """As much of a text as a table on paper has room for."""
    return Truncator(text).chars(LONGEST_TEXT)


def signed(expense: Expense, minor: int) -> int:
    """An income counts the other way."""
    return -minor if expense.kind == Expense.Kind.INCOME else minor


def _way(expense: Expense, sides: Sides) -> str:
    return WAYS.get(expense.method, "") if len(sides.shares) > 1 else ""  # type: ignore[call-overload]


def _sharers(trip: Trip, people: Sequence[Participant], everybody: set[int]) -> str:
    """ "Everybody", "Everybody but Zoë", "Zoë and David", "Zoë, David, Emily and 3 more"."""
    keys = {person.pk for person in people}
    if len(keys) > 1 and keys == everybody:
        return "Everybody"
    out = [person.name for person in trip.active_people if person.pk not in keys]
    if keys < everybody and len(out) <= MOST_LEFT_OUT and len(keys) >= MOST_NAMED:
        return f"Everybody but {listed(out)}"
    return briefly([person.name for person in people])


def briefly(names: Sequence[str]) -> str:
    """ "Zoë and David", and of many or of long names "Zoë, David and 3 more": a narrow column has room for that."""
    return next(
        (words for most in (MOST_NAMED, 3) if len(words := listed(names, most)) <= LONGEST_LIST), listed(names, 2)
    )


def by_day(trip: Trip, entries: Iterable[Entry]) -> list[Day]:
    days = []
    for date, group in groupby(entries, key=lambda entry: entry.expense.date):
        found = list(group)
        days.append(Day(date, Money(sum(entry.money.minor for entry in found), trip.currency), found))
    return days


def by_category(trip: Trip, entries: Iterable[Entry]) -> list[Slice]:
    found: dict[str, int] = defaultdict(int)
    for entry in entries:
        found[entry.expense.category] += entry.money.minor
    return slices(found, trip.currency)


def slices(amounts: Mapping[str, int], currency: str) -> list[Slice]:
    """The categories, the largest first; those that came to nothing are left out."""
    labels = dict(Category.choices)
    found = sorted(((key, minor) for key, minor in amounts.items() if minor), key=lambda item: (-item[1], item[0]))
    largest = max(amounts.values(), default=0)
    return [
        Slice(labels.get(key, NO_CATEGORY_NAME), Money(minor, currency), percent(minor, largest), share)
        for (key, minor), share in zip(found, percents([minor for _, minor in found]), strict=True)
    ]


def percent(part: int, whole: int) -> int:
    """To the nearest, and never below nothing: a category whose refunds outweigh it has no bar."""
    return max(0, (200 * part + whole) // (2 * whole)) if whole > 0 else 0


def sides_of(entries: Iterable[Entry]) -> dict[int, Side]:
    """Each person's side of all of it, by key."""
    found: dict[int, Side] = defaultdict(Side)
    for entry in entries:
        for payer in entry.sides.payers:
            found[payer.participant.pk].paid += 1
        for share in entry.sides.shares:
            side = found[share.participant.pk]
            minor = signed(entry.expense, share.base_amount)
            side.shared += 1
            side.categories[entry.expense.category] += minor
            side.largest.append((minor, entry))
    return found
