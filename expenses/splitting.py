"""Splitting: from an amount and a form's lines to each person's share, which always sum to the amount. Pure.

Amounts are integers in minor units of the expense's currency. All dividing is done by `tripsplit.money.allocate`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256

from expenses.lines import (
    BadItem,
    BadShare,
    BelowZero,
    NobodyToShare,
    PartsDoNotAddUp,
    SplitError,
    SplitItem,
    SplitLine,
    TooManyItems,
    UnknownMethod,
)
from expenses.methods import METHODS, MOST_ITEMS, Bill, left_of
from tripsplit.money import allocate

__all__ = [
    "MOST_ITEMS",
    "BadItem",
    "BadShare",
    "BelowZero",
    "NobodyToShare",
    "PartsDoNotAddUp",
    "SplitError",
    "SplitItem",
    "SplitLine",
    "TooManyItems",
    "UnknownMethod",
    "fair_order",
    "left_to_assign",
    "split",
    "spread",
]


def fair_order(seed: str, refs: Iterable[str]) -> list[str]:
    """Put people in the order in which they get an expense's odd cents: by SHA-256 of "seed:ref".

    With the expense's ref as `seed` the order is fixed for each expense, whatever the form's order, and different from
    one expense to the next, so that nobody always gets the odd cent.
    """
    return sorted(refs, key=lambda ref: (sha256(f"{seed}:{ref}".encode()).digest(), ref))


def split(
    method: str,
    total: int,
    lines: Sequence[SplitLine],
    *,
    seed: str,
    items: Sequence[SplitItem] = (),
    tax: int = 0,
    tip: int = 0,
) -> dict[str, int]:
    """Divide `total` minor units by `method`; the parts come in the order of `lines`, and each is within one unit of exact.

    `method` is "equal", "exact", "percent", "shares", "adjustment" or "itemised"; what the lines' values mean is said at
    `SplitLine`. `items`, `tax` and `tip` count for "itemised" only. `seed` is the expense's ref. A negative `total` is
    the mirror image for those methods whose lines name no amounts ("equal", "percent", "shares").
    Raises the `SplitError`s of `expenses.lines`.
    """
    weigh = METHODS.get(method)
    if weigh is None:
        raise UnknownMethod(f"There is no way of splitting called {method}.")
    twice = [ref for ref, count in Counter(line.participant for line in lines).items() if count > 1]
    if twice:
        raise BadShare("The same person is here twice. Leave one line out.", twice[0])
    weights = weigh(Bill(total, lines, items, tax, tip)) if lines else {}
    if not any(weights.values()):
        raise NobodyToShare("Choose at least one person to share this.")
    return _allocate_fairly(total, weights, seed=seed)


def left_to_assign(
    method: str,
    total: int,
    lines: Sequence[SplitLine],
    *,
    items: Sequence[SplitItem] = (),
    tax: int = 0,
    tip: int = 0,
) -> int | Decimal:
    """Say, while people are still typing, what is left to assign; negative where too much is assigned. Never raises.

    In minor units, or for "percent" in points of percent; 0 for the methods that assign everything by themselves. What
    is empty or cannot be read counts as nothing. `split` refuses what is not 0 here, with the same figure.
    """
    return left_of(method, Bill(total, lines, items, tax, tip))


def spread(base_total: int, amounts: Mapping[str, int], *, seed: str) -> dict[str, int]:
    """Divide `base_total` (minor units of the trip's currency) in proportion to `amounts` (of the expense's currency).

    Used for payers and shares of a converted expense: they sum to its base amount exactly. With `base_total` equal to
    the sum of `amounts` it gives the amounts back. Raises `ValueError` where no amount is above zero or one is below.
    """
    return _allocate_fairly(base_total, amounts, seed=seed)


def _allocate_fairly(total: int, weights: Mapping[str, int | Fraction], *, seed: str) -> dict[str, int]:
    """Allocate in the fair order, and return the parts in the order of `weights`."""
    order = fair_order(seed, weights)
    parts = dict(zip(order, allocate(total, [weights[ref] for ref in order]), strict=True))
    return {ref: parts[ref] for ref in weights}
