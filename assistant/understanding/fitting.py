"""What words mean in this trip and in their place: "the two of us" where there are two, "the weekend" that is the whole trip. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding import calendar
from assistant.understanding.tagging import PERSON, Chunk
from assistant.world import World

_DAYS_OF_A_WEEKEND = 5
_AT = frozenset(
    {
        "in",
        "on",
        "this",
        "last",
        "next",
        "ord",
        "first",
        "during",
        "since",
        "until",
        "before",
        "after",
        "between",
        "every",
    }
)
# Spanish as it is typed without accents: "cuanto pago Ana" is "pagó", and so is "gasto".
_VERBS_WITHOUT_ACCENTS = {"pago": "pay", "gasto": "spend"}
_BEFORE_A_VERB = frozenset({"howmuch", "who", PERSON})


def fit(chunks: Sequence[Chunk], world: World, language: str) -> list[Chunk]:
    """The chunks, each with what it means here."""
    found: list[Chunk] = []
    for chunk in chunks:
        before = next((other.tag for other in reversed(found) if other.tag not in {"-", "the"}), "")
        found.append(_fitted(chunk, before, world, language))
    return found


def _fitted(chunk: Chunk, before: str, world: World, language: str) -> Chunk:
    if chunk.tag == "few":
        travelling = sum(1 for person in world.people if person.active and not person.is_kitty)
        return replace(chunk, tag="all") if chunk.value == str(travelling) else chunk
    if chunk.tag == "weekend" and before not in _AT and _is_a_weekend(world):
        return replace(chunk, tag="trip")
    verb = _VERBS_WITHOUT_ACCENTS.get(chunk.text.lower()) if language == "es" and before in _BEFORE_A_VERB else None
    return replace(chunk, tag=verb) if verb else chunk


def _is_a_weekend(world: World) -> bool:
    days = calendar.trip_days(world)
    return days is not None and (days.last - days.first).days < _DAYS_OF_A_WEEKEND
