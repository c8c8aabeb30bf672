"""The trip book: read at one moment, told in chapters, and set in pages."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from django.utils.safestring import SafeString

from expenses.insights.figures import kept_figures
from expenses.insights.pictures import TimePicture, by_time
from settlements.balances import Balances, load_balances
from settlements.book.paper import DAMAGED, print_document, read_by_nobody
from settlements.book.people import PersonPage, person_page
from settlements.book.pictures import Appendix, read_receipts
from settlements.book.rows import Day, Side, Slice, by_category, by_day, percent, read_entries, sides_of
from settlements.models import Payment
from settlements.paying.ways import Way, ways_to_pay
from settlements.planner import UnbalancedTrip
from settlements.reports.kinds import CannotBeMade, Progress
from settlements.reports.reading import at_one_revision
from settlements.typesetting.press import Printed
from settlements.wording import Standing, Ticket, how_many, paid, standings, tickets
from trips.models import Participant, Trip
from tripsplit.locale import current_locale
from tripsplit.money import Money, format_money

MOST_LINES = 2_000  # expenses, and a person counts as ten; of more the book tells what each day or month came to
LINES_OF_A_PERSON = 10  # that is what their page takes of memory
MOST_DAYS = 400
MOST_PAYMENTS = 500  # the latest
HALF = 50
LONGEST_AMOUNT = 12  # characters that a column of the summary has room for


@dataclass(frozen=True)
class PlanTicket:
    """One payment of the plan, with the ways to make it."""

    ticket: Ticket
    ways: Sequence[Way]

    @property
    def codes(self) -> list[tuple[str, SafeString]]:
        """Each code that a bank's app reads, with its name."""
        return [code for way in self.ways for code in way.codes]


@dataclass(frozen=True)
class Period:
    """A day, or the month that begins with it, of a trip too large for its lines."""

    start: datetime.date
    count: int
    total: Money


@dataclass(frozen=True)
class SummaryRow:
    """`sides` are what one person paid, bore, sent and received; `start` and `width` of their bar are percent, zero in the middle."""

    standing: Standing
    sides: Sequence[Money]
    start: int
    width: int


@dataclass(frozen=True)
class Contents:
    """All that the book tells. `days` have the expenses; of a large trip they are empty, and `periods` tell instead."""

    trip: Trip
    balances: Balances
    summary: Sequence[SummaryRow]
    totals: Sequence[Money]
    plan: Sequence[PlanTicket]
    how_many: str
    payments: Sequence[tuple[Payment, str]]
    payments_before: int
    categories: Sequence[Slice]
    time: TimePicture | None
    days: Sequence[Day]
    periods: Sequence[Period]
    by_month: bool
    people: Sequence[PersonPage]
    appendix: Appendix
    count: int

    @property
    def is_wide(self) -> bool:
        """Whether the summary's amounts are so long that they need the place of the bars."""
        amounts = [*self.totals, *(amount for row in self.summary for amount in row.sides)]
        return max(len(format_money(amount, locale=current_locale())) for amount in amounts) > LONGEST_AMOUNT


def write_book(trip: Trip, path: Path, *, progress: Progress) -> Printed:
    """A kind of report. Raises CannotBeMade."""
    progress(0, 2, "reading the trip")
    try:
        book = at_one_revision(trip, lambda fresh: load_contents(read_by_nobody(fresh)))
    except UnbalancedTrip as fault:
        raise CannotBeMade(DAMAGED) from fault
    progress(1, 2, "setting the pages")
    return print_document("book/book.html", {"book": book}, path, trip=book.trip, pictures=book.appendix.files)


def load_contents(trip: Trip) -> Contents:
    """Everything, by `at_one_revision`: in a number of queries that grows only with the plan and with every CHUNK of expenses."""
    balances = load_balances(trip)
    entries = list(read_entries(trip))
    days = by_day(trip, entries)
    payments = list(trip.payments.live().with_people().order_by("date", "pk"))
    plan = tickets(balances.plan, trip.me)
    sides = sides_of(entries)
    many = len(entries) + LINES_OF_A_PERSON * len(balances.people) > MOST_LINES
    by_month = len(days) > MOST_DAYS
    return Contents(
        trip=trip,
        balances=balances,
        summary=[_summary_row(each, balances) for each in standings(balances, trip.me)],
        totals=_totals(balances),
        plan=[PlanTicket(ticket, _ways(trip, ticket)) for ticket in plan],
        how_many=how_many(balances),
        payments=[(payment, paid(payment, trip.me)) for payment in payments[-MOST_PAYMENTS:]],
        payments_before=max(0, len(payments) - MOST_PAYMENTS),
        categories=by_category(trip, entries),
        time=by_time(trip, kept_figures(trip), None) if len(days) > 1 else None,
        days=[] if many else days,
        periods=periods_of(trip, days, by_month=by_month) if many else [],
        by_month=by_month,
        people=[
            person_page(trip, person, sides.get(person.pk, Side()), plan, payments)
            for person in balances.people
            if person.is_active or person.net or person.pk in sides
        ],
        appendix=read_receipts(trip),
        count=len(entries),
    )


def _summary_row(each: Standing, balances: Balances) -> SummaryRow:
    person = each.person
    width = percent(abs(person.net.minor), 2 * balances.greatest.minor)
    start = HALF if person.net.minor > 0 else HALF - width
    return SummaryRow(each, [Money(minor, balances.trip.currency) for minor in _sides(person)], start, width)


def _sides(person: Participant) -> tuple[int, int, int, int]:
    return person.paid, person.owed, person.sent, person.received


def _totals(balances: Balances) -> list[Money]:
    """Paid, borne, sent, received, and the balances, which come to nothing."""
    people = balances.people
    sums = [*map(sum, zip(*map(_sides, people), strict=True))]
    return [Money(minor, balances.trip.currency) for minor in [*sums, sum(person.net.minor for person in people)]]


def _ways(trip: Trip, ticket: Ticket) -> list[Way]:
    """How whoever is paid by a person can be paid; a kitty's holder gives cash."""
    step = ticket.step
    return (
        [] if step.sender.is_kitty else ways_to_pay(step.receiver, step.money, note=f"{trip.name}: {step.sender.name}")
    )


def periods_of(trip: Trip, days: Sequence[Day], *, by_month: bool) -> list[Period]:
    found: list[Period] = []
    for start, group in groupby(days, key=lambda day: day.date.replace(day=1) if by_month else day.date):
        some = list(group)
        total = Money(sum(day.total.minor for day in some), trip.currency)
        found.append(Period(start, sum(len(day.entries) for day in some), total))
    return found
