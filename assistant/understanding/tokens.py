"""The words, numbers and signs of a question, each with its place. Pure."""

import re
from dataclasses import dataclass

from expenses.search.words import fold

# Every alternative begins with another kind of character, and none repeats inside of a repetition: linear on any text.
_TOKEN = re.compile(
    r"""(?P<quoted>"[^"\n]{1,80}"|“[^”\n]{1,80}”|„[^“”\n]{1,80}[“”]|«[^»\n]{1,80}»)
    |(?P<number>\d+(?:[.,/'’-]\d+)*)(?P<tail>(?:st|nd|rd|th|er|re|ère|e|è|eme|ème|º|ª|°)\b|(?:st|nd|rd|th|º|ª|°)|\.(?=\s?\w|\s*$|\s*[?-–]))?
    |(?P<word>[^\W\d_]+)
    |(?P<sign>[^\w\s])""",
    re.VERBOSE,
)
_QUOTES = '"“”„«» '
_COMMAS = frozenset(",;/")
_DASHES = frozenset("-–—")
_SPOKEN = frozenset("€$£¥₹₩฿₺₫₽₴₪%&+") | _DASHES  # the signs that are words


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign. `lower` keeps accents ("à"), `folded` does not ("a"); `joined`: no space before it ("l'", "doit-il")."""

    kind: str  # word, number, sign, quoted
    text: str
    lower: str
    folded: str
    start: int
    end: int
    joined: bool = False
    ordinal: bool = False  # "3rd", "3.", "1er"
    after_comma: bool = False

    @property
    def is_capitalised(self) -> bool:
        return self.text[:1].isupper()


def tokenise(text: str) -> list[Token]:
    """All of the text's tokens but spaces and underscores, in order."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind = "number" if match["number"] else match.lastgroup or "sign"
        words = match["number"] if kind == "number" else match.group()
        if kind == "quoted":
            words = words.strip(_QUOTES)
        joined = bool(found) and found[-1].end == match.start()
        lower = words.lower()
        found.append(
            Token(
                kind,
                words,
                lower,
                fold(words),
                match.start(),
                match.end(),
                joined,
                ordinal=bool(match["tail"]),
                after_comma=bool(found) and found[-1].text in _COMMAS,
            )
        )
    return found


def words_of(text: str) -> list[Token]:
    """Only what counts when phrases are compared: words, numbers, quotations, and the signs that are read aloud."""
    tokens = tokenise(text)
    return [token for place, token in enumerate(tokens) if _counts(tokens, place)]


def _counts(tokens: list[Token], place: int) -> bool:
    token = tokens[place]
    if token.kind != "sign":
        return True
    if token.text in _DASHES:  # "3 – 5 May" is a range, "doit-il" and "well - then" are not
        return 0 < place < len(tokens) - 1 and tokens[place - 1].kind == "number" and tokens[place + 1].kind != "sign"
    return token.text in _SPOKEN
