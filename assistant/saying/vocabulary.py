"""What words mean in a sentence about an expense: `data/<language>.tsv`, and days, numbers and currencies as in questions. Pure.

A word may mean several things ("on" is a day's and a payer's); who reads it takes the meaning that fits. A word of another language
than the sentence's means what it means there, but only where something is made of it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from assistant.saying.cleaning import counts, pieces
from assistant.saying.numerals import numerals
from assistant.understanding.lexicon import LANGUAGES
from assistant.understanding.tokens import Token
from expenses.search.words import fold

# Of the questions' lexicons: what a sentence about an expense says in the same words.
_SHARED = frozenset({"rel", "weekday", "month", "num", "cur", "dayunit", "weekunit"})
_EMPTY = frozenset({("weekday", ""), ("cur", "foreign")})  # asked about, and said of no expense
# What is not borrowed from another language: little words, which mean something else in most.
_OWN = frozenset({"fill", "of", "the", "on", "place", "uncounted", "get", "card"})
_ARTICLE = frozenset({"the", "of", "fill"})
_SHORTEST_LOAN = 3
_INNER_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_folded = lru_cache(maxsize=4_096)(fold)


@dataclass(frozen=True, slots=True)
class _Entry:
    exact: tuple[str, ...]
    tag: str
    value: str


@dataclass(frozen=True, slots=True)
class Found:
    """What the words from a place on mean: values by tag."""

    length: int
    tags: dict[str, str]
    borrowed: bool = False


class Vocabulary:
    """The phrases of one language."""

    def __init__(self, lines: Iterable[tuple[str, bool]], numbers: Iterable[tuple[str, int]] = ()) -> None:
        self._entries: dict[tuple[str, ...], list[_Entry]] = {}
        self._longest: dict[str, int] = {}
        for line, shared in lines:
            self._read(line, shared=shared)
        for said, value in numbers:
            self._add(tuple(said.split()), "num", str(value))

    def _read(self, line: str, *, shared: bool) -> None:
        if not line.strip() or line.startswith("#"):
            return
        said, _, phrases = line.partition("\t")
        if shared and (" " in said or said.partition(":")[::2] in _EMPTY or said.partition(":")[0] not in _SHARED):
            return
        for phrase in phrases.split("|"):
            for typed in dict.fromkeys((phrase, _INNER_APOSTROPHE.sub("", phrase))):  # "didnt", "cest"
                words = tuple(token.lower for token in pieces(typed) if counts(token))
                for tag in said.split() if words else ():
                    self._add(words, *tag.partition(":")[::2])

    def _add(self, words: tuple[str, ...], tag: str, value: str) -> None:
        key = tuple(_folded(word) for word in words)
        self._entries.setdefault(key, []).append(_Entry(words, tag, value))
        self._longest[key[0]] = max(self._longest.get(key[0], 0), len(key))

    def at(self, words: Sequence[Token], place: int) -> Found | None:
        """The longest phrase that begins at a place, with the accents that were typed or with none typed."""
        longest = self._longest.get(words[place].folded, 0)
        for length in range(min(longest, len(words) - place), 0, -1):
            taken = words[place : place + length]
            entries = self._entries.get(tuple(word.folded for word in taken))
            if entries:
                exact = tuple(word.lower for word in taken)
                best = [entry for entry in entries if entry.exact == exact] or [
                    entry for entry in entries if _may_be(entry.exact, taken)
                ]
                if best:
                    return Found(length, {entry.tag: entry.value for entry in reversed(best)})
        return None


def _lines(path: Traversable) -> list[str]:
    return path.read_text("utf-8").splitlines()


def _may_be(exact: tuple[str, ...], typed: Sequence[Token]) -> bool:
    """Accents may be left out, not exchanged for others."""
    return all(token.lower in {word, token.folded} for word, token in zip(exact, typed, strict=True))


@lru_cache(maxsize=len(LANGUAGES))
def vocabulary(language: str) -> Vocabulary:
    own, shared = files(__package__) / "data", files("assistant.understanding") / "data"
    lines = [(line, False) for name in ("all", language) for line in _lines(own / f"{name}.tsv")]
    return Vocabulary([*lines, *((line, True) for line in _lines(shared / f"{language}.tsv"))], numerals(language))


def find(words: Sequence[Token], place: int, language: str) -> Found | None:
    """What the words from a place on mean in the sentence's language, else in another."""
    if words[place].kind == "quoted":
        return None
    own = vocabulary(language).at(words, place)
    if own and not (own.length == 1 and own.tags.keys() <= _ARTICLE):
        return own
    for other in LANGUAGES:
        found = vocabulary(other).at(words, place) if other != language else None
        if own and not (found and found.length > 1 and "each" in found.tags):  # "a testa" is no English article
            continue
        if found and _may_be_borrowed(found, words[place]):
            tags = {tag: value for tag, value in found.tags.items() if tag not in _OWN}
            return Found(found.length, tags, borrowed=True)
    return own


def _may_be_borrowed(found: Found, word: Token) -> bool:
    shortest = 2 if found.tags.keys() <= {"i", "me", "fill"} else _SHORTEST_LOAN
    return bool(found.tags.keys() - _OWN) and (found.length > 1 or len(word.folded) >= shortest)


def language_of(words: Sequence[Token], fallback: str, taken: frozenset[int]) -> tuple[str, bool]:
    """The language that most of the words are of; words that few languages have count more. Ties: the reader's, then English. And whether
    any word told it apart."""
    scores = dict.fromkeys(LANGUAGES, 0.0)
    for place in range(len(words)):
        if place in taken or words[place].kind != "word":
            continue
        found = {language: vocabulary(language).at(words, place) for language in LANGUAGES}
        having = {language: match for language, match in found.items() if match}
        for language, match in having.items():
            little = match.tags.keys() <= {"uncounted", "place", "cur"}
            scores[language] += match.length / len(having) ** 0.5 * (0.5 if little else 1.0)
    best = max(scores.values())
    tied = [language for language in LANGUAGES if scores[language] >= best - 1e-9]
    if best == 0 or fallback in tied:
        return fallback if fallback in LANGUAGES else LANGUAGES[0], len(tied) == 1
    return tied[0], len(tied) == 1
