"""Splitting: from an amount and a form's lines to each person's share, which always sum to the amount. Pure.

Amounts are integers in minor units of the expense's currency. All dividing is done by `tripsplit.money.allocate`.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256

from tripsplit.money import allocate

# Few digits and a point: Fraction alone would also read "1/3", "1e9", "1_0" and the digits of other scripts.
_WEIGHT = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?")


@dataclass(frozen=True, slots=True)
class SplitLine:
    """One participant of a split; `value` is their input in the method's own unit (shares: a weight such as "1.5")."""

    participant: str
    value: str | None = None


class SplitError(ValueError):
    """The lines do not make a split. `reason` is a kind sentence; `participant` is whose line it is about, if one's."""

    def __init__(self, reason: str, participant: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.participant = participant


class NobodyToShare(SplitError):
    """No line, or no line with a weight above zero."""


class BadShare(SplitError):
    """A line's value is not a weight, or a participant has two lines."""


class UnknownMethod(SplitError):
    """There is no such way of splitting."""


def fair_order(seed: str, refs: Iterable[str]) -> list[str]:
    """Put people in the order in which they get an expense's odd cents: by SHA-256 of "seed:ref".

    With the expense's ref as `seed` the order is fixed for each expense, whatever the form's order, and different from
    one expense to the next, so that nobody always gets the odd cent.
    """
    return sorted(refs, key=lambda ref: (sha256(f"{seed}:{ref}".encode()).digest(), ref))


def split(method: str, total: int, lines: Sequence[SplitLine], *, seed: str) -> dict[str, int]:
    """Divide `total` minor units by `method` ("equal" or "shares"); the parts come in the order of `lines`.

    `seed` is the expense's ref. "equal" ignores the lines' values; for "shares" a weight of zero gets nothing.
    Raises `UnknownMethod`, `NobodyToShare` and `BadShare`.
    """
    weigh = _METHODS.get(method)
    if weigh is None:
        raise UnknownMethod(f"There is no way of splitting called {method}.")
    twice = [ref for ref, count in Counter(line.participant for line in lines).items() if count > 1]
    if twice:
        raise BadShare("The same person is here twice. Leave one line out.", twice[0])
    weights = {line.participant: weigh(line) for line in lines}
    if not any(weights.values()):
        raise NobodyToShare("Choose at least one person to share this.")
    return _allocate_fairly(total, weights, seed=seed)


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


def _equal_weight(_line: SplitLine) -> Fraction:
    return Fraction(1)


def _share_weight(line: SplitLine) -> Fraction:
    value = line.value or ""
    if not _WEIGHT.fullmatch(value):
        raise BadShare("Enter a number of shares, such as 1 or 1.5.", line.participant)
    return Fraction(value)


_METHODS: dict[str, Callable[[SplitLine], Fraction]] = {"equal": _equal_weight, "shares": _share_weight}
