"""Whose card it went on, whose round it was: "on Ben's card", "con la tarjeta de Zoe", "put it on her card", "my treat". Pure."""

from assistant.saying.outcome import Part
from assistant.saying.people import People, list_at
from assistant.saying.sentence import Sentence


def card_of(sentence: Sentence, place: int) -> People | str | None:
    """The person that a card belongs to, or a ref where a word like "my" says it; what says it is taken, the person is not."""
    if not sentence.has(place, "card"):
        return _treated(sentence, place)
    owner = _owner_before(sentence, place) or _owner_after(sentence, place) or _pronoun(sentence, place)
    sentence.is_treat = bool(owner) and sentence.items[place].has("treat")
    return owner


def _treated(sentence: Sentence, place: int) -> str:
    """ "Offro io", "ich lade ein": whether the others owe something then, only they know."""
    if not (sentence.has(place, "treat") and sentence.items[place].tags["treat"] == "i"):
        return ""
    sentence.take(place)
    if sentence.is_person(place + 1) and sentence.items[place + 1].has("i"):
        sentence.take(place + 1)
    sentence.is_treat = True
    return sentence.me


def _owner_before(sentence: Sentence, place: int) -> People | None:
    """ "Ben's card", "mit Bens Karte"."""
    if not (sentence.is_person(place - 1) and sentence.items[place - 1].possessive):
        return None
    _take_leading(sentence, place, place - 2)
    return People((place - 1,), place)


def _owner_after(sentence: Sentence, place: int) -> People | None:
    """ "La tarjeta de Zoe", "der Karte von Zoe"; without a preposition before it, it may be a thing."""
    before = sentence.skip(place - 1, "the", step=-1)
    people = list_at(sentence, place + 2) if sentence.has(place + 1, "of", "from", "by") else None
    said = sentence.at(place - 1)
    is_led = sentence.has(before, "on", "with", "by", "of") or (
        said is not None and said.taken
    )  # "143,20 tarjeta de Ben"
    if people is None or len(people.places) > 1 or not is_led:
        return None
    _take_leading(sentence, place, place - 1)
    sentence.take(place + 1)
    return people


def _pronoun(sentence: Sentence, place: int) -> str:
    """ "My card", "sa carte"; whose "her" is, the last name before it says."""
    if not sentence.has(place - 1, "mine", "theirs"):
        return ""
    is_mine = sentence.has(place - 1, "mine")
    named = [ref for item in sentence.items[: place - 1] for ref in item.refs[:1] if ref != sentence.me]
    if not is_mine and not named:
        return ""
    if not is_mine and len(set(named)) > 1:
        sentence.doubt(Part.PAYER, f"Whose {sentence.items[place].text} is it?")
    _take_leading(sentence, place, place - 2)
    sentence.take(place - 1)
    sentence.says_i = is_mine
    return sentence.me if is_mine else named[-1]


def _take_leading(sentence: Sentence, place: int, before: int) -> None:
    """The card itself, and "put it on the" before it."""
    sentence.take(place)
    while sentence.has(before, "the", "on", "with", "by", "of") and not sentence.is_person(before):
        sentence.take(before)
        before -= 1
    while sentence.has(before, "putting"):
        sentence.take(before)
        before -= 1
