"""A sentence as its readers share it: items with what they may mean, which of them are taken, and what is doubtful. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from assistant.saying.cleaning import NUMBERS, counts, pieces, readable
from assistant.saying.outcome import Part
from assistant.saying.vocabulary import Found, find, language_of, vocabulary
from assistant.understanding.lexicon import LANGUAGES, lexicon
from assistant.understanding.names import Named, find_names
from assistant.understanding.tokens import Token
from assistant.world import Person, World

# Said only to connect: left out where the description begins or ends.
_CONNECTING = frozenset(
    {
        "aux",
        "clitic",
        "fill",
        "of",
        "the",
        "on",
        "for",
        "with",
        "without",
        "by",
        "from",
        "and",
        "only",
        "between",
        "we",
        "at",
    }
    | {"all", "pay", "get", "give", "back", "split", "equally", "halves", "each", "i", "me"}
)

_LITTLE = frozenset({"and", "of", "the", "for", "on", "by", "from", "with", "fill", "aux", "clitic", "all", "we", "at"})


@dataclass(slots=True)
class Item:
    """One or several words with one meaning, or several meanings of which at most one is taken."""

    start: int  # of the first character
    end: int
    text: str
    kind: str  # word, quoted, sign, person, or one of the kinds of numbers
    tags: dict[str, str] = field(default_factory=dict)
    refs: tuple[str, ...] = ()
    possessive: bool = False
    weak: str = (
        ""  # what speaks against a person: a "slip", the "beginning" of a name, a "word", a name "spelt" as a word is
    )
    before: str = ""  # what divides it from the item before it: ",", ":", "("
    ordinal: bool = False
    borrowed: bool = False
    taken: bool = False

    def has(self, *tags: str) -> bool:
        return any(tag in self.tags for tag in tags)

    @property
    def is_number(self) -> bool:
        return self.kind in NUMBERS

    @property
    def is_person(self) -> bool:
        return self.kind == "person"

    @property
    def is_given(self) -> bool:
        """ "Me", not "I"."""
        return self.has("me") and not self.has("i", "with")

    @property
    def is_connecting(self) -> bool:
        """Whether it says nothing of what was bought."""
        return (
            bool(self.tags.keys() & _CONNECTING)
            and self.tags.get("place") != ""
            and (not self.borrowed or "for" in self.tags)
        )

    @property
    def is_content(self) -> bool:
        return not (self.taken or self.is_connecting or self.is_person or self.is_number)


class Sentence:
    """The items of a text, in their order."""

    def __init__(self, text: str, world: World) -> None:
        self.text, self.world = readable(text), world
        self.all = list(_apart(pieces(self.text)))
        self.words = [token for token in self.all if counts(token)]
        self.me = world.me.ref if world.me else ""
        self.spelt = _spelt(world)
        self.language, names = self._language()
        self.items = list(self._items(names))
        self.doubts: dict[Part, str] = {}
        self.payer, self.payer_place = "", -1  # as words say it
        self.paid: dict[str, int] = {}  # ref -> minor units, where several paid
        self.owed: dict[str, int] = {}  # and where each owes an amount of their own
        self.says_i = False  # the verb says who paid: "pagué", "j'ai payé"
        self.given_place = -1  # of "me" in "Ben m'a payé le resto"
        self.several: list[str] = []  # who paid together, of whom the first was taken
        self.is_summed = False  # several amounts, of which it is not said whose they are
        self.is_treat = False  # "my round": perhaps nobody owes anything for it
        self.multiples: dict[str, int] = {}  # ref -> "Ben pays double"
        self.heads = 0  # "for 4": how many people it says, if it says so

    def _language(self) -> tuple[str, list[Named]]:
        """Names first by the reader's language, then by the sentence's own: "Sol" is a word in Spanish."""
        fallback = self.world.language
        names = find_names(self.words, self.world, lexicon(fallback if fallback in LANGUAGES else "en"))
        taken = frozenset(place for name in names for place in range(name.start, name.end))
        language, self.is_told = language_of(self.words, fallback, taken)
        return language, find_names(self.words, self.world, lexicon(language))

    def _items(self, names: list[Named]) -> Iterator[Item]:
        named = {name.start: name for name in names}
        place = 0
        while place < len(self.words):
            item, place = self._item(place, named.get(place))
            yield item

    def _item(self, place: int, name: Named | None) -> tuple[Item, int]:
        found = self._found(place)
        if name and not self._is_word_rather(name, found):
            return self._made(
                place, name.end, "person", refs=name.refs, possessive=name.possessive, weak=self._weak(name)
            ), name.end
        if refs := self.spelt.get(self.words[place].folded, ()):
            tags = found.tags if found and found.length == 1 else {}
            return self._made(place, place + 1, "person", tags=tags, refs=refs, weak="spelt"), place + 1
        if refs := self._initials(place, found):
            tags = found.tags if found else {}
            return self._made(place, place + 1, "person", tags=tags, refs=refs, weak="beginning"), place + 1
        if found is None:
            return self._made(place, place + 1, self.words[place].kind), place + 1
        end = place + found.length
        if "self" in found.tags:
            return self._made(place, end, "person", tags=found.tags), end
        who = bool(found.tags.keys() & {"i", "me"}) and "with" not in found.tags
        kind = "person" if who else self.words[place].kind if found.length == 1 else "word"
        weak = "word" if who and ("fill" in found.tags or found.borrowed) else ""
        refs = (self.me,) if who and self.me else ()
        return self._made(place, end, kind, tags=found.tags, refs=refs, borrowed=found.borrowed, weak=weak), end

    def _found(self, place: int) -> Found | None:
        """What is known of the words here; a little word that is tied to another ("U-Bahn", "booking.com") says nothing."""
        found = find(self.words, place, self.language)
        little = found is not None and found.length == 1 and found.tags.keys() <= _LITTLE
        return None if little and (self._is_tied(place) or self._is_tied(place + 1)) else found

    def _initials(self, place: int, found: Found | None) -> tuple[str, ...]:
        """Who may be meant by the first or the last word beside a number: "uber 23 zo", "Z 12"; "mar" is a day as well."""
        word = self.words[place]
        is_other = found is not None and not (found.borrowed or found.tags.keys() <= {"weekday", "month"})
        beside = 1 if place == 0 else place - 1
        at_end = place in {0, len(self.words) - 1} and beside < len(self.words)
        is_led_day = found is not None and self._is_led_to(place)
        if is_other or word.kind != "word" or not (at_end or is_led_day):
            return ()
        is_label = self.text[word.end : word.end + 1] == ":"  # "b: taxi 20"
        if (
            not (is_label or is_led_day)
            and self.words[beside].kind != "number"
            and (found or place == 0 or len(word.folded) < _LEAST_INITIALS)
        ):
            return ()
        return tuple(
            person.ref
            for person in self.world.people
            if person.active and (_parts(person) or [""])[0].startswith(word.folded)
        )

    def _is_led_to(self, place: int) -> bool:
        """Whether a word that leads people stands before, and no number behind: "for Mar and me"."""
        before = vocabulary(self.language).at(self.words, place - 1) if place else None
        is_day = place + 1 < len(self.words) and self.words[place + 1].kind == "number"
        return before is not None and bool(before.tags.keys() & {"for", "with", "between", "without"}) and not is_day

    def _is_tied(self, place: int) -> bool:
        """Whether a hyphen or a full stop, and nothing else, stands before a word."""
        between = self.text[self.words[place - 1].end : self.words[place].start] if 0 < place < len(self.words) else ""
        return between in {"-", "."}

    def _made(self, start: int, end: int, kind: str, **more: object) -> Item:
        first, last = self.words[start], self.words[end - 1]
        before = self.text[self.words[start - 1].end : first.start].strip() if start else ""
        text = self.text[first.start : last.end]
        return Item(first.start, last.end, text, kind, before=before, ordinal=first.ordinal, **more)  # type: ignore[arg-type]

    def _is_word_rather(self, name: Named, found: Found | None) -> bool:
        """A beginning or a slip of a name that is a word of the language."""
        weak = self._weak(name)
        return found is not None and weak != "" and not (found.borrowed and weak == "beginning")

    def _weak(self, name: Named) -> str:
        if name.guessed:
            return "slip"
        heard = {token.folded for token in self.words[name.start : name.end]}
        spelt = {part for ref in name.refs for part in _parts(self.world.called(ref))}
        return "" if any(_is_part(word, spelt) for word in heard) else "beginning"

    # -- looking around ---------------------------------------------------------------------------------------------------
    def at(self, place: int) -> Item | None:
        return self.items[place] if 0 <= place < len(self.items) else None

    def has(self, place: int, *tags: str) -> bool:
        item = self.at(place)
        return item is not None and not item.taken and item.has(*tags)

    def is_person(self, place: int) -> bool:
        item = self.at(place)
        return item is not None and item.is_person and not item.taken

    def is_framed(self, place: int) -> bool:
        """Whether an item stands by itself, between what is taken, the ends, and commas."""
        before, after = self.at(place - 1), self.at(place + 1)
        item = self.items[place]
        opened = before is None or before.taken or before.is_number or bool(item.before)
        return opened and (after is None or after.taken or after.is_number or bool(after.before))

    def take(self, *places: int) -> None:
        for place in places:
            self.items[place].taken = True

    def skip(self, place: int, *tags: str, step: int = 1) -> int:
        """Past what is taken, and past items with one of these meanings."""
        while (item := self.at(place)) is not None and (item.taken or item.has(*tags)):
            place += step
        return place

    def doubt(self, part: Part, words: str) -> None:
        """The first doubt about a part is the one that is said."""
        self.doubts.setdefault(part, words if len(words) <= _LONGEST_DOUBT else words[: _LONGEST_DOUBT - 1] + "…")

    def name(self, ref: str) -> str:
        person = self.world.called(ref)
        return person.name if person else ""


def _apart(tokens: list[Token]) -> Iterator[Token]:
    """ "For 4 120" is four people and an amount, "May 1 120" a day and an amount."""
    for place, token in enumerate(tokens):
        first, space, rest = token.text.partition(" ")
        if token.kind == "number" and space and place and _is_led(tokens[place - 1]):
            middle = token.start + len(first)
            yield replace(token, text=first, lower=first, folded=first, end=middle)
            yield replace(token, text=rest, lower=rest, folded=rest, start=middle + 1, joined=False)
        else:
            yield token


def _is_led(before: Token) -> bool:
    months = any((found := vocabulary(language).at([before], 0)) and "month" in found.tags for language in LANGUAGES)
    return months or before.folded in _BEFORE_PEOPLE


_LEAST_INITIALS = 2  # letters, where no number stands beside them
_SHORTEST_NAME = 3  # letters of a name that is looked for among words
_LONGEST_DOUBT = 200  # characters
_BEFORE_PEOPLE = frozenset({"for", "fur", "pour", "para", "per", "pra", "at", "um", "alle", "as"})


def _spelt(world: World) -> dict[str, tuple[str, ...]]:
    """Who is called by a word as first or only name, whatever else the word means."""
    found: dict[str, tuple[str, ...]] = {}
    for person in world.people:
        first = (_parts(person) or [""])[0]
        if len(first) >= _SHORTEST_NAME:
            found[first] = (*found.get(first, ()), person.ref)
    return found


def _parts(person: Person | None) -> list[str]:
    return [token.folded for token in pieces(person.name) if token.kind == "word"] if person else []


def _is_part(word: str, spelt: set[str]) -> bool:
    return (
        word in spelt
        or word.removesuffix("s") in spelt
        or word.replace("ae", "a").replace("oe", "o").replace("ue", "u") in spelt
    )
