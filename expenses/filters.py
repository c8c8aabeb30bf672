"""What the list of expenses is narrowed to: read from the address, so that it survives a reload, the way back and being sent on."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils import dateformat
from django.utils.text import Truncator

from expenses.models import Category, Expense
from expenses.search import terms as marks
from expenses.search.asking import asked_for, things_in
from expenses.search.engine import is_wanted
from expenses.search.terms import Terms, words_of
from expenses.search.words import beginnings
from expenses.wanted import Alike, Wanted, find_alike
from expenses.wording import called, capital
from trips.ledger_row import FIRST_DAY, LAST_DAY
from trips.models import Participant, Trip
from tripsplit.forms import CleanTextField, MoneyField
from tripsplit.locale import current_locale
from tripsplit.money import Money, format_money

LONGEST_TEXT = 5_000
EITHER, PAID, SHARED = "either", "paid", "shared"
ROLES = {EITHER: "Either", PAID: "Paid", SHARED: "Shares"}
SHOWN = 40  # characters of the searched words in a chip
NO_CATEGORY = "none"
CATEGORIES = [*Category.choices, (NO_CATEGORY, "No category")]
KINDS = [(Expense.Kind.EXPENSE, "Spent"), (Expense.Kind.INCOME, "Money back")]


@dataclass(frozen=True)
class Chip:
    """One filter in use, in words, and the query string without it."""

    words: str
    without: str


@dataclass(frozen=True)
class Slot:
    """One filter as the page shows it: its value as it was typed or chosen, and what is wrong with it."""

    name: str
    label: str
    value: str
    errors: str
    options: Sequence[tuple[str, str]] = ()


class FilterForm(forms.Form):
    """The filters as the address has them. What cannot be read is said at its field, and narrows nothing."""

    q = CleanTextField(
        required=False,
        max_length=LONGEST_TEXT,
        error_messages={"max_length": f"Search for {LONGEST_TEXT:,} characters at most."},
    )
    role = forms.ChoiceField(
        required=False, choices=[*ROLES.items()], error_messages={"invalid_choice": "Choose what they did."}
    )
    category = forms.ChoiceField(
        required=False, choices=CATEGORIES, error_messages={"invalid_choice": "Choose a category of the list."}
    )
    kind = forms.ChoiceField(
        required=False, choices=KINDS, error_messages={"invalid_choice": "Choose spent or money back."}
    )
    exact = forms.BooleanField(required=False)
    like = forms.BooleanField(required=False)
    comments = forms.BooleanField(required=False)
    receipts = forms.BooleanField(required=False)

    def __init__(self, data: Mapping[str, Any], *, trip: Trip, mode: Mapping[str, str]) -> None:
        super().__init__(data)
        self.trip, self.mode = trip, mode
        self.people: dict[str, Participant] = {person.ref: person for person in trip.people}
        self.currencies = Expense.objects.currencies_of(trip)
        self.fields["person"] = forms.ChoiceField(
            required=False,
            choices=[(ref, person.name) for ref, person in self.people.items()],
            error_messages={"invalid_choice": "Choose a person of this trip."},
        )
        self.fields["currency"] = forms.ChoiceField(
            required=False,
            choices=[(code, code) for code in self.currencies],
            error_messages={"invalid_choice": "Choose a currency that this trip has used."},
        )
        chosen = self.data.get("currency")
        self.counted_in = chosen if chosen in self.currencies else trip.currency
        for name in ("from", "to"):
            self.fields[name] = forms.DateField(
                required=False,
                input_formats=["%Y-%m-%d"],
                error_messages={"invalid": "Choose a day, such as 2026-05-03."},
            )
        for name in ("min", "max"):
            self.fields[name] = MoneyField(currency=self.counted_in, zero=True, required=False)
        self.full_clean()

    def clean_q(self) -> str:
        text: str = self.cleaned_data["q"]
        if text and not beginnings(text):
            raise ValidationError("There is no word in this to search for.")
        return text

    def clean(self) -> None:
        for start, end, words in (("from", "to", "day is before"), ("min", "max", "amount is less than")):
            low, high = self.cleaned_data.get(start), self.cleaned_data.get(end)
            if low is not None and high is not None and low > high:
                self.add_error(end, f"This {words} the first one.")

    def clean_day(self, name: str) -> datetime.date | None:
        """Days that no expense can have are as good as the last that one can."""
        day: datetime.date | None = self.cleaned_data.get(name)
        return None if day is None else min(max(day, FIRST_DAY), LAST_DAY)

    # -- what the page shows ----------------------------------------------------------------------------------------------
    @property
    def text(self) -> Slot:
        return self._slot("q", "Search")

    @property
    def selects(self) -> list[Slot]:
        people = [(ref, capital(called(person, self.trip.me))) for ref, person in self.people.items()]
        codes = [("", "Any"), *((code, code) for code in self.currencies)]
        return [
            self._slot("person", "Person", [("", "Anybody"), *people]),
            self._slot("role", "Paid or shares", [*ROLES.items()]),
            self._slot("category", "Category", [("", "Any"), *CATEGORIES]),
            self._slot("kind", "Kind", [("", "Both"), *KINDS]),
            *([self._slot("currency", "Currency", codes)] if len(codes) > 1 + len({self.trip.currency}) else []),
        ]

    @property
    def days(self) -> list[Slot]:
        return [self._slot("from", "From"), self._slot("to", "Until")]

    @property
    def amounts(self) -> list[Slot]:
        return [self._slot("min", "At least"), self._slot("max", "At most")]

    @property
    def ticks(self) -> list[Slot]:
        labels = {"exact": "Only the words", "comments": "With comments", "receipts": "With a receipt"}
        return [self._slot(name, label) for name, label in labels.items()]

    @property
    def slots(self) -> list[Slot]:
        return [self.text, *self.selects, *self.days, *self.amounts]

    @property
    def has_faults(self) -> bool:
        """Whether something is wrong beside the words, so that it must be seen."""
        return bool(self.errors.keys() - {"q"})

    def _slot(self, name: str, label: str, options: Sequence[tuple[str, str]] = ()) -> Slot:
        return Slot(name, label, self.data.get(name, ""), " ".join(map(str, self.errors.get(name, ()))), options)

    # -- what comes of it -------------------------------------------------------------------------------------------------
    @cached_property
    def wanted(self) -> Wanted:
        return replace(self._sure, also=self.alike.keys) if self.cleaned_data.get("like") else self._sure

    @cached_property
    def alike(self) -> Alike:
        """What the searched words are only like, and which passes the other filters; nobody looks for it in the trash."""
        text = self.cleaned_data.get("q", "")
        return find_alike(self.trip, text, self._facets, self._sure) if text and "trash" not in self.mode else Alike()

    @cached_property
    def _sure(self) -> Wanted:
        text = self.cleaned_data.get("q", "")
        asked = words_of(text) if self.cleaned_data.get("exact") else asked_for(text)
        return replace(self._facets, terms=replace(asked, marks=self._facets.terms.marks))

    @cached_property
    def _facets(self) -> Wanted:
        said = self.cleaned_data
        return Wanted(
            terms=Terms(marks=[*self._marks(said)]),
            days=(self.clean_day("from"), self.clean_day("to")),
            least=said.get("min"),
            most=said.get("max"),
            currency=said.get("currency", ""),
        )

    @property
    def said_alike(self) -> str:
        """Why what is like the words, and asked for, is not there."""
        return self.alike.note if self.cleaned_data.get("like") else ""

    @property
    def may_widen(self) -> bool:
        """Whether there may be more that is like the words."""
        said = self.cleaned_data
        return bool(said.get("q")) and not said.get("like") and "trash" not in self.mode and is_wanted()

    @property
    def thing(self) -> str:
        """The query string of the words alone, where the search finds more than them because they name a thing."""
        text = self.cleaned_data.get("q", "")
        is_wider = text and not self.cleaned_data.get("exact") and things_in(text)
        return urlencode({**self.address, "exact": "1"}) if is_wider else ""

    def _marks(self, said: Mapping[str, Any]) -> Iterator[list[str]]:
        if said.get("person"):
            person, role = self.people[said["person"]].pk, said.get("role") or EITHER
            both = {PAID: marks.paid_by(person), SHARED: marks.shared_by(person)}
            yield [both[role]] if role in both else [*both.values()]
        if said.get("category"):
            yield [marks.of_category("" if said["category"] == NO_CATEGORY else said["category"])]
        if said.get("kind"):
            yield [marks.of_kind(said["kind"])]
        if said.get("currency"):
            yield [marks.in_currency(said["currency"])]
        if said.get("comments"):
            yield [marks.having(marks.ANY_COMMENT)]
        if said.get("receipts"):
            yield [marks.having(marks.ANY_RECEIPT)]

    @property
    def in_use(self) -> dict[str, str]:
        """The filters that narrow the list, as the address has them."""
        used = {
            name: self.data.get(name, "")
            for name in self.fields
            if self.cleaned_data.get(name) not in {None, "", False}
        }
        return {name: text for name, text in used.items() if name != "role" or ("person" in used and text != EITHER)}

    @property
    def address(self) -> dict[str, str]:
        """What the page's address says of the list, faults included, without what says nothing."""
        faulty = {name: self.data.get(name, "") for name in self.errors}
        return {name: text for name, text in {**self.mode, **self.in_use, **faulty}.items() if text}

    @property
    def query(self) -> str:
        return urlencode(self.address)

    @property
    def chips(self) -> list[Chip]:
        used, said = self.in_use, self.cleaned_data
        words: dict[str, Callable[[], str]] = {
            "q": lambda: f"“{Truncator(said['q']).chars(SHOWN)}”",
            "person": lambda: self._person_in_words(said),
            "category": lambda: dict(CATEGORIES)[said["category"]],
            "kind": lambda: dict(KINDS)[said["kind"]],
            "currency": lambda: f"In {said['currency']}",
            "from": lambda: f"From {dateformat.format(said['from'], 'j F Y')}",
            "to": lambda: f"Until {dateformat.format(said['to'], 'j F Y')}",
            "min": lambda: f"At least {self._money(said['min'])}",
            "max": lambda: f"At most {self._money(said['max'])}",
            "exact": lambda: "Only the words",
            "like": lambda: "With similar ones",
            "comments": lambda: "With comments",
            "receipts": lambda: "With a receipt",
        }
        return [Chip(words[name](), self._without(name)) for name in words if name in used]

    def _person_in_words(self, said: Mapping[str, Any]) -> str:
        name = capital(called(self.people[said["person"]], self.trip.me))
        shares = "You share" if name == "You" else f"{name} shares"
        return {PAID: f"{name} paid", SHARED: shares}.get(said.get("role", ""), name)

    def _money(self, minor: int) -> str:
        return format_money(Money(minor, self.counted_in), locale=current_locale())

    def _without(self, name: str) -> str:
        gone = {name, "role"} if name == "person" else {name}
        return urlencode({key: text for key, text in self.address.items() if key not in gone})
