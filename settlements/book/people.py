"""A page for each person: where they stand and why, what their part was spent on, and how they settle up."""

from collections.abc import Sequence
from dataclasses import dataclass

from settlements.book.rows import Entry, Side, Slice, slices
from settlements.models import Payment
from settlements.wording import Standing, Ticket, paid, standing, sums
from trips.models import Participant, Trip
from tripsplit.money import Money

LARGEST = 5


@dataclass(frozen=True)
class Largest:
    """One of somebody's largest parts, and the expense that it is of."""

    entry: Entry
    part: Money


@dataclass(frozen=True)
class PersonPage:
    person: Participant
    standing: Standing
    sums: list[tuple[str, Money]]
    tickets: Sequence[Ticket]
    payments: Sequence[tuple[Payment, str]]
    categories: Sequence[Slice]
    largest: Sequence[Largest]
    paid: int
    shared: int


def person_page(
    trip: Trip, person: Participant, side: Side, tickets: Sequence[Ticket], payments: Sequence[Payment]
) -> PersonPage:
    """`tickets` and `payments` are the whole trip's."""
    mine = [payment for payment in payments if person.pk in {payment.sender_id, payment.receiver_id}]
    largest = sorted(side.largest, key=lambda found: -found[0])[:LARGEST]
    return PersonPage(
        person=person,
        standing=standing(person, trip.me),
        sums=sums(person, trip.me),
        tickets=[ticket for ticket in tickets if ticket.step.concerns(person)],
        payments=[(payment, paid(payment, trip.me)) for payment in mine],
        categories=slices(side.categories, trip.currency),
        largest=[Largest(entry, Money(minor, trip.currency)) for minor, entry in largest if minor > 0],
        paid=side.paid,
        shared=side.shared,
    )
