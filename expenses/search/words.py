"""The words of a text as they are searched: folded, so that "zoe" finds Zoë; and what a search asks of them. Pure.

Written down are tokens. A token is found by its beginning, so a word finds what begins with it. Scripts that set no spaces between
words (Chinese, Japanese, Thai, …) are kept as every ending of every run, so that a part from the middle is the beginning of a token.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise

LONGEST = 48  # characters of a token; what is longer is found by its first ones
LONGEST_RUN = 8  # characters kept of each ending of a run; a longer part is looked for piece by piece
MOST = 100_000  # characters of tokens kept of one expense; PostgreSQL takes a megabyte

# Letters that Unicode does not take apart into a letter and an accent, as people write them who lack the key.
_PLAIN = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ё": "е"}
)
_FOLDED_SCRIPTS = ("LATIN", "GREEK")
_ACCENTS = range(0x0300, 0x0370)
_SELECTORS = range(0xFE00, 0xFE10)  # what makes a sign a picture, or a picture a sign
# Scripts written without spaces: South-East Asian, kana and bopomofo, Han with its extensions and compatibility forms.
_UNSPACED = (
    *((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3005, 0x3007), (0x3040, 0x312F), (0x31A0, 0x31FF)),
    *((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x1B000, 0x1B16F), (0x20000, 0x323AF)),
)


def fold(text: str) -> str:
    """The text in small letters, in one form of writing, Latin and Greek letters without their accents. Other scripts keep theirs:
    й and и, が and か are different letters, not accented ones."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    kept: list[str] = []
    drops = False
    for char in apart:
        if ord(char) not in _ACCENTS:
            drops = unicodedata.name(char, "").startswith(_FOLDED_SCRIPTS)
        elif drops:
            continue
        kept.append(char)
    whole = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", "".join(kept)).casefold())
    return whole.translate(_PLAIN)


def tokens(text: str) -> list[str]:
    """What is written down of a text, each token once, in the text's order."""
    return list(dict.fromkeys(token for run, unspaced in runs(text) for token in _written(run, unspaced=unspaced)))


def beginnings(text: str) -> list[str]:
    """What a search for the text asks for: the beginnings that an expense's tokens must have, all of them; none that another implies."""
    wanted = dict.fromkeys(piece for run, unspaced in runs(text) for piece in _asked(run, unspaced=unspaced))
    implied = _implied(wanted)
    return [piece for piece in wanted if piece not in implied]


def _implied(pieces: Iterable[str]) -> set[str]:
    """Those that are the beginning of another: in order of the alphabet they stand right before one of those."""
    ordered = sorted(pieces)
    return {piece for piece, after in pairwise(ordered) if after.startswith(piece)}


def _written(run: str, *, unspaced: bool) -> Iterator[str]:
    if not unspaced:
        yield run[:LONGEST]
        return
    for start in range(len(run)):
        yield run[start : start + LONGEST_RUN]


def _asked(run: str, *, unspaced: bool) -> Iterator[str]:
    if not unspaced or len(run) <= LONGEST_RUN:
        yield run[: LONGEST_RUN if unspaced else LONGEST]
        return
    for start in range(len(run) - LONGEST_RUN + 1):
        yield run[start : start + LONGEST_RUN]


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """Folded: the words and the runs of scripts without spaces, each with whether it is such a run. A picture is a word of its own."""
    for kind, chars in groupby(fold(text), key=_kind):
        if kind == "picture":
            yield from ((char, False) for char in chars)
        elif kind:
            yield "".join(chars), kind == "unspaced"


def _kind(char: str) -> str:
    if char.isascii():
        return "word" if char.isalnum() else ""
    if any(first <= ord(char) <= last for first, last in _UNSPACED):
        return "unspaced" if unicodedata.category(char)[0] in "LMN" else ""
    category = unicodedata.category(char)
    if category[0] in "LMN":
        # Neither is a letter, nor is a keycap round a digit.
        return "" if category == "Me" or ord(char) in _SELECTORS else "word"
    return "picture" if category == "So" else ""
