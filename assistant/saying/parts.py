"""How a sentence divides an expense: "2:1", "half each", "Ben two thirds", "60%", "4 ways". Pure."""

from fractions import Fraction
from math import lcm

from assistant.saying.candidates import is_number_of_shares
from assistant.saying.outcome import Part
from assistant.saying.people import People, list_at, list_ending_at, ref_of, refs_of
from assistant.saying.sentence import Sentence

_FULL = 100
_MOST_WEIGHT = 1_000


def read_parts(sentence: Sentence, payer: str) -> dict[str, int]:
    """Weights by ref, where the sentence gives people parts of their own."""
    for place in range(len(sentence.items)):  # "a third each" says no more than "equally"
        beside = next((at for at in (place - 1, place + 1) if sentence.has(at, "each")), None)
        if sentence.has(place, "frac") and beside is not None:
            sentence.take(place, beside)
    return _fractions(sentence, payer) or _shares(sentence) or _ratio(sentence)


def _shares(sentence: Sentence) -> dict[str, int]:
    """ "Ben 2 shares, Marie 1 share", "2 x Ben, 1 x Zoe"."""
    found: dict[str, int] = {}
    for place in range(len(sentence.items)):
        before, after = sentence.skip(place - 1, "aux", "and", step=-1), place + 2
        person = before if sentence.is_person(before) else after
        if not is_number_of_shares(sentence, place) or not sentence.is_person(person):
            continue
        ref = ref_of(sentence, person, Part.SPLIT)
        sentence.take(person, place, place + 1)
        if ref:
            found[ref] = min(int(sentence.items[place].text), _MOST_WEIGHT)
    return found


def _fractions(sentence: Sentence, payer: str) -> dict[str, int]:
    """ "Ben two thirds me one third", "60% Zoe 40% me", "Ben half"."""
    halves = sum(item.has("halves") and not item.taken for item in sentence.items) > 1  # "moitié moi moitié Zoé"
    said = [
        (place, *found)
        for place in range(len(sentence.items))
        if (found := _fraction_at(sentence, place, halves=halves))
    ]
    if not said or not any(_beside(sentence, place, end) is not None for place, _, end in said):
        return {}
    parts: dict[str, Fraction] = {}
    for place, value, end in said:
        beside = _beside(sentence, place, end)
        if beside is None:
            continue
        ref = ref_of(sentence, beside, Part.SPLIT)
        sentence.take(beside, *range(place, end))
        if ref:
            parts[ref] = value
    return _whole(sentence, parts, payer)


def is_part(sentence: Sentence, place: int) -> bool:
    """ "60%", "half": after a verb it tells whose part that is, rather than who paid."""
    at = sentence.skip(place, "the", "of")
    return at < len(sentence.items) and _fraction_at(sentence, at, halves=False) is not None


def _fraction_at(sentence: Sentence, place: int, *, halves: bool) -> tuple[Fraction, int] | None:
    item = sentence.items[place]
    if item.taken:
        return None
    if halves and item.has("halves"):
        return Fraction(1, 2), place + 1
    if item.has("frac"):
        return Fraction(item.tags["frac"]), place + 1
    if item.kind == "fraction" and item.text.count("/") == 1:
        top, bottom = (int(number) for number in item.text.split("/"))
        return (Fraction(top, bottom), place + 1) if 0 < top < bottom else None
    if (
        item.kind == "number"
        and item.text.isdecimal()
        and 0 < len(item.text) < len("1000")
        and sentence.has(place + 1, "percent")
    ):
        return (Fraction(int(item.text), _FULL), place + 2) if 0 < int(item.text) <= _FULL else None
    return None


def _beside(sentence: Sentence, place: int, end: int) -> int | None:
    """Whose part it is: the person before it, else the one after it."""
    before = sentence.skip(place - 1, "aux", "pay", "fill", step=-1)
    if sentence.is_person(before) and sentence.items[place].before[:1] != ",":
        return before
    after = sentence.skip(end, "for", "of", "the", "by")
    return after if sentence.is_person(after) and sentence.items[end].before[:1] != "," else None


def _whole(sentence: Sentence, parts: dict[str, Fraction], payer: str) -> dict[str, int]:
    """Whole weights; what is missing falls to the one who paid, or who types, and is doubtful."""
    missing = 1 - sum(parts.values(), Fraction())
    other = next((ref for ref in (payer, sentence.me) if ref and ref not in parts), "")
    rest = next((place for place in range(len(sentence.items)) if sentence.has(place, "rest")), None)
    whose = next((at for at in (rest - 1, rest + 1) if sentence.is_person(at)), None) if rest is not None else None
    if missing > 0 and rest is not None and whose is not None:
        other = ref_of(sentence, whose, Part.SPLIT)
        sentence.take(whose, rest)
        parts[other] = missing
    elif missing > 0 and other:
        parts[other] = missing
        sentence.doubt(Part.SPLIT, f"The rest was given to {sentence.name(other)}.")
    elif missing:
        sentence.doubt(Part.SPLIT, "These parts do not come to the whole.")
    if not parts:
        return {}
    common = lcm(*(part.denominator for part in parts.values()))
    return {ref: min(int(part * common), _MOST_WEIGHT) for ref, part in parts.items() if part > 0}


def _ratio(sentence: Sentence) -> dict[str, int]:
    """ "2:1 between Ben and Marie", "Ben and Marie 2:1", "50/50 with Zoe"."""
    place = next((at for at in range(len(sentence.items)) if _is_ratio(sentence, at)), None)
    if place is None:
        return {}
    weights = [int(number) for number in sentence.items[place].text.replace("/", ":").split(":")]
    sentence.take(place)
    people, refs = _people_of(sentence, place)
    if people is None:
        sentence.doubt(Part.SPLIT, f"Between whom is it divided {sentence.items[place].text}?")
        return {}
    if len(refs) == len(weights) - 1 and sentence.me and sentence.me not in refs:
        if len(set(weights)) > 1:
            sentence.doubt(Part.SPLIT, f"{sentence.items[place].text} was read as yours first.")
        refs = [sentence.me, *refs]
    if len(refs) != len(weights):
        sentence.doubt(Part.SPLIT, f"{sentence.items[place].text} does not fit {len(refs)} people.")
        return dict.fromkeys(refs, 1)
    return {ref: min(weight, _MOST_WEIGHT) for ref, weight in zip(refs, weights, strict=True) if weight}


def _is_ratio(sentence: Sentence, place: int) -> bool:
    item = sentence.items[place]
    if item.taken or item.kind not in {"ratio", "fraction"}:
        return False
    numbers = [int(number) for number in item.text.replace("/", ":").split(":")]
    if item.kind == "fraction":
        return numbers == [_FULL // 2] * 2 or sum(numbers) == _FULL
    return not _is_time(item.text) or any(sentence.has(at, "split", "between") for at in (place - 1, place + 1))


def _is_time(text: str) -> bool:
    hours, _, minutes = text.partition(":")
    return len(minutes) == 2 and minutes.isdecimal() and int(hours) < 24 and int(minutes) < 60  # noqa: PLR2004


def _people_of(sentence: Sentence, place: int) -> tuple[People | None, list[str]]:
    """The people that a ratio is about: those after it, else those before."""
    places = sorted(range(len(sentence.items)), key=lambda at: (at < place, abs(at - place)))
    for at in places:
        if not sentence.is_person(at):
            continue
        people = list_ending_at(sentence, at) if at < place else list_at(sentence, at)
        if people is None:
            continue
        before = sentence.skip(people.places[0] - 1, "the", step=-1)
        if sentence.has(before, "between", "for", "with", "split"):
            sentence.take(before)
        return people, refs_of(sentence, people, Part.SPLIT)
    return None, []


def take_division(sentence: Sentence) -> bool:
    """Whether "half each" is said; what only says how it is divided is taken."""
    halves = False
    for place, item in enumerate(sentence.items):
        if item.taken or not item.has("halves", "split", "equally"):
            continue
        if item.has("halves"):
            halves = True
            sentence.take(place)
        elif not item.borrowed:
            sentence.take(place)
    return halves
