"""How it is split: who shares it, the way of splitting, and what that way asks of each person."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms import BoundField

from expenses.forms.typed import PercentField, Typed, WeightField
from expenses.models import SplitMethod
from expenses.splitting import SplitLine
from expenses.wording import plain_weight
from trips.models import Participant
from tripsplit.fields import canonical
from tripsplit.forms import MoneyField
from tripsplit.money import Money

if TYPE_CHECKING:
    from expenses.forms.form import ExpenseForm


@dataclass(frozen=True)
class Way:
    """What a way of splitting asks of each person."""

    prefix: str
    label: str  # {} is the person's name
    reader: Callable[[str], forms.Field]  # of the expense's currency
    in_currency: bool = False  # the value is minor units of the expense's currency, else a decimal


WAYS: Mapping[str, Way] = {
    SplitMethod.SHARES: Way("weight_", "{}’s number of shares", lambda _: WeightField()),
    SplitMethod.EXACT: Way(
        "exact_", "{}’s amount", lambda code: MoneyField(currency=code, zero=True, required=False), in_currency=True
    ),
    SplitMethod.PERCENT: Way("percent_", "{}’s percentage", lambda _: PercentField()),
    SplitMethod.ADJUSTMENT: Way(
        "adjust_",
        "What {} bears more, or with a minus less",
        lambda code: MoneyField(currency=code, signed=True, required=False),
        in_currency=True,
    ),
}
PREFIXES = tuple(way.prefix for way in WAYS.values())
BEAR_WHAT_IS_TYPED = {SplitMethod.EXACT, SplitMethod.PERCENT}  # whoever has nothing typed does not share


@dataclass(frozen=True)
class PersonLine:
    """One person's line of the split: a box to tick, an input for each way that has one, and the part that follows."""

    person: Participant
    ticked: bool
    inputs: list[tuple[str, BoundField]]
    part: Money | None


class Split:
    """The part of the form that says who shares the expense, and how."""

    def __init__(self, form: "ExpenseForm") -> None:
        self.form = form
        self.values: dict[str, str] = {}

    def fields(self) -> dict[str, Typed]:
        self.form.offer("participants", self.form.choices)
        fields = {}
        for method, way in WAYS.items():
            reader = way.reader(self.form.currency)
            for person in self.form.people:
                attrs = {"class": f"input for-{method}", "aria-label": way.label.format(person.name)}
                fields[f"{way.prefix}{person.ref}"] = Typed(reader, **attrs)
        return fields

    def first_values(self) -> dict[str, Any]:
        kept = self.form.kept
        weights = {f"weight_{person.ref}": plain_weight(canonical(person.weight)) for person in self.form.people}
        if kept is None:
            everybody = [person.ref for person in self.form.people]
            return {"participants": everybody, "method": SplitMethod.EQUAL, **weights}
        way = WAYS.get(kept.method)
        typed = {line.participant: line.value for line in kept.lines if line.value and way}
        shown = {f"{way.prefix}{ref}": _shown(way, value) for ref, value in typed.items()} if way else {}
        return {
            "participants": [line.participant for line in kept.lines],
            "method": kept.method,
            **weights,
            **shown,
        }

    def clean(self) -> None:
        said = self.form.cleaned_data
        way, people = WAYS.get(said.get("method", "")), said.get("participants", [])
        if way:
            read = {ref: self._read(way, ref) for ref in people}
            self.values = {ref: value for ref, value in read.items() if value is not None}
        if not people and "participants" in said and said.get("method") != SplitMethod.ITEMISED:
            self.form.add_error("participants", "Choose at least one person to share this.")
        if said.get("method") == SplitMethod.SHARES and set(self.values.values()) == {"0"} and not self.is_doubtful:
            self.form.add_error("participants", "Give at least one person a share above zero.")

    @property
    def is_doubtful(self) -> bool:
        """Whether something that was typed cannot be read."""
        return self.form.has_faults(*PREFIXES)

    def lines(self) -> list[SplitLine]:
        said = self.form.cleaned_data
        if said["method"] == SplitMethod.ITEMISED:
            return [SplitLine(ref) for ref in self.form.in_order([*self.form.bill.refs, *self._silent()])]
        lines = [SplitLine(ref, self.values.get(ref)) for ref in self.form.in_order(said["participants"])]
        if said["method"] not in BEAR_WHAT_IS_TYPED or not any(line.value for line in lines):
            return lines
        silent = self._silent()
        return [line for line in lines if line.value or line.participant in silent]

    def people(self, parts: Mapping[str, int]) -> list[PersonLine]:
        """Everybody who can share, with their part in minor units where `parts` has one."""
        ticked = set(self.form["participants"].value() or [])
        return [
            PersonLine(
                person=person,
                ticked=person.ref in ticked,
                inputs=[(method, self.form[f"{way.prefix}{person.ref}"]) for method, way in WAYS.items()],
                part=Money(parts[person.ref], self.form.currency) if person.ref in parts else None,
            )
            for person in self.form.people
        ]

    def name_of(self, participant: str) -> str:
        """The field at which a fault in this person's line is told."""
        way = WAYS.get(self.form.cleaned_data.get("method", ""))
        name = f"{way.prefix}{participant}" if way else ""
        return name if name in self.form.fields else "participants"

    def _read(self, way: Way, ref: str) -> str | None:
        name = f"{way.prefix}{ref}"
        unchanged = self._unchanged(way, name, ref)
        if unchanged:
            return unchanged
        value = self.form.read(name)
        return None if value is None else str(value)

    def _unchanged(self, way: Way, name: str, ref: str) -> str:
        """The value that the field showed, where nobody changed it: it may be finer than what people type."""
        if way.in_currency or self.form.cleaned_data.get(name) != self.form.initial.get(name):
            return ""
        kept = self.form.kept
        if kept and WAYS.get(kept.method) is way:
            value = next((line.value for line in kept.lines if line.participant == ref), None)
            if value:
                return value
        of_person = next(canonical(person.weight) for person in self.form.people if person.ref == ref)
        return of_person if way.prefix == "weight_" else ""

    def _silent(self) -> set[str]:
        """Who stands on the expense with nothing: such a line stays, since nobody took it away."""
        kept, method = self.form.kept, self.form.cleaned_data["method"]
        if kept is None or kept.method != method:
            return set()
        if method == SplitMethod.ITEMISED:
            had = {ref for item in kept.items for ref in item.participants}
            return {line.participant for line in kept.lines} - had - set(self.form.bill.refs)
        return {line.participant for line in kept.lines if not line.value}


def _shown(way: Way, value: str) -> Any:
    return int(value) if way.in_currency else plain_weight(value)
