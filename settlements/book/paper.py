"""What the printed documents have in common: a trip that nobody reads in particular, the paper's size, and the way to the press."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from django.template.loader import render_to_string
from django.utils import timezone

from settlements.reports.kinds import CannotBeMade
from settlements.typesetting import NotTypeset
from settlements.typesetting.press import Printed, typeset
from trips.models import Participant, Trip
from tripsplit.locale import current_locale

# Where paper is of the size called letter (CLDR's measurement data); everywhere else it is A4.
DAMAGED = "This trip’s lines do not come to its balances, so something is damaged. Whoever runs this site can find it with verify_ledger."
LETTER = frozenset({"BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"})


def read_by_nobody(trip: Trip) -> Trip:
    """The trip, with somebody for its reader who is none of its people."""
    trip.me = Participant(trip=trip)
    return trip


def print_document(
    template: str,
    context: Mapping[str, Any],
    path: Path,
    *,
    trip: Trip,
    pictures: Mapping[str, Path] | None = None,
) -> Printed:
    """Render the template and set its pages in the current locale, for the paper that is used there. Raises CannotBeMade."""
    today = timezone.localdate(timezone=ZoneInfo(trip.time_zone))
    html = render_to_string(template, {**context, "trip": trip, "today": today})
    styles = ["paper.css", *(["letter.css"] if Locale.parse(current_locale()).territory in LETTER else [])]
    try:
        return typeset(html, path, pictures=pictures, styles=styles)
    except NotTypeset as reason:
        raise CannotBeMade(str(reason)) from reason
