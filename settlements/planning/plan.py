"""What a plan is made of. Pure. Amounts are integers in minor units of the trip's own currency."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class UnbalancedTrip(ValueError):
    """The balances do not sum to zero, so no payments among these people can settle them."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """`sender` is to give `receiver` this many minor units; always more than none."""

    sender: str
    receiver: str
    minor: int


class Wish(StrEnum):
    """The kinds of wishes that can stand in the way of settling everything."""

    HOUSEHOLD = "household"
    EXISTING_DEBTS = "existing_debts"
    METHODS = "methods"
    APART = "apart"


class Why(StrEnum):
    """Why a wish could not be met, for whoever puts it into words."""

    TWO_HOUSEHOLDS = "two_households"
    NO_DEBT_BETWEEN = "no_debt_between"
    NO_COMMON_METHOD = "no_common_method"
    MUST_NOT_MEET = "must_not_meet"


@dataclass(frozen=True, slots=True)
class Unmet:
    """This wish keeps `who` from settling: a debtor that may not pay any of `others`, to whom money is open as well.

    For HOUSEHOLD: `who` is in a household before, so the one of `others` was left out of account.
    """

    wish: Wish
    who: str
    others: tuple[str, ...]
    why: Why


@dataclass(frozen=True, slots=True)
class Plan:
    """The payments that settle the balances; `proven` says that no plan that meets the wishes has fewer (as rounded here).

    For each person who pays or receives (of a household, its contact), and nobody else:
    balance (of a household, of all its members) + `rounding` + what they send - what they receive = `left`.
    """

    transfers: list[Transfer]
    proven: bool
    rounding: Mapping[str, int] = field(default_factory=dict)
    """What rounding gives (more than none) or takes from whom; sums to zero. Only those whom it touches."""
    unmet: list[Unmet] = field(default_factory=list)
    """Why something is left; empty, but for households that overlap, where nothing is."""
    left: Mapping[str, int] = field(default_factory=dict)
    """The balances, in the sense of `balances`, that the wishes leave open; sums to zero. Only those that are not zero."""
    households: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Who pays and receives for a household, and all its members."""
