"""Words that carry a claim, in the six languages that answers are given in, and the plain ones that carry none. Folded; pure.

A claim's word may only be said where the facts say one of its kind, so a word too many there costs a sentence, and one too few may cost
truth.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from expenses.search.words import fold

LANGUAGES = ("en", "de", "fr", "es", "it", "pt")
# Of German numbers, which are written in one word.
NUMBER_ENDS = (
    "hundert",
    "tausend",
    "zwanzig",
    "dreissig",
    "vierzig",
    "funfzig",
    "sechzig",
    "siebzig",
    "achtzig",
    "neunzig",
)
NUMBER_STARTS = ("hundert", "tausend")


@cache
def _lexicon() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@cache
def _kinds() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for kind, words in _lexicon()["claims"].items():
        for word in words.split():
            found.setdefault(fold(word), set()).add(kind)
    for word in _lexicon()["numbers"].split():
        found.setdefault(fold(word), set()).add(f"number {fold(word)}")
    return {word: frozenset(kinds) for word, kinds in found.items()}


def kinds_of(word: str) -> frozenset[str]:
    """The kinds of claim that a folded word may make. A number in words is one by itself, so that only the same may be said."""
    known = _kinds().get(word, frozenset())
    if not known and (word.endswith(NUMBER_ENDS) or word.startswith(NUMBER_STARTS)):
        return frozenset({f"number {word}"})
    return known


@cache
def plain_words(language: str) -> frozenset[str]:
    return _words("plain", language)


@cache
def words_for_me(language: str) -> frozenset[str]:
    return _words("me", language)


def _words(part: str, language: str) -> frozenset[str]:
    known = _lexicon()[part]
    return frozenset(fold(word) for word in known.get(language, known["en"]).split())
