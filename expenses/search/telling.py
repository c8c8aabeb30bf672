"""Which things a description tells of, by the lexicon: the index's question the other way round. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from expenses.search.lexicon import lexicon
from expenses.search.terms import Way
from expenses.search.words import tokens


@dataclass(frozen=True)
class Told:
    """A concept that a text tells of, and by which words."""

    concept: str
    category: str
    way: Way

    @property
    def weight(self) -> tuple[int, int]:
        """More words tell more, and longer ones."""
        return len(self.way.words), sum(map(len, self.way.words))


def told_by(text: str) -> list[Told]:
    """Each concept once, by its most telling words; the most telling first."""
    there = tokens(text)
    best: dict[str, Told] = {}
    for key, way in _candidates(there):
        if not _is_said(way, there):
            continue
        told = Told(key, lexicon().concepts[key].category, way)
        if key not in best or told.weight > best[key].weight:
            best[key] = told
    return sorted(best.values(), key=lambda told: told.weight, reverse=True)


def _is_said(way: Way, there: Sequence[str]) -> bool:
    def has(word: str) -> bool:
        return any(token.startswith(word[:-1]) for token in there) if word.endswith("*") else word in there

    return all(map(has, way.words)) and not any(map(has, way.without))


def _candidates(there: Sequence[str]) -> Iterator[tuple[str, Way]]:
    by_word = _by_first_word()
    for token in there:
        yield from by_word.get(token, ())
        for length in range(1, len(token) + 1):
            yield from by_word.get(f"{token[:length]}*", ())


@cache
def _by_first_word() -> Mapping[str, Sequence[tuple[str, Way]]]:
    found = defaultdict(list)
    for key, ways in lexicon().own.items():
        for way in ways:
            found[way.words[0]].append((key, way))
    return found
