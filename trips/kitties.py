"""A kitty: a purse that people pay into and that pays for things. A participant of its own kind, which shares nothing and acts for nobody.

Paying in is a payment to it, and what is left at the end is refunded by payments from it, so its balance is what it holds.
"""

from django.db import transaction

from trips.history import begin_change, log_activity
from trips.models import Participant, Trip
from trips.people import add_people, names_in


@transaction.atomic
def add_kitty(*, trip: Trip, by: Participant | None, name: str) -> Participant:
    """Add a purse to the trip, empty. Raises NameIsTaken, TripIsClosed."""
    begin_change(trip)
    role, kind = Participant.Role.VIEWER, Participant.Kind.KITTY
    kitty = add_people(trip, [name], taken=names_in(trip), role=role, kind=kind)[0]
    log_activity(trip=trip, by=by, verb="opened", subject="participant", ref=kitty.ref, label=kitty.name)
    return kitty
