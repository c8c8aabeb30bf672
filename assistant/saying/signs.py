"""Signs that would change an amount and are not worked out: "taxi -20", "45 plus 10% tip". Pure."""

from assistant.saying.outcome import Part
from assistant.saying.sentence import Sentence

_MINUS = "-−–"


def doubt_signs(sentence: Sentence) -> None:
    """When the amount has been read: ask about a minus that is tied to it, and about a percentage that comes on top or off."""
    for place, item in enumerate(sentence.items):
        if item.is_number and item.taken and _has_minus(sentence.text, item.start):
            sentence.doubt(Part.AMOUNT, f"Is −{item.text} money that came back?")
        is_percent = item.is_number and not item.taken and sentence.has(place + 1, "percent")
        if is_percent and (sentence.has(place - 1, "and", "without") or _has_minus(sentence.text, item.start)):
            sentence.doubt(Part.AMOUNT, f"Is the amount with the {item.text}% or without?")


def _has_minus(text: str, start: int) -> bool:
    """Whether a minus stands right before a number, and nothing right before that."""
    return start > 0 and text[start - 1] in _MINUS and (start == 1 or text[start - 2].isspace())
