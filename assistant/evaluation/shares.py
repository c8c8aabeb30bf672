"""How many of how many, and how many there must be. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Share:
    """So many of so many, and the share that is asked for."""

    what: str
    least: float
    right: int
    total: int

    @property
    def part(self) -> float:
        return self.right / self.total if self.total else 0.0

    @property
    def is_met(self) -> bool:
        return self.part >= self.least
