"""What a split is made of, and the ways in which it can be wrong, each with a sentence for the person. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class SplitLine:
    """One participant of a split; `value` is their input as a plain string in the method's own unit.

    shares: a weight such as "1.5"; exact: minor units of the expense's currency; percent: "33.4"; adjustment: minor
    units to bear more, or with a minus less, than the others. "equal" and "itemised" ask for none.
    """

    participant: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class SplitItem:
    """One line of a bill and who had it, in equal parts; `amount` is in minor units, negative for a discount."""

    label: str
    amount: int
    participants: Sequence[str]


class SplitError(ValueError):
    """The lines do not make a split.

    `reason` is a kind sentence; `participant` or `item` (counted from 0) says which line it is about, if one;
    `remaining` is what is left to assign, negative where too much is: minor units, or for "percent" points of percent.
    """

    def __init__(
        self,
        reason: str,
        participant: str | None = None,
        *,
        item: int | None = None,
        remaining: int | Decimal | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.participant = participant
        self.item = item
        self.remaining = remaining


class NobodyToShare(SplitError):
    """No line, no line with a weight above zero, or an item that nobody had."""


class BadShare(SplitError):
    """A line's value cannot be read, or a participant has two lines."""


class BelowZero(SplitError):
    """An adjustment or a discount would take a participant's part below zero."""


class PartsDoNotAddUp(SplitError):
    """The exact amounts, the percentages, or the items with tax and tip are not the whole; `remaining` says by how much."""


class BadItem(SplitError):
    """An item, or tax or tip (then `item` is None), is out of range, or names people whom the split does not have."""


class TooManyItems(SplitError):
    """The bill has more items than one expense may have."""


class UnknownMethod(SplitError):
    """There is no such way of splitting."""
