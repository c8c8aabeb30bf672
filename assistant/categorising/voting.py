"""The category that the words of a description vote for. Pure.

The longest name at each place votes, with its letters; what stands behind "to" or "für" says less than what stands before it. A word that
is no name is taken apart (German compounds end with what they are), and forgiven one slip.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.categorising.vocabulary import (
    HINT,
    LONGEST_NAME,
    NAME,
    SURE,
    Categories,
    Name,
    Vocabulary,
    shortened,
    squeezed,
    vocabulary,
)
from expenses.search.asking import SMALL
from expenses.search.words import runs

MOST_WORDS = 40
SECOND = 0.4  # what a name gives to a category that is as good to some
BEHIND = 0.45  # how much a name counts behind a word that leads away from what was bought
EARLIER = 0.98  # each name before another counts a little more, in doubt
COMPOUND, SLIP = 0.8, 0.7
STRENGTH = {NAME: 1.0, HINT: 0.2, SURE: 1.8}
FURTHER = 0.4  # of the several things that a name stands for, each but the first
SHORTEST_END, SHORTEST_BEGINNING = 4, 5  # letters of a part of a compound
SHORTEST_COMPOUND = 7
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
    book, factor, leads_away = vocabulary(), 1.0, 1.0
    for words, found, part in _named([run for run, _ in runs(description)][:MOST_WORDS], book):
        if not found:
            if words[0] in LEADS_AWAY and weights:
                leads_away = BEHIND
            continue
        for categories, share in _shares(found):
            size = (len("".join(words)) + 3) * (LONGER if len(words) > 1 else 1) * part * factor * leads_away * share
            for place, category in enumerate(categories):
                weights[category] += size * (SECOND if place else 1)
        factor *= EARLIER
    return Vote(dict(weights))


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
        for length in range(min(LONGEST_NAME, len(words) - place), 0, -1):
            part = tuple(words[place : place + length])
            if part[0] in SMALL and length == 1:
                continue
            if found := book.called(part, others.difference(part)):
                yield part, found, 1.0
                break
        else:
            part = (words[place],)
            yield part, *_guessed(words[place], book)
        place += len(part)


def _guessed(word: str, book: Vocabulary) -> tuple[Sequence[Name], float]:
    if word in SMALL or word in LEADS_AWAY or word in book.silent:
        return (), 1.0
    if (known := book.squeezed.get(squeezed(word))) and len(word) > SHORTEST_END:
        return book.called((known,), frozenset()), SLIP
    if compound := _part(word, _ends(word), book):
        return compound
    if known := min(_slipped(word, book), key=lambda slip: sorted(slip) != sorted(word), default=None):
        return book.called((known,), frozenset()), SLIP
    return _part(word, _starts(word), book) or ((), 1.0)


def _part(word: str, parts: Iterator[str], book: Vocabulary) -> tuple[Sequence[Name], float] | None:
    """What a compound is by the first of its parts that has a name, believed for as much of the word as that is."""
    for part in parts:
        if found := book.called((part,), frozenset()):
            return found, COMPOUND * (len(part) + 3) / (len(word) + 3)
    return None


def _slipped(word: str, book: Vocabulary) -> Iterator[str]:
    """The names that one slip makes of the word; two letters in each other's place are the likeliest."""
    for left in shortened(word):
        for known in book.nearly.get(left, ()):
            if known[0] == word[0] and abs(len(known) - len(word)) <= 1:
                yield known


def _ends(word: str) -> Iterator[str]:
    """What a compound is, its longest end first."""
    if _may_be_compound(word):
        yield from (word[start:] for start in range(2, len(word) - SHORTEST_END + 1))


def _starts(word: str) -> Iterator[str]:
    """What a compound is for, where its end says nothing."""
    if _may_be_compound(word):
        yield from (word[:end] for end in range(len(word) - 2, SHORTEST_BEGINNING - 1, -1))


def _may_be_compound(word: str) -> bool:
    return len(word) >= SHORTEST_COMPOUND and word.isalpha() and word.isascii()
