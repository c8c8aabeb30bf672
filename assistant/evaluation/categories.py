"""How often a suggested category is right, on the project's own descriptions: the odd ones were looked at, the even ones only counted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from assistant.categorising.likeness import like
from assistant.categorising.suggesting import Suggestion, suggest
from assistant.evaluation.shares import Share

DESCRIPTIONS = Path(__file__).parent / "descriptions.tsv"


@dataclass(frozen=True)
class Described:
    """A description, the category that a traveller expects, and one that is as good to some ("" where there is none)."""

    number: int
    language: str
    text: str
    category: str
    as_good: str

    @property
    def is_reported(self) -> bool:
        """Of the half that nothing was tuned on."""
        return self.number % 2 == 0


@dataclass(frozen=True)
class Filed:
    """What was suggested for a description."""

    described: Described
    keys: Sequence[str]

    @property
    def is_reported(self) -> bool:
        return self.described.is_reported

    @property
    def is_right(self) -> bool:
        return self.keys[:1] == [self.described.category]

    @property
    def is_good(self) -> bool:
        return bool(self.keys) and self.keys[0] in {self.described.category, self.described.as_good}

    @property
    def is_among_three(self) -> bool:
        return self.described.category in self.keys[:3]


def descriptions(path: Path = DESCRIPTIONS) -> list[Described]:
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    return [Described(number, *(cell.strip() for cell in row[:4])) for number, row in enumerate(rows, start=1)]


def by_a_command(description: str) -> Suggestion:
    """With the model of this process, if it has one."""
    return suggest(description, likeness=partial(like, wait=True))


def filed(suggester: Callable[[str], Suggestion] = by_a_command) -> list[Filed]:
    """Every description with what is suggested for it."""
    return [Filed(each, list(suggester(each.text).keys)) for each in descriptions()]


def shares(found: Sequence[Filed]) -> list[Share]:
    """The figures that have a bar."""
    foreign = [each for each in found if each.described.language != "en"]
    return [
        Share("category right", 0.85, sum(each.is_right for each in found), len(found)),
        Share("category right, or as good", 0.90, sum(each.is_good for each in found), len(found)),
        Share("category right, not in English", 0.75, sum(each.is_right for each in foreign), len(foreign)),
        Share("right category among three", 0.97, sum(each.is_among_three for each in found), len(found)),
    ]
