"""Which expenses are to move to which day: from the list's boxes, or from the address of an Undo."""

import datetime
import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from trips.ledger_row import FIRST_DAY, LAST_DAY
from trips.models import Trip

MOST = 100  # expenses that move at once
KEY = re.compile(r"(?P<ref>[A-Za-z0-9_-]{1,40})\.(?P<version>[1-9][0-9]{0,8})")


class SeenField(forms.Field):
    """Chosen expenses, each as `ref.version`: which it is, and the version that was seen. Cleaned to versions by ref."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> dict[str, int]:
        keys = [KEY.fullmatch(str(key)) for key in value or []]
        found = {key["ref"]: int(key["version"]) for key in keys if key}
        if len(found) != len(keys):
            raise ValidationError("Choose from the list.")
        if len(found) > MOST:
            raise ValidationError(f"Choose up to {MOST} expenses at once.")
        return found


class MoveForm(forms.Form):
    expense = SeenField(error_messages={"required": "Choose at least one expense."})
    date = forms.DateField(
        label="New day",
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "min": FIRST_DAY, "max": LAST_DAY}),
        error_messages={"required": "Choose a day.", "invalid": "Choose a day, such as 2026-05-03."},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, trip: Trip, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.trip = trip

    @property
    def chosen(self) -> set[str]:
        """The refs that were ticked, whatever came of the form."""
        keys = (KEY.fullmatch(str(key)) for key in self["expense"].value() or []) if self.is_bound else ()
        return {key["ref"] for key in keys if key}

    def clean_expense(self) -> dict[str, int]:
        versions: dict[str, int] = self.cleaned_data["expense"]
        if self.trip.expenses.filter(ref__in=versions).count() != len(versions):
            raise ValidationError("Choose expenses of this trip.")
        return versions

    def clean_date(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["date"]
        if not FIRST_DAY <= day <= LAST_DAY:
            raise ValidationError(f"Choose a day between {FIRST_DAY.year} and {LAST_DAY.year}.")
        return day
