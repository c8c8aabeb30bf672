"""Names that nobody on the trip has: "with Clara". Pure."""

from functools import lru_cache
from importlib.resources import files

from assistant.saying.outcome import Part
from assistant.saying.sentence import Item, Sentence

_LONGEST_SAID = 40
_NOUNS_HAVE_CAPITALS = frozenset({"de"})


@lru_cache(maxsize=1)
def first_names() -> frozenset[str]:
    """Common first names, in small letters."""
    text = (files(__package__) / "data" / "first_names.txt").read_text("utf-8")
    return frozenset(name for line in text.splitlines() if not line.startswith("#") for name in line.split())


def doubt_strangers(sentence: Sentence, payer: str) -> None:
    """Nobody is called so: whoever is led by a word, stands in a list with somebody of the trip, or where the one who paid stands."""
    for place, item in enumerate(sentence.items):
        if name := _led(sentence, place):
            sentence.doubt(Part.PAYER if item.has("by") else Part.SPLIT, _nobody(name))
        elif _seems_a_name(sentence, place):
            listed = _listed_with(sentence, place)
            if listed:
                sentence.doubt(Part.SPLIT, _nobody(item.text))
                _take_listed(sentence, place)
            if _is_common(item) and sentence.has(sentence.skip(place + 1, "aux"), "present", "absent"):
                sentence.doubt(Part.SPLIT, _nobody(item.text))
            if payer in listed or _stands_as_payer(sentence, place, payer):
                sentence.doubt(Part.PAYER, _nobody(item.text))


def _nobody(name: str) -> str:
    return f"There is no {name[:_LONGEST_SAID]} on this trip."


def _seems_a_name(sentence: Sentence, place: int) -> bool:
    item = sentence.items[place]
    if item.kind != "word" or item.taken or item.tags:
        return False
    return _is_common(item) or (item.text.istitle() and sentence.language not in _NOUNS_HAVE_CAPITALS)


def _is_common(item: Item) -> bool:
    return item.text.lower() in first_names()


def _listed_with(sentence: Sentence, place: int) -> tuple[str, ...]:
    """Who it stands in a list with, whatever has been read of them: "Ben and Zelda", "Ben, Zelda"."""
    first = sentence.skip(place - 1, "the", step=-1) if sentence.has(place - 1, "the") else place - 1  # "e o Bruno"
    for link, other in ((first, first - 1), (place + 1, place + 2)):
        item, beside = sentence.at(other), sentence.at(link)
        if item is not None and item.is_person and beside is not None and beside.has("and"):
            return item.refs
    before = sentence.at(place - 1)
    is_next = before is not None and before.is_person and sentence.items[place].before == ","
    return before.refs if before is not None and is_next else ()


def _take_listed(sentence: Sentence, place: int) -> None:
    """A common name at the end of a list, with what ties it to the list, says nothing of what was bought."""
    start = place - 1
    while sentence.has(start, "the", "and"):
        start -= 1
    if _is_common(sentence.items[place]) and start < place - 1:
        sentence.take(*range(start + 1, place + 1))


def _stands_as_payer(sentence: Sentence, place: int, payer: str) -> bool:
    """ "Pagó Zelda", "Ben 20, Zelda 30"; by itself a name that many have: "laura 45 taxi", "taxi 45 laura"."""
    item, before, after = sentence.items[place], sentence.at(place - 1), sentence.at(place + 1)
    has_amount = after is not None and after.is_number
    if sentence.is_summed and payer != sentence.me:
        return has_amount
    if sentence.payer or not (place or _is_common(item)):
        return False
    if any(beside is not None and beside.has("pay") and not beside.borrowed for beside in (before, after)):
        return True
    ends = after is None and before is not None and before.is_number
    return _is_common(item) and (has_amount if place == 0 else ends)


def _led(sentence: Sentence, place: int) -> str:
    """The name behind a word that leads people, if it seems to be one: "with Clara"."""
    if not sentence.has(place, "for", "with", "between", "without", "by") or sentence.is_person(place):
        return ""
    at = place + 1
    while sentence.has(at, "the", "only", "for", "and"):
        at += 1
    item = sentence.at(at)
    if item is None or item.taken or item.kind != "word" or item.before or (item.tags and not item.text[0].isupper()):
        return ""
    leads = sentence.has(place, "with", "between", "without", "by")
    if item.text.lower() in first_names():
        if leads and not sentence.has(place, "by"):
            sentence.take(*range(place, at + 1))
        return item.text
    capital = item.text[0].isupper() and not item.text.isupper() and sentence.language not in _NOUNS_HAVE_CAPITALS
    return item.text if leads and capital else ""
