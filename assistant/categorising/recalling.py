"""What somebody chose before for the same words. Pure.

The same words again get the category that they had last. A name that no lexicon knows ("Chez Ramiro") carries its category along: to a
longer description that says all of it, and to any with the name where the words say nothing else.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.categorising.vocabulary import vocabulary
from expenses.search.asking import AND, GENERIC, SMALL
from expenses.search.words import runs

SHORTEST_NAME = 3  # letters
AGREED = 2 / 3  # of those with a name that must have the same category


@dataclass(frozen=True)
class Past:
    """A description of before, as its telling words, and the category that a person chose for it."""

    words: Sequence[str]
    category: str


def telling(description: str) -> tuple[str, ...]:
    """The words that tell what it was: without small ones, numbers and repetitions; all of them where nothing else is left."""
    words = [run for run, _ in runs(description)]
    kept = [word for word in words if word not in AND | SMALL and not re.fullmatch(r"\d+\w?", word)]
    return tuple(dict.fromkeys(kept or words))


def recall(description: str, past: Iterable[Past], *, clear: bool) -> str:
    """The category of before, or "". `past` is the newest first; `clear` says whether the words say something by themselves."""
    words, known = telling(description), list(past)
    same = {*words}
    if exact := next((each.category for each in known if {*each.words} == same), ""):
        return exact
    names = {word for word in words if _is_name(word)}
    sharing = [each for each in known if names & {*each.words}]
    longer = [each.category for each in sharing if same.issuperset(each.words)]
    return _agreed(longer) or ("" if clear else _agreed([each.category for each in sharing]))


def _agreed(categories: Sequence[str]) -> str:
    """The newest one's category, if most have it."""
    if not categories:
        return ""
    return categories[0] if categories.count(categories[0]) >= AGREED * len(categories) else ""


def _is_name(word: str) -> bool:
    return len(word) >= SHORTEST_NAME and word not in GENERIC and not vocabulary().called((word,), frozenset())
