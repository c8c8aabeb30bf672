"""Whether those who share are as many as the sentence says, and can share. Pure."""

from assistant.saying.outcome import Part
from assistant.saying.people import everybody, shared_by_all
from assistant.saying.sentence import Sentence


def check_number(sentence: Sentence, found: dict[str, int]) -> None:
    """ "4 ways", "5 of us", "for 4": as many as share."""
    _count_heads(sentence)
    if sentence.heads and sentence.heads != len(found or everybody(sentence)):
        sentence.doubt(Part.SPLIT, f"This says {sentence.heads} people.")
    if any(sentence.has(at, "share") and sentence.has(at - 1, "num") for at in range(1, len(sentence.items))):
        sentence.doubt(Part.SPLIT, "Is a part of it meant?")
    has_rest = any(item.has("rest") and not item.taken for item in sentence.items)
    if has_rest and any(item.has("halves") and item.taken for item in sentence.items):
        sentence.doubt(Part.SPLIT, "Who takes the rest?")
    if (found or has_rest) and any(
        item.has("frac") and not item.taken and not item.borrowed for item in sentence.items
    ):
        sentence.doubt(Part.SPLIT, "Is a part of it meant?")
    for place in range(1, len(sentence.items)):
        number = sentence.items[place - 1]
        if not sentence.has(place, "people") or number.taken:
            continue
        value = number.text if number.kind == "number" else number.tags.get("num", "")
        if value.isdecimal() and not sentence.items[place].before:
            sentence.take(place - 1, place)
            if sentence.has(place - 2, "for", "with", "between", "all"):
                sentence.take(place - 2)
            sentence.heads = sentence.heads or int(value[:4])
            if int(value[:4]) != len(found or everybody(sentence)):
                sentence.doubt(Part.SPLIT, f"This says {value[:4]} people.")


def _count_heads(sentence: Sentence) -> None:
    """ "Dinner for two"."""
    for place in range(1, len(sentence.items)):
        after = sentence.at(place + 1)
        leads = sentence.has(place - 1, "for") or sentence.has(place - 1, "heads")
        if sentence.has(place, "num") and leads and not (after and after.is_content):
            if sentence.has(place - 1, "heads"):
                sentence.take(place - 1, place)
            sentence.heads = sentence.heads or int(sentence.items[place].tags["num"])


def as_shared(sentence: Sentence, found: dict[str, int]) -> dict[str, int]:
    """The weights as a reading has them: without the kitty, ones where they are equal, none where everybody shares alike."""
    kitties = {person.ref for person in sentence.world.people if person.is_kitty}
    if kitties & found.keys():
        sentence.doubt(Part.SPLIT, "A kitty shares nothing.")
    left = {ref: weight for ref, weight in found.items() if ref not in kitties}
    if shared_by_all(left, sentence.world):
        return {}
    return dict.fromkeys(left, 1) if len(set(left.values())) == 1 else left
