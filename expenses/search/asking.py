"""What a typed text asks the index for: its words, and what counts as the things that it names. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from expenses.search.lexicon import Lexicon, bare, lexicon
from expenses.search.terms import Terms, Way, words_of
from expenses.search.words import beginnings, runs

LONGEST_NAME = 4  # words
SHORT = 4  # letters of a name whose longer words are mostly something else
MOST_WORDS = 40  # of a longer text nobody means a thing
_AND = "and or und oder sowie et ou y e o ed od i plus"
_SMALL = """
    the a an of for to in at on from with by our my all any some
    der die das den dem des ein eine einen fur im am von vom zu zum zur mit auf bei alle
    le la les l un une d de du pour au aux en avec dans par
    el los las unos unas del al para con por
    il lo gli uno una dei delle della dello di da per nel nella tutti tutte
    os as um uma do dos no na nos nas com em
"""
# What the words beside them say already: "museum tickets", "Kosten für Benzin", "frais de parking".
_GENERIC = """
    ticket tickets fare fares cost costs fee fees expense expenses spending bill bills purchase purchases visit visits
    trip trips ride rides money stuff things place places items
    kosten gebuhr gebuhren fahrt fahrten karte karten ausgaben eintritt eintritte rechnung rechnungen besuch besuche
    frais billet billets depenses entree entrees facture factures
    gasto gastos entrada entradas billete billetes coste costes factura facturas
    costo costi spesa spese biglietto biglietti ingresso ingressi bolletta bollette
    custo custos despesa despesas bilhete bilhetes ingressos conta contas
"""
AND, SMALL, GENERIC = (frozenset(words.split()) for words in (_AND, _SMALL, _GENERIC))


@dataclass(frozen=True)
class Piece:
    """A part of the text: a thing that it names, or else a word."""

    words: Sequence[str]
    concepts: Sequence[str]

    def ways(self, book: Lexicon, *, whole: bool = False) -> list[Way]:
        """What was typed, as the beginning of words; of a short name as a word, since Eis is no Eislaufen (and with `whole` of any
        short word: "air" is no airport); where the lexicon has the name, as it has it. "Thé" is not looked for as it stands: without its
        accent every English text has it."""
        ways = [*chain.from_iterable(map(book.ways, self.concepts))]
        if any(bare(way.words) == tuple(self.words) for way in ways) or (ways and SMALL.issuperset(self.words)):
            return ways
        is_short = (whole or bool(ways)) and max(map(len, self.words)) <= SHORT
        typed = Way(tuple(f"{word}{'' if is_short else '*'}" for word in beginnings(" ".join(self.words))))
        return [typed, *ways]


def asked_for(text: str, *, whole: bool = False) -> Terms:
    """All words of the text, each as a beginning; where the text names things, what counts as them does as well.

    "Taxi and train" asks for either, where both are things; "coffee in Porto" for both. With `whole`, for what is to be summed, short words
    are words.
    """
    pieces = _pieces(text)
    if not any(piece.concepts for piece in pieces) and not (pieces and whole):
        return words_of(text)
    book = lexicon()
    groups = [piece.ways(book, whole=whole) for piece in _telling(pieces)]
    if _is_a_choice(pieces):
        return Terms(ways=[[*chain.from_iterable(groups)]])
    return Terms(ways=groups)


def things_in(text: str) -> list[str]:
    """The keys of the concepts that the text names, in its order."""
    return [concept for piece in _pieces(text) for concept in piece.concepts]


def _telling(pieces: Sequence[Piece]) -> list[Piece]:
    """Without small words, and without those that say nothing beside a thing."""
    kept = [piece for piece in pieces if piece.concepts or piece.words[0] not in AND | SMALL]
    special = [piece for piece in kept if not GENERIC.issuperset(piece.words)]
    return special if any(piece.concepts for piece in special) else kept


def _is_a_choice(pieces: Sequence[Piece]) -> bool:
    """Whether the text is nothing but things and what joins them."""
    words = [piece.words[0] for piece in pieces if not piece.concepts]
    return any(word in AND for word in words) and all(word in AND | SMALL for word in words)


def _pieces(text: str) -> list[Piece]:
    found = [run for run, _ in runs(text)]
    is_accented = not text.isascii()
    return [*_cut(found, even_small=len(found) == 1 and is_accented)] if len(found) <= MOST_WORDS else []


def _cut(words: Sequence[str], *, even_small: bool) -> Iterator[Piece]:
    """The longest name at each place; a small word is none by itself, unless the whole text is it and has an accent, as thé has."""
    book, place = lexicon(), 0
    while place < len(words):
        for length in range(min(LONGEST_NAME, len(words) - place), 0, -1):
            part = tuple(words[place : place + length])
            concepts = book.named(part) if even_small or not (AND | SMALL).issuperset(part) else ()
            if concepts or length == 1:
                yield Piece(part, concepts)
                place += length
                break
