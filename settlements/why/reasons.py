"""What is behind one payment of the plan: the debts that it settles, and the lines that made them. A fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass

import structlog

from settlements.balances import Balances, Step, load_balances
from settlements.debts import load_debts
from settlements.pairwise import Debts
from settlements.past.moments import Past
from settlements.planning.plan import Transfer
from settlements.why.biggest import Biggest, Common, biggest_lines, common_expenses, paid_between
from settlements.why.unfolding import Strand, unfold
from trips.models import Participant, Trip
from tripsplit.money import Money

log = structlog.get_logger(__name__)
TRIES = 2


@dataclass(frozen=True)
class Why:
    """`strands` add up to the step's money. `direct` is what the payer owes the payee by themselves, below zero the other way round.

    `rounded` is what rounding spares the payer, below zero what it makes them pay beyond what they owe.
    """

    step: Step
    people: Mapping[str, Participant]
    strands: list[Strand]
    direct: Money
    rounded: Money
    owes: Biggest
    gets: Biggest
    common: list[Common]
    common_count: int
    paid: Money


def load_why(trip: Trip, sender: str, receiver: str, past: Past | None = None) -> Why | None:
    """Why `sender` is to pay `receiver` (refs); None where the plan has no such payment.

    The debts must come to the balances. Where somebody wrote between our queries both are read again; what still
    disagrees shows as settled "for" somebody else, and is logged: then the ledger is damaged.
    """
    for _ in range(TRIES):
        balances, debts = load_balances(trip, past), load_debts(trip, past)
        if _agree(balances, debts):
            break
        del trip.people  # with the totals that were read first
    else:
        log.error("debts_disagree", trip=trip.pk)
    steps = {(step.sender.ref, step.receiver.ref): step for step in balances.plan}
    step = steps.get((sender, receiver))
    if step is None:
        return None
    transfers = [Transfer(*pair, each.money.minor) for pair, each in steps.items()]
    strands = unfold(transfers, debts, _homes(balances), balances.rounding)
    common, count = common_expenses(trip, step.sender, step.receiver, past)
    direct = debts.get((sender, receiver), 0) - debts.get((receiver, sender), 0)
    return Why(
        step=step,
        people={person.ref: person for person in balances.people},
        strands=strands[list(steps).index((sender, receiver))],
        direct=Money(direct, trip.currency),
        rounded=Money(balances.rounding.get(sender, 0), trip.currency),
        owes=biggest_lines(trip, step.sender, past),
        gets=biggest_lines(trip, step.receiver, past),
        common=common,
        common_count=count,
        paid=paid_between(trip, step.sender, step.receiver, past),
    )


def _homes(balances: Balances) -> dict[str, str]:
    """Of whoever is in a household, who acts for it."""
    return {member: contact for contact, members in balances.households.items() for member in members}


def _agree(balances: Balances, debts: Debts) -> bool:
    nets = {person.ref: person.net.minor for person in balances.people}
    for (debtor, creditor), minor in debts.items():
        nets[debtor] = nets.get(debtor, 0) + minor
        nets[creditor] = nets.get(creditor, 0) - minor
    return not any(nets.values())
