"""Which of the trip's people a question names: in full, by first name, by a beginning, without accents, with a slip of the finger. Pure.

A name that is an ordinary word of the question's language (Will, May, Rose, Mia, Sol) is one where it is written as one: with
a capital inside of the sentence, with a possessive, or in a place where only somebody can stand.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.understanding.lexicon import Lexicon
from assistant.understanding.slips import is_slip, is_swap
from assistant.understanding.tokens import Token, words_of
from assistant.world import Person, World

_LEAST_BEGINNING = 3  # letters of a name's beginning that stand for it
_LEAST_SLIP = 5  # letters of a name that may hold a slip
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_WEAK = frozenset({"month"})  # words that "for", "of" and "and" may stand before as well
_BEFORE_A_MONTH = frozenset(
    {"in", "since", "until", "during", "before", "after", "begin", "end", "this", "last", "ord"}
)
_NEVER_NAMES = frozenset({"-", "the", "all", "i", "me", "my", "to_me", "not"})
_GENITIVE = "s"


@dataclass(frozen=True, slots=True)
class Named:
    """The refs of who may be meant by words from `start` to `end`; several where a first name is shared."""

    start: int
    end: int
    refs: tuple[str, ...]
    possessive: bool = False
    guessed: bool = False  # by a slip


@dataclass(frozen=True, slots=True)
class _Called:
    person: Person
    words: tuple[str, ...]
    spelt: tuple[str, ...]  # with ae for ä


def find_names(words: Sequence[Token], world: World, lexicon: Lexicon) -> list[Named]:
    """All the names among a question's words, from the left, the longest first."""
    called = [_called(person) for person in world.people]
    found: list[Named] = []
    place = 0
    while place < len(words):
        named = _at(words, place, called, lexicon)
        if named is None:
            place += 1
        else:
            found.append(named)
            place = named.end
    return found


def _called(person: Person) -> _Called:
    words = words_of(person.name)
    return _Called(
        person,
        tuple(word.folded for word in words),
        tuple(word.lower.translate(_UMLAUTS) for word in words),
    )


def _at(words: Sequence[Token], place: int, called: Sequence[_Called], lexicon: Lexicon) -> Named | None:
    if words[place].kind == "quoted":
        return None
    whole = _whole(words, place, called)
    if whole and (whole.end - place > 1 or _is_name(words, place, lexicon, whole.possessive)):
        return whole
    first = _by_first(words, place, called)
    if first and (first.end - place > 1 or _is_name(words, place, lexicon, first.possessive)):
        return first
    if words[place].folded in lexicon.words or words[place].kind != "word":
        return None
    return _by_beginning(words, place, called) or _by_slip(words, place, called)


def _whole(words: Sequence[Token], place: int, called: Sequence[_Called]) -> Named | None:
    best: Named | None = None
    for name in called:
        for spelling in (name.words, name.spelt):
            named = _spelt(words, place, spelling, (name.person.ref,))
            if named and (best is None or named.end > best.end):
                best = named
    return best


def _spelt(words: Sequence[Token], place: int, spelling: tuple[str, ...], refs: tuple[str, ...]) -> Named | None:
    """The words of a name, the last of them perhaps with a genitive: "Annas", "Anna's"."""
    end = place + len(spelling)
    if not spelling or end > len(words):
        return None
    heard = tuple(word.folded for word in words[place:end])
    if heard[:-1] != spelling[:-1]:
        return None
    if heard[-1] == spelling[-1]:
        possessive = end < len(words) and _apostrophe(words, end)
        return Named(place, end + possessive, refs, possessive=possessive)
    if heard[-1] == spelling[-1] + _GENITIVE and len(spelling[-1]) > 1:
        return Named(place, end, refs, possessive=True)
    return None


def _apostrophe(words: Sequence[Token], place: int) -> bool:
    word = words[place]
    return word.lower == _GENITIVE and word.joined and word.start - words[place - 1].end == 1


def _by_first(words: Sequence[Token], place: int, called: Sequence[_Called]) -> Named | None:
    """A first name, or it with the beginnings of the others ("Anna S."); whoever has it."""
    best: list[tuple[Named, str]] = []
    for name in called:
        for spelling in (name.words, name.spelt):
            if len(spelling) < 2 or (named := _spelt(words, place, spelling[:1], ())) is None:  # noqa: PLR2004
                continue
            best.append((_with_initials(words, named, spelling), name.person.ref))
    if not best:
        return _by_last(words, place, called)
    end = max(named.end for named, _ in best)
    refs = tuple(dict.fromkeys(ref for named, ref in best if named.end == end))
    longest = next(named for named, _ in best if named.end == end)
    return Named(place, end, refs, possessive=longest.possessive)


def _with_initials(words: Sequence[Token], named: Named, spelling: tuple[str, ...]) -> Named:
    end = named.end
    for part in spelling[1:]:
        if (
            end < len(words)
            and words[end].is_capitalised
            and part.startswith(words[end].folded)
            and not named.possessive
        ):
            end += 1
        else:
            break
    return Named(named.start, end, (), possessive=named.possessive)


def _by_last(words: Sequence[Token], place: int, called: Sequence[_Called]) -> Named | None:
    """Another part of a name than the first: "Schmidt"."""
    for length in (2, 1):
        found: dict[str, Named] = {}
        for name in called:
            for spelling in (name.words, name.spelt):
                for start in range(1, len(spelling) - length + 1):
                    if named := _spelt(words, place, spelling[start : start + length], ()):
                        found[name.person.ref] = named
        if found and min(len(word.folded) for word in words[place : place + length]) >= _LEAST_BEGINNING:
            longest = max(found.values(), key=lambda named: named.end)
            return Named(place, longest.end, tuple(found), possessive=longest.possessive)
    return None


def _by_beginning(words: Sequence[Token], place: int, called: Sequence[_Called]) -> Named | None:
    heard = words[place].folded
    possessive = place + 1 < len(words) and _apostrophe(words, place + 1)
    if len(heard) < _LEAST_BEGINNING:
        return None
    refs = tuple(name.person.ref for name in called if name.words and name.words[0].startswith(heard))
    return Named(place, place + 1 + possessive, refs, possessive=possessive) if len(refs) == 1 else None


def _by_slip(words: Sequence[Token], place: int, called: Sequence[_Called]) -> Named | None:
    heard = words[place].folded
    slips = is_slip if len(heard) >= _LEAST_SLIP else is_swap
    if len(heard) < _LEAST_BEGINNING:
        return None
    refs = tuple(
        name.person.ref
        for name in called
        if name.words and len(name.words[0]) >= min(len(heard), _LEAST_SLIP) and slips(heard, name.words[0])
    )
    return Named(place, place + 1, refs, guessed=True) if len(refs) == 1 else None


def _is_name(words: Sequence[Token], place: int, lexicon: Lexicon, possessive: bool) -> bool:  # noqa: FBT001
    """Whether a word that spells a name is meant as one, where the language has the word too."""
    word = words[place]
    meanings = lexicon.meanings(word.folded)
    if not meanings or possessive:
        return True
    before = {meaning.tag for meaning in lexicon.meanings(words[place - 1].folded)} if place else set()
    if meanings[0].tag in _WEAK:
        number_near = any(0 <= near < len(words) and words[near].kind == "number" for near in (place - 1, place + 1))
        if number_near or before & _BEFORE_A_MONTH:
            return False
    if word.is_capitalised and (place > 0 or len(words) == 1 or words[place + 1].kind == "word"):
        return place > 0 or not _everything_capitalised_means_nothing(words, place, lexicon)
    return bool(before & {"aux", "by", "between", "than", "owe"}) and meanings[0].tag not in _NEVER_NAMES


def _everything_capitalised_means_nothing(words: Sequence[Token], place: int, lexicon: Lexicon) -> bool:
    """At the beginning every word has a capital; then a name is followed by what somebody does."""
    after = (
        {meaning.tag for meaning in lexicon.meanings(words[place + 1].folded)} if place + 1 < len(words) else {"pay"}
    )
    return not after & {"pay", "owe", "aux", "spend", "and", "or", "share", "balance", "getback"}
