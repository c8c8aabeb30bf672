"""How commands find a trip."""

from trips.models import Trip
from tripsplit.commands import BadInput


def trip_called(slug: str, *, even_deleted: bool = False) -> Trip:
    """The trip with this slug; BadInput where there is none."""
    trips = Trip.objects.all() if even_deleted else Trip.objects.live()
    trip = trips.filter(slug=slug).first()
    if trip is None:
        raise BadInput(f"There is no trip with the slug {slug!r}.")
    return trip
