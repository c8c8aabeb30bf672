"""Making the expenses of what repeats: each due day in its own transaction, in order, once, whoever runs."""

from datetime import UTC, timedelta

from django.db import transaction
from django.utils import timezone

from expenses.clock import today
from expenses.models import Expense
from expenses.repeat_models import Occurrence, Repeat
from expenses.repeating import check_can_go_on, claim, halt_repeat
from expenses.services import record_expense
from expenses.splitting import SplitError
from expenses.written import read_at_days_rate
from trips.errors import DomainError, RowChanged, TripIsClosed
from trips.models import Trip

FEED_VERB = "repeated"
AHEAD = timedelta(days=1)  # somewhere it is tomorrow already


def due_repeats() -> list[Repeat]:
    """Those that have a day to make, by the calendar of their own trip; one query."""
    tomorrow = timezone.now().astimezone(UTC).date() + AHEAD
    candidates = Repeat.objects.due_by(tomorrow).select_related("trip").order_by("next_date", "pk")
    return [repeat for repeat in candidates if is_due(repeat)]


def is_due(repeat: Repeat) -> bool:
    return repeat.is_going and repeat.next_date is not None and repeat.next_date <= today(repeat.trip)


def make_next(primary_key: int) -> Repeat | None:
    """Make the repeat's next expense, if its day has come: then the repeat as it is afterwards, otherwise None.

    Where its trip is closed the days that have come are left out, and where it cannot be made the repeat pauses with the reason.
    """
    repeat = Repeat.objects.going().select_related("trip", "created_by").filter(pk=primary_key).first()
    if repeat is None or not is_due(repeat):
        return None
    try:
        make(repeat)
    except TripIsClosed:
        leave_out(repeat)
        return make_next(primary_key)  # nothing is due any more, unless somebody has opened the trip just now
    except RowChanged:  # by a person or another worker, a moment ago: look again
        return make_next(primary_key)
    except (DomainError, SplitError) as fault:
        _halt(repeat, str(fault))
        return None
    return repeat


@transaction.atomic
def make(repeat: Repeat) -> Expense:
    """The next expense, its line in the list of what was made, and the next day: all or nothing.

    Raises TripIsClosed, RowChanged, CannotGoOn and what record_expense raises.
    """
    number, day, trip = repeat.next_number, repeat.next_date, _taken(repeat)
    if trip.is_closed or trip.deleted_at is not None or day is None:
        raise TripIsClosed
    claim(repeat, repeat.version)
    repeat.trip = trip
    check_can_go_on(repeat)
    expense = record_expense(
        trip=trip,
        by=repeat.created_by,
        draft=read_at_days_rate(repeat.draft, trip=trip, on=day),
        ref=repeat.ref_of(number),
        told=FEED_VERB,
    )
    Occurrence.objects.create(repeat=repeat, number=number, date=day, expense=expense)
    repeat.count_on(number + 1)
    repeat.save(update_fields=["next_number", "next_date"])
    return expense


@transaction.atomic
def leave_out(repeat: Repeat) -> None:
    """Go past the days that have come while the trip is archived or deleted: they are not made up for when it opens again."""
    trip = _taken(repeat)
    if not trip.is_closed and trip.deleted_at is None:
        return
    claim(repeat, repeat.version)
    repeat.trip = trip
    repeat.count_on(repeat.schedule.next_from(repeat.next_number, today(trip) + timedelta(days=1)))
    repeat.save(update_fields=["next_number", "next_date"])


def _taken(repeat: Repeat) -> Trip:
    """The trip as it is now, and nobody else's until the transaction ends."""
    return Trip.objects.select_for_update().get(pk=repeat.trip_id)


def _halt(repeat: Repeat, reason: str) -> None:
    """The failed attempt was rolled back, so the row is as it was read; whoever changed it meanwhile has the say."""
    current = Repeat.objects.going().select_related("trip").filter(pk=repeat.pk).first()
    if current:
        halt_repeat(repeat=current, reason=reason)
