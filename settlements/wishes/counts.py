"""How many payments each choice leads to, the other choices being as they are: what stands beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from settlements.debts import load_debts
from settlements.planner import Plan, plan_transfers
from settlements.wish_models import UNITS
from settlements.wishes.services import Chosen, with_debts
from trips.models import Trip

NOT_PASSED_ON = ": here nobody passes money on for others"
"""Why the freer choice settles less than the stricter one."""


@dataclass(frozen=True)
class Counts:
    """ "4 payments" for each unit, for everybody's and for existing debts only, and without each kind of rows."""

    units: Mapping[int, str]
    debts: Sequence[str]
    without: Mapping[str, str]


def count_choices(trip: Trip, chosen: Chosen) -> Counts:
    """Four queries at most."""
    balances = {person.ref: person.net.minor for person in trip.people}
    debts = frozenset(load_debts(trip))

    def planned(choice: Chosen) -> Plan:
        return plan_transfers(balances, wishes=with_debts(choice, trip.currency, debts))

    def said(choice: Chosen) -> str:
        return _in_words(planned(choice))

    anybody, along_debts = (planned(replace(chosen, existing_debts=only)) for only in (False, True))
    less = _open(anybody) > _open(along_debts)

    rows = {
        "together": (chosen.households, replace(chosen, households=())),
        "apart": (chosen.apart, replace(chosen, apart=frozenset())),
        "ways": (chosen.pays or chosen.receives, replace(chosen, pays={}, receives={})),
    }
    return Counts(
        units={unit: said(replace(chosen, unit=unit)) for unit in UNITS},
        debts=[f"{_in_words(anybody)}{NOT_PASSED_ON if less else ''}", _in_words(along_debts)],
        without={kind: said(choice) for kind, (any_rows, choice) in rows.items() if any_rows},
    )


def _in_words(plan: Plan) -> str:
    """ "1 payment", "4 payments, not everything" """
    number = len(plan.transfers)
    words = f"{number} payment{'' if number == 1 else 's'}"
    return f"{words}, not everything" if plan.left else words


def _open(plan: Plan) -> int:
    """How much the plan leaves to be got, in minor units."""
    return sum(max(minor, 0) for minor in plan.left.values())
