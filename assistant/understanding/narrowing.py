"""Which expenses a question is about: categories, terms, days, currencies, amounts, and what is left out ("without flights"). Pure."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from assistant.plans import LONGEST_TERM, Amounts, Days, Filters, Kind
from assistant.understanding.amounts import currencies_meant
from assistant.understanding.asked import Asked
from assistant.understanding.tagging import PERSON, TERM, UNKNOWN, singulars

_THINGS = (UNKNOWN, TERM)
_BETWEEN_WORDS = frozenset({"of", "the", "in", "to", "for", "on", "with", "by", "from", "-"})
_BEHIND = frozenset({"from", "of", "to", "in", "on", "for", "with", "by", "until", "after", "before", "since"})
_APART = frozenset(
    {"and", "or", "than", "compare", "more", "less", "over", "under", "biggest", "smallest", "not", "without"}
)
_SOFT = frozenset(
    {"trip", "kitty", "night", "refusechange", "participate", "first", "drop", "refuseours", "budget", "-", "offtopic"}
)


@dataclass(slots=True)
class Narrowed:
    """What narrows, collected while the question is read."""

    categories: list[str] = field(default_factory=list)
    without_categories: list[str] = field(default_factory=list)
    terms: list[str] = field(default_factory=list)
    without_terms: list[str] = field(default_factory=list)
    without_people: list[str] = field(default_factory=list)
    without_payers: list[str] = field(default_factory=list)  # "without Ben's"
    days: list[Days] = field(default_factory=list)
    weekdays: list[int] = field(default_factory=list)
    currencies: list[str] = field(default_factory=list)
    without_currencies: list[str] = field(default_factory=list)
    amounts: Amounts | None = None
    kind: Kind = Kind.BOTH
    missed: list[str] = field(default_factory=list)
    places: dict[int, str] = field(
        default_factory=dict
    )  # of categories and terms in the question, with what they narrow to

    @property
    def is_anything(self) -> bool:
        return bool(
            self.categories or self.terms or self.days or self.weekdays or self.currencies or self.amounts
            or self.without_categories or self.without_terms or self.without_people or self.kind
        )  # fmt: skip

    @property
    def is_about_something(self) -> bool:
        return bool(self.categories or self.terms)

    def filters(self, **more: Any) -> Filters:
        values: dict[str, Any] = {
            "categories": tuple(dict.fromkeys(self.categories)),
            "without_categories": tuple(dict.fromkeys(self.without_categories)),
            "terms": tuple(dict.fromkeys(self.terms)),
            "without_terms": tuple(dict.fromkeys(self.without_terms)),
            "not_paid_by": tuple(dict.fromkeys(self.without_payers)),
            "not_shared_by": tuple(dict.fromkeys(self.without_people)),
            "days": tuple(dict.fromkeys(self.days)),
            "weekdays": tuple(sorted(set(self.weekdays))),
            "currencies": tuple(dict.fromkeys(self.currencies)),
            "without_currencies": tuple(dict.fromkeys(self.without_currencies)),
            "amounts": self.amounts,
            "kind": self.kind,
        }
        return Filters(**(values | {name: value for name, value in more.items() if value}))


def narrow(asked: Asked) -> Narrowed:
    """Collect all that narrows, and mark it as used."""
    found = Narrowed()
    _leave_out(asked, found)
    _categories(asked, found)
    _without_a_part(asked, found)
    _terms(asked, found)
    _one_thing(asked, found)
    _days(asked, found)
    for place in asked.places("only"):
        if asked.tag(asked.after(place)) in {"cat", "catterm", "days", "cur", *_THINGS, "in", "on", "for", "amount"}:
            asked.use(place)
    if asked.has("income"):
        found.kind = Kind.INCOME
        asked.use_tags("income")
    return found


def _leave_out(asked: Asked, found: Narrowed) -> None:
    for start in asked.places("without"):
        if asked.is_all_but(start) and asked.has("pay", "spend") and asked.tag(asked.after(start)) in {PERSON, "me"}:
            continue  # everybody but one is somebody who paid
        place, taken = start + 1, False
        while place < len(asked.chunks):
            chunk = asked.chunks[place]
            if chunk.tag == "cat" or (chunk.tag == "catterm" and not asked.world.mentions(chunk.text)):
                found.without_categories.append(chunk.value)
            elif chunk.tag in {*_THINGS, "catterm"}:
                place, term = _whole_term(asked, place)
                found.without_terms.append(term)
                _doubt(asked, found, term)
                taken = True
                continue
            elif chunk.tag in {PERSON, "me", "my", "to_me"}:
                refs = asked.refs_of(chunk, ()) or ()
                (found.without_payers if chunk.possessive or chunk.tag == "my" else found.without_people).extend(refs)
            elif chunk.tag == "cur":
                found.without_currencies += currencies_meant(chunk.value, asked.world)
            elif chunk.tag not in {"the", "of", "and", "or", "not", "by", "-", "expense", "for", "cost", "in", "on"}:
                break
            taken = taken or chunk.tag in {"cat", "catterm", "cur", PERSON, "me", "my", "to_me"}
            asked.use(place)
            place += 1
        if taken:
            asked.use(start)


def _without_a_part(asked: Asked, found: Narrowed) -> None:
    """ "Food without restaurants": a category that is asked for is not left out, only what is called so."""
    for place in asked.places("cat"):
        chunk = asked.chunks[place]
        if chunk.value in found.categories and chunk.value in found.without_categories and place not in found.places:
            found.without_categories.remove(chunk.value)
            found.without_terms.append(chunk.text)
            _doubt(asked, found, chunk.text)


def _categories(asked: Asked, found: Narrowed) -> None:
    for place in asked.places("cat", "catterm"):
        if place in asked.used:
            continue
        chunk = asked.chunks[place]
        if chunk.tag == "catterm" and asked.world.mentions(chunk.text):
            found.terms.append(chunk.text)
            found.places[place] = chunk.text
        else:
            found.categories.append(chunk.value)
            found.places[place] = chunk.value
        asked.use(place)


def _terms(asked: Asked, found: Narrowed) -> None:
    place = 0
    while place < len(asked.chunks):
        if place in asked.used or asked.tag(place) not in _THINGS:
            place += 1
            continue
        start = place
        place, term = _whole_term(asked, place)
        found.terms.append(term)
        found.places[start] = term
        _doubt(asked, found, term)


def _one_thing(asked: Asked, found: Narrowed) -> None:
    """ "The taxi from the hotel" is one thing, "taxi and hotel" are two: not all of both."""
    places = sorted(place for place, name in found.places.items() if name in found.terms)
    for one, other in pairwise(places):
        between = {asked.tag(place) for place in range(one + 1, other)}
        if not between & _BEHIND or between & _APART:
            continue
        first, second = found.places[one], found.places[other]
        if first not in found.terms or second not in found.terms:
            continue
        both = f"{first} {second}"
        found.terms = [both if term == first else term for term in found.terms if term != second]
        found.places[one] = found.places[other] = both
        _doubt(asked, found, both)


def _whole_term(asked: Asked, start: int) -> tuple[int, str]:
    """The words of one thing: "boat tour", "dinner at the sushi place", and the place after it. A quotation is a whole of its own."""
    end = start + 1
    if asked.tag(start) == UNKNOWN:
        end = _further(asked, end)
        while (
            end < len(asked.chunks)
            and asked.tag(end) in _SOFT
            and _is_known(asked, start, end + 1)
            and asked.tag(end) != "-"
        ):
            end += 1
        start = _earlier(asked, start, end)
    asked.use(*range(start, end))
    heard = _heard(asked, _text(asked, start, end))
    if not asked.world.mentions(heard):  # "Zug nach Porto": without the little words
        things = " ".join(chunk.text for chunk in asked.chunks[start:end] if chunk.tag in _THINGS)
        heard = _heard(asked, things) if asked.world.mentions(_heard(asked, things)) else heard
    return end, heard


def _further(asked: Asked, end: int) -> int:
    """Over the words that follow, and over little ones between them."""
    reached = end
    while (
        end < len(asked.chunks)
        and end not in asked.used
        and not asked.chunks[end].after_comma
        and (asked.tag(end) == UNKNOWN or asked.tag(end) in _BETWEEN_WORDS or asked.chunks[end].text == "nach")
    ):
        end += 1
        if asked.tag(end - 1) == UNKNOWN:
            reached = end
    return reached


def _earlier(asked: Asked, start: int, end: int) -> int:
    while (
        start > 0
        and asked.tag(start - 1) in {"night", "trip"}
        and start - 1 not in asked.used
        and _is_known(asked, start - 1, end)
    ):
        start -= 1
    return start


def _is_known(asked: Asked, start: int, end: int) -> bool:
    return asked.world.mentions(_text(asked, start, end))


def _text(asked: Asked, start: int, end: int) -> str:
    return " ".join(chunk.text for chunk in asked.chunks[start:end])[:LONGEST_TERM].strip()


def _heard(asked: Asked, term: str) -> str:
    """The term as the expenses may have it: without the ending of a genitive or a plural."""
    return next((stem for stem in singulars(term) if asked.world.mentions(stem)), term)


def _doubt(asked: Asked, found: Narrowed, term: str) -> None:
    if not asked.world.mentions(term):
        found.missed.append(term)


def _days(asked: Asked, found: Narrowed) -> None:
    for place in asked.places("days"):
        if place in asked.used:
            continue
        days, weekdays = asked.days[asked.chunks[place].start]
        found.days += days
        found.weekdays += weekdays
        asked.use(place)
    for place in asked.places("amount"):
        found.amounts = asked.amounts[asked.chunks[place].start]
        asked.use(place)
