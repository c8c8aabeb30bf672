"""Whether it comes again: how often, from the day of the expense on, and until when."""

import datetime
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from django import forms

from expenses.forms.typed import Typed
from expenses.repeat_models import Repeat
from expenses.repeating import MOST_AT_ONCE
from expenses.schedule import MONTH, MOST_EVERY, MOST_TIMES, Schedule
from expenses.schedule_words import day_in_words, in_words
from trips.ledger_row import LAST_DAY

if TYPE_CHECKING:
    from expenses.forms.form import ExpenseForm

NEVER, FOREVER, UNTIL, TIMES = "", "", "until", "times"
UNITS = [(NEVER, "Never"), *[(unit.value, f"Every {unit.label.lower()}") for unit in Repeat.Unit]]
ENDS = [(FOREVER, "No end"), (UNTIL, "Until a day"), (TIMES, "A number of times")]
EVERY_ERROR = f"Enter a whole number from 1 to {MOST_EVERY}."
TIMES_ERROR = f"Enter a whole number from 2 to {MOST_TIMES:,}."


class Repetition:
    """The part of the form that says whether the expense repeats. Nothing of it is read while it never does."""

    def __init__(self, form: "ExpenseForm") -> None:
        self.form = form
        self.schedule: Schedule | None = None  # what a valid form says; None where it never repeats

    @cached_property
    def is_offered(self) -> bool:
        """Not for an expense that a repeat has made already: that is changed on its own page."""
        return self.form.expense is None or self.form.expense.repeat is None

    @property
    def units(self) -> list[tuple[str, str]]:
        """Who changes a repeat chooses how often; stopping it is a button."""
        return UNITS[1:] if self.form.repeat else UNITS

    def fields(self) -> dict[str, forms.Field]:
        every = forms.IntegerField(min_value=1, max_value=MOST_EVERY, error_messages=_errors(EVERY_ERROR))
        until = forms.DateField(
            input_formats=["%Y-%m-%d"],
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "max": LAST_DAY}),
            error_messages={"required": "Choose the last day.", "invalid": "Choose a day, such as 2026-05-03."},
        )
        times = forms.IntegerField(min_value=2, max_value=MOST_TIMES, error_messages=_errors(TIMES_ERROR))
        no_such = {"invalid_choice": "Choose how often it repeats."}
        return {
            "repeat_unit": forms.ChoiceField(choices=self.units, required=False, error_messages=no_such),
            "repeat_every": Typed(every, **{"class": "input"}),
            "repeat_ends": forms.ChoiceField(
                choices=ENDS, required=False, error_messages={"invalid_choice": "Choose when it ends."}
            ),
            "repeat_until": Typed(until, **{"class": "input"}),
            "repeat_times": Typed(times, **{"class": "input"}),
        }

    def first_values(self) -> dict[str, Any]:
        return {"repeat_unit": NEVER, "repeat_every": "1", "repeat_ends": FOREVER}

    # -- what the template asks -----------------------------------------------------------------------------------------
    @property
    def chosen(self) -> str:
        return self.form["repeat_unit"].value() or (self.units[0][0])

    @property
    def ends(self) -> str:
        return self.form["repeat_ends"].value() or FOREVER

    @property
    def ways_to_end(self) -> list[tuple[str, str]]:
        return ENDS

    @property
    def is_open(self) -> bool:
        """Whether it stands unfolded."""
        return bool(self.chosen) or self.form.has_faults("repeat")

    def in_words(self) -> str:
        """ "Every month on the 31st, or the month’s last day. Next on 28 February 2027." Empty where it never repeats."""
        if self.schedule is None:
            return ""
        words, coming = f"{in_words(self.schedule)}.", self._coming(self.schedule)
        past = [day for _, day in self.schedule.due(coming, self.form.today)]
        following = self.schedule.day_of(coming + len(past))
        if past:
            first = day_in_words(past[0])
            which = f"The one of {first} is" if len(past) == 1 else f"The {len(past)} from {first} on are"
            words += f" {which} added right away."
        return f"{words} Next on {day_in_words(following)}." if following else words

    # -- what it says and refuses ---------------------------------------------------------------------------------------
    def clean(self) -> None:
        unit = self.form.cleaned_data.get("repeat_unit") or (self.units[0][0] if self.form.repeat else NEVER)
        if unit == NEVER or not self.is_offered or "repeat_unit" in self.form.errors:
            return
        every, day = self.form.read("repeat_every"), self.form.cleaned_data.get("date")
        until, times = self._end()
        if every is None or day is None or self.form.has_faults("repeat_"):
            return
        repeat = self.form.repeat
        schedule = Schedule(
            unit=unit,
            every=every,
            start=day,
            first=repeat.next_number if repeat else 1,
            month_day=self._month_day(unit, day),
            until=until,
            times=times,
        )
        self._check(schedule)
        if not self.form.has_faults("repeat", "date"):
            self.schedule = schedule

    def _end(self) -> tuple[datetime.date | None, int | None]:
        ends = self.form.cleaned_data.get("repeat_ends")
        until = self.form.read("repeat_until") if ends == UNTIL else None
        times = self.form.read("repeat_times") if ends == TIMES else None
        return until, times

    def _month_day(self, unit: str, day: datetime.date) -> int:
        """The 31st stays the aim while the next one happens to be a 28 February; another day that is typed is a new aim."""
        repeat = self.form.repeat
        kept = repeat is not None and unit == repeat.unit == MONTH and day == next_day(repeat)
        return repeat.schedule.aim if repeat and kept else 0

    def _check(self, schedule: Schedule) -> None:
        """Put what makes no sense at the field where it can be mended."""
        coming = self._coming(schedule)
        if schedule.day_of(coming) is None:
            ends = self.form.cleaned_data.get("repeat_ends")
            words = "That is over before it comes again."
            self.form.add_error({UNTIL: "repeat_until", TIMES: "repeat_times"}.get(ends or "", "date"), words)
        elif len(list(islice(schedule.due(coming, self.form.today), MOST_AT_ONCE + 1))) > MOST_AT_ONCE:
            words = f"That would add more than {MOST_AT_ONCE} expenses at once. Choose a later first day."
            self.form.add_error("date", words)

    def _coming(self, schedule: Schedule) -> int:
        """The number of the first one that the worker will make: a new expense is saved as the first itself."""
        return schedule.first if self.form.repeat else schedule.first + 1


def repeat_values(repeat: Repeat) -> dict[str, Any]:
    """What the part says of a repeat that there is, as it would be typed."""
    ends = UNTIL if repeat.until else TIMES if repeat.times is not None else FOREVER
    return {
        "repeat_unit": repeat.unit,
        "repeat_every": str(repeat.every),
        "repeat_ends": ends,
        "repeat_until": repeat.until.isoformat() if repeat.until else None,
        "repeat_times": str(repeat.times) if repeat.times is not None else None,
        "date": next_day(repeat).isoformat(),
    }


def next_day(repeat: Repeat) -> datetime.date:
    """When it comes next, or would if it were not at its end."""
    endless = Schedule(repeat.unit, repeat.every, repeat.start, repeat.start_number, repeat.month_day)
    return repeat.next_date or endless.day_of(repeat.next_number) or LAST_DAY


def _errors(words: str) -> dict[str, str]:
    return dict.fromkeys(("required", "invalid", "min_value", "max_value"), words)
