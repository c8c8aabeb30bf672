"""A sentence as it can be read: one line, nothing invisible, not too long; and its words, numbers and signs. Pure."""

import re
import unicodedata

from assistant.understanding.tokens import Token
from expenses.search.words import fold
from tripsplit.text import salvaged

LONGEST = 1_000  # characters that are read
_QUOTES = '"“”„«» '
_COMMAS = frozenset(",;/")
# A group of three after a space belongs to the number before it; else only signs between digits do.
_N = r"(?:[0-9]{1,3}(?:[ '’][0-9]{3})+(?:[.,][0-9]{1,2})?(?![0-9])|[0-9]+(?:[.,'’][0-9]+)*|(?<![\w.,])[.,][0-9]{1,2}(?![0-9]))"
_TIMES = r"(?:times|mal|fois|veces|por|volte|vezes)"  # between numbers only
_PLUS = r"(?:plus|più|piu|más|mas|mais|and|und|et|y|e)"  # between numbers, where a tip follows
_TIP = r"(?i:(?:(?:de|di|for|as)\s)?(?:tips?|trinkgeld|pourboire|propina|mancia|gorjeta|service|serviço|servicio|servizio)(?!\w))"
_TIP_AFTER = re.compile(rf"\s?{_TIP}")
# Every alternative begins with another kind of character, or is bounded: linear on any text.
_PIECE = re.compile(
    rf"""(?P<quoted>"[^"\n]{{1,80}}"|“[^”\n]{{1,80}}”|„[^“”\n]{{1,80}}[“”]|«[^»\n]{{1,80}}»)
    |(?P<iso>(?<![\w.])[0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}})(?![0-9])
    |(?P<dotted>(?<![\w.,])(?:0?[1-9]|[12][0-9]|3[01])\.\ ?(?:0?[1-9]|1[0-2])\.(?:20[0-9]{{2}}|[0-9]{{2}})?(?![0-9]))
    |(?P<fraction>(?<![\w.,])[0-9]{{1,4}}(?:/[0-9]{{1,4}}){{1,2}}(?![0-9]))
    |(?P<ratio>(?<![\w.,])[0-9]{{1,3}}(?::[0-9]{{1,3}})+(?![0-9]))
    |(?P<sum>{_N}(?:(?:\s?[x×*+]|\s{_TIMES}\s)\s?{_N}|\s{_PLUS}\s{_N}(?=\s{_TIP}))+)(?![0-9]|\s?%)
    |(?P<number>{_N})(?P<tail>[.,][-–—]{{1,2}}|k(?!\w)|\s(?:thousand|tausend|mille|mila|mil)(?![\w-])|(?:st|nd|rd|th|er|ère|e|è|ème|eme|º|ª|°)(?!\w))?
    |(?P<word>w/o(?!\w)|[wpc]/(?=\s|\w{{3}})|[^\W\d_]+)
    |(?P<sign>[^\w\s])""",
    re.VERBOSE,
)
NUMBERS = frozenset({"number", "thousands", "sum"})
_KINDS = ("quoted", "iso", "dotted", "fraction", "ratio", "sum", "number", "word", "sign")
_SPOKEN = frozenset("€$£¥₹₩฿₺₫₽₴₪₱%&+@")


def readable(text: str) -> str:
    """The text as far as it is read, without what cannot be kept."""
    return salvaged(text[: LONGEST * 2])[:LONGEST]


def pieces(text: str) -> list[Token]:
    """All words, numbers and signs of the text, in order."""
    found: list[Token] = []
    for match in _PIECE.finditer(text):
        kind = next(name for name in _KINDS if match[name])
        tail = match["tail"] or ""
        words = match[kind].strip(_QUOTES) if kind == "quoted" else match[kind]
        found.append(
            Token(
                "thousands" if tail == "k" or tail[:1].isspace() else kind,
                words,
                words.lower(),
                fold(words),
                match.start(),
                match.end(),
                joined=bool(found) and found[-1].end == match.start(),
                ordinal=bool(tail) and tail[0] not in ".,k" and not tail[0].isspace(),
                after_comma=bool(found) and found[-1].text in _COMMAS,
            )
        )
    return found


def tip_after(text: str, end: int) -> int:
    """Where the words end that call what was added before them a tip: "40 + 6 de pourboire"; `end` where none do."""
    found = _TIP_AFTER.match(text, end)
    return found.end() if found else end


def as_sum(text: str) -> str:
    """ "3 mal 8", "40 plus 5" with the signs that a calculation is written with."""
    return re.sub(rf"\s{_PLUS}\s", "+", re.sub(rf"\s{_TIMES}\s", "x", text))


def counts(token: Token) -> bool:
    """Whether a token counts when phrases are compared; other signs only divide. A picture counts as a word."""
    return token.kind != "sign" or token.text in _SPOKEN or unicodedata.category(token.text) == "So"
