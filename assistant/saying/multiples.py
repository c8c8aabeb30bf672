"""Who counts for more than one: "Ben pays double", "double for Zoe". Pure."""

from assistant.saying.outcome import Part
from assistant.saying.people import People, everybody, list_at, list_ending_at, refs_of
from assistant.saying.sentence import Sentence


def read_multiples(sentence: Sentence) -> None:
    """Before anybody is read as paying: "Ben zahlt doppelt" says nothing of who paid."""
    for place, item in enumerate(sentence.items):
        if item.taken or item.borrowed or not item.has("multiple"):
            continue
        people = _who(sentence, place)
        if people:
            refs = refs_of(sentence, people, Part.SPLIT)
            sentence.take(place)
            sentence.multiples |= dict.fromkeys(refs, int(item.tags["multiple"]))
        elif not _may_be_a_thing(sentence, place):
            sentence.doubt(Part.SPLIT, f"Who is meant by “{item.text}”?")


def _who(sentence: Sentence, place: int) -> People | None:
    """Right before it, or behind "for" after it."""
    before = sentence.skip(place - 1, "aux", "pay", "clitic", step=-1)
    if _may_be_a_thing(sentence, place) and _goes_on(sentence, place + 1):  # "Ben double espresso"
        return None
    if sentence.is_person(before) and not sentence.items[before].possessive:
        people = list_ending_at(sentence, before)
        sentence.take(*range(before + 1, place))
        return people
    people = list_at(sentence, place + 2) if sentence.has(place + 1, "for") else None
    if people:
        sentence.take(place + 1)
    return people


def _goes_on(sentence: Sentence, place: int) -> bool:
    after = sentence.at(place)
    return after is not None and after.is_content and not after.before


def _may_be_a_thing(sentence: Sentence, place: int) -> bool:
    """ "A double", where no verb tells what is doubled."""
    words = sentence.items[place].text.split()
    return len(words) == 1


def multiplied(sentence: Sentence, weights: dict[str, int]) -> dict[str, int]:
    """The weights, or everybody's, with who counts for more."""
    if not sentence.multiples:
        return weights
    whole = weights or dict.fromkeys(everybody(sentence), 1)
    return {ref: whole.get(ref, 1) * sentence.multiples.get(ref, 1) for ref in [*whole, *sentence.multiples]}
