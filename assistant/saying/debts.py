"""Who owes somebody: "Marie owes me 20 for the ferry" is what the creditor paid, for the debtors alone. Pure."""

from assistant.saying.outcome import Part
from assistant.saying.payments import handing_people
from assistant.saying.people import list_ending_at
from assistant.saying.sentence import Sentence


def read_debt(sentence: Sentence) -> tuple[str, list[str]] | None:
    """ "Marie owes me 20 for the ferry": who paid, and for whom alone; nobody: for everybody."""
    verb = next(
        (at for at, item in enumerate(sentence.items) if item.has("owe") and not item.taken and not item.borrowed), None
    )
    if verb is None:
        return None
    people = handing_people(sentence)
    refs = list(dict.fromkeys(sentence.items[place].refs[0] for place in people))
    if people and (sentence.items[verb].tags["owe"] == "we" or sentence.has(verb - 1, "we")):
        return _owed_by_all(sentence, verb, people)
    if refs == [sentence.me] and sentence.has(verb - 1, "all", "each"):  # "everyone owes me 15"
        sentence.take(verb - 1, verb, *people)
        sentence.doubt(Part.AMOUNT, "Is this what each of them owes?")
        return sentence.me, []
    creditor, debtors = _sides(sentence, verb, people) if people else ("", [])
    if not debtors or not creditor:
        sentence.take(verb)
        sentence.doubt(Part.PAYER, "Who is owed this?")
        sentence.doubt(Part.SPLIT, "Who owes it?")
        return None
    sentence.take(verb, *people)
    if any(item.has("frac", "percent") and not (item.taken or item.borrowed) for item in sentence.items):
        sentence.doubt(Part.AMOUNT, "Is only a part of it owed?")
    names = " and ".join(sentence.name(ref) for ref in debtors)
    sentence.doubt(Part.SPLIT, f"Read as paid by {sentence.name(creditor)}, for {names} alone.")
    return creditor, debtors


def _sides(sentence: Sentence, verb: int, people: list[int]) -> tuple[str, list[str]]:
    """Who is owed, and who owes; "" and nobody where that is not told."""
    refs = list(dict.fromkeys(sentence.items[place].refs[0] for place in people))
    is_mine = sentence.items[verb].tags["owe"] == "i" or any(sentence.items[place].has("i") for place in people)
    others = [ref for ref in refs if ref != sentence.me]
    if is_mine and others:
        return _mine(sentence, verb, people)
    if not is_mine and refs == others and _only_debtors(sentence, verb, people):
        sentence.doubt(Part.PAYER, "Is it owed to you?")
        return sentence.me, refs
    return (sentence.me, others) if sentence.me in refs else (refs[-1], refs[:-1])


def _only_debtors(sentence: Sentence, verb: int, people: list[int]) -> bool:
    """ "Ben still owes 12", "Zoe and Kenji owe 10 each": nobody stands where the creditor would."""
    beside = sentence.skip(verb - 1, "aux", "clitic", step=-1)
    last = beside if sentence.is_person(beside) else beside - 1
    group = list_ending_at(sentence, last)
    if group is None or {*group.places} != {*people}:
        return False
    sentence.take(*range(group.end, verb))
    return True


def _mine(sentence: Sentence, verb: int, people: list[int]) -> tuple[str, list[str]]:
    """ "Zoe and I owe Ben": whoever stands behind the verb has paid."""
    others = [place for place in people if sentence.items[place].refs[0] != sentence.me]
    after = [place for place in others if place > verb] or others
    if len(after) > 1:
        sentence.doubt(Part.PAYER, "Who of them paid?")
        sentence.doubt(Part.AMOUNT, "Is this what each of them paid?")
    return sentence.items[after[0]].refs[0], [
        sentence.me,
        *(sentence.items[place].refs[0] for place in others if place not in after),
    ]


def _owed_by_all(sentence: Sentence, verb: int, people: list[int]) -> tuple[str, list[str]]:
    """ "We owe Kenji 66": for everybody, as far as nobody else is named."""
    creditor = sentence.items[people[0]].refs[0]
    sentence.take(
        verb,
        people[0],
        *(at for at in (verb - 1, people[0] - 1) if sentence.has(at, "we", "of", "to", "clitic", "the")),
    )
    sentence.doubt(Part.SPLIT, f"Read as paid by {sentence.name(creditor)}, for everybody.")
    return creditor, []
