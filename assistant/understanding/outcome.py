"""What one reading of a question comes to: a plan, two, or none. Pure."""

from dataclasses import dataclass

from assistant.plans import Plan
from assistant.understood import Why


@dataclass(frozen=True, slots=True)
class Answerless:
    """No plan, and why."""

    why: Why
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Several:
    """Readings that the words do not tell apart; `word` is what has them."""

    plans: tuple[Plan, ...]
    word: str = ""


Outcome = Plan | Several | Answerless
