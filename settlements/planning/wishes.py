"""What the people of a trip wish of their plan. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from settlements.planning.plan import Wish

Methods = Mapping[str, frozenset[str]]
"""By ref, the ways somebody can pay or be paid; whoever is not in it takes any. An empty set takes none."""


@dataclass(frozen=True, slots=True)
class Household:
    """People who settle as one: what they owe each other does not matter. `contact` pays and receives for all of them.

    Without a contact (or with one who is not on the trip), it is the member with the largest balance on the household's
    side. What is said of somebody's methods and of who must not meet is about the contacts themselves; a debt of any member
    to any other household's member is one of the household.
    """

    members: frozenset[str]
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Wishes:
    """All of them must be met at once; refs that the trip does not have are of no account."""

    households: tuple[Household, ...] = ()
    existing_debts: frozenset[tuple[str, str]] | None = None
    """(debtor, creditor): only these may pay each other, any amount, and also pass on what is paid to them. None: anybody."""
    round_to: int = 1
    """Every payment is a multiple of this many minor units."""
    pays_by: Methods = field(default_factory=lambda: MappingProxyType({}))
    receives_by: Methods = field(default_factory=lambda: MappingProxyType({}))
    apart: frozenset[frozenset[str]] = frozenset()
    """Pairs of people of whom neither pays the other."""

    def __post_init__(self) -> None:
        if self.round_to < 1:
            raise ValueError(f"Amounts cannot be rounded to {self.round_to}")

    @property
    def restrict(self) -> bool:
        """Not everybody may pay everybody."""
        return bool(self.existing_debts is not None or self.pays_by or self.receives_by or self.apart)

    def against(self, sender: str, receiver: str, *, owes: bool) -> Iterator[Wish]:
        """Each wish that keeps `sender` from paying `receiver`; `owes` says whether there is a debt between them."""
        if self.existing_debts is not None and not owes:
            yield Wish.EXISTING_DEBTS
        if not self._common_method(sender, receiver):
            yield Wish.METHODS
        if frozenset((sender, receiver)) in self.apart:
            yield Wish.APART

    def _common_method(self, sender: str, receiver: str) -> bool:
        pays, receives = self.pays_by.get(sender), self.receives_by.get(receiver)
        known = [methods for methods in (pays, receives) if methods is not None]
        return bool(frozenset.intersection(*known)) if known else True


NO_WISHES = Wishes()
