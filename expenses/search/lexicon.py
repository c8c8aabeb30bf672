"""What counts as what: taxi is also Uber, Bolt, cab and Droschke. Words of many languages and names of firms, from two files. Pure.

`concepts.tsv` names the things, the category of each and what it is part of; `words.tsv` says how they are called. A thing is asked for
by its names, and found by its names, its kinds and those of its parts; so "Uber" asks for Uber alone, and "taxi" for Uber, too.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from expenses.search.terms import Way, of_category
from expenses.search.words import beginnings, runs

HERE = Path(__file__).parent
NAME, KIND, ASK = "name", "kind", "ask"  # an `ask` is only asked by: "a ride" is a taxi, but a bike ride is none
WHOLE, NOTHING = "all", "-"
SHORTEST_PLURAL = 3  # letters that a word has before it gets an s

Words = tuple[str, ...]


@dataclass(frozen=True)
class Concept:
    """A thing that money is spent on. `category` is a key of expenses.models.Category; with `whole` it is that category."""

    key: str
    category: str
    within: Sequence[str]
    whole: bool


@dataclass(frozen=True)
class Lexicon:
    concepts: Mapping[str, Concept]
    names: Mapping[Words, Sequence[str]]  # what asks for which concepts: gas is for the car, and for the flat
    own: Mapping[str, Sequence[Way]]  # how each is found, its parts apart

    def ways(self, key: str) -> list[Way]:
        """How the concept and all of its parts are found."""
        found = [way for part in self.parts(key) for way in self.own.get(part, ())]
        whole = self.concepts[key]
        return [*found, Way((of_category(whole.category),))] if whole.whole else found

    def parts(self, key: str) -> list[str]:
        """The concept, and what is part of it, also by way of others; each once."""
        found = {key: None}
        for each in found.copy():
            for concept in self.concepts.values():
                if each in concept.within:
                    found |= dict.fromkeys(self.parts(concept.key))
        return [*found]

    def named(self, words: Words) -> Sequence[str]:
        """The concepts that are called so, in the singular or plural."""
        last = words[-1]
        for ending in ("", "s", "es"):
            if last.endswith(ending) and (keys := self.names.get((*words[:-1], last.removesuffix(ending)))):
                return keys
        return ()


@cache
def lexicon() -> Lexicon:
    """Read from its files, once."""
    concepts = {
        key: Concept(key, category, [] if within == NOTHING else within.split(","), whole=whole == WHOLE)
        for key, category, whole, within in _rows(HERE / "concepts.tsv")
    }
    names: dict[Words, dict[str, None]] = defaultdict(dict)
    own: dict[str, dict[Words, set[str]]] = defaultdict(lambda: defaultdict(set))
    for key, _, role, words in _rows(HERE / "words.tsv"):
        for text in words.split(","):
            said = way_of(text)
            if role != KIND:
                names[bare(said.words)][key] = None
            if role != ASK:
                for form in _numbers(tuple(said.words)):
                    own[key][form].update(said.without)  # what one language forbids the word, all of them do
    return Lexicon(
        concepts,
        {words: [*keys] for words, keys in names.items()},
        {key: _ways(found) for key, found in own.items()},
    )


def _ways(found: Mapping[Words, set[str]]) -> list[Way]:
    """What is forbidden a word is forbidden its beginning, and the other way round."""
    forbidden: dict[Words, set[str]] = defaultdict(set)
    for words, others in found.items():
        forbidden[bare(words)] |= others
    return [Way(words, tuple(sorted(forbidden[bare(words)]))) for words in found]


def bare(words: Sequence[str]) -> Words:
    """Without the stars of beginnings."""
    return tuple(word.removesuffix("*") for word in words)


def way_of(text: str) -> Way:
    """What a cell of the file says: words, those that must not be there behind a hyphen, beginnings with a star."""
    words: list[str] = []
    without: list[str] = []
    for part in text.split():
        kept = without if part.startswith("-") else words
        for run, unspaced in runs(part):
            kept += [f"{piece}*" for piece in beginnings(run)] if unspaced or part.endswith("*") else [run]
    return Way(tuple(words), tuple(without))


def _numbers(words: Words) -> Iterator[Words]:
    """The same in the singular and with the plural's s, which half of the languages share."""
    yield words
    last = words[-1]
    if last.isalpha() and len(last) >= SHORTEST_PLURAL and not last.endswith("s"):
        yield (*words[:-1], f"{last}s")


def _rows(path: Path) -> Iterator[list[str]]:
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        if line and not line.startswith("#"):
            yield line.split("\t")
