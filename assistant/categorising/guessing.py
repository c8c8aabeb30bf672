"""What a single word is about that is no name as it stands: an inflected one, a compound, one with a slip. Pure.

Each guess comes with how far it is to be believed.
"""

from collections.abc import Iterator, Sequence

from assistant.categorising.vocabulary import HINT, Name, Vocabulary, shortened, squeezed
from expenses.search.asking import SMALL

Guess = tuple[Sequence[Name], float]

NOTHING: Guess = ((), 1.0)
INFLECTED, COMPOUND, RESPELT, SLIP = 0.9, 0.8, 0.7, 0.45
SHORTEST_END, SHORTEST_START, SHORTEST_BASE = 5, 5, 3  # letters of a part of a compound, and of what an ending hangs on
SHORTEST_TAIL = 4  # of a German end
SHORTEST_COMPOUND = 7
SHORTEST_SWAP = 7  # letters of a word of which one is another: among short words, that is another word

# Endings of small or many things, and what stands for them in a name: "multita" is a multa, "refeições" are a refeição.
_ENDINGS = """
    ito:o,e, ita:a, itos:o,e, itas:a, cito:, cita:e, citos:, illo:o illa:a
    inho:o,e, inha:a,e inhos:o,e, inhas:a,as zinho:, zinha:,a zinhos:, zinhas:,a
    ino:o,e ina:a,e ini:o,e etto:o,e etta:a,e etti:o,e ette:a,e one:o,e,a oni:o,e ucci:o uccio:o
    chen:,e,en lein:,e erl:,e
    oes:ao aes:ao ais:al eis:el,il ois:ol ns:m aux:al,au eaux:eau
    i:o,e e:a en:,e n: er: es:e
    te:,en,e et:en t:en
"""
ENDINGS = [(ending, bases.split(",")) for ending, bases in (each.split(":") for each in _ENDINGS.split())]


def guessed(word: str, others: frozenset[str], book: Vocabulary) -> Guess:
    """What the word is about, by the first way that leads to a name."""
    if found := book.exactly((word,), others):
        return found, 1.0
    if word in SMALL or word in book.silent:
        return NOTHING
    behind = len(word) - book.known_beginning((word,))
    if behind >= SHORTEST_TAIL and (compound := _part(word, _ends(word, SHORTEST_END), book)):
        return compound
    if found := book.begun_by((word,), others):
        return found, 1.0
    return _mended(word, book)


def _mended(word: str, book: Vocabulary) -> Guess:
    if (known := book.squeezed.get(squeezed(word))) and len(word) > SHORTEST_TAIL:
        return book.exactly((known,)), RESPELT
    if glued := book.glued.get(word):
        return book.exactly(glued), 1.0
    for base in _bases(word):
        if found := book.exactly((base,)):
            return found, INFLECTED
    if compound := _part(word, (end for end in _ends(word, SHORTEST_TAIL) if end in book.tails), book):
        return compound
    if known := min(_slipped(word, book), key=lambda slip: sorted(slip) != sorted(word), default=None):
        return book.exactly((known,)), SLIP
    return _part(word, _starts(word), book) or NOTHING


def _part(word: str, parts: Iterator[str], book: Vocabulary) -> Guess | None:
    """What a compound is by the first of its parts that has a name, believed for as much of the word as that is."""
    for part in parts:
        found = book.exactly((part,))
        if any(name.weight != HINT for name in found):
            return found, COMPOUND * (len(part) + 3) / (len(word) + 3)
    return None


def _bases(word: str) -> Iterator[str]:
    for ending, bases in ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= SHORTEST_BASE:
            yield from (stem + base for base in bases)


def _slipped(word: str, book: Vocabulary) -> Iterator[str]:
    """The names that one slip makes of the word; two letters in each other's place are the likeliest."""
    for left in shortened(word):
        for known in book.nearly.get(left, ()):
            is_swap = len(known) == len(word) and sorted(known) != sorted(word)
            if known[0] == word[0] and abs(len(known) - len(word)) <= 1 and (not is_swap or len(word) >= SHORTEST_SWAP):
                yield known


def _ends(word: str, shortest: int) -> Iterator[str]:
    """What a compound is, its longest end first."""
    if _may_be_compound(word):
        yield from (word[start:] for start in range(2, len(word) - shortest + 1))


def _starts(word: str) -> Iterator[str]:
    """What a compound is for, where its end says nothing."""
    if _may_be_compound(word):
        yield from (word[:end] for end in range(len(word) - 2, SHORTEST_START - 1, -1))


def _may_be_compound(word: str) -> bool:
    return len(word) >= SHORTEST_COMPOUND and word.isalpha() and word.isascii()
