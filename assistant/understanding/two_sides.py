"""Of two who have to do with each other in a question: who gives, who gets. Pure."""

from dataclasses import dataclass, field

from assistant.understanding.asked import Asked, Mention

VERBS = ("owe", "owed", "getback", "debt")
GIVERS = frozenset({"by", "from", "of"})


@dataclass(slots=True)
class TwoSides:
    sender: list[str] = field(default_factory=list)
    receiver: list[str] = field(default_factory=list)
    nobody: bool = False


def comes_after_verb(asked: Asked, mention: Mention) -> bool:
    verb = asked.find("pay", "repay", *VERBS)
    return verb is not None and asked.language == "en" and mention.place > verb


def once(*refs: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(refs))
