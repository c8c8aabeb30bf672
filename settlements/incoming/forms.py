"""Bringing a file, and saying who one is in its trip."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from settlements.archive.importing import Owner, can_be_claimed, likely_owner
from settlements.archive.parsing import FOR_PEOPLE, MEGABYTE
from settlements.archive.zips import is_zip
from settlements.incoming.preview import Preview
from settlements.incoming.services import MOST_OF_ZIP
from trips.errors import NameIsTaken
from trips.models import NAME_LENGTH, User
from trips.people import same_name
from tripsplit.forms import CleanTextField

if TYPE_CHECKING:
    from settlements.incoming.store import Upload

NOBODY_THERE = ""
ACCEPTED = ".json,.zip,application/json,application/zip"


class BringForm(forms.Form):
    """The file, of which only the size is looked at here."""

    file = forms.FileField(
        label="The trip’s file",
        help_text="An archive (JSON), or a ZIP of it with receipts, as TripSplit’s reports page makes them.",
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        max_length=1_000,
        error_messages={"required": "Choose a file first.", "empty": "This file is empty."},
    )

    def clean_file(self) -> "Upload":
        upload: Upload = self.cleaned_data["file"]
        start = upload.read(4)
        upload.seek(0)
        most = MOST_OF_ZIP if is_zip(start) else FOR_PEOPLE.size
        if (upload.size or 0) > most:
            raise ValidationError(f"This file is larger than {most // MEGABYTE} MB, so it cannot be brought in here.")
        return upload


class OwnerForm(forms.Form):
    """Who the reader is in the trip: one of its people, or somebody new."""

    me = forms.ChoiceField(label="Who are you in this trip?", widget=forms.RadioSelect, required=False)
    name = CleanTextField(max_length=NAME_LENGTH, label="Your name", required=False)

    def __init__(self, data: Any = None, *, preview: Preview, user: User, **kwargs: Any) -> None:
        likely = likely_owner(preview.people, user)
        new = likely.name or likely_owner([], user).name
        super().__init__(data, initial={"me": likely.ref, "name": new}, **kwargs)
        self.preview, self.user = preview, user
        people = [(person["ref"], person["name"]) for person in can_be_claimed(preview.people)]
        self.fields["me"].choices = [*people, (NOBODY_THERE, "Somebody else")]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("me") == NOBODY_THERE and "name" not in self.errors:
            name = said["name"]
            if not name:
                self.add_error("name", "Write your name, so that your friends know who you are.")
            elif any(same_name(name, person["name"]) for person in self.preview.people):
                self.add_error("name", str(NameIsTaken(name)))
        return said

    @property
    def owner(self) -> Owner:
        said = self.cleaned_data
        return Owner(self.user, ref=said["me"], name="" if said["me"] else said["name"])
