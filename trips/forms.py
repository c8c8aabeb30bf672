"""Forms about people and trips."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from trips.choices import (
    DEFAULT_ZONE,
    currency_choices,
    emoji_choices,
    likely_currency,
    time_zone_choices,
    with_present,
)
from trips.ledger_row import FIRST_DAY, LAST_DAY
from trips.models import NAME_LENGTH, Participant, Trip, User
from trips.people import same_name
from trips.services import TripDraft, draft_of
from tripsplit.forms import CleanTextField
from tripsplit.locale import current_locale
from tripsplit.money import DoubtfulAmount, parse_weight

MOST_NAMES = 100  # at once; a trip may have more


class NamesField(CleanTextField):
    """Several names in one field, cleaned to a list: with commas between them, or one in each line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(multiline=True, **{"max_length": 5_000, **kwargs})

    def clean(self, value: Any) -> list[str]:
        names = [name.strip() for name in re.split(r"[\n,;]", super().clean(value)) if name.strip()]
        if not names and self.required:
            raise ValidationError("Write a name.")
        if len(names) > MOST_NAMES:
            raise ValidationError(f"Add {MOST_NAMES} people at a time.")
        for index, name in enumerate(names):
            if len(name) > NAME_LENGTH:
                raise ValidationError(f"“{name[:20]}…” is too long for a name: {NAME_LENGTH} letters at most.")
            if any(same_name(name, earlier) for earlier in names[:index]):
                raise ValidationError(f"{name} is there twice. Add a letter or a surname to tell them apart.")
        return names


class DayField(forms.DateField):
    """A day, picked or typed as 2026-05-03."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise ValidationError(f"Choose a day between {FIRST_DAY.year} and {LAST_DAY.year}.")
        return day


class KittyForm(forms.Form):
    """A new purse: only its name."""

    name = CleanTextField(
        max_length=NAME_LENGTH,
        label="Name of the kitty",
        initial="Kitty",
        error_messages={"required": "Give it a name, such as Kitty."},
    )


class TripForm(forms.Form):
    """What a trip is called, when it is, and in which currency its balances are kept."""

    name = CleanTextField(max_length=120, label="Name of the trip")
    currency = forms.ChoiceField(
        label="Currency", help_text="Balances are kept in it. You can spend in any other one, too."
    )
    start_date = DayField(label="First day", required=False)
    end_date = DayField(label="Last day", required=False)
    emoji = forms.ChoiceField(label="Picture", required=False, widget=forms.RadioSelect)
    time_zone = forms.ChoiceField(label="Time zone", required=False, help_text="What “today” means on this trip.")

    def __init__(self, data: Any = None, *, trip: Trip | None = None, **kwargs: Any) -> None:
        initial = vars(draft_of(trip)) if trip else {"currency": likely_currency(current_locale())}
        super().__init__(data, initial=initial | kwargs.pop("initial", {}), **kwargs)
        self.fields["currency"].choices = with_present(currency_choices(), trip.currency if trip else "")  # type: ignore[attr-defined]
        self.fields["time_zone"].choices = with_present(time_zone_choices(), trip.time_zone if trip else "")  # type: ignore[attr-defined]
        self.fields["emoji"].choices = emoji_choices(trip.emoji if trip else "")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("start_date"), cleaned.get("end_date")
        if first and last and last < first:
            self.add_error("end_date", "The last day is before the first. Change one of them.")
        return cleaned

    def draft(self) -> TripDraft:
        said = self.cleaned_data
        return TripDraft(
            name=said["name"],
            currency=said["currency"],
            emoji=said["emoji"],
            start_date=said["start_date"],
            end_date=said["end_date"],
            time_zone=said["time_zone"] or DEFAULT_ZONE,
        )


class NewTripForm(TripForm):
    """A new trip, with the people on it; it asks for the maker's name only where the account has none."""

    people = NamesField(
        label="Who comes along?",
        required=False,
        help_text="Names with commas between them, or one in each line. You are in already; you can add more people later.",
    )
    my_name = CleanTextField(max_length=NAME_LENGTH, label="Your name", help_text="Your friends see it.")
    field_order = ["name", "people", "currency", "start_date", "end_date", "my_name"]

    def __init__(self, data: Any = None, *, user: User, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.user = user
        self.fields["people"].widget.attrs |= {"rows": 2, "placeholder": "David, Emily, Kenji"}
        self.fields["name"].widget.attrs |= {"placeholder": "Lisbon", "autocomplete": "off"}
        if user.name:
            del self.fields["my_name"]

    @property
    def own_name(self) -> str:
        return str(self.cleaned_data.get("my_name") or self.user.name)


class DeleteTripForm(forms.Form):
    """The trip's name, typed: nobody deletes a trip by a slip of the thumb."""

    name = CleanTextField(max_length=120, label="Type the trip's name")

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["name"].widget.attrs |= {"autocomplete": "off", "autocapitalize": "none"}


class AddPeopleForm(forms.Form):
    """People to add to a trip, by name."""

    names = NamesField(label="Add people", help_text="Names with commas between them, or one in each line.")

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["names"].widget.attrs |= {"rows": 1}


class ParticipantForm(forms.Form):
    """Somebody's name and weight; their role too, where the person who changes it owns the trip. A kitty has a name only."""

    name = CleanTextField(max_length=NAME_LENGTH, label="Name")
    weight = forms.CharField(
        max_length=10,
        label="Counts as how many people?",
        help_text="A family of three counts as 3. It is suggested when an expense is split by shares.",
    )
    role = forms.ChoiceField(
        label="Role",
        widget=forms.RadioSelect,
        choices=Participant.Role.choices,
        help_text="Owners also manage people and the trip itself. Editors add and change expenses. Viewers look on.",
    )

    def __init__(self, data: Any = None, *, with_role: bool, with_weight: bool = True, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["weight"].widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}
        if not with_weight:
            del self.fields["weight"]
        if not with_role:
            del self.fields["role"]

    def clean_weight(self) -> Decimal:
        try:
            return Decimal(parse_weight(self.cleaned_data["weight"]))
        except DoubtfulAmount as fault:
            raise ValidationError(fault.reason) from fault


class JoinForm(forms.Form):
    """Which of the names that wait one is, or else a name of one's own."""

    participant = forms.CharField(max_length=40, required=False)
    name = CleanTextField(max_length=NAME_LENGTH, label="Your name")

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["name"].error_messages["required"] = "Write your name, so that your friends know who you are."
        if data and data.get("participant"):
            self.fields["name"].required = False


class InvitationForm(forms.Form):
    """What those who join by the link may do: no link makes an owner."""

    role = forms.ChoiceField(
        choices=[(Participant.Role.EDITOR, "Add and change"), (Participant.Role.VIEWER, "Look on")]
    )
