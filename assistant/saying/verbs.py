"""The verb that says of somebody that they paid: right behind them, or where a sentence ends. Pure."""

from assistant.saying.people import list_at, list_ending_at
from assistant.saying.sentence import Sentence


def verb_after(sentence: Sentence, place: int) -> int | None:
    """The verb right after a subject, or the participle that an auxiliary there announces."""
    at = sentence.skip(place, "aux", "clitic", "later", "we", "all")
    said = [item for item in sentence.items[place:at] if not item.taken]
    if any(item.before[:1] == "," or item.tags.get("aux") == "i" for item in said):  # "Ben, j'ai payé"
        return None
    if sentence.has(at, "pay", "get"):
        item = sentence.items[at]
        if _is_paid_by(sentence, at) or item.before[:1] in {",", ";"}:
            return None
        return at
    helper = sentence.skip(place)
    return verb_later(sentence, helper + 1) if sentence.has(helper, "aux") else None


def verb_later(sentence: Sentence, place: int) -> int | None:
    """The next verb, if nobody else does it."""
    for later in range(place, len(sentence.items)):
        if sentence.has(later, "pay"):
            return later
        acts = sentence.is_person(later) and sentence.has(later + 1, "aux", "pay")
        if sentence.has(later, "pron") or (acts and not _is_in_led_list(sentence, later)):
            return None
    return None


def _is_in_led_list(sentence: Sentence, place: int) -> bool:
    """ "Hat 12 für mich ausgelegt", "hat Frühstück für Luca und Jan geholt": what they are the end of."""
    people = list_ending_at(sentence, place)
    start = sentence.skip(people.places[0] - 1, "the", step=-1) if people else place
    return sentence.has(start, "for", "with", "without")


def _is_paid_by(sentence: Sentence, verb: int) -> bool:
    return sentence.has(verb + 1, "by") and list_at(sentence, verb + 2) is not None
