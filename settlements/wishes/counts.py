"""How many payments each choice leads to, the other choices being as they are: what stands beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from settlements.debts import load_debts
from settlements.planner import plan_transfers
from settlements.wish_models import UNITS
from settlements.wishes.services import Chosen, with_debts
from trips.models import Trip


@dataclass(frozen=True)
class Counts:
    """ "4 payments" for each unit, for everybody's and for existing debts only, and without each kind of rows."""

    units: Mapping[int, str]
    debts: Sequence[str]
    without: Mapping[str, str]


def count_choices(trip: Trip, chosen: Chosen) -> Counts:
    """Four queries at most; each plan is made once."""
    balances = {person.ref: person.net.minor for person in trip.people}
    debts = frozenset(load_debts(trip))

    def said(choice: Chosen) -> str:
        plan = plan_transfers(balances, wishes=with_debts(choice, trip.currency, debts))
        number = len(plan.transfers)
        words = f"{number} payment{'' if number == 1 else 's'}"
        return f"{words}, not everything" if plan.left else words

    rows = {
        "together": (chosen.households, replace(chosen, households=())),
        "apart": (chosen.apart, replace(chosen, apart=frozenset())),
        "ways": (chosen.pays or chosen.receives, replace(chosen, pays={}, receives={})),
    }
    return Counts(
        units={unit: said(replace(chosen, unit=unit)) for unit in UNITS},
        debts=[said(replace(chosen, existing_debts=only)) for only in (False, True)],
        without={kind: said(choice) for kind, (any_rows, choice) in rows.items() if any_rows},
    )
