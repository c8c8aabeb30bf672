"""How commands find a trip and its people."""

from trips.models import Participant, Trip
from tripsplit.commands import BadInput


def trip_called(slug: str, *, even_deleted: bool = False) -> Trip:
    """The trip with this slug; BadInput where there is none."""
    trips = Trip.objects.all() if even_deleted else Trip.objects.live()
    trip = trips.filter(slug=slug).first()
    if trip is None:
        raise BadInput(f"There is no trip with the slug {slug!r}.")
    return trip


def participant_called(trip: Trip, called: str) -> Participant:
    """The trip's participant with this ref, or else this name; BadInput where there is none."""
    people = {person.name.casefold(): person for person in trip.people} | {person.ref: person for person in trip.people}
    person = people.get(called) or people.get(called.casefold())
    if person is None:
        raise BadInput(f"Nobody in this trip is called {called!r}.")
    return person
