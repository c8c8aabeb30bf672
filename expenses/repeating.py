"""Setting up what repeats, changing, pausing and stopping it. The expenses themselves are made by the worker (expenses.recurring)."""

from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils import timezone

from expenses.clock import today
from expenses.drafts import ExpenseDraft, draft_of
from expenses.models import Expense
from expenses.repeat_models import REASON_LENGTH, Occurrence, Repeat
from expenses.schedule import Schedule
from expenses.schedule_words import day_in_words, in_words
from expenses.wording import listed
from expenses.written import read, written
from trips.errors import DomainError, RowChanged
from trips.history import Shown, begin_change, differences, log_activity, shown_money
from trips.models import Participant, Trip
from tripsplit.jobs import enqueue

MAKER = "expenses.jobs.make_repeat"
MOST_REPEATS = 50  # of a trip, those that have ended left out
MOST_AT_ONCE = 100  # days that have gone by already, made as soon as somebody saves
IN_THE_TRASH = "All that it has made is in the trash. Restore one of them, and it can go on."


class RepeatsAlready(DomainError):
    def __init__(self) -> None:
        super().__init__("This expense repeats already.")


class TooManyRepeats(DomainError):
    def __init__(self) -> None:
        super().__init__(f"A trip has {MOST_REPEATS} repeating expenses at most. Stop one that nobody needs first.")


class DayHasBeen(DomainError):
    def __init__(self, last: date) -> None:
        super().__init__(f"Choose a day after {day_in_words(last)}, the last one that was made.")


class CannotGoOn(DomainError):
    """Why a repeat makes nothing; the sentence is what its page shows."""


@transaction.atomic
def start_repeat(*, expense: Expense, by: Participant | None, schedule: Schedule) -> Repeat:
    """Make the expense anew on each later day of the schedule; the expense itself is the first. It was just saved, with its lines.

    Raises TripIsClosed, RepeatsAlready, TooManyRepeats.
    """
    trip = expense.trip
    begin_change(trip)
    if expense.repeat:
        raise RepeatsAlready
    if trip.repeats.filter(stopped_at=None).exclude(next_date=None).count() >= MOST_REPEATS:
        raise TooManyRepeats
    repeat = Repeat(trip=trip, draft=written(draft_of(expense), base_currency=trip.currency), created_by=by)
    _follow(repeat, schedule)
    repeat.count_on(schedule.first + 1)
    repeat.save()
    Occurrence.objects.create(repeat=repeat, number=schedule.first, date=expense.date, expense=expense)
    _log(repeat, by, "started", after=described(repeat))
    queue_if_due(repeat)
    return repeat


@transaction.atomic
def edit_repeat(
    *, repeat: Repeat, by: Participant | None, version: int, draft: ExpenseDraft, schedule: Schedule
) -> None:
    """Change what is made from now on, and when: the schedule begins with the next one. What was made stays as it is.

    One that had paused by itself goes on: what stood in its way was mended. Raises TripIsClosed, RowChanged, DayHasBeen, CannotGoOn.
    """
    _take(repeat, version)
    last = repeat.occurrences.order_by("-number").values_list("date", flat=True).first()
    if last and schedule.start <= last:
        raise DayHasBeen(last)
    before = described(repeat)
    repeat.draft = written(draft, base_currency=repeat.trip.currency)
    _follow(repeat, replace(schedule, first=repeat.next_number))
    repeat.count_on(repeat.next_number)
    if repeat.reason:
        repeat.paused_at, repeat.reason = None, ""
    if repeat.is_going:
        check_can_go_on(repeat)
    repeat.save()
    _log(repeat, by, "edited", before=before, after=described(repeat))
    queue_if_due(repeat)


@transaction.atomic
def pause_repeat(*, repeat: Repeat, by: Participant | None, version: int) -> None:
    """Make nothing until somebody resumes it. Raises TripIsClosed, RowChanged."""
    _take(repeat, version)
    repeat.paused_at, repeat.reason = timezone.now(), ""
    repeat.save()
    _log(repeat, by, "paused")


@transaction.atomic
def resume_repeat(*, repeat: Repeat, by: Participant | None, version: int, with_missed: bool = False) -> None:
    """Go on after a pause: with the next day to come, or `with_missed` with those that went by meanwhile too.

    Raises TripIsClosed, RowChanged, CannotGoOn.
    """
    _take(repeat, version)
    check_can_go_on(repeat)
    repeat.paused_at, repeat.reason = None, ""
    _go_on(repeat, with_missed=with_missed)
    _log(repeat, by, "resumed")


@transaction.atomic
def stop_repeat(*, repeat: Repeat, by: Participant | None, version: int) -> None:
    """End it; what was made stays. Raises TripIsClosed, RowChanged."""
    _take(repeat, version)
    repeat.stopped_at = timezone.now()
    repeat.save()
    _log(repeat, by, "stopped")


@transaction.atomic
def restart_repeat(*, repeat: Repeat, by: Participant | None, version: int) -> None:
    """Take the stop back: it goes on with the next day to come, or is paused as it was. Raises TripIsClosed, RowChanged, CannotGoOn."""
    _take(repeat, version)
    repeat.stopped_at = None
    if repeat.is_going:
        check_can_go_on(repeat)
    _go_on(repeat, with_missed=False)
    _log(repeat, by, "restarted")


@transaction.atomic
def halt_repeat(*, repeat: Repeat, reason: str) -> None:
    """Pause it without anybody asking, since it cannot go on: its page says why. Raises TripIsClosed, RowChanged."""
    _take(repeat, repeat.version)
    repeat.paused_at, repeat.reason = timezone.now(), reason[:REASON_LENGTH]
    repeat.save()
    _log(repeat, None, "halted", after={"Why": repeat.reason})


@transaction.atomic
def follow_trash(*, expense: Expense, by: Participant | None) -> None:
    """After an expense went into the trash or came back: a repeat that has nothing left outside of it pauses, until something has."""
    repeat = expense.repeat
    if repeat is None or repeat.has_ended:
        return
    repeat.trip = expense.trip
    if repeat.is_going and all_in_trash(repeat):
        halt_repeat(repeat=repeat, reason=IN_THE_TRASH)
    elif repeat.reason == IN_THE_TRASH and not all_in_trash(repeat):
        resume_repeat(repeat=repeat, by=by, version=repeat.version)


def check_can_go_on(repeat: Repeat) -> None:
    """Raise CannotGoOn with the reason where somebody whom it names has left, or all that it has made is in the trash."""
    missing = read(repeat.draft, on=repeat.start).refs - _active(repeat.trip)
    if missing:
        names = [person.name for person in repeat.trip.participants.filter(ref__in=missing).in_order()]
        verb = "takes" if len(names) == 1 else "take"
        raise CannotGoOn(f"{listed(names) or 'Somebody'} {verb} part no longer. Edit it and say who shares it now.")
    if all_in_trash(repeat):
        raise CannotGoOn(IN_THE_TRASH)


def all_in_trash(repeat: Repeat) -> bool:
    return not repeat.occurrences.filter(expense__deleted_at=None).exists()


def missed(repeat: Repeat) -> list[str]:
    """The days that went by while it was paused, in words; those that a Resume can add."""
    return [day_in_words(day) for _, day in repeat.schedule.due(repeat.next_number, today(repeat.trip))]


def queue_if_due(repeat: Repeat) -> None:
    """Leave the rest to the worker, if a day of it has come where the trip is. Whoever asks, the same state is queued once a day."""
    day = today(repeat.trip)
    if repeat.is_going and repeat.next_date and repeat.next_date <= day:
        key = f"{repeat.pk}.{repeat.version}.{day}"
        enqueue(MAKER, key=key, args={"repeat": repeat.pk}, label=f"Repeating: {repeat.description}"[:100])


def described(repeat: Repeat) -> dict[str, Shown]:
    """The facts as the trip's feed shows them."""
    return {
        "What": repeat.description,
        "Amount": shown_money(repeat.money),
        "How often": in_words(repeat.schedule),
        "Next on": day_in_words(repeat.next_date) if repeat.next_date else "",
    }


def claim(repeat: Repeat, version: int) -> None:
    """Take the next version of the row, if it still is at `version`. Raises RowChanged."""
    if not Repeat.objects.filter(pk=repeat.pk, version=version).update(version=version + 1):
        raise RowChanged
    repeat.refresh_from_db(from_queryset=Repeat.objects.select_related("created_by"))


def _take(repeat: Repeat, version: int) -> None:
    """The trip and the row for writing, and the row as it is now."""
    trip = repeat.trip
    begin_change(trip)
    claim(repeat, version)
    repeat.trip = trip


def _follow(repeat: Repeat, schedule: Schedule) -> None:
    repeat.unit, repeat.every, repeat.start, repeat.start_number = (
        schedule.unit,
        schedule.every,
        schedule.start,
        schedule.first,
    )
    repeat.month_day, repeat.until, repeat.times = schedule.month_day, schedule.until, schedule.times


def _go_on(repeat: Repeat, *, with_missed: bool) -> None:
    if not with_missed:
        repeat.count_on(repeat.schedule.next_from(repeat.next_number, today(repeat.trip)))
    repeat.save()
    queue_if_due(repeat)


def _active(trip: Trip) -> set[str]:
    return set(trip.participants.active().values_list("ref", flat=True))


def _log(
    repeat: Repeat,
    by: Participant | None,
    verb: str,
    *,
    before: dict[str, Shown] | None = None,
    after: dict[str, Shown] | None = None,
) -> None:
    log_activity(
        trip=repeat.trip,
        by=by,
        verb=verb,
        subject="repeat",
        ref=repeat.ref,
        label=repeat.description,
        changes=differences(before or {}, after or {}),
    )
