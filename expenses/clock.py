"""Which day it is where a trip is: the only "today" that an expense knows."""

import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from trips.models import Trip


def today(trip: Trip) -> datetime.date:
    """The day that it is where the trip is."""
    return timezone.localdate(timezone=ZoneInfo(trip.time_zone))
