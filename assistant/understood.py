"""What was understood of a question: a plan, several that it may mean, or why there is none. Pure.

`understanding.understand(question: str, world: World, frame: Frame | None = None) -> Understood` makes it.
"""

from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from assistant.plans import Plan

LANGUAGES = ("en", "de", "fr", "es", "it", "pt")


class Frame(BaseModel):
    """What a turn leaves for the next one ("and for Kenji?"): its plan, or the plans that it offered; stored as JSON with the turn."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: str
    plan: Plan | None = None
    options: tuple[Plan, ...] = ()


class Why(StrEnum):
    """Why a question has no plan."""

    NOT_UNDERSTOOD = "not_understood"  # the words are those that nothing could be made of
    NOBODY = "nobody"  # the word looks like a name, and nobody of the trip has it
    NOT_RECORDED = (
        "not_recorded"  # understood, and nothing that a ledger holds (the weather, a phone number, a plan for tomorrow)
    )
    NO_DAYS = "no_days"  # days were meant that the trip cannot tell ("the second week" of a trip without dates)
    NOTHING_ASKED = "nothing_asked"  # thanks, a greeting, empty
    NO_FRAME = "no_frame"  # "and for Kenji?" with nothing before it
    WHO_ARE_YOU = "who_are_you"  # "I" where the asker is nobody of the trip
    CHANGES = "changes"  # refused: it would add, change, pay, send or delete something
    OTHER_TRIP = "other_trip"  # refused: another trip, another group
    NOT_OURS = "not_ours"  # refused: instructions to the assistant, secrets, code


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan; it is sure where nothing of the question was left over (`missed` are the words that may change its meaning)."""

    language: str
    plan: Plan
    missed: tuple[str, ...] = ()

    @property
    def is_sure(self) -> bool:
        return not self.missed


@dataclass(frozen=True, slots=True)
class Option:
    """One of the readings. `label` tells it from the others where the plan's own words do not (a person's full name); may be empty."""

    plan: Plan
    label: str = ""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Two readings or more; `word` is what is ambiguous, as it was typed."""

    language: str
    options: tuple[Option, ...]
    word: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    language: str
    why: Why
    words: tuple[str, ...] = ()  # quoted back


@dataclass(frozen=True, slots=True)
class Refused:
    language: str
    why: Why


Understood = Planned | Ambiguous | Unknown | Refused
