"""What the words of a language mean to a ledger: phrases with their tags, read from `data/<language>.tsv`. Pure.

A line of those files is a tag (or several, for a word that says two things: Spanish "debo" is "owe" and "I"), a tab, and
the phrases that mean it, with " | " between. `a:b` is tag a with value b. The tag `-` is said and means nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from assistant.understanding.tokens import Token, words_of

LANGUAGES = ("en", "de", "fr", "es", "it", "pt")


@dataclass(frozen=True, slots=True)
class Meaning:
    tag: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A phrase; `exact` are its words with accents, which decide between "a" and "à" where both are words."""

    exact: tuple[str, ...]
    meanings: tuple[Meaning, ...]


@dataclass(frozen=True, slots=True)
class Match:
    length: int
    meanings: tuple[Meaning, ...]
    exact: bool  # with the accents that it is written with


class Lexicon:
    """The phrases of one language, found by their first word."""

    def __init__(self, language: str, lines: Sequence[str]) -> None:
        self.language = language
        self._entries: dict[tuple[str, ...], list[Entry]] = {}
        self._longest: dict[str, int] = {}
        for line in lines:
            self._read(line)
        self.words = frozenset(word for phrase in self._entries for word in phrase)
        self.single = frozenset(phrase[0] for phrase in self._entries if len(phrase) == 1)
        self._by_initial: dict[str, list[str]] = {}
        for word in sorted(self.single):
            self._by_initial.setdefault(word[0], []).append(word)

    def _read(self, line: str) -> None:
        if not line.strip() or line.startswith("#"):
            return
        tags, _, phrases = line.partition("\t")
        meanings = tuple(Meaning(*tag.split(":", 1)) for tag in tags.split())
        for phrase in phrases.split("|"):
            words = words_of(phrase)
            if words:
                self._add(words, meanings)

    def _add(self, words: Sequence[Token], meanings: tuple[Meaning, ...]) -> None:
        key = tuple(word.folded for word in words)
        self._entries.setdefault(key, []).append(Entry(tuple(word.lower for word in words), meanings))
        self._longest[key[0]] = max(self._longest.get(key[0], 0), len(key))

    def at(self, words: Sequence[Token], place: int) -> Match | None:
        """The longest phrase that begins at a place."""
        longest = self._longest.get(words[place].folded, 0)
        for length in range(min(longest, len(words) - place), 0, -1):
            taken = words[place : place + length]
            entries = self._entries.get(tuple(word.folded for word in taken))
            if entries:
                best = _best(entries, taken)
                return Match(length, best.meanings, best.exact == tuple(word.lower for word in taken))
        return None

    def meanings(self, word: str) -> tuple[Meaning, ...]:
        entries = self._entries.get((word,))
        return entries[0].meanings if entries else ()

    def by_initial(self, letter: str) -> list[str]:
        """The words that stand alone and begin with a letter."""
        return self._by_initial.get(letter, [])


def _best(entries: list[Entry], words: Sequence[Token]) -> Entry:
    exact = tuple(word.lower for word in words)
    return next((entry for entry in entries if entry.exact == exact), entries[0])


@lru_cache(maxsize=len(LANGUAGES))
def lexicon(language: str) -> Lexicon:
    folder = files(__package__) / "data"
    lines = [
        line for name in ("all", language) for line in folder.joinpath(f"{name}.tsv").read_text("utf-8").splitlines()
    ]
    return Lexicon(language, lines)
