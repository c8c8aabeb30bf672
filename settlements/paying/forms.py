"""The form of how somebody can be paid: a field for each way, each checked in its own words."""

from collections.abc import Callable, Mapping
from typing import Any

import pycountry
from django import forms
from django.core.exceptions import ValidationError

from settlements.detail_models import DETAIL_LENGTH
from settlements.paying.codes import SWISS
from settlements.paying.kinds import KINDS, Kind, NotADetail, written_iban
from settlements.paying.services import Detail
from trips.models import NAME_LENGTH
from tripsplit.forms import CleanTextField

ABOUT_THE_HOLDER = ("holder", "street", "postcode", "town", "country")


class PaymentDetailsForm(forms.Form):
    """Every way at once; one that is left empty is none. Those that do not carry the trip's `currency` stand apart."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, details: Mapping[str, Detail], currency: str) -> None:
        super().__init__(data)
        self.currency = currency
        for kind in KINDS.values():
            self.fields[kind.key] = _field(kind)
            setattr(self, f"clean_{kind.key}", self._reader(kind))
            if kind.key in details:
                value = details[kind.key].value
                self.initial[kind.key] = written_iban(value) if kind.key == "iban" else value
        for name, field in _holder_fields().items():
            self.fields[name] = field
            self.initial[name] = getattr(details.get("iban"), name, "")

    @property
    def ways(self) -> list[forms.BoundField]:
        """The fields of all ways for the trip's currency but the bank account, whose holder stands with it."""
        return [self[key] for key, kind in KINDS.items() if key != "iban" and kind.carries(self.currency)]

    @property
    def foreign_ways(self) -> list[forms.BoundField]:
        return [self[key] for key, kind in KINDS.items() if not kind.carries(self.currency)]

    @property
    def shows_foreign(self) -> bool:
        return any(way.value() or way.errors for way in self.foreign_ways)

    @property
    def shows_address(self) -> bool:
        """Whether the address is open from the start: where it is needed, or has something in it."""
        return any(self[name].value() or self[name].errors for name in ABOUT_THE_HOLDER[1:])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        address = [said.get(name) for name in ("postcode", "town")]
        if any(address) != all(address):
            self.add_error("town", "A QR-bill needs both the postcode and the town.")
        if any(address) and not said.get("iban") and "iban" not in self.errors:
            self.add_error("iban", "An address is only kept with the account that it belongs to.")
        return said

    def details(self) -> dict[str, Detail]:
        """What a valid form says."""
        said = self.cleaned_data
        found = {key: Detail(key, said[key]) for key in KINDS if said[key]}
        if "iban" in found:
            about = {name: said[name] for name in ABOUT_THE_HOLDER}
            found["iban"] = Detail("iban", said["iban"], **about)
        return found

    def _reader(self, kind: Kind) -> Callable[[], str]:
        def read() -> str:
            text: str = self.cleaned_data[kind.key]
            try:
                return kind.read(text) if text else ""
            except NotADetail as fault:
                raise ValidationError(fault.reason) from fault

        return read

    def clean_country(self) -> str:
        code: str = self.cleaned_data["country"].upper()
        if code and pycountry.countries.get(alpha_2=code) is None:
            raise ValidationError("A country is two letters, such as CH.")
        return code


def _field(kind: Kind) -> forms.Field:
    attrs = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}
    return CleanTextField(
        label=kind.label,
        required=False,
        help_text=kind.help,
        max_length=DETAIL_LENGTH,
        widget=forms.TextInput(attrs=attrs),
        error_messages={"max_length": f"Say it in {DETAIL_LENGTH} characters at most."},
    )


def _holder_fields() -> dict[str, forms.Field]:
    def text(label: str, length: int, **more: Any) -> forms.Field:
        longest = {"max_length": f"{label} has room for {length} characters."}
        return CleanTextField(label=label, required=False, max_length=length, error_messages=longest, **more)

    only_there = f"Only needed for a Swiss QR-bill, to an account in {' or '.join(sorted(SWISS))}."
    return {
        "holder": text("Account holder", NAME_LENGTH, help_text="As the bank has it; your name here if left empty."),
        "street": text("Street and number", 70, help_text=only_there),
        "postcode": text("Postcode", 16),
        "town": text("Town", 35),
        "country": text("Country (two letters)", 2, help_text="CH if left empty."),
    }
