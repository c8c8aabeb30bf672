"""A question's words with what they mean to a ledger: names, phrases of the lexicon, numbers, quotations, and what is left. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.understanding.lexicon import LANGUAGES, Lexicon, Meaning, lexicon
from assistant.understanding.names import Named, find_names
from assistant.understanding.slips import is_slip, is_swap
from assistant.understanding.tokens import Token
from assistant.world import World
from tripsplit.currencies import CURRENCIES

UNKNOWN, PERSON, NUMBER, TERM = "unknown", "name", "number", "term"
_SHORTEST_SLIP = 5
# What a word of another language may mean in a question of this one; little words may not.
_BORROWED = frozenset(
    {
        "cat",
        "catterm",
        "howmuch",
        "howmany",
        "total",
        "spend",
        "cost",
        "pay",
        "owe",
        "average",
        "rel",
        "weekday",
        "month",
        "settle",
        "balance",
        "repay",
        "dayunit",
        "weekunit",
        "weekend",
        "list",
        "biggest",
    }
)
_CODES_IN_SMALL = frozenset(
    {
        "eur",
        "usd",
        "gbp",
        "chf",
        "jpy",
        "sek",
        "nok",
        "dkk",
        "pln",
        "czk",
        "huf",
        "thb",
        "aud",
        "nzd",
        "brl",
        "mxn",
        "inr",
        "cny",
        "krw",
        "isk",
    }
)
_THINGS = frozenset(
    {"cat", "catterm", "kitty", "income", "budget", "offtopic", "trip", "refusechange", "ord", "num", "cur"}
)
_TELLING = frozenset({"the", "to_me", "my", "i", "all"})  # little words that tell a language best
# Endings of German compounds that say "costs of": "Taxikosten", "Hotelrechnungen".
_COMPOUND_ENDINGS = (
    "kosten",
    "ausgaben",
    "ausgabe",
    "rechnung",
    "rechnungen",
    "einkauf",
    "einkaufe",
    "besuche",
    "besuch",
    "preise",
    "preis",
    "fahrten",
    "buchungen",
    "tickets",
)
_ENDINGS = ("s", "es", "n", "en", "e", "x")
_LINKS = ("", "s", "n", "es", "en")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of the question with one meaning. `words` are the positions of its first word and of the one after its last."""

    tag: str
    value: str
    start: int
    end: int
    text: str
    refs: tuple[str, ...] = ()
    possessive: bool = False
    or_term: bool = False  # a name in small letters that the trip's expenses have as a word, too ("luz")
    ordinal: bool = False
    after_comma: bool = False

    def means(self, *tags: str) -> bool:
        return self.tag in tags


def language_of(words: Sequence[Token], fallback: str, names: Sequence[Named] = ()) -> str:
    """The language whose lexicon covers most of the words; words that few languages have count more. Ties: the reader's, then English."""
    taken = {place for name in names for place in range(name.start, name.end)}
    covered = {language: _covered(words, lexicon(language), taken) for language in LANGUAGES}
    scores = dict.fromkeys(LANGUAGES, 0.0)
    for place in range(len(words)):
        having = [language for language in LANGUAGES if place in covered[language]]
        for language in having:
            scores[language] += (covered[language][place]) * (1 + 1 / len(having))
    scores["de"] += sum(1.0 for word in words if word.kind == "word" and _stems(word.folded))
    scores["de"] += sum(0.5 for word in words if word.kind == "number" and word.text.count(".") == 1 and word.ordinal)
    scores["de"] += sum(0.5 for word in words if word.kind == "number" and word.text.count(".") == 2)  # noqa: PLR2004
    best = max(scores.values())
    tied = [language for language in LANGUAGES if scores[language] >= best - 1e-9]
    if best == 0 or fallback in tied:
        return fallback if fallback in LANGUAGES else LANGUAGES[0]
    return tied[0]


def _covered(words: Sequence[Token], known: Lexicon, taken: set[int]) -> dict[int, float]:
    """Which words a language knows; a word with the right accents counts a little more."""
    found: dict[int, float] = {}
    place = 0
    while place < len(words):
        match = None if place in taken or words[place].kind != "word" else known.at(words, place)
        if match is None:
            place += 1
            continue
        for covered in range(place, place + match.length):
            little = match.meanings[0].tag in _TELLING and words[covered].lower != "a"
            found[covered] = 1.0 + 0.25 * (match.length > 1) + 0.25 * match.exact + 0.25 * little
        place += match.length
    return found


def tag(words: Sequence[Token], world: World, language: str) -> list[Chunk]:
    """All of a question's words as chunks, in their order; none is left out."""
    known = lexicon(language)
    names = {named.start: named for named in find_names(words, world, known)}
    chunks: list[Chunk] = []
    place = 0
    while place < len(words):
        named = names.get(place)
        if named:
            found = [replace(_person(words, named), or_term=_may_be_term(words, named, world, known))]
        else:
            found = _at(words, place, world, known)
        chunks += [replace(found[0], after_comma=words[place].after_comma), *found[1:]]
        place = found[-1].end
    return chunks


def _person(words: Sequence[Token], named: Named) -> Chunk:
    return Chunk(PERSON, "", named.start, named.end, _text(words, named.start, named.end), named.refs, named.possessive)


def _may_be_term(words: Sequence[Token], named: Named, world: World, known: Lexicon) -> bool:
    """ "De luz" where Luz travels along: behind a preposition, in small letters, and in the expenses."""
    before = {meaning.tag for meaning in known.meanings(words[named.start - 1].folded)} if named.start else set()
    small = named.end == named.start + 1 and not words[named.start].is_capitalised
    return small and bool(before & {"of", "in", "on", "for", "the"}) and world.mentions(words[named.start].text)


def _text(words: Sequence[Token], start: int, end: int) -> str:
    return " ".join(word.text for word in words[start:end])


def _at(words: Sequence[Token], place: int, world: World, known: Lexicon) -> list[Chunk]:
    word = words[place]
    here = Chunk(UNKNOWN, word.folded, place, place + 1, word.text, ordinal=word.ordinal)
    if word.kind == "quoted":
        return [replace(here, tag=TERM, value=word.text)]
    if word.kind == "number":
        return [replace(here, tag=NUMBER, value=word.text)]
    code = _currency_code(word, world, known)
    if code:
        return [replace(here, tag="cur", value=code)]
    match = known.at(words, place)
    if match:
        return _chunks(words, place, match.length, match.meanings)
    if stem := _stem(word, world):
        return [replace(here, tag=TERM, value=stem, text=stem)]
    meanings = _guess(word, world, known)
    return _chunks(words, place, 1, meanings) if meanings else [here]


def _chunks(words: Sequence[Token], place: int, length: int, meanings: Sequence[Meaning]) -> list[Chunk]:
    text = _text(words, place, place + length)
    return [Chunk(meaning.tag, meaning.value, place, place + length, text) for meaning in meanings]


def _currency_code(word: Token, world: World, known: Lexicon) -> str:
    code = word.text.upper()
    if len(code) != 3 or code not in CURRENCIES:  # noqa: PLR2004
        return ""
    if word.text == code and (code in world.currencies or word.folded not in known.single):
        return code
    small = word.folded in _CODES_IN_SMALL or code in world.currencies
    return code if small and word.folded not in known.single else ""


def _guess(word: Token, world: World, known: Lexicon) -> tuple[Meaning, ...]:
    """The meaning of a word that the language does not have: none if the trip's expenses do, else a slip's or another language's."""
    if any(world.mentions(stem) for stem in singulars(word.text)):
        return ()
    if compound := _of_compound(word.folded):
        return compound
    for language in LANGUAGES:
        meanings = lexicon(language).meanings(word.folded)
        if meanings and meanings[0].tag in _BORROWED and len(word.folded) > 3:  # noqa: PLR2004
            return meanings
    return _of_slip(word.folded, known)


def singulars(word: str) -> list[str]:
    """The word, and what it may be the plural or the genitive of."""
    stems = [word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending) and len(word) > len(ending) + 3]
    return [word, *stems]


def _of_slip(word: str, known: Lexicon) -> tuple[Meaning, ...]:
    if len(word) < _SHORTEST_SLIP - 1:
        return ()
    slips = is_slip if len(word) >= _SHORTEST_SLIP else is_swap
    near = [right for right in known.by_initial(word[0]) if len(right) >= _SHORTEST_SLIP - 1 and slips(word, right)]
    meant = {known.meanings(right) for right in near if is_swap(word, right) or _may_be_mistyped(word, right, known)}
    return meant.pop() if len(meant) == 1 else ()


def _may_be_mistyped(word: str, right: str, known: Lexicon) -> bool:
    """Another letter makes another thing ("dîners", "divers"): things are not guessed that way, nor short words."""
    if len(right) < _SHORTEST_SLIP:
        return False
    return len(word) != len(right) or known.meanings(right)[0].tag not in _THINGS


def _of_compound(word: str) -> tuple[Meaning, ...]:
    """A category in front of "costs": "Unterkunftskosten"."""
    known = lexicon("de")
    for stem in _stems(word):
        meanings = known.meanings(stem)
        if meanings and meanings[0].tag in {"cat", "catterm"}:
            return meanings
    return ()


def _stem(word: Token, world: World) -> str:
    """A thing of the trip in front of "costs": "Taxikosten"."""
    if world.mentions(word.text):
        return ""
    stems = [word.text[: len(stem)] for stem in _stems(word.folded)]
    return next((stem for stem in stems if world.mentions(stem)), "")


def _stems(word: str) -> list[str]:
    found = [
        word.removesuffix(link + ending)
        for ending in _COMPOUND_ENDINGS
        for link in _LINKS
        if word.endswith(link + ending)
    ]
    return [stem for stem in found if len(stem) > 2]  # noqa: PLR2004
