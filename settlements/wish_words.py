"""What a trip wishes of its plan, and what comes of that, in words for one reader."""

from collections.abc import Mapping, Sequence

from babel.numbers import get_currency_name

from expenses.wording import listed
from settlements.balances import Balances
from settlements.planner import Wish
from settlements.wishing import CASH, WAYS, Chosen, together
from trips.models import Trip
from tripsplit.locale import current_locale
from tripsplit.money import Money, format_money

INSIDE = "What is open is inside households, which settle it among themselves."


def unit_in_words(unit: int, currency: str) -> str:
    """ "the cent", "whole euros", "5 euros"; in English, as the sentences are."""
    if not unit:
        return "the smallest coin"
    return f"{unit if unit > 1 else 'whole'} {get_currency_name(currency, count=2, locale='en')}"


def summary(chosen: Chosen, trip: Trip) -> list[str]:
    """What is chosen, a phrase for each choice; nothing where nothing is."""
    names = {person.ref: person.name for person in trip.people}
    said = [f"rounded to {unit_in_words(chosen.unit, trip.currency)}"] if chosen.unit else []
    said += ["only to people one already owes"] if chosen.existing_debts else []
    said += [f"{together(home, names)} as one" for home in chosen.households]
    said += [f"not between {_pair(pair, names)}" for pair in sorted(chosen.apart, key=sorted)]
    sides = ((chosen.pays, "pays"), (chosen.receives, "is paid"))
    return said + [
        f"{names[ref]} {verb} by {_ways(methods[ref])}" for methods, verb in sides for ref in sorted(methods)
    ]


def consequences(balances: Balances) -> list[str]:
    """What the choices cost whom, and what they leave open: a sentence for each."""
    told = [_rounded(balances)] if balances.rounding else []
    told += [INSIDE] if balances.is_square and not balances.is_exact and not balances.rounding else []
    return (
        told + [_left_open(balances, ref) for ref, minor in balances.left.items() if minor < 0] + _still_due(balances)
    )


def _rounded(balances: Balances) -> str:
    """ "Rounded to whole euros: Zoë gets €0.40 more, David pays €0.30 more." """
    parts = [
        f"{_name(balances, ref)} {_effect(balances, ref)} {_size(balances, change)} {_more(balances, ref)}"
        for ref, change in balances.rounding.items()
    ]
    if balances.is_square:
        return f"Square to the nearest {_nearest(balances)}: {_open_cents(balances)}."
    return f"Rounded to {unit_in_words(balances.chosen.unit, balances.trip.currency)}: {listed(parts, len(parts))}."


def _open_cents(balances: Balances) -> str:
    """ "Zoë leaves €0.40, David keeps €0.40" """
    parts = [
        f"{_name(balances, ref)} {'keeps' if change > 0 else 'forgoes'} {_size(balances, change)}"
        for ref, change in balances.rounding.items()
    ]
    return listed(parts, len(parts))


def _nearest(balances: Balances) -> str:
    unit, currency = balances.chosen.unit, balances.trip.currency
    return f"{unit if unit > 1 else ''} {get_currency_name(currency, count=unit, locale='en')}".strip()


def _left_open(balances: Balances, ref: str) -> str:
    """ "Kenji still owes €12.00: nobody who is to get money takes what Kenji pays by." """
    name = _name(balances, ref)
    because = [
        {
            Wish.EXISTING_DEBTS: f"{name} owes nothing to {_others(balances, unmet.others)}, who are still to get money",
            Wish.METHODS: f"{_others(balances, unmet.others)} cannot be paid in a way that {name} pays by",
            Wish.APART: f"{name} and {_others(balances, unmet.others)} are to settle elsewhere",
        }.get(unmet.wish, "")
        for unmet in balances.unmet
        if unmet.who == ref
    ]
    start = f"{name} still owes {_size(balances, balances.left[ref])}"
    return f"{start}: {'; '.join(filter(None, because))}." if any(because) else f"{start}."


def _still_due(balances: Balances) -> list[str]:
    due = [f"{_name(balances, ref)} {_size(balances, minor)}" for ref, minor in balances.left.items() if minor > 0]
    return [f"Still to get: {listed(due, len(due))}."] if due else []


def _effect(balances: Balances, ref: str) -> str:
    return "gets" if _position(balances, ref) > 0 else "pays"


def _more(balances: Balances, ref: str) -> str:
    return "more" if (balances.rounding[ref] > 0) == (_position(balances, ref) > 0) else "less"


def _position(balances: Balances, ref: str) -> int:
    """What they or all of their household stood at, in minor units."""
    members = balances.households.get(ref, (ref,))
    return sum(person.net.minor for person in balances.people if person.ref in members)


def _name(balances: Balances, ref: str) -> str:
    """ "Zoë"; of a household "Anna & Ben"."""
    found = {person.ref: person for person in balances.people}
    members = sorted(balances.households.get(ref, (ref,)), key=lambda member: member != ref)
    return " & ".join(found[member].name for member in members)


def _others(balances: Balances, refs: Sequence[str]) -> str:
    return listed([_name(balances, ref) for ref in refs])


def _size(balances: Balances, minor: int) -> str:
    return format_money(Money(abs(minor), balances.trip.currency), locale=current_locale())


def _pair(pair: frozenset[str], names: Mapping[str, str]) -> str:
    return " and ".join(sorted(names[ref] for ref in pair))


def _ways(keys: frozenset[str]) -> str:
    return listed([WAYS[key].lower() if key == CASH else WAYS[key] for key in WAYS if key in keys])
