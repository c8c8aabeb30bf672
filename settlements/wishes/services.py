"""What a trip wishes of its plan: choosing it, keeping it, and handing it to the planner. It is the whole trip's, so everybody sees it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from babel.numbers import get_currency_name
from django.db import transaction
from django.utils import timezone

from settlements.debts import load_debts
from settlements.models import TripWishes
from settlements.past.moments import Past
from settlements.paying.kinds import KINDS
from settlements.planner import Household, Wishes
from settlements.wish_models import FIRST_VERSION, UNITS
from trips.errors import DomainError, NotOfThisTrip, RowChanged
from trips.history import begin_change, differences, log_activity
from trips.models import Participant, Trip
from tripsplit.currencies import exponent

CASH = "cash"
WAYS: Mapping[str, str] = {CASH: "Cash", **{kind.key: kind.label for kind in KINDS.values()}}
"""Every way to pay or be paid, with what people call it."""

MOST = 60
"""So many people in households, pairs apart and people with ways of their own."""

Methods = Mapping[str, frozenset[str]]
Pair = frozenset[str]


class WishRefused(DomainError):
    """What was chosen contradicts itself; the text says how."""


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A trip's choices; people are refs. `unit` is in whole units of the trip's currency, `pays` and `receives` as Wishes has them."""

    unit: int = 0
    existing_debts: bool = False
    households: tuple[Household, ...] = ()
    apart: frozenset[Pair] = frozenset()
    pays: Methods = field(default_factory=dict)
    receives: Methods = field(default_factory=dict)

    @property
    def is_any(self) -> bool:
        return self != NOTHING


NOTHING = Chosen()


def saved_wishes(trip: Trip) -> tuple[Chosen, int]:
    """What the trip has chosen, and its version; one query."""
    row = TripWishes.objects.filter(trip=trip).first()
    return (_chosen(row), row.version) if row else (NOTHING, FIRST_VERSION)


def wishes_of(trip: Trip, past: Past | None = None) -> Wishes:
    """The trip's wishes for the planner: one query, and those of load_debts where people only pay whom they owe."""
    return as_wishes(saved_wishes(trip)[0], trip, past)


def as_wishes(chosen: Chosen, trip: Trip, past: Past | None = None) -> Wishes:
    """The choices as the planner takes them; debts are loaded only where they matter."""
    debts = frozenset(load_debts(trip, past)) if chosen.existing_debts else None
    return with_debts(chosen, trip.currency, debts)


def with_debts(chosen: Chosen, currency: str, debts: frozenset[tuple[str, str]] | None) -> Wishes:
    """The choices as the planner takes them, in a trip of that currency with these debts."""
    return Wishes(
        households=chosen.households,
        existing_debts=debts if chosen.existing_debts else None,
        round_to=max(1, chosen.unit * 10 ** exponent(currency)),
        pays_by=chosen.pays,
        receives_by=chosen.receives,
        apart=chosen.apart,
    )


@transaction.atomic
def set_wishes(*, trip: Trip, by: Participant | None, version: int, chosen: Chosen) -> int:
    """Make this what the trip has chosen, if that still is at `version`; the new version. Choosing the same again changes nothing.

    Raises RowChanged, TripIsClosed, NotOfThisTrip and WishRefused.
    """
    begin_change(trip)
    before, current = saved_wishes(trip)
    if _row(chosen) == _row(before):
        return current
    if version != current:
        raise RowChanged
    check(chosen, trip)
    facts = {**_row(chosen), "version": current + 1, "updated_at": timezone.now()}
    TripWishes.objects.update_or_create(trip=trip, defaults=facts)
    changes = differences(described(before, trip), described(chosen, trip))
    log_activity(trip=trip, by=by, verb="edited", subject="wishes", changes=changes)
    return current + 1


def check(chosen: Chosen, trip: Trip) -> None:
    """Raises NotOfThisTrip and WishRefused."""
    names = {person.ref: person.name for person in trip.people}
    kitties = {person.ref for person in trip.kitties}
    if chosen.unit not in UNITS or not set(_refs(chosen)) <= names.keys() or not _methods(chosen) <= WAYS.keys():
        raise NotOfThisTrip
    together = [ref for household in chosen.households for ref in household.members]
    if max(len(together), len(chosen.apart), len(chosen.pays), len(chosen.receives)) > MOST:
        raise WishRefused(f"That is more than the {MOST} that a trip keeps.")
    if kitties & set(together):
        raise WishRefused("A kitty is nobody’s household: choose people.")
    if twice := sorted({names[ref] for ref in together if together.count(ref) > 1}):
        raise WishRefused(f"{twice[0]} can be in one household only.")
    for household in chosen.households:
        if household.contact not in household.members or len(household.members) == 1:
            raise WishRefused("A household has two people at least, and one of them pays for all.")
        if any(frozenset(pair) in chosen.apart for pair in combinations(sorted(household.members), 2)):
            raise WishRefused(f"{names[household.contact]}’s household cannot settle together and apart.")
    if any(len(pair) == 1 for pair in chosen.apart):
        raise WishRefused("Choose two different people who settle elsewhere.")


def described(chosen: Chosen, trip: Trip) -> dict[str, str]:
    """The choices by their names, in words for the feed and for comparing two versions."""
    names = {person.ref: person.name for person in trip.people}
    homes = [together(home, names) for home in chosen.households]
    pairs = [" and ".join(sorted(names[ref] for ref in pair)) for pair in chosen.apart]
    return {
        "Rounding": unit_in_words(chosen.unit, trip.currency) if chosen.unit else "exact",
        "Who pays whom": "only people they already owe" if chosen.existing_debts else "anybody",
        "Settle as one": "; ".join(sorted(homes)),
        "Settle elsewhere": "; ".join(sorted(pairs)),
        "Pay by": _ways_in_words(chosen.pays, names),
        "Are paid by": _ways_in_words(chosen.receives, names),
    }


def carries(key: str, currency: str) -> bool:
    """Whether people can pay that currency in this way."""
    return key == CASH or KINDS[key].carries(currency)


def together(home: Household, names: Mapping[str, str]) -> str:
    """ "Anna & Ben": the one who pays for all comes first."""
    return " & ".join(names[ref] for ref in sorted(home.members, key=lambda ref: (ref != home.contact, names[ref])))


def unit_in_words(unit: int, currency: str) -> str:
    """ "whole euros", "5 euros"; in English, as the sentences are."""
    return f"{unit if unit > 1 else 'whole'} {get_currency_name(currency, count=2, locale='en')}"


def _ways_in_words(methods: Methods, names: Mapping[str, str]) -> str:
    told = {names[ref]: ", ".join(WAYS[key] for key in WAYS if key in keys) for ref, keys in methods.items()}
    return "; ".join(f"{name}: {told[name]}" for name in sorted(told))


def _refs(chosen: Chosen) -> Iterator[str]:
    for household in chosen.households:
        yield from household.members
    for pair in chosen.apart:
        yield from pair
    yield from chosen.pays
    yield from chosen.receives


def _methods(chosen: Chosen) -> set[str]:
    return {key for methods in (chosen.pays, chosen.receives) for keys in methods.values() for key in keys}


def _row(chosen: Chosen) -> dict[str, Any]:
    """The choices as the row keeps them, the same ones always alike."""
    homes = [{"members": sorted(home.members), "contact": home.contact} for home in chosen.households]
    sides = {"pays": chosen.pays, "receives": chosen.receives}
    ways: dict[str, dict[str, list[str]]] = {}
    for side, methods in sides.items():
        for ref in sorted(methods):
            ways.setdefault(ref, {})[side] = sorted(methods[ref])
    return {
        "unit": chosen.unit,
        "existing_debts": chosen.existing_debts,
        "households": sorted(homes, key=lambda home: home["members"]),
        "apart": sorted(sorted(pair) for pair in chosen.apart),
        "ways": ways,
    }


def _chosen(row: TripWishes) -> Chosen:
    def of(side: str) -> Methods:
        return {ref: frozenset(ways[side]) for ref, ways in row.ways.items() if side in ways}

    return Chosen(
        unit=row.unit,
        existing_debts=row.existing_debts,
        households=tuple(Household(frozenset(home["members"]), home["contact"]) for home in row.households),
        apart=frozenset(frozenset(pair) for pair in row.apart),
        pays=of("pays"),
        receives=of("receives"),
    )
