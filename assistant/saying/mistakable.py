"""What only looks like somebody who shares or paid: "Chez Marie", "a present for Marie", "tea for may". Pure."""

from assistant.saying.outcome import Part
from assistant.saying.people import People
from assistant.saying.sentence import Sentence

_SIGNED = 3  # letters of a name that stand for it


def is_gift(sentence: Sentence, place: int, people: People) -> bool:
    """ "A present for Marie", "dinner for Marie's birthday", "with Marie's parents": not hers alone to pay."""
    before, after = sentence.at(place - 1), sentence.at(people.end)
    is_given = before is not None and not before.taken and before.has("gift")
    is_owned = sentence.items[people.places[-1]].possessive and after is not None and after.is_content
    is_paid = before is not None and before.taken and before.has("pay") and after is not None and not after.has("gift")
    if is_owned:
        sentence.doubt(Part.SPLIT, "Who shares this?")
    if not (is_given or (is_owned and not is_paid)):
        return False
    sentence.doubt(Part.SPLIT, "Who shares this present?")
    for item in sentence.items[place : people.end]:
        item.kind, item.tags = ("word" if item.is_person else item.kind), {}
    return True


def is_thing(sentence: Sentence, people: People) -> bool:
    """ "Tea for may" with May on the trip: a word in small letters that is only like a name."""
    last = sentence.items[people.places[-1]]
    if last.weak in {"", "word"} or not last.text.islower():
        return False
    sentence.doubt(Part.SPLIT, f"Is “{last.text}” {sentence.name(last.refs[0])}?")
    return last.weak != "beginning"


def is_meant(sentence: Sentence, people: People) -> bool:
    """Not "Chez Marie", and not a word that is only like a name."""
    place = people.places[0]
    first = sentence.items[place]
    if len(people.places) > 1:
        return not (first.weak and first.text.islower() and not sentence.is_framed(place))
    if _is_place(sentence, place):
        first.kind, first.tags = "word", {}
        return False
    if not first.weak:
        return True
    if first.weak != "word" and sentence.is_framed(place):
        if len(first.refs) == 1 and not _is_signature(sentence, place):
            sentence.doubt(Part.PAYER, f"Is “{first.text}” {sentence.name(first.refs[0])}?")
        return True
    if first.weak == "beginning" and place == len(sentence.items) - 1 and any(item.taken for item in sentence.items):
        sentence.doubt(Part.PAYER, f"Is “{first.text}” {sentence.name(first.refs[0])}?")
        return True
    if first.weak == "beginning" and place == 0:
        sentence.doubt(Part.PAYER, f"Is “{first.text}” {sentence.name(first.refs[0])}?")
    first.kind, first.tags = "word", first.tags if first.weak in {"word", "spelt"} else {}
    return False


def _is_signature(sentence: Sentence, place: int) -> bool:
    """ "Uber 23 ken": most of a name behind everything, and no word of its own; "uber 23 will": a word that ends nothing."""
    item = sentence.items[place]
    is_last = place == len(sentence.items) - 1 and any(each.is_content for each in sentence.items[:place])
    is_name = item.weak == "spelt" or (not item.tags and len(item.text) >= _SIGNED)
    return is_last and is_name and not item.has("mine", "me", "i", "month", "weekday", "cur")


def doubt_signature(sentence: Sentence, people: People, otherwise: str) -> None:
    """ "Without Kenji, Zoe": she may be the one who paid."""
    last = sentence.items[people.places[-1]]
    if len(people.places) == 2 and last.before[:1] == ",":  # noqa: PLR2004
        for part in (Part.PAYER, Part.SPLIT):
            sentence.doubt(part, f"Did {last.text} pay, or {otherwise}?")


def _is_place(sentence: Sentence, place: int) -> bool:
    """ "Chez Marie", "Bar Marie"; "hotel marie" may be what Marie paid for."""
    first, before = sentence.items[place], sentence.at(place - 1)
    if before is None or before.taken or first.before or first.has("i") or not before.has("place"):
        return False
    if before.tags["place"] == "":
        return True
    sentence.doubt(Part.PAYER, f"Did {first.text} pay, or is it the name of a place?")
    return first.text.istitle() and before.text.istitle()
