"""The balances of the past: the same page as today's, of a day (`?on=`) or a moment (`?at=`), with nothing on it that changes anything."""

from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils import dateformat

from settlements.balances import load_balances
from settlements.past.moments import BadMoment, Past, read_past
from settlements.wishes.words import consequences
from settlements.wording import how_many, standings, tickets
from trips.models import Trip
from trips.showing import render_trip_page
from tripsplit.htmx import AppRequest, render_page

PAST = "settlements/balance_past.html"
NAMES = ("on", "at")


class Told(NamedTuple):
    """Which past a page shows, in words."""

    title: str
    help: str


def asks_for_the_past(request: AppRequest) -> bool:
    return any(name in request.GET for name in NAMES)


def past_of(request: AppRequest, trip: Trip) -> Past | None:
    """The past that the address names, None where it names none. Raises BadMoment."""
    on, at = (request.GET.get(name) for name in NAMES)
    return read_past(on=on, at=at, time_zone=trip.time_zone)


def past_list(request: AppRequest, trip: Trip) -> HttpResponse:
    """Where everybody stood; 422 with a sentence where the address names no day and no moment."""
    try:
        past = past_of(request, trip)
    except BadMoment as fault:
        return refused(request, trip, fault)
    return render_trip_page(
        request, PAST, trip, tab="balances", more=lambda: _balances_of(trip, past), fragments=("balance-list",)
    )


def refused(request: AppRequest, trip: Trip, fault: BadMoment) -> HttpResponse:
    """Why nothing is shown, with the way to ask for something else."""
    context = {"trip": trip, "tab": "balances", "fault": str(fault)}
    return render_page(request, PAST, context, fragments=("balance-list",), status=422)


def in_words(past: Past | None) -> Told | None:
    """ "As of 3 May 2026", "As it stood on 3 May 2026 at 18:30"; None for now."""
    if past is None:
        return None
    if past.at:
        clock = "H:i:s" if past.at.second or past.at.microsecond else "H:i"
        title = f"As it stood on {_day(past.at)} at {dateformat.format(past.at, clock)}."
        return Told(title, "What was written down later is not in it.")
    return Told(f"As of {_day(past.on)}.", "What is dated later is not in it.")


def _balances_of(trip: Trip, past: Past | None) -> dict[str, Any]:
    balances = load_balances(trip, past)
    return {
        "balances": balances,
        "standings": standings(balances, trip.me),
        "tickets": tickets(balances.plan, trip.me),
        "how_many": how_many(balances),
        "consequences": consequences(balances, trip.me),
        "told": in_words(past),
        "query": f"?{past.query}" if past else "",
        "asked": asked(trip, past),
    }


def asked(trip: Trip, past: Past | None) -> dict[str, str]:
    """What the pickers show: what was asked for, to the minute."""
    if past is None:
        return {}
    at = past.at.astimezone(ZoneInfo(trip.time_zone)) if past.at else None
    return {"on": str(past.on or ""), "at": f"{at:%Y-%m-%dT%H:%M}" if at else ""}


def _day(day: date | datetime | None) -> str:
    return dateformat.format(day, "j F Y") if day else ""
