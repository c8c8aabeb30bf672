"""What a receipt proposes for an expense: amounts in minor units of its currency, and what a person should look at. Pure."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Line:
    """One thing on the bill; an amount below zero is a discount, None one that could not be read."""

    label: str
    amount: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """It may fill in the item split only if it adds up: lines + tax + tip = total."""

    currency: str
    total: int | None  # None: it could not be read
    lines: tuple[Line, ...] = ()
    tax: int = 0
    tip: int = 0
    merchant: str = ""
    date: datetime.date | None = None
    tax_inside: int = 0  # tax that is in the prices already
    tip_beside: int = 0  # a tip that is printed and was not paid with it, such as a suggested one
    doubts: Mapping[str, str] = field(default_factory=dict)  # sentences, by the form's fields

    @property
    def come_to(self) -> int:
        """What lines, tax and tip add up to, as far as they could be read."""
        return sum(line.amount or 0 for line in self.lines) + self.tax + self.tip

    @property
    def difference(self) -> int:
        """What is missing from the total; below zero it is too much. 0 where the total is not known."""
        return 0 if self.total is None else self.total - self.come_to

    @property
    def adds_up(self) -> bool:
        """And can be shared line by line: discounts leave something to be shared."""
        prices = [line.amount for line in self.lines]
        read = [price for price in prices if price is not None]
        return self.total is not None and len(read) == len(prices) and sum(read) > 0 and not self.difference

    @property
    def says_something(self) -> bool:
        return self.total is not None or any(line.amount is not None for line in self.lines)

    # -- kept by the page that shows it -----------------------------------------------------------------------------------
    def as_plain(self) -> dict[str, Any]:
        """JSON."""
        plain = {name: getattr(self, name) for name in PLAIN}
        lines = [[line.label, line.amount] for line in self.lines]
        return {**plain, "lines": lines, "date": self.date and self.date.isoformat(), "doubts": dict(self.doubts)}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        lines = tuple(Line(label, amount) for label, amount in plain["lines"])
        date = datetime.date.fromisoformat(plain["date"]) if plain["date"] else None
        return cls(**{name: plain[name] for name in PLAIN}, lines=lines, date=date, doubts=plain["doubts"])


PLAIN = ("currency", "total", "tax", "tip", "merchant", "tax_inside", "tip_beside")
