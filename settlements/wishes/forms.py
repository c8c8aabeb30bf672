"""The form of how a trip wants to settle: a few choices, and rows of people that grow as they are filled in."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from settlements.planner import Household
from settlements.wish_models import UNITS
from settlements.wishes.services import MOST, NOTHING, WAYS, Chosen, WishRefused, carries, check, unit_in_words
from settlements.wishes.words import ONLY_DEBTS
from trips.errors import DomainError
from trips.models import Participant, Trip
from tripsplit.currencies import exponent

EMPTY_ROWS = 1
ROW = re.compile(r"(together|apart|ways)-(\d{1,2})-who")
Choices = list[tuple[str, str]]


class WishForm(forms.Form):
    """Everything that a trip can choose. A row without people is no row."""

    def __init__(self, data: QueryDict | None = None, *, trip: Trip, chosen: Chosen = NOTHING) -> None:
        super().__init__(data)
        self.trip = trip
        self.people = _people(trip, chosen)
        self.fields["unit"] = forms.TypedChoiceField(
            label="Rounding", coerce=int, choices=_units(trip, chosen), widget=forms.RadioSelect, initial=chosen.unit
        )
        self.fields["debts"] = forms.ChoiceField(
            label="Who may pay whom", choices=DEBTS, widget=forms.RadioSelect, initial=str(int(chosen.existing_debts))
        )
        self.rows: dict[str, list[int]] = {}
        self._add("together", _members(chosen), (("who", "Who"), ("with", "Settles with")))
        self._add(
            "apart",
            [sorted(pair) for pair in sorted(chosen.apart, key=sorted)],
            (("who", "One"), ("with", "The other")),
        )
        self._add("ways", _ways(chosen), (("who", "Who"),))

    def read(self) -> Chosen | None:
        """What the form says; None where that cannot be, with the reasons among its errors."""
        if not self.is_valid():
            return None
        try:
            chosen = self.chosen()
            check(chosen, self.trip)
        except DomainError as fault:
            self.add_error(None, str(fault))
            return None
        return chosen

    def chosen(self) -> Chosen:
        """What a form without errors of its fields says. Raises WishRefused where its rows contradict each other."""
        said = self.cleaned_data
        return Chosen(
            unit=said["unit"],
            existing_debts=said["debts"] == "1",
            households=households_of(self._pairs("together"), {person.ref: person.name for person in self.people}),
            apart=frozenset(frozenset(pair) for pair in self._pairs("apart")),
            pays=self._methods("pays"),
            receives=self._methods("receives"),
        )

    def clean(self) -> dict[str, Any]:
        """A row names both people, and a person has one row of ways."""
        said = super().clean() or {}
        for kind in ("together", "apart"):
            for number in self.rows[kind]:
                one, other = (said.get(f"{kind}-{number}-{side}") for side in ("who", "with"))
                if bool(one) != bool(other):
                    self.add_error(f"{kind}-{number}-{'with' if one else 'who'}", "Choose both people, or none.")
        known: set[str] = set()
        for number in self.rows["ways"]:
            who = said.get(f"ways-{number}-who")
            if who and who in known:
                self.add_error(f"ways-{number}-who", "Choose each person once.")
            known.add(who or "")
        return said

    def together(self) -> list[list[forms.BoundField]]:
        return self._bound("together")

    def apart(self) -> list[list[forms.BoundField]]:
        return self._bound("apart")

    def ways(self) -> list[list[forms.BoundField]]:
        return self._bound("ways")

    def opens(self) -> dict[str, bool]:
        """Which of the rows are shown from the start: those that say something, or are wrong."""
        return {
            kind: any(
                bound.errors or (name == "who" and bound.value())
                for row in self._bound(kind)
                for name, bound in _named(row)
            )
            for kind in self.rows
        }

    def _add(self, kind: str, rows: list[Any], columns: tuple[tuple[str, str], ...]) -> None:
        sent = [int(found[2]) for name in self.data if (found := ROW.fullmatch(name)) and found[1] == kind]
        size = min(MOST, max(len(rows), max(sent, default=-1) + 1) + (0 if self.is_bound else EMPTY_ROWS))
        self.rows[kind] = list(range(max(size, EMPTY_ROWS)))
        names: Choices = [("", "–"), *((person.ref, person.name) for person in self.people)]
        for number in self.rows[kind]:
            values = rows[number] if number < len(rows) else ()
            for place, (column, label) in enumerate(columns):
                field = forms.ChoiceField(label=label, choices=names, required=False)
                field.initial = values[place] if values else ""
                self.fields[f"{kind}-{number}-{column}"] = field
            if kind == "ways":
                self._add_ways(number, values)

    def _add_ways(self, number: int, values: Any) -> None:
        for place, (side, label) in enumerate((("pays", "Pays by"), ("receives", "Is paid by")), start=1):
            kept = values[place] if values else frozenset()
            known = [(key, WAYS[key]) for key in WAYS if key in kept or carries(key, self.trip.currency)]
            field = forms.MultipleChoiceField(
                label=label, choices=known, required=False, widget=forms.CheckboxSelectMultiple
            )
            field.initial = sorted(kept)
            self.fields[f"ways-{number}-{side}"] = field

    def _pairs(self, kind: str) -> Iterator[tuple[str, str]]:
        for number in self.rows[kind]:
            one, other = (self.cleaned_data[f"{kind}-{number}-{side}"] for side in ("who", "with"))
            if one:
                yield one, other

    def _methods(self, side: str) -> dict[str, frozenset[str]]:
        said = self.cleaned_data
        rows = {said[f"ways-{number}-who"]: said[f"ways-{number}-{side}"] for number in self.rows["ways"]}
        return {who: frozenset(keys) for who, keys in rows.items() if who and keys}

    def _bound(self, kind: str) -> list[list[forms.BoundField]]:
        return [
            [self[name] for name in self.fields if name.startswith(f"{kind}-{number}-")] for number in self.rows[kind]
        ]


DEBTS: Choices = [("0", "Anybody may pay anybody"), ("1", ONLY_DEBTS)]


def households_of(pairs: Iterator[tuple[str, str]], names: Mapping[str, str]) -> tuple[Household, ...]:
    """Who settles with whom, as households; whom the others settle with pays for all. Raises WishRefused."""
    leads: dict[str, str] = {}
    for one, other in pairs:
        if leads.setdefault(one, other) != other:
            raise WishRefused(f"{names[one]} can be in one household only.")
        if one == other:
            raise WishRefused("Choose two different people for a household.")
    homes: dict[str, set[str]] = {}
    for one in leads:
        contact = one
        for _ in leads:
            contact = leads.get(contact, contact)
        if contact in leads:
            raise WishRefused(f"{names[one]} and {names[leads[one]]} settle with each other: say it once only.")
        homes.setdefault(contact, {contact}).add(one)
    return tuple(Household(frozenset(homes[contact]), contact) for contact in sorted(homes))


def _named(row: list[forms.BoundField]) -> Iterator[tuple[str, forms.BoundField]]:
    return ((bound.name.rsplit("-", 1)[1], bound) for bound in row)


def _people(trip: Trip, chosen: Chosen) -> list[Participant]:
    """Those who can be chosen: people who take part, are not square, or are chosen already."""
    known = {ref for home in chosen.households for ref in home.members} | {ref for pair in chosen.apart for ref in pair}
    known |= chosen.pays.keys() | chosen.receives.keys()
    return [
        person
        for person in trip.people
        if not person.is_kitty and (person.is_active or person.net or person.ref in known)
    ]


def _units(trip: Trip, chosen: Chosen) -> list[tuple[int, str]]:
    """Where the currency has no smaller coins, whole units are exact anyway."""
    offered = [unit for unit in UNITS if unit != 1 or exponent(trip.currency) or chosen.unit == 1]
    return [(unit, capital_first(unit_in_words(unit, trip.currency)) if unit else "Exact") for unit in offered]


def capital_first(words: str) -> str:
    return words[:1].upper() + words[1:]


def _members(chosen: Chosen) -> list[tuple[str, str]]:
    return [(ref, home.contact) for home in chosen.households for ref in sorted(home.members) if ref != home.contact]


def _ways(chosen: Chosen) -> list[tuple[str, frozenset[str], frozenset[str]]]:
    nothing: frozenset[str] = frozenset()
    refs = sorted(chosen.pays.keys() | chosen.receives.keys())
    return [(ref, chosen.pays.get(ref, nothing), chosen.receives.get(ref, nothing)) for ref in refs]
