"""What every expense says of itself: what it was, on which day, of which kind; and who is there to be chosen."""

import datetime
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from expenses.drafts import ExpenseDraft, draft_of
from expenses.forms.doubts import DoubtfulField
from expenses.models import DESCRIPTION_LENGTH, Category, Expense, SplitMethod
from expenses.wording import called
from trips.ledger_row import FIRST_DAY, LAST_DAY, NOTE_LENGTH
from trips.models import Participant, Trip
from tripsplit.forms import CleanTextField

NOT_OF_THIS_TRIP = "Choose people of this trip."


class BasicFields(forms.Form):
    """The fields that are the same in every trip, and the expense that the form is about."""

    bound_field_class = DoubtfulField

    description = CleanTextField(
        max_length=DESCRIPTION_LENGTH,
        label="What was it?",
        widget=forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "done"}),
        error_messages={
            "required": "Say in a few words what it was.",
            "max_length": f"Say it in {DESCRIPTION_LENGTH} characters at most.",
        },
    )
    kind = forms.ChoiceField(
        choices=Expense.Kind.choices,
        required=False,
        error_messages={"invalid_choice": "Say whether this was spent, or is money back."},
    )
    category = forms.ChoiceField(
        label="Category",
        choices=[("", "None"), *Category.choices],
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose a category of the list."},
    )
    # Categories by the assistant: what came of the one is learnt from, the other it chose already, for somebody to see.
    suggested = forms.CharField(required=False, widget=forms.HiddenInput)
    preselected = forms.CharField(required=False, widget=forms.HiddenInput)
    payer = forms.ChoiceField(
        label="Who paid?", error_messages={"required": "Choose who paid.", "invalid_choice": NOT_OF_THIS_TRIP}
    )
    participants = forms.MultipleChoiceField(
        label="Split between",
        required=False,
        error_messages={"invalid_choice": NOT_OF_THIS_TRIP, "invalid_list": NOT_OF_THIS_TRIP},
    )
    method = forms.ChoiceField(
        label="How?",
        choices=SplitMethod.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how to split it.", "invalid_choice": "Choose how to split it."},
    )
    date = forms.DateField(
        label="When?",
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "min": FIRST_DAY, "max": LAST_DAY}),
        error_messages={"required": "Choose a day.", "invalid": "Choose a day, such as 2026-05-03."},
    )
    note = CleanTextField(
        multiline=True,
        required=False,
        max_length=NOTE_LENGTH,
        error_messages={"max_length": f"A note has room for {NOTE_LENGTH} characters."},
    )

    receipts = forms.Field(required=False)  # the view takes the files; what is wrong with one is told here

    def __init__(
        self, data: Mapping[str, Any] | None, *, trip: Trip, expense: Expense | None, kept: ExpenseDraft | None = None
    ) -> None:
        super().__init__(data)
        self.trip, self.expense = trip, expense
        self.kept = draft_of(expense) if expense else kept
        self.is_filled_in = False  # for somebody, who has not looked at it yet
        self.doubts: Mapping[str, str] = {}  # a sentence for each field that whoever filled it in is unsure of

    @cached_property
    def people(self) -> list[Participant]:
        """Who can be chosen: the active people, and whoever stands on the expense already. A purse shares nothing."""
        kept, sharers = (self.kept.refs, self.kept.sharers) if self.kept else (set(), set())
        active = {person.pk for person in self.trip.active_people}
        stands = {person.ref for person in self.trip.people if not person.is_kitty} & kept | sharers
        return [person for person in self.trip.people if person.pk in active or person.ref in stands]

    @cached_property
    def payables(self) -> list[Participant]:
        """Who can have paid: the same people, and the purses."""
        kept = self.kept.payers if self.kept else {}
        purses = {purse.ref for purse in self.trip.kitties if purse.is_active or purse.ref in kept}
        return [person for person in self.trip.people if person in self.people or person.ref in purses]

    @cached_property
    def choices(self) -> list[tuple[str, str]]:
        return [(person.ref, person.name) for person in self.people]

    @cached_property
    def names(self) -> dict[str, str]:
        """What the reader calls everybody, by ref."""
        return {person.ref: called(person, self.trip.me) for person in self.people}

    def in_order(self, refs: list[str]) -> list[str]:
        """The people's own order, whatever the order of the boxes in the request."""
        places = {person.ref: place for place, person in enumerate(self.people)}
        return sorted(refs, key=lambda ref: places[ref])

    def clean_date(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["date"]
        if not FIRST_DAY <= day <= LAST_DAY:
            raise ValidationError(f"Choose a day between {FIRST_DAY.year} and {LAST_DAY.year}.")
        return day

    def clean_kind(self) -> str:
        """A form that does not ask leaves the kind as it is."""
        kept = self.kept.kind if self.kept else Expense.Kind.EXPENSE
        return self.cleaned_data["kind"] or kept

    def clean_category(self) -> str:
        """Likewise; choosing "None" is something else than not being asked."""
        asked = "category" in self.data
        return self.cleaned_data["category"] if asked or not self.kept else self.kept.category

    def clean_suggested(self) -> str | None:
        """What was suggested, now or when it was written down; nobody typed it, so what is none is nobody's fault."""
        said = self.cleaned_data["suggested"]
        return said if said in Category.values else self.kept.suggested if self.kept else None

    def read(self, name: str) -> Any:
        """What was typed in a field of the chosen way, cleaned; None, with the reason at the field, where it cannot be read."""
        try:
            return self.fields[name].read(self.cleaned_data.get(name))  # type: ignore[attr-defined]
        except ValidationError as fault:
            self.add_error(name, fault)
            return None

    def has_faults(self, *beginnings: str) -> bool:
        """Whether something is wrong in a field whose name begins so."""
        return any(name.startswith(beginnings) for name in self.errors)
