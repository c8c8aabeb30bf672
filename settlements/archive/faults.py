"""What is wrong with a file, each fault with where it is: all of them at once, up to a number that a person reads. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

MOST = 50
THE_FILE = "the file"  # where something is that is nowhere in particular
SHOWN = 40  # characters of what stands in the file


@dataclass(frozen=True)
class Fault:
    """`where` is a path such as `expenses[3].shares`."""

    where: str
    words: str

    def __str__(self) -> str:
        return f"{self.where}: {self.words}"


class BadArchive(ValueError):
    """The file is refused, whole. `more` where it has further faults, which are not told."""

    def __init__(self, faults: Sequence[Fault], *, more: bool = False) -> None:
        self.faults, self.more = list(faults), more
        super().__init__("; ".join([*map(str, self.faults), *(["and more"] if more else [])]))


class Faults:
    """Collects what is wrong, until there is enough of it."""

    def __init__(self, *, most: int = MOST) -> None:
        self.most = most
        self.found: list[Fault] = []

    def add(self, where: str, words: str) -> None:
        """Raises BadArchive where it is one too many."""
        if len(self.found) == self.most:
            raise BadArchive(self.found, more=True)
        self.found.append(Fault(where, words))

    def refuse(self) -> None:
        """Raise BadArchive if anything was wrong."""
        if self.found:
            raise BadArchive(self.found)


def refused(words: str, *, where: str) -> BadArchive:
    """The refusal for one fault, after which nothing else can be said."""
    return BadArchive([Fault(where, words)])


def shown(value: object) -> str:
    """A value of the file as a sentence may hold it: short, on one line, and nothing in it that could not be printed."""
    if isinstance(value, str):
        seen = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in value[:SHOWN])
        return f"“{seen}…”" if len(value) > SHOWN else f"“{seen}”"
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, list):
        return "a list"
    return "an object" if isinstance(value, dict) else str(value)[:SHOWN]
