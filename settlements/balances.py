"""Who stands where in a trip, and the payments that settle it: from the running totals, in one query at any size of the trip."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from settlements.moments import Past
from settlements.past import people_then
from settlements.planner import plan_transfers
from trips.models import Participant, Trip
from tripsplit.money import Money


@dataclass(frozen=True)
class Step:
    """One payment of the plan."""

    sender: Participant
    receiver: Participant
    money: Money

    def concerns(self, participant: Participant) -> bool:
        return participant.pk in {self.sender.pk, self.receiver.pk}


@dataclass(frozen=True)
class Balances:
    """Everybody of a trip in their order, and the plan; `proven` says that no plan has fewer payments."""

    trip: Trip
    people: list[Participant]
    plan: list[Step]
    proven: bool

    @cached_property
    def greatest(self) -> Money:
        """The greatest balance in size: the bars' full length."""
        return Money(max((abs(person.net.minor) for person in self.people), default=0), self.trip.currency)

    @property
    def is_square(self) -> bool:
        return not self.plan

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


def load_balances(trip: Trip, past: Past | None = None) -> Balances:
    """The trip's balances and its plan, now or in the past, which takes a query more and reads the ledger itself.

    Raises UnbalancedTrip where the running totals are damaged (see verify_ledger).
    """
    people = {person.ref: person for person in (people_then(trip, past) if past else trip.people)}
    plan = plan_transfers({ref: person.net.minor for ref, person in people.items()})
    steps = [
        Step(people[transfer.sender], people[transfer.receiver], Money(transfer.minor, trip.currency))
        for transfer in plan.transfers
    ]
    return Balances(trip=trip, people=list(people.values()), plan=steps, proven=plan.proven)
