"""Expenses that come again: what is made, when, and what was made. A part of expenses.models, in a module of its own for its length."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from expenses.schedule import DAY, MONTH, MOST_EVERY, MOST_TIMES, WEEK, Schedule
from trips.models import Participant, Trip
from tripsplit.ids import new_ref, ref_from_key
from tripsplit.money import Money

REASON_LENGTH = 300


class RepeatQuerySet(models.QuerySet["Repeat"]):
    def going(self) -> Self:
        """Neither paused nor stopped, and not at its end."""
        return self.filter(paused_at=None, stopped_at=None).exclude(next_date=None)

    def due_by(self, day: date) -> Self:
        return self.going().filter(next_date__lte=day)

    def in_order(self) -> Self:
        """What comes next comes first, then what waits, then what has ended."""
        return self.order_by(F("stopped_at").asc(nulls_first=True), F("next_date").asc(nulls_last=True), "pk")

    def counted(self) -> Self:
        """With `made`: how many expenses it has made, the first one included; and `last_ref`, the latest of them."""
        made = Occurrence.objects.filter(repeat=OuterRef("pk")).order_by("-number")
        return self.annotate(made=Count("occurrences"), last_ref=Subquery(made.values("expense__ref")[:1]))


class Repeat(models.Model):
    """An expense that is made anew every so often, by the worker, on its day where the trip is.

    Numbers count the days of its schedule from 1, the expense that it was made from. `next_number` only ever goes up, so no day comes
    twice, whatever the clock does; one that is left out (while the trip is closed, or this is paused) has no Occurrence.
    """

    class Unit(models.TextChoices):
        DAY = DAY, "Day"
        WEEK = WEEK, "Week"
        MONTH = MONTH, "Month"

    trip = models.ForeignKey(Trip, on_delete=models.PROTECT, related_name="repeats")
    ref = models.CharField(max_length=40, default=new_ref)
    draft = models.JSONField(
        help_text="What to make, as the trip archive writes an expense; its rate is the original's."
    )
    unit = models.CharField(max_length=5, choices=Unit)
    every = models.PositiveSmallIntegerField(default=1)
    start = models.DateField(help_text="The day that the others are counted from.")
    start_number = models.PositiveIntegerField(default=1, help_text="The number of the occurrence on that day.")
    month_day = models.PositiveSmallIntegerField(default=0, help_text="The day of the month aimed at; 0: the start's.")
    until = models.DateField(null=True, blank=True)
    times = models.PositiveIntegerField(null=True, blank=True, help_text="The number of the last one.")
    next_number = models.PositiveIntegerField(default=2)
    next_date = models.DateField(null=True, blank=True, help_text="None once it is at its end.")
    paused_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=REASON_LENGTH, blank=True, help_text="Why it paused by itself.")
    stopped_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RepeatQuerySet.as_manager()
    made: int  # these two of counted()
    last_ref: str

    class Meta:
        indexes = [
            models.Index(
                fields=["next_date"], condition=Q(paused_at=None, stopped_at=None), name="expenses_repeat_going"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["trip", "ref"], name="expenses_repeat_ref_is_unique_in_its_trip"),
            models.CheckConstraint(condition=~Q(ref="new") & ~Q(ref=""), name="expenses_repeat_ref_is_an_id"),
            models.CheckConstraint(condition=Q(unit__in=[DAY, WEEK, MONTH]), name="expenses_repeat_unit_is_known"),
            models.CheckConstraint(
                condition=Q(every__gte=1, every__lte=MOST_EVERY), name="expenses_repeat_every_is_in_range"
            ),
            models.CheckConstraint(
                condition=Q(times=None) | Q(times__gte=1, times__lte=MOST_TIMES),
                name="expenses_repeat_times_is_in_range",
            ),
            models.CheckConstraint(condition=Q(month_day__lte=31), name="expenses_repeat_month_day_is_in_range"),
            models.CheckConstraint(
                condition=Q(start_number__gte=1, next_number__gte=2), name="expenses_repeat_numbers_count_from_one"
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="expenses_repeat_version_counts_from_one"),
        ]

    def __str__(self) -> str:
        return self.description

    def get_absolute_url(self) -> str:
        return f"{reverse('repeat_list', args=[self.trip.slug])}#repeat-{self.ref}"

    @property
    def description(self) -> str:
        return str(self.draft["description"])

    @property
    def money(self) -> Money:
        return Money(self.draft["amount"], self.draft["currency"])

    @property
    def schedule(self) -> Schedule:
        """Raises ValueError for a row that makes none."""
        return Schedule(
            unit=self.unit,
            every=self.every,
            start=self.start,
            first=self.start_number,
            month_day=self.month_day,
            until=self.until,
            times=self.times,
        )

    @property
    def is_going(self) -> bool:
        return self.paused_at is None and not self.has_ended

    @property
    def has_ended(self) -> bool:
        return self.stopped_at is not None or self.next_date is None

    def ref_of(self, number: int) -> str:
        """The ref of the expense with this number: the same whoever makes it, so that the database refuses a second one."""
        return ref_from_key(f"repeat:{self.ref}:{number}")

    @property
    def next_ref(self) -> str:
        return self.ref_of(self.next_number)

    def count_on(self, number: int) -> None:
        """Make `number` the next one (not saved)."""
        self.next_number, self.next_date = number, self.schedule.day_of(number)


class Occurrence(models.Model):
    """One expense that a repeat has made (number 1: that it was made from). The constraints are what no worker can get round."""

    repeat = models.ForeignKey(Repeat, on_delete=models.PROTECT, related_name="occurrences")
    number = models.PositiveIntegerField()
    date = models.DateField(help_text="The day that it was due; the expense may have been moved since.")
    expense = models.OneToOneField("expenses.Expense", on_delete=models.PROTECT, related_name="occurrence")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["repeat", "number"], name="expenses_occurrence_is_made_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="expenses_occurrence_number_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.repeat} {self.number}"
