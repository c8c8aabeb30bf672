"""What repeats in a trip, in words, for the page that lists it; and two versions of one side by side."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from expenses.drafts import ExpenseDraft
from expenses.forms.repetition import next_day
from expenses.models import Expense
from expenses.repeat_models import Repeat
from expenses.repeating import missed
from expenses.schedule import Schedule
from expenses.schedule_words import day_in_words, how_often, in_words
from expenses.versions import compare, names_of
from expenses.wording import listed
from expenses.written import written
from trips.conflicts import Compared
from trips.models import Trip

DAYS_NAMED = 3


@dataclass(frozen=True)
class Row:
    """One repeat as its reader sees it."""

    repeat: Repeat
    often: str  # "Every month on the 1st"
    state: str  # "Next on 1 June 2027", "Paused", "Stopped", "Over"
    made: str  # "3 added so far"
    missed: str  # the days that a Resume can add: "2 were due meanwhile: 1 May 2027 and 1 June 2027."
    missed_count: int


@dataclass(frozen=True)
class Repetition:
    """ "Repeats every month, next on 1 June 2027", and where that can be changed."""

    words: str
    url: str


def load_repeats(trip: Trip) -> list[Row]:
    """Those that go on, in the order in which they come, then the paused, then what has ended; one query."""
    return [_row(trip, repeat) for repeat in trip.repeats.counted().in_order()]


def repetition_of(expense: Expense) -> Repetition | None:
    """Whether the expense repeats, in words for its own page; one query."""
    repeat = expense.repeat
    if repeat is None:
        return None
    repeat.trip = expense.trip
    often = how_often(repeat.unit, repeat.every)
    if repeat.has_ended:
        return Repetition(f"Was repeated {often}", repeat.get_absolute_url())
    state = state_of(repeat)
    return Repetition(f"Repeats {often}, {state[:1].lower()}{state[1:]}", repeat.get_absolute_url())


def state_of(repeat: Repeat) -> str:
    if repeat.stopped_at is not None:
        return "Stopped"
    if repeat.next_date is None:
        return "Over"
    return "Paused" if repeat.paused_at is not None else f"Next on {day_in_words(repeat.next_date)}"


def both_versions(repeat: Repeat, draft: ExpenseDraft, schedule: Schedule) -> list[Compared]:
    """The saved version beside the reader's own, fact by fact."""
    trip = repeat.trip
    mine = written(draft, base_currency=trip.currency)
    saved = _as_snapshot(repeat.draft, next_day(repeat))
    facts = compare(saved, _as_snapshot(mine, draft.date), names_of(trip))
    return [*facts, Compared("How often", in_words(repeat.schedule), in_words(schedule))]


def _row(trip: Trip, repeat: Repeat) -> Row:
    repeat.trip = trip
    days = missed(repeat) if repeat.paused_at and not repeat.has_ended else []
    was = "was" if len(days) == 1 else "were"
    return Row(
        repeat=repeat,
        often=in_words(repeat.schedule),
        state=state_of(repeat),
        made=f"{repeat.made:,} added so far",
        missed=f"{len(days)} {was} due meanwhile: {listed(days, DAYS_NAMED)}." if days else "",
        missed_count=len(days),
    )


def _as_snapshot(said: Mapping[str, Any], day: datetime.date) -> dict[str, Any]:
    return {**said, "date": day.isoformat(), "shares": []}
