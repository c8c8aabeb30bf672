"""Lists of people ("Kenji and I", "Ben, Marie und mir", "comigo e com a Marie"), and who is meant by a name. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.saying.outcome import Part
from assistant.saying.sentence import Item, Sentence
from assistant.world import World

_ANDS = frozenset({"y", "e", "et", "u", "n", "und", "and", "i", "ed", "&", "+", "ni", "né", "nem", "nor"})
_MOST = 40  # people in one list
_LONGEST_LIST = 12  # items
_COMMAS = frozenset({",", "/", "-"})


@dataclass(frozen=True, slots=True)
class People:
    """A list: the places of its persons, the place after it, and whether anything connects them."""

    places: tuple[int, ...]
    end: int
    connected: bool = True


def list_at(sentence: Sentence, place: int) -> People | None:
    """The people named from a place on, with their articles: "o Ben e a Marie"."""
    first = _person_from(sentence, place)
    if first is None:
        return None
    places, end, connected, is_ended = [first], first + 1, True, False
    while len(places) < _MOST and (following := _next(sentence, end)) is not None:
        next_place, by_sign = following
        if not by_sign and _are_one(sentence.items[places[-1]], sentence.items[next_place]):
            end = next_place + 1
            continue
        if len(places) > 1 and connected and (not by_sign or (is_ended and _has_comma(sentence, end))):
            break  # "between Marie and me Ben paid", "for Marie and me, Ben"
        is_ended = by_sign and not _has_comma(sentence, end)
        places.append(next_place)
        connected = by_sign  # "Ben Kenji and me": the last sign says it
        end = next_place + 1
    return People(tuple(places), end, connected)


def _has_comma(sentence: Sentence, end: int) -> bool:
    item = sentence.at(end)
    return item is not None and item.before[:1] in _COMMAS


def _are_one(first: Item, second: Item) -> bool:
    """ "Jean-Luc", "Anne Marie": two words of one name."""
    return first.refs == second.refs and first.text.lower() != second.text.lower()


def list_ending_at(sentence: Sentence, last: int) -> People | None:
    """The longest list whose last person stands at a place."""
    for start in range(max(last - _LONGEST_LIST, 0), last + 1):
        people = list_at(sentence, start) if sentence.is_person(start) else None
        if people and people.places[-1] == last:
            return people
    return None


def _person_from(sentence: Sentence, place: int) -> int | None:
    """A person here or behind an article or a preposition that is said again."""
    for at in (place, place + 1):
        if sentence.is_person(at):
            return at
        if not (
            sentence.has(at, "the")
            or (at == place and sentence.has(at, "of") and sentence.items[at].text.lower() in {"a", "à"})
        ):
            return None
    return None


def _next(sentence: Sentence, end: int) -> tuple[int, bool] | None:
    """The next person of a list, if it goes on; and whether "and" or a comma says so."""
    item = sentence.at(end)
    if item is None or item.taken:
        return None
    signed = item.before[:1] in _COMMAS if item.before else False
    at = end
    if (item.text.lower() in _ANDS and not item.is_person) or (
        item.text.lower() in _ANDS and sentence.is_person(end + 1) and not item.refs
    ):
        at, signed = end + 1, True
    if at > end and sentence.has(at, "with", "for", "between", "without") and not sentence.is_person(at):
        at += 1  # "con Marie y con Ben"; a comma begins something else
    place = _person_from(sentence, at)
    if place is None or (item.before and not signed):
        return None
    if _begins_clause(sentence, place, apart=item.before[:1] == "," or not signed):
        return None
    return place, signed


def _begins_clause(sentence: Sentence, place: int, *, apart: bool) -> bool:
    """ "…, zoe paid": the person behind a comma, or without any "and", does something else."""
    after = sentence.skip(place + 1, "aux", "clitic", "we")
    has_helper = sentence.has(sentence.skip(place + 1), "aux")
    verb = sentence.has(after, "pay", "get", "split", "back", "repay", "give", "absent", "present")
    return apart and (has_helper or verb)


def ref_of(sentence: Sentence, place: int, part: Part) -> str:
    """Who is meant, with a doubt where that is not certain; "" if nobody."""
    item = sentence.items[place]
    if item.has("self") and sentence.payer:  # "for himself": who paid
        return sentence.payer
    if not item.refs:
        known = f"Who is “{item.text}”?" if item.has("self") else "It is not known who you are on this trip."
        sentence.doubt(part, known)
        return ""
    ref = item.refs[0]
    name = sentence.name(ref)
    if len(item.refs) > 1:
        names = " or ".join(sentence.name(each) for each in item.refs)
        sentence.doubt(part, f"“{item.text}” may be {names}.")
    elif item.weak == "slip":
        sentence.doubt(part, f"“{item.text}” was read as {name}.")
    person = sentence.world.called(ref)
    if person and not person.active:
        sentence.doubt(part, f"{name} has left this trip.")
    return ref


def refs_of(sentence: Sentence, people: People, part: Part) -> list[str]:
    """All that a list means, each once; the list is taken."""
    sentence.take(*range(people.places[0], people.end))
    for place in people.places:
        if place and sentence.has(place - 1, "the"):
            sentence.take(place - 1)
    return [ref for ref in dict.fromkeys(ref_of(sentence, place, part) for place in people.places) if ref]


def everybody(sentence: Sentence) -> list[str]:
    return sharing(sentence.world)


def sharing(world: World) -> list[str]:
    """The refs of all who share what is everybody's."""
    return [person.ref for person in world.people if person.active and not person.is_kitty]


def shared_by_all(weights: Mapping[str, int], world: World) -> bool:
    """Whether everybody shares alike, which is said by no name at all."""
    return set(weights) == set(sharing(world)) and len(set(weights.values())) <= 1
