"""The six ways of splitting: each turns a bill into exact weights, which `expenses.splitting` then allocates once. Pure.

Amounts are integers in minor units of the expense's currency, everything in between is an exact Fraction.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from expenses.lines import (
    BadItem,
    BadShare,
    BelowZero,
    NobodyToShare,
    PartsDoNotAddUp,
    SplitItem,
    SplitLine,
    TooManyItems,
)
from tripsplit.currencies import MAX_MINOR

MOST_ITEMS = 200

# Few digits and a point: int, Fraction and Decimal alone would also read "1/3", "1e9", "1_0" and the digits of other scripts.
_WEIGHT = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?")
_MINOR = re.compile(r"0|[1-9][0-9]{0,12}")
_SIGNED_MINOR = re.compile(r"0|-?[1-9][0-9]{0,12}")
_PERCENT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,6})?")

Weights = dict[str, Fraction]


@dataclass(frozen=True, slots=True)
class Bill:
    """What is divided, and what people said about it. All amounts are in minor units of the expense's currency."""

    total: int
    lines: Sequence[SplitLine]
    items: Sequence[SplitItem] = ()
    tax: int = 0
    tip: int = 0


def left_of(method: str, bill: Bill) -> int | Decimal:
    """Return what `method` leaves to assign, negative where too much is assigned; never raises.

    In minor units, or for "percent" in points of percent. What is empty or cannot be read counts as nothing. The other
    methods assign everything by themselves, so they leave 0.
    """
    if method == "exact":
        return bill.total - sum(int(value) for value in _readable(_MINOR, bill))
    if method == "percent":
        return 100 - sum((Decimal(value) for value in _readable(_PERCENT, bill)), Decimal(0))
    if method == "itemised":
        return bill.total - sum(item.amount for item in bill.items) - bill.tax - bill.tip
    return 0


def equal(bill: Bill) -> Weights:
    return {line.participant: Fraction(1) for line in bill.lines}


def shares(bill: Bill) -> Weights:
    for line in bill.lines:
        if not _WEIGHT.fullmatch(line.value or ""):
            raise BadShare("Enter a number of shares, such as 1 or 1.5.", line.participant)
    return {line.participant: Fraction(line.value or "") for line in bill.lines}


def exact(bill: Bill) -> Weights:
    """Weigh everybody by their own amount. An empty line bears nothing."""
    amounts = _values(bill, _MINOR, "Enter an amount for this person, or leave the line empty.")
    _check_all_assigned("exact", bill, "The parts add up to {} than the amount.")
    return amounts


def percent(bill: Bill) -> Weights:
    """Weigh everybody by their percentage. An empty line bears nothing."""
    percentages = _values(bill, _PERCENT, "Enter a percentage from 0 to 100, such as 25 or 33.4.")
    _check_all_assigned("percent", bill, "The percentages add up to {} than 100.")
    return percentages


def adjustment(bill: Bill) -> Weights:
    """Weigh everybody by their exact part: the adjustment, and an equal part of what the adjustments leave."""
    reason = "Enter how much more or less than the others this person bears, or leave the line empty."
    adjustments = _values(bill, _SIGNED_MINOR, reason)
    base = (bill.total - sum(adjustments.values(), Fraction(0))) / len(adjustments)
    parts = {ref: base + adjusted for ref, adjusted in adjustments.items()}
    _check_nobody_below_zero(parts, "This part would fall below zero. Take off less here, or add less to the others.")
    return parts


def itemised(bill: Bill) -> Weights:
    """Weigh everybody by what they had: tax and tip go in proportion to it, so they change no weight.

    Each item is shared equally by those who had it. Whoever is on no item bears nothing.
    """
    _check_items(bill)
    _check_all_assigned("itemised", bill, "The items, tax and tip add up to {} than the amount.")
    had = {line.participant: Fraction(0) for line in bill.lines}
    for item in bill.items:
        for ref in item.participants:
            had[ref] += Fraction(item.amount, len(item.participants))
    _check_nobody_below_zero(had, "The discounts take this part below zero.")
    if not any(had.values()):
        raise NobodyToShare("Tax and tip need an item with a price, to be spread over those who had it.")
    return had


METHODS: dict[str, Callable[[Bill], Weights]] = {
    "equal": equal,
    "exact": exact,
    "percent": percent,
    "shares": shares,
    "adjustment": adjustment,
    "itemised": itemised,
}


def _readable(pattern: re.Pattern[str], bill: Bill) -> list[str]:
    return [line.value for line in bill.lines if line.value and pattern.fullmatch(line.value)]


def _values(bill: Bill, pattern: re.Pattern[str], reason: str) -> Weights:
    """Read each line's value, an empty one as 0; refuse at its line what does not fit."""
    for line in bill.lines:
        if line.value and not pattern.fullmatch(line.value):
            raise BadShare(reason, line.participant)
    return {line.participant: Fraction(line.value or 0) for line in bill.lines}


def _check_all_assigned(method: str, bill: Bill, sentence: str) -> None:
    left = left_of(method, bill)
    if left:
        raise PartsDoNotAddUp(sentence.format("less" if left > 0 else "more"), remaining=left)


def _check_nobody_below_zero(parts: Weights, reason: str) -> None:
    """Refuse at the line of the one who stands lowest, if that is below zero."""
    lowest = min(parts, key=lambda ref: parts[ref])
    if parts[lowest] < 0:
        raise BelowZero(reason, lowest)


def _check_items(bill: Bill) -> None:
    if len(bill.items) > MOST_ITEMS:
        raise TooManyItems(f"A bill has room for {MOST_ITEMS} items. Put some of them together.")
    if not (0 <= bill.tax <= MAX_MINOR and 0 <= bill.tip <= MAX_MINOR):
        raise BadItem("Tax and tip cannot be below zero, nor larger than an amount can be.")
    refs = {line.participant for line in bill.lines}
    for place, item in enumerate(bill.items):
        if not item.participants:
            raise NobodyToShare("Choose who had this.", item=place)
        if len(set(item.participants)) < len(item.participants):
            raise BadItem("The same person is on this item twice.", item=place)
        if not refs.issuperset(item.participants):
            raise BadItem("Somebody on this item does not share the expense.", item=place)
        if abs(item.amount) > MAX_MINOR:
            raise BadItem("That is too much for one item.", item=place)
