"""The words that tell a category: those of the search's lexicon, and `words.tsv` beside this module for those that only categorise. Pure.

A name may end with a star (the beginning of a word), and the search's own may forbid others beside it. Ours come before the search's.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import chain
from pathlib import Path
from typing import Self

from expenses.search.lexicon import Lexicon, lexicon
from expenses.search.terms import Way
from expenses.search.words import beginnings, runs

HERE = Path(__file__).parent
# A hint counts where nothing else does, what is sure whatever stands beside it; what is eaten and from a store is groceries.
NAME, HINT, SURE, STORE = "name", "hint", "sure", "store"
PLACE, GERMAN = "place", "de"
LONGEST_NAME = 4  # words
SHORTEST_BEGINNING = 3

Words = tuple[str, ...]
Categories = tuple[str, ...]  # the first is meant, the others are as good to some


@dataclass(frozen=True)
class Name:
    """What may be said, and what it then is about."""

    categories: Categories
    without: frozenset[str] = frozenset()
    weight: str = NAME


@dataclass(frozen=True)
class Vocabulary:
    """Names by their words; those whose last word is only a beginning apart; and words that say nothing by themselves."""

    whole: dict[Words, list[Name]]
    begun: dict[Words, list[Name]]
    silent: frozenset[str]
    places: frozenset[str]  # of the silent ones, those where one can go
    tails: frozenset[str]  # what German compounds end with

    def called(self, words: Words, others: frozenset[str] = frozenset()) -> Sequence[Name]:
        """What these words name where `others` are beside them; the first is ours, if there is one of ours."""
        return self.exactly(words, others) or self.begun_by(words, others)

    def exactly(self, words: Words, others: frozenset[str] = frozenset()) -> Sequence[Name]:
        """In the singular or plural."""
        last = words[-1]
        for ending in ("", "s", "es"):
            if last.endswith(ending) and (found := self.whole.get((*words[:-1], last.removesuffix(ending)))):
                return [name for name in found if not name.without & others]
        return ()

    def begun_by(self, words: Words, others: frozenset[str] = frozenset()) -> Sequence[Name]:
        *before, last = words
        found = self.begun.get((*before, last[: self.known_beginning(words)]), ())
        return [name for name in found if not name.without & others]

    def known_beginning(self, words: Words) -> int:
        """How many letters of the last word are a name's beginning; 0: none."""
        *before, last = words
        ends = range(len(last), SHORTEST_BEGINNING - 1, -1)
        return next((end for end in ends if (*before, last[:end]) in self.begun), 0)

    @cached_property
    def single(self) -> frozenset[str]:
        """All words that are a name by themselves."""
        return frozenset(words[0] for words in chain(self.whole, self.begun) if len(words) == 1)

    @cached_property
    def glued(self) -> dict[str, Words]:
        """Every name of several words by its spelling without spaces: "aireuropa"."""
        return {"".join(words): words for words in sorted(self.whole) if len(words) > 1}

    @cached_property
    def squeezed(self) -> dict[str, str]:
        """Every name of one word by its spelling without doubled letters and long vowels: "acomodation", "chooshoku"."""
        return {squeezed(word): word for word in sorted(self.single)}

    @cached_property
    def nearly(self) -> dict[str, list[str]]:
        """Every name of five letters or more, by what is left of it without one of them: for slips of the finger."""
        found: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self.single):
            for left in shortened(word):
                found[left].append(word)
        return found

    def complete(self) -> Self:
        """The same, with what is worked out at its first use worked out."""
        _ = self.glued, self.squeezed, self.nearly
        return self


SHORTEST_SLIP = 5


def shortened(word: str) -> Iterator[str]:
    """The word, and the word without each of its letters; nothing of a short one, where every slip is another word."""
    if len(word) >= SHORTEST_SLIP and word.isalpha():
        yield word
        yield from dict.fromkeys(word[:place] + word[place + 1 :] for place in range(len(word)))


def squeezed(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word.replace("ou", "o"))


@cache
def vocabulary() -> Vocabulary:
    """Read from its files, once."""
    whole: dict[Words, list[Name]] = defaultdict(list)
    begun: dict[Words, list[Name]] = defaultdict(list)
    book, moved, silent = lexicon(), dict(_moved()), frozenset(_silent(""))
    for way, said in chain(_ours(), _of_search(book, moved)):
        words = tuple(word.removesuffix("*") for word in way.words)
        name = replace(said, weight=HINT) if len(words) == 1 and words[0] in silent else said
        if words and len(words) <= LONGEST_NAME:
            whole[words].append(name)
            if way.words[-1].endswith("*"):
                begun[words].append(name)
    return Vocabulary(dict(whole), dict(begun), silent, frozenset(_silent(PLACE)), frozenset(_tails()))


def _ours() -> Iterator[tuple[Way, Name]]:
    for categories, _, weight, words in _rows(HERE / "words.tsv"):
        for text in words.split(","):
            yield way_of(text), Name(tuple(categories.split(",")), weight=weight)


def _silent(wanted: str) -> Iterator[str]:
    for kind, _, words in _rows(HERE / "silent.tsv"):
        if wanted in {"", kind}:
            yield from (run for run, _ in runs(words))


def _tails() -> Iterator[str]:
    for _, language, _, words in _rows(HERE / "words.tsv"):
        if language == GERMAN:
            yield from words.replace("*", "").split(",")


def _moved() -> Iterator[tuple[str, Categories]]:
    for concept, categories in _rows(HERE / "concepts.tsv"):
        yield concept, tuple(categories.split(","))


def _of_search(book: Lexicon, moved: dict[str, Categories]) -> Iterator[tuple[Way, Name]]:
    for key, concept in book.concepts.items():
        categories = moved.get(key, (concept.category,))
        for way in book.own.get(key, ()):
            yield way, Name(categories, frozenset(word.removesuffix("*") for word in way.without))
    for words, keys in book.names.items():
        for key in keys:
            yield Way(words), Name(moved.get(key, (book.concepts[key].category,)))


def way_of(text: str) -> Way:
    """A cell's name: its words, a beginning with its star."""
    words = []
    for part in text.split():
        for run, unspaced in runs(part):
            words += [f"{piece}*" for piece in beginnings(run)] if unspaced or part.endswith("*") else [run]
    return Way(tuple(words))


def _rows(path: Path) -> Iterator[list[str]]:
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        if line and not line.startswith("#"):
            yield line.split("\t")
