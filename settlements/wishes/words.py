"""What a trip wishes of its plan, and what comes of that, in words for one reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from babel.numbers import get_currency_name

from expenses.wording import called, capital, listed
from settlements.balances import Balances
from settlements.planner import Unmet, Wish
from settlements.wishes.services import CASH, WAYS, Chosen, together, unit_in_words
from trips.models import Participant, Trip
from tripsplit.locale import current_locale
from tripsplit.money import Money, format_money

ONLY_DEBTS = "Only pay people you already owe"
"""The name of the choice in which somebody may pass on what is paid to them."""

INSIDE = "What is open is inside households, which settle it among themselves."


def nearest_in_words(unit: int, currency: str) -> str:
    """ "the nearest euro", "the nearest 5 euros"."""
    one = get_currency_name(currency, count=unit, locale="en")
    return f"the nearest {one if unit == 1 else f'{unit} {one}'}"


def summary(chosen: Chosen, trip: Trip) -> list[str]:
    """What is chosen, a phrase for each choice; nothing where nothing is."""
    names = {person.ref: person.name for person in trip.people}
    said = [f"rounded to {unit_in_words(chosen.unit, trip.currency)}"] if chosen.unit else []
    said += ["only to people one already owes"] if chosen.existing_debts else []
    said += [f"{together(home, names)} as one" for home in chosen.households]
    said += [f"not between {_pair(pair, names)}" for pair in sorted(chosen.apart, key=sorted)]
    sides = ((chosen.pays, "pays"), (chosen.receives, "is paid"))
    return said + [f"{names[ref]} {verb} {_ways(methods[ref])}" for methods, verb in sides for ref in sorted(methods)]


def consequences(balances: Balances, me: Participant) -> list[str]:
    """What the choices cost whom, and what they leave open, said to one reader: a sentence for each."""
    told = _Told(balances, me)
    said = [told.rounded()] if balances.rounding else []
    if balances.is_square and not balances.is_exact and not balances.rounding:
        said.append(INSIDE)
    open_, due = ([ref for ref, minor in balances.left.items() if minor * side > 0] for side in (-1, 1))
    said += [*(told.left_open(ref) for ref in open_), *([told.still_due(due)] if due else [])]
    if balances.settled_along_debts:
        said.append(
            f"“{ONLY_DEBTS}” settles everything: there people may pass money on for others, and here nobody does."
        )
    return said


@dataclass(frozen=True)
class _Told:
    """Words for one reader: people are "you", "Zoë" or, as a household, "Anna & Ben"."""

    balances: Balances
    me: Participant

    def rounded(self) -> str:
        """ "Rounded to whole euros: Zoë gets €0.40 more, David pays €0.30 more." Of what is square, how everybody stands."""
        unit, currency = self.balances.chosen.unit, self.balances.trip.currency
        if self.balances.is_square:
            parts = [f"{self.name(ref)} {self._stands(ref)}" for ref in self.balances.rounding]
            start = f"Square to {nearest_in_words(unit, currency)}. What is left is less than that"
            return f"{start}: {listed(parts, len(parts))}."
        parts = [f"{self.name(ref)} {self._pays(ref)}" for ref in self.balances.rounding]
        return f"Rounded to {unit_in_words(unit, currency)}: {listed(parts, len(parts))}."

    def left_open(self, ref: str) -> str:
        """ "Kenji still owes €12.00: Zoë cannot be paid in a way that Kenji pays by." """
        unmet = [each for each in self.balances.unmet if each.who == ref]
        because = [words for each in unmet if (words := self._because(each))]
        start = f"{self.name(ref)} still {self._verb(ref, 'owe')} {self._size(self.balances.left[ref])}"
        return capital(f"{start}: {'; '.join(because)}." if because else f"{start}.")

    def still_due(self, refs: Sequence[str]) -> str:
        """ "Zoë still gets €12.00 and you still get €5.00." """
        left = self.balances.left
        due = [f"{self.name(ref)} still {self._verb(ref, 'get')} {self._size(left[ref])}" for ref in refs]
        return capital(f"{listed(due, len(due))}.")

    def name(self, ref: str) -> str:
        return " & ".join(called(person, self.me) for person in self._people(ref))

    def _because(self, unmet: Unmet) -> str:
        who, others = self.name(unmet.who), listed([self.name(ref) for ref in unmet.others])
        return {
            Wish.EXISTING_DEBTS: f"{who} {self._verb(unmet.who, 'owe')} nothing straight to {others}",
            Wish.METHODS: f"{others} cannot be paid in a way that {who} {self._verb(unmet.who, 'pay')} by",
            Wish.APART: f"{who} and {others} settle elsewhere",
        }.get(unmet.wish, "")

    def _pays(self, ref: str) -> str:
        """ "gets €0.40 more", "pay €0.30 less" """
        creditor = sum(person.net.minor for person in self._people(ref)) > 0
        change = self.balances.rounding[ref]
        more = "more" if (change > 0) == creditor else "less"
        return f"{self._verb(ref, 'get' if creditor else 'pay')} {self._size(change)} {more}"

    def _stands(self, ref: str) -> str:
        """Of what rounding leaves, in the words of the other pages: "get back €0.40", "owes €0.40"; a kitty "holds" it."""
        change = self.balances.rounding[ref]
        if self._people(ref)[0].is_kitty:
            verb = "holds" if change > 0 else "is short of"
        else:
            verb = self._verb(ref, "owe") if change > 0 else self._verb(ref, "get back", "gets back")
        return f"{verb} {self._size(change)}"

    def _verb(self, ref: str, verb: str, third: str = "") -> str:
        people = self._people(ref)
        return verb if len(people) > 1 or people[0].pk == self.me.pk else third or f"{verb}s"

    def _people(self, ref: str) -> list[Participant]:
        """Who it is, the one who acts for a household first."""
        members = self.balances.households.get(ref, (ref,))
        found = [person for person in self.balances.people if person.ref in members]
        return sorted(found, key=lambda person: person.ref != ref)

    def _size(self, minor: int) -> str:
        return format_money(Money(abs(minor), self.balances.trip.currency), locale=current_locale())


def _pair(pair: frozenset[str], names: Mapping[str, str]) -> str:
    return " and ".join(sorted(names[ref] for ref in pair))


def _ways(keys: frozenset[str]) -> str:
    """ "in cash and by PayPal" """
    return listed(["in cash" if key == CASH else f"by {WAYS[key]}" for key in WAYS if key in keys])
