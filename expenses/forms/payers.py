"""Who paid: one person by one tap, or several, each with an amount; together they paid all of it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.forms import BoundField

from expenses.forms.typed import Typed
from expenses.wording import left_in_words
from trips.models import Participant
from tripsplit.forms import MoneyField
from tripsplit.money import Money

if TYPE_CHECKING:
    from expenses.forms.form import ExpenseForm

SEVERAL = "*"  # in place of a person's ref, none of which looks like this
PAID = "paid_"


@dataclass(frozen=True)
class PayerChoice:
    """A person who may have paid: whether it was they alone, and what they paid where it was several."""

    person: Participant
    chosen: bool
    paid: BoundField


class Payers:
    """The part of the form that says who paid."""

    def __init__(self, form: "ExpenseForm") -> None:
        self.form = form
        self.amounts: dict[str, int] = {}

    def fields(self) -> dict[str, Typed]:
        reader = MoneyField(currency=self.form.currency, zero=True, required=False)
        several = [(SEVERAL, "Several…")] if len(self.form.payables) > 1 else []
        names = [(person.ref, person.name) for person in self.form.payables]
        self.form.offer("payer", [*names, *several])
        return {
            f"{PAID}{person.ref}": Typed(reader, **{"class": "input", "aria-label": f"What {person.name} paid"})
            for person in self.form.payables
        }

    def first_values(self) -> dict[str, Any]:
        kept = self.form.kept
        if kept is None:
            return {"payer": self.form.trip.me.ref}
        if len(kept.payers) == 1:
            return {"payer": next(iter(kept.payers))}
        return {"payer": SEVERAL, **{f"{PAID}{ref}": minor for ref, minor in kept.payers.items()}}

    def clean(self) -> None:
        said = self.form.cleaned_data
        if said.get("payer") != SEVERAL:
            return
        read = {person.ref: self.form.read(f"{PAID}{person.ref}") for person in self.form.payables}
        self.amounts = {ref: minor for ref, minor in read.items() if minor}
        if "amount" in said and not self.form.has_faults(PAID) and self.left_of(said["amount"]):
            words = self.left_in_words(said["amount"])
            self.form.add_error("payer", f"What was paid has to add up to the amount: {words}.")

    @property
    def are_several(self) -> bool:
        return str(self.form["payer"].value()) == SEVERAL

    def left_of(self, amount: int) -> int:
        """What of the amount nobody has paid yet, in minor units; below zero is too much."""
        return amount - sum(self.amounts.values())

    def left_in_words(self, amount: int) -> str:
        """Empty where all of it is paid."""
        left = self.left_of(amount)
        return left_in_words(Money(left, self.form.currency)) if left else ""

    def draft(self) -> dict[str, int]:
        """What each of them paid; while that does not add up yet, the reader stands in, so that a preview can be worked out."""
        amount: int = self.form.cleaned_data["amount"]
        chosen = self.form.cleaned_data.get("payer")
        if chosen == SEVERAL and not self.left_of(amount):
            return self.amounts
        return {self.form.trip.me.ref if chosen in {None, "", SEVERAL} else chosen: amount}

    def choices(self) -> list[PayerChoice]:
        chosen = self.form["payer"].value()
        return [
            PayerChoice(person, person.ref == chosen, self.form[f"{PAID}{person.ref}"]) for person in self.form.payables
        ]
