"""What a trip did last: the currency that it spent in and the way it split, so that a new expense is right already."""

from dataclasses import dataclass
from functools import cached_property

from expenses.models import Expense, SplitMethod
from expenses.splitting import SplitLine
from trips.models import Trip

# What these ways say holds for any amount in any currency; the others are about one bill.
LASTING = (SplitMethod.EQUAL, SplitMethod.SHARES, SplitMethod.PERCENT)


@dataclass(frozen=True)
class KnownSplit:
    """A split that can be used again: its name, the way, and each one's line."""

    name: str
    method: str
    lines: list[SplitLine]


class Habits:
    """What the last expense of a trip did; two queries, and none before somebody asks."""

    def __init__(self, trip: Trip) -> None:
        self.trip = trip

    @cached_property
    def _last(self) -> Expense | None:
        return self.trip.expenses.live().prefetch_related("shares__participant").order_by("-pk").first()

    @property
    def currency(self) -> str:
        return self._last.currency if self._last else self.trip.currency

    @property
    def split(self) -> KnownSplit | None:
        """How the last expense was split, if that was neither equally between everybody nor about this one bill only."""
        if self._last is None or self._last.method not in LASTING:
            return None
        shares = list(self._last.shares.all())
        present = {person.pk for person in self.trip.active_people}
        among = {share.participant_id for share in shares}
        if not among <= present or (self._last.method == SplitMethod.EQUAL and among == present):
            return None
        lines = [SplitLine(share.participant.ref, share.value or None) for share in shares]
        return KnownSplit(self._last.description, self._last.method, lines)
