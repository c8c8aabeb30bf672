"""The rest of a trip's expenses, filed together: each with its suggestion, to be looked through and saved at once; and the way back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from assistant.categorising.past import past_of
from assistant.categorising.suggesting import suggest
from expenses.listing import cursor_after, start_of
from expenses.models import Category, Expense
from expenses.move_forms import SeenField
from expenses.services import Filing
from trips.models import Trip

AT_ONCE = 50  # expenses of one page
CATEGORY, SUGGESTED = "category_", "suggested_"
NOTHING = "-"  # of an Undo: no category again
WORDS = [("", "Skip"), *Category.choices]


@dataclass(frozen=True)
class Row:
    """An expense without a category, and what the reader is offered for it."""

    expense: Expense
    suggested: str
    chosen: str
    choices: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Page:
    """Some of the expenses without a category, newest first; `after` is the cursor that they come after, `left` how many are older."""

    rows: Sequence[Row]
    after: str
    left: int

    @property
    def last(self) -> str:
        """The cursor that the next page comes after."""
        return cursor_after(self.rows[-1].expense)


class FilingForm(forms.Form):
    """Which expenses, as `ref.version`, and for each `category_<ref>` and `suggested_<ref>`; an empty category skips it."""

    expense = SeenField(error_messages={"required": "There is nothing to save."})

    def __init__(self, data: Mapping[str, Any] | None = None, *, trip: Trip) -> None:
        super().__init__(data)
        self.trip = trip

    def clean_expense(self) -> dict[str, int]:
        versions: dict[str, int] = self.cleaned_data["expense"]
        if self.trip.expenses.filter(ref__in=versions).count() != len(versions):
            raise ValidationError("Choose expenses of this trip.")
        if any(self._said(CATEGORY, ref) not in {"", NOTHING, *Category.values} for ref in versions):
            raise ValidationError("Choose categories of the list.")
        return versions

    @property
    def filings(self) -> dict[str, Filing]:
        """What a valid form says, without what it skips."""
        versions: dict[str, int] = self.cleaned_data["expense"]
        return {ref: self._filing(ref, version) for ref, version in versions.items() if self._said(CATEGORY, ref)}

    def chosen_for(self, ref: str, otherwise: str) -> str:
        """What stands in the form for it; before it was sent, the suggestion."""
        said = self._said(CATEGORY, ref) if f"{CATEGORY}{ref}" in self.data else otherwise
        return said if said in Category.values else ""

    def _filing(self, ref: str, version: int) -> Filing:
        category, suggested = self._said(CATEGORY, ref), self._said(SUGGESTED, ref)
        return Filing(
            version, "" if category == NOTHING else category, suggested if suggested in Category.values else ""
        )

    def _said(self, field: str, ref: str) -> str:
        return str(self.data.get(f"{field}{ref}", ""))


def page_of(trip: Trip, form: FilingForm, *, after: str = "") -> Page:
    """The newest, or those that come after that cursor. Words and habits suggest, no model, so that it is quick."""
    past = past_of(trip, trip.me.user)
    bare = trip.expenses.live().uncategorised()
    start = start_of(trip, after)
    waiting = bare.older_than(*start) if start else bare
    rows = [_row(row, suggest(row.description, past).first, form) for row in waiting.newest_first()[:AT_ONCE]]
    return Page(rows, after=after if start else "", left=waiting.count() - len(rows))


def _row(expense: Expense, suggested: str, form: FilingForm) -> Row:
    expense.trip = form.trip
    return Row(expense, suggested, form.chosen_for(expense.ref, suggested), WORDS)


def way_back(filed: Sequence[Expense]) -> str:
    """The query of an Undo: the same expenses, as they are now, without a category again."""
    query = QueryDict(mutable=True)
    query.setlist("expense", [f"{row.ref}.{row.version}" for row in filed])
    for row in filed:
        query[f"{CATEGORY}{row.ref}"] = NOTHING
    return query.urlencode()
