"""Names that nobody on the trip has: "with Clara". Pure."""

from functools import lru_cache
from importlib.resources import files

from assistant.saying.sentence import Sentence

_NOUNS_HAVE_CAPITALS = frozenset({"de"})


@lru_cache(maxsize=1)
def first_names() -> frozenset[str]:
    """Common first names, in small letters."""
    text = (files(__package__) / "data" / "first_names.txt").read_text("utf-8")
    return frozenset(name for line in text.splitlines() if not line.startswith("#") for name in line.split())


def unknown_name(sentence: Sentence, place: int) -> str:
    """The name behind a word that leads people, if it seems to be one."""
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
