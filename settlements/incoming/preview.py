"""What a file would make, small enough to be kept with its row: the trip, where everybody would stand, and how much of what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from settlements.archive.bundles import Bundle
from settlements.archive.facts import PersonFacts
from settlements.wording import Standing, standing
from trips.models import Participant, Trip

TOTALS = ("paid", "owed", "sent", "received")
NOBODY = Participant(pk=0)  # the people of a preview have no keys yet, so that none of them is the reader


def found_in(bundle: Bundle) -> dict[str, Any]:
    """The preview as it is kept."""
    archive, positions = bundle.archive, bundle.archive.positions()
    return {
        "trip": archive.trip,
        "people": [
            {**person, **{name: getattr(positions[person["ref"]], name) for name in TOTALS}}
            for person in archive.participants
        ],
        "expenses": len(archive.expenses),
        "payments": len(archive.payments),
        "receipts": bundle.receipt_count,
    }


@dataclass(frozen=True)
class Preview:
    """A trip that is not made yet."""

    found: Mapping[str, Any]

    @property
    def people(self) -> Sequence[PersonFacts]:
        facts: Sequence[PersonFacts] = self.found["people"]
        return facts

    @cached_property
    def trip(self) -> Trip:
        """The trip as it would be, with its people; nothing of it is saved."""
        said = self.found["trip"]
        days = {key: date.fromisoformat(said[key]) if said[key] else None for key in ("start_date", "end_date")}
        trip = Trip(**{**said, **days})
        trip.people = [
            Participant(
                trip=trip,
                ref=facts["ref"],
                name=facts["name"],
                kind=facts["kind"],
                position=position,
                **{name: facts[name] for name in TOTALS},
            )
            for position, facts in enumerate(self.found["people"])
        ]
        return trip

    @property
    def standings(self) -> list[Standing]:
        return [standing(person, NOBODY) for person in self.trip.people]
