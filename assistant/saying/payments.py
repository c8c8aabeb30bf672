"""Not every sentence is of an expense: somebody pays somebody back, or money comes back. Pure."""

from dataclasses import dataclass

from assistant.saying.naming import first_names
from assistant.saying.outcome import Part
from assistant.saying.people import ref_of
from assistant.saying.sentence import Sentence

_LEAST_VERB = 3  # letters of a verb that needs nobody before it
_REACH = 3  # items beside the verb
_PAYING = ("paid", "pay", "pag", "gezahlt", "zahl", "bezahlt")
_TO = frozenset({"to", "à", "al", "ao", "an", "a"})
_BESIDE = ("aux", "i", "me", "lend", "repay", "give", "of")


@dataclass(frozen=True, slots=True)
class Handed:
    """Who gives to whom."""

    giver: str
    receiver: str


def read_payment(sentence: Sentence) -> Handed | None:
    """ "Paid Ben back 20", "Ben hat mir 20 zurückgezahlt", "gave Marie 50", "Ben lent me 40"."""
    received = _received(sentence)
    if received:
        return received
    verb = _handing(sentence)
    people = handing_people(sentence)
    if verb is None or not people:
        return None
    if _is_done_by_a_thing(sentence, verb):
        sentence.doubt(Part.PAYER, "Who gave this to whom?")
        if sentence.has(verb, "repay"):
            return None
    giver, receiver = _who(sentence, verb, people)
    if not receiver or giver == receiver:
        return None
    doubt_later(sentence)
    _take(sentence, verb, [place for place in people if sentence.items[place].refs[0] in {giver, receiver}])
    return Handed(giver, receiver)


def _is_done_by_a_thing(sentence: Sentence, verb: int) -> bool:
    """ "The airline refunded Marie 80"."""
    end = sentence.skip(verb - 1, "aux", step=-1)
    thing = [item for item in sentence.items[: end + 1] if not item.has("the", "we", "me", "clitic", "aux")]
    return bool(thing) and all(item.is_content for item in thing) and not sentence.items[verb].before


def _received(sentence: Sentence) -> Handed | None:
    """ "Got 20 from Ben", "hab von Marie 30 bekommen": nothing was bought."""
    verb = next((at for at in range(len(sentence.items)) if _is_receiving(sentence, at)), None)
    giver = next((at for at in handing_people(sentence) if sentence.has(at - 1, "from", "of", "by")), None)
    if verb is None or giver is None or sentence.items[giver].refs[0] == sentence.me or not _is_bare(sentence):
        return None
    sentence.take(*(at for at, item in enumerate(sentence.items) if item.has("back", "aux") and not item.is_person))
    receiver = next((at for at in handing_people(sentence) if at != giver and not sentence.has(at - 1, "for")), None)
    sentence.take(verb, giver - 1, giver, *([] if receiver is None else [receiver]))
    who = sentence.me if receiver is None else ref_of(sentence, receiver, Part.PAYER)
    return Handed(ref_of(sentence, giver, Part.PAYER), who) if who else None


def _is_receiving(sentence: Sentence, place: int) -> bool:
    item = sentence.items[place]
    return not (item.taken or item.borrowed) and (item.has("get") or item.tags.get("income") == "")


def _is_bare(sentence: Sentence) -> bool:
    """Whether no thing is said, unless behind "for"."""
    return all(
        any(sentence.has(before, "for") for before in range(place))
        for place, item in enumerate(sentence.items)
        if item.is_content and not item.has("get", "income", "pay", "repay")
    )


def doubt_later(sentence: Sentence) -> None:
    """ "Ben will pay 30": nothing was paid yet."""
    if any(
        item.has("later") and not item.borrowed and not item.taken and not item.is_person for item in sentence.items
    ):
        sentence.doubt(Part.PAYER, "Was this paid already?")


def _take(sentence: Sentence, verb: int, people: list[int]) -> None:
    for place in people:
        ref_of(sentence, place, Part.PAYER)
        sentence.take(place)
        if sentence.has(place - 1, "of", "the", "for", "from", "with"):
            sentence.take(place - 1)
    near = range(verb - _REACH, verb + _REACH + 1)
    for place, item in enumerate(sentence.items):
        if item.has("back") or (place in near and item.is_connecting and item.has(*_BESIDE)):
            sentence.take(place)
    sentence.take(verb)


def _handing(sentence: Sentence) -> int | None:
    """The place of the verb that hands money over."""
    back = _brought_back(sentence)
    for place, item in enumerate(sentence.items):
        if item.taken or item.has("income") or _is_tied(sentence, place):
            continue
        if item.has("repay", "lend") or (item.has("give") and _has_receiver(sentence, place)):
            return place
        if place == back:
            return place
        if item.has("pay") and _pays_a_person(sentence, place):
            return place
    return None


def _is_tied(sentence: Sentence, place: int) -> bool:
    """ "Tagliere di formaggi": a little word behind a thing hands nothing over, though Spanish "di" does."""
    item, before = sentence.items[place], sentence.at(place - 1)
    return len(item.text) < _LEAST_VERB and before is not None and before.is_content and not item.before


def _brought_back(sentence: Sentence) -> int | None:
    """The verb of "paid Ben 20 back"; "a taxi back to town, Ben paid" has none."""
    for place, item in enumerate(sentence.items):
        if item.has("back") and not item.taken:
            verb = place - 1
            while (before := sentence.at(verb)) is not None and (before.taken or before.is_person):
                verb -= 1
            if sentence.has(verb, "pay", "get", "give"):
                return verb
    return None


def _has_receiver(sentence: Sentence, verb: int) -> bool:
    people = handing_people(sentence)
    named = len(people) > 1 or any(place > verb or _is_led(sentence, place) for place in people)
    return named or _says_i(sentence, verb) or any(sentence.has(place, "me") for place in range(verb))


def _pays_a_person(sentence: Sentence, verb: int) -> bool:
    """ "Paid Ben 20": a person, and then at once the amount; "pagué 20 a Ben": a person behind "to"."""
    if not sentence.items[verb].text.lower().startswith(_PAYING):
        return False
    if _pays_me(sentence, verb):
        return True
    later = (place for place in range(verb + 1, len(sentence.items)) if sentence.is_person(place))
    if any(sentence.has(place - 1, "of") and sentence.items[place - 1].text.lower() in _TO for place in later):
        return True
    if sentence.language != "en" or not sentence.is_person(verb + 1) or sentence.items[verb + 1].possessive:
        return False
    amount = sentence.at(verb + 2)
    subject = verb == 0 or sentence.is_person(verb - 1)
    return subject and amount is not None and amount.taken and (amount.is_number or amount.has("cur"))


def _pays_me(sentence: Sentence, verb: int) -> bool:
    """ "Ben m'a payé 20", "Ben hat mir 20 gezahlt"."""
    people = handing_people(sentence)
    mine = [at for at in people if sentence.has(at, "me") and not sentence.has(at, "i") and at <= verb + 1]
    others = [at for at in people if at not in mine]
    return (
        len(mine) == len(others) == 1
        and others[0] < min(mine[0], verb)
        and _is_bare(sentence)
        and not sentence.has(mine[0] - 1, "for", "with", "and")
    )


def handing_people(sentence: Sentence) -> list[int]:
    return [
        place
        for place, item in enumerate(sentence.items)
        if item.is_person
        and not item.taken
        and not item.possessive
        and item.refs
        and (item.weak in {"", "beginning"} or item.has("me"))
    ]


def _who(sentence: Sentence, verb: int, people: list[int]) -> tuple[str, str]:
    """Giver and receiver; "" where it is nobody on the trip."""
    others = [place for place in people if sentence.items[place].refs[0] != sentence.me]
    return _giver(sentence, verb, people, others) if others else ("", "")


def _giver(sentence: Sentence, verb: int, people: list[int], others: list[int]) -> tuple[str, str]:
    mine = [place for place in people if sentence.items[place].refs[0] == sentence.me]
    other = sentence.items[others[0]].refs[0]
    if _says_i(sentence, verb) or any(sentence.items[place].has("i") for place in mine):
        return sentence.me, other
    if sentence.has(verb, "get"):  # "Ben got 20 back" is his, "got 20 back from Ben" was
        return (other, sentence.me) if sentence.has(others[0] - 1, "from", "of") else ("", "")
    is_led = _is_led(sentence, others[0])
    if len(others) > 1 and not mine and verb < others[0] and _are_joined(sentence, others):
        sentence.doubt(Part.PAYER, "Which of them was paid?")
        others = others[:1]
    second = sentence.me if mine else sentence.items[others[1]].refs[0] if len(others) > 1 else ""
    if second:
        return (second, other) if is_led else (other, second)
    if others[0] > verb or is_led:
        return sentence.me, other
    sentence.doubt(Part.PAYER, f"{sentence.name(other)} was read as paying you.")
    return other, sentence.me


def _are_joined(sentence: Sentence, people: list[int]) -> bool:
    """ "Gave Ben 20 and Zoë 30"."""
    second = people[1]
    return bool(sentence.items[second].before) or sentence.has(second - 1, "and")


def _says_i(sentence: Sentence, verb: int) -> bool:
    """ "Devolví", "ho dato": the verb itself says who."""
    tags = sentence.items[verb].tags
    of_verb = any(tags.get(tag) == "i" for tag in ("repay", "give", "lend", "pay"))
    return of_verb or any(item.tags.get("aux") == "i" and not item.taken for item in sentence.items)


def _is_led(sentence: Sentence, place: int) -> bool:
    """ "To Ben", "à Ben", "ao Ben"."""
    before = sentence.at(place - 1)
    return before is not None and not before.taken and before.has("of", "for")


def _refunded(sentence: Sentence) -> bool:
    """ "Hotel refunded 40": nobody of the trip gives it back, so it came back to all."""
    verb = next((at for at, item in enumerate(sentence.items) if item.has("repay") and not item.taken), None)
    people = handing_people(sentence)
    if verb is None or sentence.items[verb].borrowed:
        return False
    others = [at for at in people if not sentence.items[at].has("me")]
    if others:
        if is_by_a_thing := _is_done_by_a_thing(sentence, verb):
            sentence.take(verb)
        return is_by_a_thing
    if sentence.items[verb].tags["repay"] == "i" or verb == 0 or sentence.has(0, "aux"):  # "paid back 20"
        sentence.doubt(Part.PAYER, "Who was paid back?")
        return False
    if sentence.items[0].text.lower() in first_names():
        sentence.doubt(Part.PAYER, f"There is no {sentence.items[0].text} on this trip.")
    sentence.take(verb, *people)
    return True


def _doubt_back(sentence: Sentence) -> None:
    """ "Returned the adapter, 18 back": it came back, or somebody did."""
    for place, item in enumerate(sentence.items):
        before, after = sentence.at(place - 1), sentence.at(place + 1)
        ends = after is None or bool(after.before) or after.has("from", "by", "of")
        if item.has("back") and not (item.taken or item.borrowed) and ends and before and before.taken:
            sentence.doubt(Part.PAYER, "Is this money that came back?")


def _got_from_a_thing(sentence: Sentence) -> bool:
    """ "Got 30 from Airbnb"; "got pizza from Mario's" was bought."""
    for verb in range(len(sentence.items)):
        source = sentence.skip(verb + 1)
        thing = sentence.at(source + 1)
        is_got = sentence.has(verb, "get") and source > verb + 1 and sentence.has(source, "from")
        if is_got and thing is not None and thing.is_content:
            sentence.take(verb)
            return True
    return False


def read_income(sentence: Sentence) -> bool:
    """Whether money came back: "refund", "got 30 back for". The word for it stays, the verb does not."""
    found = _refunded(sentence)
    for place, item in enumerate(sentence.items):
        if item.taken or not item.has("income"):
            continue
        found = True
        if item.tags["income"] != "thing":
            sentence.take(place)
    found = found or _got_from_a_thing(sentence)
    got = None if found else _brought_back(sentence)
    if not found and got is None:
        _doubt_back(sentence)
    if got is None or not sentence.has(got, "get"):
        return found
    back = next(place for place in range(got, len(sentence.items)) if sentence.has(place, "back"))
    sentence.take(back, got)
    return True
