"""One reading of a question: its chunks, each with one meaning, and which of them have been accounted for. Pure.

Rule of safety: what no rule has used and no list calls meaningless is missed, and a plan that misses something is not sure.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from assistant.plans import Amounts, Days
from assistant.understanding.tagging import PERSON, Chunk
from assistant.world import World

# What is said in many questions and changes none: it needs no rule to use it.
_WEIGHTLESS = frozenset(
    {
        "-",
        "the",
        "aux",
        "what",
        "which",
        "how",
        "in",
        "on",
        "of",
        "to",
        "for",
        "by",
        "at",
        "total",
        "all",
        "trip",
        "sofar",
        "ontrip",
        "greet",
        "dash",
        "agopre",
        "howmuch",
        "and",
        "follow",
        "with",
        "from",
        "expense",
        "list",
        "cost",
        "spend",
        "pay",
        "share",
        "during",
        "whatfor",
    }
)
_RESUMED = frozenset(
    {"il", "elle", "ils", "elles", "er", "sie", "he", "she", "they", "ele", "ela", "él", "ella", "lui", "lei"}
)
_EVERYBODY = frozenset(
    {
        "everyone",
        "everybody",
        "all",
        "all of us",
        "alle",
        "allen",
        "tous",
        "toutes",
        "tout le monde",
        "todos",
        "todas",
        "todo el mundo",
        "tutti",
        "tutte",
    }
    | {"todo mundo", "toda a gente"}
)
_ASKING = frozenset({"howmuch", "howmany", "what", "who", "whom", "when", "which", "howoften"})
_HEAVY = frozenset(
    {"inf", "person", "category", "day", "week", "month", "currency"}
)  # "by category"; "payer": still to be paid
Found = TypeVar("Found")
_LIGHT = frozenset({"-", "the", "aux"})
SOMEBODY = frozenset({PERSON, "i", "me", "to_me", "my", "others", "kitty", "pron"})


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody in the question: who, where, behind which preposition, and whether as the owner of something."""

    place: int
    refs: tuple[str, ...]
    tag: str
    before: str = ""
    possessive: bool = False
    joined: bool = False  # by "and" with the one before


@dataclass(slots=True)
class Asked:
    """The chunks with what their days, amounts and people mean."""

    language: str
    world: World
    chunks: tuple[Chunk, ...]
    days: dict[int, tuple[tuple[Days, ...], tuple[int, ...]]] = field(default_factory=dict)  # by the chunk's first word
    amounts: dict[int, Amounts] = field(default_factory=dict)
    their_refs: tuple[str, ...] = ()  # of whom the turn before was about: "he", "her"
    used: set[int] = field(default_factory=set)
    _mentions: list[Mention] | None = None

    # -- looking ----------------------------------------------------------------------------------------------------
    def has(self, *tags: str) -> bool:
        return any(chunk.tag in tags for chunk in self.chunks)

    def has_unused(self, *tags: str) -> bool:
        return any(chunk.tag in tags and place not in self.used for place, chunk in enumerate(self.chunks))

    def find(self, *tags: str) -> int | None:
        return next(self.places(*tags), None)

    def places(self, *tags: str) -> Iterator[int]:
        return (place for place, chunk in enumerate(self.chunks) if chunk.tag in tags)

    def tag(self, place: int) -> str:
        return self.chunks[place].tag if 0 <= place < len(self.chunks) else ""

    def before(self, place: int) -> int:
        """The place before, without little words."""
        place -= 1
        while place >= 0 and self.chunks[place].tag in _LIGHT:
            place -= 1
        return place

    def after(self, place: int) -> int:
        place += 1
        while place < len(self.chunks) and self.chunks[place].tag in _LIGHT:
            place += 1
        return place

    def is_all_but(self, place: int) -> bool:
        """Whether "except" belongs to everybody: "everybody except Ben", "what did everybody pay except Ben"; not to "we"."""
        everybody = [
            each for each in self.places("all") if each < place and self.chunks[each].text.lower() in _EVERYBODY
        ]
        if not everybody:
            return False
        return {self.tag(each) for each in range(everybody[-1] + 1, place)} <= {
            "-",
            "the",
            "aux",
            "pay",
            "spend",
            "all",
        }

    # -- accounting -------------------------------------------------------------------------------------------------
    def use(self, *places: int) -> None:
        self.used.update(places)

    def use_tags(self, *tags: str) -> None:
        self.use(*self.places(*tags))

    def first_of(self, ways: Iterable[Callable[[], Found | None]]) -> Found | None:
        """What the first way finds that finds anything; those before it have used nothing."""
        for way in ways:
            before = set(self.used)
            found = way()
            if found is not None:
                return found
            self.used = before
        return None

    def missed(self) -> tuple[str, ...]:
        left = [
            chunk.text
            for place, chunk in enumerate(self.chunks)
            if place not in self.used
            and (chunk.tag not in _WEIGHTLESS or chunk.value in _HEAVY)
            and not self._is_resumed(place)
        ]
        return tuple(dict.fromkeys(left))

    def second_question(self) -> tuple[str, ...]:
        """What begins another question: "what did I pay, and what is my share?" Only one is answered."""
        places = [place for place in self.places("and") if self.tag(self.after(place)) in _ASKING and place > 1]
        asks_before = self.has(*_ASKING)
        return tuple(self.chunks[self.after(place)].text for place in places if asks_before)

    def fresh(self) -> "Asked":
        return Asked(self.language, self.world, self.chunks, self.days, self.amounts, self.their_refs)

    # -- people -----------------------------------------------------------------------------------------------------
    def mentions(self) -> list[Mention]:
        """Everybody who is named, in order; who is joined by "and" stands behind the same preposition."""
        if self._mentions is None:
            self._mentions = self._find_mentions()
        return self._mentions

    def _find_mentions(self) -> list[Mention]:
        found: list[Mention] = []
        for place, chunk in enumerate(self.chunks):
            if chunk.tag not in SOMEBODY or self._is_resumed(place):
                continue
            refs = self.refs_of(chunk, found)
            if refs is None:
                continue
            before = self._preposition(place)
            joint = self.before(place)
            beside = bool(found) and self.tag(joint) in {"and", "or"} and self.before(joint) == found[-1].place
            if beside and not before:
                before = found[-1].before
            listed = bool(found) and chunk.after_comma and joint == found[-1].place
            joined = listed or (beside and self.tag(joint) == "and")
            found.append(Mention(place, refs, chunk.tag, before, chunk.possessive or chunk.tag == "my", joined))
        return found

    def _is_resumed(self, place: int) -> bool:
        """ "Combien Ben doit-il": said already."""
        if self.chunks[place].text.lower() not in _RESUMED or self._preposition(place):
            return False
        return any(other.tag == PERSON for other in self.chunks[:place])

    def _preposition(self, place: int) -> str:
        tag = self.tag(self.before(place))
        return (
            tag
            if tag
            in {
                "by",
                "of",
                "to",
                "for",
                "from",
                "with",
                "without",
                "between",
                "than",
                "only",
                "on",
                "in",
                "each",
                "since",
            }
            else ""
        )

    def refs_of(self, chunk: Chunk, others: Sequence[Mention]) -> tuple[str, ...] | None:
        """The refs that a chunk means; None where nobody can be meant."""
        if chunk.tag == PERSON:
            return chunk.refs
        if chunk.tag in {"i", "me", "to_me", "my"}:
            return (self.world.me.ref,) if self.world.me else ()
        people = [person for person in self.world.people if not person.is_kitty]
        if chunk.tag == "kitty":
            purses = tuple(person.ref for person in self.world.people if person.is_kitty)
            return purses if len(purses) == 1 else None
        if chunk.tag == "others":
            named = {ref for other in others for ref in other.refs} or ({self.world.me.ref} if self.world.me else set())
            return tuple(person.ref for person in people if person.active and person.ref not in named) or None
        return self.their_refs or None
