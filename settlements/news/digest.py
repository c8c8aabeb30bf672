"""What happened in somebody's trips within a week: the contents of the weekly mail, read when it is written, by what they may see then.

A week is the calendar's (ISO 8601), from Monday to Sunday, in UTC: one and the same for people in all time zones.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.urls import reverse

from expenses.models import Expense
from expenses.wording import who_paid
from settlements.models import Payment
from settlements.wording import paid
from trips import mailing
from trips.access import trips_of
from trips.accounts import on_public_address
from trips.models import Trip, User
from tripsplit.mail import queue_mail
from tripsplit.money import Money

MOST = 12  # lines of a trip; the others are counted
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Line:
    """One expense or payment: "Zoë paid", "Dinner", and how much."""

    words: str
    what: str
    money: Money


@dataclass(frozen=True)
class TripNews:
    """A trip in which something happened, with where the reader stands now."""

    trip: Trip
    url: str
    lines: list[Line]
    more: int
    net: Money


def week_before(now: datetime) -> str:
    """The name of the last week that is over, such as 2026-W19."""
    return f"{now.astimezone(UTC) - WEEK:%G-W%V}"


def bounds(week: str) -> tuple[datetime, datetime]:
    """A week's beginning and its end, which is the next one's beginning."""
    year, _, number = week.partition("-W")
    start = datetime.combine(date.fromisocalendar(int(year), int(number), 1), time(), tzinfo=UTC)
    return start, start + WEEK


def news_for(user: User, week: str) -> list[TripNews]:
    """The user's trips, as they are open to them now, in which something was written down that week."""
    found = (_news_of(trip, *bounds(week)) for trip in trips_of(user))
    return [news for news in found if news.lines]


def write_digest(user: User, week: str) -> bool:
    """Queue the mail of that week, the same one however often; whether there was anything to tell to somebody who wants it."""
    if not user.email or not user.is_active or not mailing.wants(user.email, mailing.DIGEST):
        return False
    news = news_for(user, week)
    if news:
        start, end = bounds(week)
        queue_mail(
            "digest",
            {"person": user, "news": news, "first": start.date(), "last": end.date() - timedelta(days=1)},
            to=user.email,
            subject="Your trips last week: " + ", ".join(each.trip.name for each in news),
            key=f"digest {user.pk} {week}",
            stop_url=mailing.stop_url(user.email, mailing.DIGEST),
        )
    return bool(news)


def _news_of(trip: Trip, start: datetime, end: datetime) -> TripNews:
    within = {"created_at__gte": start, "created_at__lt": end}
    expenses = trip.expenses.live().filter(**within).order_by("created_at", "pk")
    payments = trip.payments.live().filter(**within).order_by("created_at", "pk")
    count = expenses.count() + payments.count()
    people = {person.pk: person for person in trip.people}
    shown: list[Expense | Payment] = [*expenses.with_lines()[:MOST], *payments.with_people()[:MOST]]
    lines = [_line(row, trip) for row in sorted(shown, key=lambda row: row.created_at)[:MOST]]
    return TripNews(
        trip=trip,
        url=on_public_address(reverse("trip_detail", args=[trip.slug])),
        lines=lines,
        more=count - len(lines),
        net=people[trip.me.pk].net,
    )


def _line(row: Expense | Payment, trip: Trip) -> Line:
    if isinstance(row, Payment):
        return Line(paid(row, trip.me), "", row.money)
    return Line(who_paid(row, trip.me, row.payers.all()), row.description, row.money)
