"""The category that the words of a description vote for. Pure.

The longest name at each place votes, with its letters; what stands behind "to" or "für" says less than what stands before it. From one
place to another somebody has travelled.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.categorising.guessing import NOTHING, guessed
from assistant.categorising.vocabulary import (
    HINT,
    LONGEST_NAME,
    NAME,
    STORE,
    SURE,
    Categories,
    Name,
    Vocabulary,
    vocabulary,
)
from expenses.search.asking import AND, SMALL
from expenses.search.words import fold, runs

MOST_WORDS = 40
SHORTEST_SPLIT = 6  # letters
SECOND = 0.4  # what a name gives to a category that is as good to some
BEHIND = 0.45  # how much a name counts behind a word that leads away from what was bought
EARLIER = 0.98  # each name before another counts a little more, in doubt
STRENGTH = {NAME: 1.0, STORE: 1.0, HINT: 0.2, SURE: 1.8}
FURTHER = 0.4  # of the several things that a name stands for, each but the first
LONGER = 2.0  # a name of several words is hardly ever there by chance

# What follows says where, for whom, when or how, not what.
_LEADS_AWAY = """
    to from at in near by after before for with during on of via
    zu zum zur nach von vom im in am an bei fur vor mit auf aus
    a au aux de du des dans pour chez avec sur apres vers
    al del para con por en desde hasta
    di da dal dalla del della al alla per con nel nella in
    ao do da dos das para com em no na
    made kara
"""
LEADS_AWAY = frozenset(_LEADS_AWAY.split())

TRAVELLED, ROUTE = "transport", 7.0
EATEN, BOUGHT = "food", "groceries"
_FROM_TO = re.compile(r"([^\W\d_]+)(?=(?:\s*[-–—→>/]+\s*|\s+(?:to|nach|bis|vers|a|à|para|até|fino a)\s+)([^\W\d_]+))")
_CODES = re.compile(r"\b[A-Z]{3}\s?[-–→>/]\s?[A-Z]{3}\b")


@dataclass(frozen=True)
class Vote:
    """What the words are worth for each category."""

    weights: Mapping[str, float]

    def ranked(self) -> list[str]:
        return sorted(self.weights, key=lambda key: (-self.weights[key], key))

    @property
    def margin(self) -> float:
        """How clear it is, from 0 (nothing, or a draw) to 1 (nothing else is named)."""
        first, second = [*sorted(self.weights.values(), reverse=True), 0.0, 0.0][:2]
        return (first - second) / first if first else 0.0


def vote(description: str) -> Vote:
    weights: dict[str, float] = defaultdict(float)
    is_from_a_store = False
    book, factor, leads_away = vocabulary(), 1.0, 1.0
    said = [run for run, _ in runs(description)][:MOST_WORDS]
    for words, found, part in _named(said, book):
        if not found:
            if words[0] in LEADS_AWAY and weights:
                leads_away = BEHIND
            continue
        for categories, share in _shares(found):
            size = (len("".join(words)) + 3) * (LONGER if len(words) > 1 else 1) * part * factor * leads_away * share
            for place, category in enumerate(categories):
                weights[category] += size * (SECOND if place else 1)
        factor *= EARLIER
        is_from_a_store |= any(name.weight == STORE for name in found)
    if _is_route(description, book):
        weights[TRAVELLED] += ROUTE
    if is_from_a_store and max(weights, key=weights.__getitem__) == EATEN:
        weights[BOUGHT] += weights[EATEN]
    return Vote(dict(weights))


def _is_route(description: str, book: Vocabulary) -> bool:
    """Whether it says from where to where: "Milazzo-Lipari", "Denver to Moab", "LIS→OPO"."""
    ends = [(fold(start), fold(end)) for start, end in _FROM_TO.findall(description)]
    return bool(_CODES.search(description)) or any(book.places.issuperset(pair) for pair in ends)


def _shares(found: Sequence[Name]) -> list[tuple[Categories, float]]:
    """Each of the different things that a name stands for, with its part; what is sure is meant, or else the first said."""
    sure = [name for name in found if name.weight == SURE]
    clear = [name for name in found if name.weight != HINT]
    several = list(dict.fromkeys(name.categories for name in [*sure, *(clear or found)]))
    weights = [FURTHER if place else 1.0 for place in range(len(several))]
    strength = STRENGTH[SURE if sure else found[0].weight]
    return [(categories, strength * weight / sum(weights)) for categories, weight in zip(several, weights, strict=True)]


def _named(words: Sequence[str], book: Vocabulary) -> Iterator[tuple[Sequence[str], Sequence[Name], float]]:
    """The description cut into the longest names, what each stands for, and how far that is to be believed."""
    place, others = 0, frozenset(words)
    while place < len(words):
        for length in range(min(LONGEST_NAME, len(words) - place), 1, -1):
            part = tuple(words[place : place + length])
            if found := book.called(part, others.difference(part)) or _split(part, book):
                yield part, found, 1.0
                break
        else:
            part = (words[place],)
            leads = words[place] in SMALL | LEADS_AWAY
            yield part, *(NOTHING if leads else guessed(words[place], others.difference(part), book))
        place += len(part)


def _split(part: Sequence[str], book: Vocabulary) -> Sequence[Name]:
    """A name of one word that was typed as several: "flix bus"."""
    joined = "".join(part)
    may_be = (
        len(joined) >= SHORTEST_SPLIT and min(map(len, part)) > 1 and not (AND | SMALL | LEADS_AWAY).intersection(part)
    )
    return book.whole.get((joined,), ()) if may_be else ()
