"""A day or a moment of the past, as an address or a command names it: reading it, saying it in words, and writing it into a link. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 1970, 2100
A_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# A plus sign in an address arrives as a space.
A_MOMENT = re.compile(
    rf"({A_DAY.pattern})[T ]([0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}}(?:\.[0-9]{{1,6}})?)?)(Z|[ +-][0-9]{{2}}:[0-9]{{2}})?"
)


class BadMoment(ValueError):
    """What was asked for is no day and no moment; the text is a sentence for whoever asked."""


@dataclass(frozen=True)
class Past:
    """Either a day, up to whose end today's ledger is asked for, or a moment (in the trip's time zone), and the ledger as it stood then."""

    on: date | None = None
    at: datetime | None = None

    @property
    def query(self) -> str:
        """The query string that names it; a moment to the microsecond and in UTC, so that no change of clocks makes it another."""
        if self.at:
            return urlencode({"at": written(self.at)}, safe=":")
        return f"on={self.on}"


def written(moment: datetime) -> str:
    """A moment as an address names it exactly: 2026-05-03T17:30:12.345678Z."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def read_past(*, on: str | None, at: str | None, time_zone: str) -> Past | None:
    """What is asked for, None where nothing is; a moment without an offset is meant where the trip is. Raises BadMoment."""
    if on is None and at is None:
        return None
    if on is not None and at is not None:
        raise BadMoment("Choose either a day or a moment, not both.")
    return Past(on=read_day(on)) if on is not None else Past(at=read_moment(at or "", time_zone))


def read_day(text: str) -> date:
    """Raises BadMoment."""
    try:
        day = date.fromisoformat(text.strip()) if A_DAY.fullmatch(text.strip()) else None
    except ValueError:
        day = None
    if day is None:
        raise BadMoment("Choose a day, such as 2026-05-03.")
    _check_year(day)
    return day


def read_moment(text: str, time_zone: str) -> datetime:
    """The moment in that time zone. Where clocks went back the earlier of two readings is meant. Raises BadMoment."""
    found = A_MOMENT.fullmatch(text.strip())
    try:
        moment = datetime.fromisoformat(f"{found[1]}T{found[2]}{(found[3] or '').replace(' ', '+')}") if found else None
    except ValueError:
        moment = None
    if moment is None:
        raise BadMoment("Choose a day and a time, such as 2026-05-03T18:30.")
    _check_year(moment)
    zone = ZoneInfo(time_zone)
    return moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)


def _check_year(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadMoment(f"Choose a day between {FIRST_YEAR} and {LAST_YEAR}.")
