"""Who stands where in a trip, and the payments that settle it as the trip wishes: from the running totals, in two queries.

Three more, added up by the database, where people only pay whom they already owe, or cannot pay everything without that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from settlements.past.entries import people_then
from settlements.past.moments import Past
from settlements.planner import Plan, Unmet, plan_transfers
from settlements.wishes.services import NOTHING, Chosen, as_wishes, saved_wishes
from trips.models import Participant, Trip
from tripsplit.money import Money


@dataclass(frozen=True)
class Step:
    """One payment of the plan. Where a household pays or is paid, `senders` and `receivers` are all of it, who acts for it first."""

    sender: Participant
    receiver: Participant
    money: Money
    senders: tuple[Participant, ...] = ()
    receivers: tuple[Participant, ...] = ()

    @property
    def payers(self) -> tuple[Participant, ...]:
        """Who pays, or all of the household that does, who acts for it first."""
        return self.senders or (self.sender,)

    def concerns(self, participant: Participant) -> bool:
        people = [self.sender, self.receiver, *self.senders, *self.receivers]
        return participant.pk in {person.pk for person in people}


@dataclass(frozen=True)
class Balances:
    """Everybody of a trip in their order, and the plan; `proven` says that no plan that meets the wishes has fewer payments.

    `rounding` gives (or takes from) a ref so many minor units; `left` is what the wishes leave open, and `unmet` says why.
    """

    trip: Trip
    people: list[Participant]
    plan: list[Step]
    proven: bool
    chosen: Chosen = NOTHING
    rounding: Mapping[str, int] = field(default_factory=dict)
    left: Mapping[str, int] = field(default_factory=dict)
    unmet: Sequence[Unmet] = ()
    households: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    settled_along_debts: bool = False
    """Something is left, and nothing would be if people only paid whom they already owe, where money may be passed on."""

    @cached_property
    def greatest(self) -> Money:
        """The greatest balance in size: the bars' full length."""
        return Money(max((abs(person.net.minor) for person in self.people), default=0), self.trip.currency)

    @property
    def is_square(self) -> bool:
        """Nothing is to be paid: to the cent, inside households, or to the unit that the trip rounds to."""
        return not self.plan and not self.left

    @property
    def is_exact(self) -> bool:
        """Everybody stands at nothing, not only by the trip's wishes."""
        return not any(person.net for person in self.people)

    def as_json(self) -> dict[str, Any]:
        """The balances as people script against them; a positive one is owed money."""
        return {
            "currency": self.trip.currency,
            "balances": [
                {"participant": person.ref, "name": person.name, "minor": person.net.minor} for person in self.people
            ],
            "plan": [
                {"from": step.sender.ref, "to": step.receiver.ref, "minor": step.money.minor} for step in self.plan
            ],
        }


def load_balances(trip: Trip, past: Past | None = None, *, chosen: Chosen | None = None) -> Balances:
    """The trip's balances and its plan, now or in the past, which takes a query more and reads the ledger itself.

    With `chosen` as if the trip had chosen that. Raises UnbalancedTrip where the running totals are damaged (see verify_ledger).
    """
    chosen = saved_wishes(trip)[0] if chosen is None else chosen
    people = list(people_then(trip, past) if past else trip.people)
    wishes = as_wishes(chosen, trip, past)
    nets = {person.ref: person.net.minor for person in people}
    plan = plan_transfers(nets, wishes=wishes)
    along_debts = False
    if plan.left and not chosen.existing_debts:
        along_debts = not plan_transfers(nets, wishes=as_wishes(replace(chosen, existing_debts=True), trip, past)).left
    return Balances(
        trip=trip,
        people=people,
        plan=_steps(plan, people, trip.currency),
        proven=plan.proven,
        chosen=chosen,
        rounding=_in_order(plan.rounding, people),
        left=_in_order(plan.left, people),
        unmet=plan.unmet,
        households=plan.households,
        settled_along_debts=along_debts,
    )


def _in_order(amounts: Mapping[str, int], people: Sequence[Participant]) -> dict[str, int]:
    """The same amounts, told in the people's own order."""
    return {person.ref: amounts[person.ref] for person in people if person.ref in amounts}


def _steps(plan: Plan, people: Sequence[Participant], currency: str) -> list[Step]:
    found = {person.ref: person for person in people}

    def household(ref: str) -> tuple[Participant, ...]:
        members = [person for person in people if person.ref in plan.households.get(ref, ())]
        return tuple(sorted(members, key=lambda person: person.ref != ref))

    return [
        Step(
            found[transfer.sender],
            found[transfer.receiver],
            Money(transfer.minor, currency),
            household(transfer.sender),
            household(transfer.receiver),
        )
        for transfer in plan.transfers
    ]
