"""Amounts of several people: "Ben 20, Zoë 30 for dinner" is what each paid, "dinner 60, Ben 20 Zoë 40" what each owes. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.saying.amounts import may_be_amount, minor_of
from assistant.saying.candidates import Candidate, candidate
from assistant.saying.outcome import Part
from assistant.saying.people import ref_of
from assistant.saying.sentence import Sentence
from tripsplit.currencies import MAX_MINOR

_BETWEEN = ("aux", "clitic", "pay", "owe", "fill", "for", "from", "by", "of", "the", "i", "be")
_FARTHEST = 3  # items between a person and an amount
_INVERTING = frozenset({"es", "it", "pt"})  # "pagó Ben 20"; elsewhere that is paid to Ben


@dataclass(slots=True)
class _Pair:
    """A person with an amount, and the words between them."""

    person: int
    amount: Candidate
    places: tuple[int, ...]
    tags: frozenset[str]


@dataclass(slots=True)
class _Pairs:
    """Pairs that follow each other."""

    pairs: list[_Pair] = field(default_factory=list)
    end: int = 0
    rest: tuple[int, int] | None = None  # the places of "the rest" and of whose it is

    @property
    def places(self) -> set[int]:
        return {place for pair in self.pairs for place in (pair.person, *pair.places)} | set(self.rest or ())

    @property
    def start(self) -> int:
        return min(self.places)

    def says(self, *tags: str) -> bool:
        return any(pair.tags & {*tags} for pair in self.pairs)


def read_pairs(sentence: Sentence) -> tuple[int, str] | None:
    """The whole amount and the currency, with `sentence.paid` or `sentence.owed` filled in; None where there are no such pairs."""
    for name_first in (True, False):
        for start in range(len(sentence.items)):
            found = _pairs_at(sentence, start, name_first=name_first)
            whole = _whole(sentence, found) if found and not _is_handed_on(sentence, found) else None
            if found and whole:
                return whole
    return None


def _pairs_at(sentence: Sentence, start: int, *, name_first: bool) -> _Pairs | None:
    found, at = _Pairs(), start
    while (pair := _pair(sentence, at, name_first=name_first)) is not None:
        found.pairs.append(pair)
        found.end = _end(sentence, pair)
        at = sentence.skip(found.end, "and", "fill", "but")
    found.rest = _rest(sentence, at) if found.pairs else None
    refs = {sentence.items[pair.person].refs[:1] for pair in found.pairs}
    is_list = len(found.pairs) > 1 or found.rest is not None
    return found if is_list and len(refs) == len(found.pairs) else None


def _end(sentence: Sentence, pair: _Pair) -> int:
    """Past the verb that stands behind: "Ben hat 20 bezahlt und Zoë 30"."""
    end = max(*pair.places, pair.person) + 1
    if "aux" in pair.tags and sentence.has(end, "pay"):
        pair.places, pair.tags = (*pair.places, end), pair.tags | {"pay"}
        end += 1
    return end


def _pair(sentence: Sentence, at: int, *, name_first: bool) -> _Pair | None:
    if name_first:
        return _named(sentence, at) if _is_somebody(sentence, at) else None
    amount = _amount(sentence, at)
    if amount is None:
        return None
    person = max(amount.places) + 1
    while sentence.has(person, *_BETWEEN) and not sentence.is_person(person) and not sentence.items[person].before:
        person += 1
    if not _is_somebody(sentence, person) or sentence.items[person].before:
        return None
    return _made(sentence, person, amount, range(min(amount.places), person))


def _named(sentence: Sentence, person: int) -> _Pair | None:
    """ "Ben 20", "Ben paid 20", "Zoë: €30"."""
    for at in range(person + 1, person + 2 + _FARTHEST):
        item = sentence.at(at)
        if item is None or item.before[:1] in {",", ";"}:
            return None
        amount = _amount(sentence, at)
        if amount is not None:
            return _made(sentence, person, amount, range(person + 1, max(amount.places) + 1))
        if item.taken or not item.has(*_BETWEEN) or sentence.is_person(at):
            return None
    return None


def _made(sentence: Sentence, person: int, amount: Candidate, places: range) -> _Pair:
    said = {tag for at in places if at not in amount.places for tag in sentence.items[at].tags}
    return _Pair(person, amount, tuple(places), frozenset(said))


def _is_somebody(sentence: Sentence, place: int) -> bool:
    item = sentence.at(place)
    return item is not None and item.is_person and not item.taken and not item.possessive and bool(item.refs)


def _amount(sentence: Sentence, at: int) -> Candidate | None:
    """The amount that begins here, perhaps with its currency; not a number of things."""
    for place in (at, at + 1):
        if sentence.at(place) is not None and may_be_amount(sentence, place):
            found = candidate(sentence, place)
            is_here = min(found.places) == at and (found.is_certain or not found.counted)
            return found if is_here and not found.is_measure else None
    return None


def _rest(sentence: Sentence, at: int) -> tuple[int, int] | None:
    """ "The rest me", "Zoë the rest"."""
    at = sentence.skip(at, "the", "and")
    for rest, whose in ((at, sentence.skip(at + 1, *_BETWEEN)), (sentence.skip(at + 1, *_BETWEEN), at)):
        if sentence.has(rest, "rest") and _is_somebody(sentence, whose):
            return rest, whose
    return None


def _is_handed_on(sentence: Sentence, found: _Pairs) -> bool:
    """ "Gave Ben 20 and Zoë 30", "paid Ben 20, Zoë 30", "Marie owes me 20 and Ben 30"."""
    before = sentence.skip(found.start - 1, "aux", "fill", "clitic", step=-1)
    paid_to = sentence.has(before, "pay") and sentence.language not in _INVERTING
    handed = any(
        item.has("repay", "lend", "give") and not (item.taken or item.borrowed or item.has("pay"))
        for item in sentence.items
    )
    return handed or paid_to or sentence.has(before, "owe")


def _others(sentence: Sentence, found: _Pairs) -> Iterator[Candidate]:
    """Other amounts than those of the pairs."""
    taken = found.places
    for place in range(len(sentence.items)):
        if place not in taken and may_be_amount(sentence, place):
            other = candidate(sentence, place)
            taken = taken | {*other.places}
            if other.is_certain or not (other.counted or other.is_measure):
                yield other


def _whole(sentence: Sentence, found: _Pairs) -> tuple[int, str] | None:
    others = list(_others(sentence, found))
    currencies = [each.currency for each in [*others, *(pair.amount for pair in found.pairs)] if each.currency]
    currency = currencies[0] if currencies else sentence.world.currency
    minors = [minor_of(sentence, pair.amount, currency) for pair in found.pairs]
    known = [minor for minor in minors if minor]
    total = minor_of(sentence, others[0], currency) if len(others) == 1 else None if others else sum(known)
    left = (total or 0) - sum(known)
    adds_up = left > 0 if found.rest else left == 0
    if not total or len(known) < len(minors) or not adds_up or total > MAX_MINOR or len({*currencies}) > 1:
        if not found.rest:
            sentence.doubt(Part.PAYER, "Who of them paid, and how much?")
            sentence.doubt(Part.SPLIT, "What each of them has to do with it does not come to one amount.")
        return None
    parts = {ref_of(sentence, pair.person, Part.SPLIT): minor for pair, minor in zip(found.pairs, known, strict=True)}
    if found.rest:
        parts[ref_of(sentence, found.rest[1], Part.SPLIT)] = left
    _settle(sentence, found, parts, has_total=bool(others))
    sentence.take(*found.places, *(place for other in others for place in other.places))
    return total, currency


def _settle(sentence: Sentence, found: _Pairs, parts: dict[str, int], *, has_total: bool) -> None:
    """Whether they paid it or owe it: words say so, else a whole amount beside the parts does, which may be meant otherwise."""
    before = sentence.skip(found.start - 1, "fill", "clitic", step=-1)
    has_paid = found.says("pay", "from", "by") or sentence.has(before, "pay")
    if sentence.has(found.start - 1, "for") and not sentence.is_person(found.start - 1):
        sentence.take(found.start - 1)
        owes = True
    else:
        owes = found.says("owe", "for")
    if owes or (has_total and not has_paid):
        sentence.owed = parts
        if not owes:
            sentence.doubt(Part.SPLIT, "Read as what each of them owes.")
        return
    sentence.paid = parts
    if not has_paid or (has_total and found.says("now")):  # "Ben pays 200 and I pay 100"
        sentence.doubt(Part.PAYER, "Read as what each of them paid.")
