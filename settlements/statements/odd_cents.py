"""Where the odd cents of a division went, found again from the division itself; nothing about it is stored. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor

from expenses.methods import METHODS, Bill
from expenses.splitting import SplitError


@dataclass(frozen=True, slots=True)
class Parts:
    """An expense as it was divided: `shares` in minor units of its own currency, `base_shares` in those of the trip's."""

    method: str
    bill: Bill
    currency: str
    base_total: int
    shares: Mapping[str, int]
    base_shares: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Odd:
    """`count` units were left over, and the participant in question bears one of them or none (`borne`).

    `least` is what everybody got of an equal split.
    """

    count: int
    people: int
    borne: bool
    least: int | None = None


def odd_unit(parts: Parts, ref: str) -> Odd | None:
    """The odd units of the division, for `ref`; None where nothing is left over, or where the shares are not from the split.

    Somebody bears one if their share is above their exact part, which then is rounded up.
    """
    try:
        weights = METHODS[parts.method](parts.bill)
    except (SplitError, KeyError, ZeroDivisionError):  # an imported file may give parts that its split does not
        return None
    least = floor(Fraction(parts.bill.total, len(weights))) if parts.method == "equal" and weights else None
    return _odd(parts.shares, weights, parts.bill.total, ref, least)


def odd_converted_unit(parts: Parts, ref: str) -> Odd | None:
    """The odd units of the trip's currency, of the whole that was converted and then divided like the shares."""
    weights = {person: Fraction(minor) for person, minor in parts.shares.items()}
    return _odd(parts.base_shares, weights, parts.base_total, ref, None)


def _odd(
    shares: Mapping[str, int], weights: Mapping[str, Fraction], total: int, ref: str, least: int | None
) -> Odd | None:
    whole = sum(weights.values(), Fraction(0))
    if not whole or ref not in shares or shares.keys() != weights.keys():
        return None
    exact = {person: total * weight / whole for person, weight in weights.items()}
    if any(abs(shares[person] - exact[person]) >= 1 for person in shares):  # amounts of a file, not ours
        return None
    above = [person for person in shares if shares[person] > exact[person]]
    return Odd(len(above), len(shares), ref in above, least) if above else None
