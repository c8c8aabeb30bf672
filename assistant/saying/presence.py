"""Who is said to have been there or not: "Kenji didn't eat", "Ben and Kenji were there too", "the fine is Ben's". Pure."""

from assistant.saying.outcome import Part
from assistant.saying.people import list_at, list_ending_at, refs_of
from assistant.saying.sentence import Sentence


def read_absent(sentence: Sentence, outside: list[str], payer: str) -> list[str]:
    """Who is out beside those of `outside`; "nur" and "only" that say nobody are doubted."""
    found: list[str] = []
    for place, item in enumerate(sentence.items):
        if item.has("only") and not (item.taken or item.borrowed or item.has("equally")):
            sentence.doubt(Part.SPLIT, f"Who is meant by “{item.text}”?")
        if not item.has("absent") or item.taken or item.borrowed:
            continue
        before = place - 1
        while sentence.has(before, "aux", "clitic") and not sentence.is_person(before):
            before -= 1
        who = sentence.at(before)
        if who is None or item.before[:1] == ",":
            continue
        people = list_ending_at(sentence, before) if sentence.is_person(before) else None
        if people:
            found += refs_of(sentence, people, Part.SPLIT)
            _doubt_absence(sentence, before, place)
        elif payer and " " in item.text and who.has("and", "without"):  # "Zoe paid but didn't eat"
            found.append(payer)
            sentence.take(before)
        elif not (who.taken and who.refs[:1] and who.refs[0] in outside):  # "but Marie didn't eat"
            continue
        sentence.take(*range(before + 1, place + 1))
    return found


def _doubt_absence(sentence: Sentence, place: int, said: int) -> None:
    """ "Kenji wasn't there" is plain; "Kenji didn't …" and "Kenji didn't eat meat" are not."""
    item, after = sentence.items[place], sentence.at(said + 1)
    goes_on = after is not None and not after.taken and not after.before and (after.is_content or after.has("pay"))
    if goes_on or " " not in sentence.items[said].text:
        what = "Is this not for you" if item.has("i") else f"Was {item.text} no part of this"
        sentence.doubt(Part.SPLIT, f"{what}?")


def who_else(sentence: Sentence, payer: str, how: str) -> list[str]:
    """Beside whom "the others" stand, "for the others" or "without" them: the one who paid, as it seems."""
    who = payer or sentence.me
    if who:
        whose = "" if how == "without" else "all but "
        sentence.doubt(Part.SPLIT, f"Is this for {whose}{sentence.name(who)}?")
    return [who] if who else []


def read_owners(sentence: Sentence) -> list[str]:
    """Whose it is, as far as "la multa es de Ben" says so."""
    found: list[str] = []
    for place, item in enumerate(sentence.items):
        people = list_at(sentence, place + 1) if item.has("belongs") and not (item.taken or item.borrowed) else None
        if people:
            sentence.take(place)
            sentence.doubt(Part.SPLIT, "Is this for nobody else?")
            found += refs_of(sentence, people, Part.SPLIT)
    return found


def read_present(sentence: Sentence) -> list[str]:
    """Who was there with the one who paid; "alle dabei" says nothing more than nobody does."""
    found: list[str] = []
    for place, item in enumerate(sentence.items):
        before = sentence.skip(place - 1, "aux", step=-1)
        is_present = item.has("present") and not (item.taken or item.borrowed)
        if is_present and sentence.has(before, "all", "few"):
            sentence.take(place)
        people = list_ending_at(sentence, before) if is_present and sentence.is_person(before) else None
        if people:
            sentence.take(place)
            found += refs_of(sentence, people, Part.SPLIT)
    return found
