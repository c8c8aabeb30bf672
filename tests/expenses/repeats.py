"""What the tests of repeating expenses share: a repeat made by the services, a clock that stands where it is put, and the worker."""

import datetime
from unittest import mock

from expenses.jobs import find_due_repeats
from expenses.repeating import start_repeat
from expenses.schedule import Schedule
from tests.expenses.recording import record
from tripsplit.jobs import drain, enqueue

FINDER = f"{find_due_repeats.__module__}.{find_due_repeats.__name__}"


def clock(moment):
    """A context in which it is that moment, as ISO 8601 with an offset; a date alone means noon in UTC."""
    text = moment if "T" in moment else f"{moment}T12:00+00:00"
    return mock.patch("django.utils.timezone.now", return_value=datetime.datetime.fromisoformat(text))


def rent(trip, by, among=None, *, on="2027-01-31", unit="month", every=1, until=None, times=None, **facts):
    """An expense that repeats, set up by `by` on the day that it is of."""
    day = datetime.date.fromisoformat(on)
    with clock(on):
        expense = record(trip, by, among or [by], date=day, **{"description": "Rent", "amount": 90000, **facts})
        schedule = Schedule(unit, every, day, until=until and datetime.date.fromisoformat(until), times=times)
        return start_repeat(expense=expense, by=by, schedule=schedule)


def work(moment):
    """Let the worker look and do at that moment what is to be done."""
    with clock(moment):
        enqueue(FINDER)
        return drain()


def dates(trip):
    """The days of the trip's live expenses."""
    return [day.isoformat() for day in trip.expenses.live().order_by("date", "pk").values_list("date", flat=True)]
