"""Who paid: "Zoë paid", "paid by Zoë", "hat Ben gezahlt", "pagó Zoe", "on Ben's card". Pure."""

from assistant.saying.cards import card_of
from assistant.saying.naming import first_names
from assistant.saying.outcome import Part
from assistant.saying.parts import is_part
from assistant.saying.people import People, list_at, ref_of, refs_of
from assistant.saying.sentence import Sentence
from assistant.saying.verbs import verb_after, verb_later

SEVERAL_PAID = "Several people paid. Say what each of them did."
_LONGEST_NAME = 2  # words
_OR = frozenset({"or", "oder", "ou", "o", "u"})
_LITTLE = 3  # letters of a word that a name may belong to: "di", "vom"
_LONGEST_SAID = 40
_INVERTING = frozenset({"es", "it", "pt"})  # where several behind the verb have paid
_GERMAN_PAST = "te"


def read_payer(sentence: Sentence) -> str:
    """The ref of who is said to have paid; "" where no words say so. What says it is taken."""
    place = 0
    while place < len(sentence.items):
        if not sentence.items[place].taken:
            for way in (_card, _by, _kitty, _pronoun, _subject, _inverted):
                ref = way(sentence, place)
                if ref:
                    _doubt_others(sentence)
                    return ref
        people = list_at(sentence, place) if sentence.is_person(place) else None
        place = people.end if people else place + 1
    return _of_verb(sentence)


def _doubt_others(sentence: Sentence) -> None:
    """ "Ben paid 20, Zoe paid 25"."""
    if any(sentence.is_person(place) and sentence.has(place + 1, "pay") for place in range(len(sentence.items))):
        sentence.doubt(Part.PAYER, SEVERAL_PAID)


def _payer(sentence: Sentence, people: People) -> str:
    start = people.places[0] - 1 if sentence.is_person(people.places[0] - 2) else people.places[0]
    if any(item.text.lower() in _OR and not item.has("the") for item in sentence.items[start : people.end]):
        sentence.doubt(Part.PAYER, "Who of them paid?")
    refs = refs_of(sentence, people, Part.PAYER)
    sentence.payer, sentence.payer_place = refs[0] if refs else "", people.places[0]
    if len(refs) > 1:
        sentence.several = refs
        sentence.doubt(Part.PAYER, SEVERAL_PAID)
    return refs[0] if refs else ""


def _card(sentence: Sentence, place: int) -> str:
    """ "On Ben's card", "my treat"."""
    owner = card_of(sentence, place)
    return _payer(sentence, owner) if isinstance(owner, People) else owner or ""


def _by(sentence: Sentence, place: int) -> str:
    """ "Paid by Zoë", "von Kenji bezahlt", "par Ben"; without a verb only where the word cannot mean anything else."""
    if not sentence.has(place, "by") or sentence.is_person(place):
        return ""
    people = list_at(sentence, place + 1)
    if people is None or sentence.items[people.places[0]].possessive or sentence.has(place - 1, "split"):
        return ""
    verb = sentence.skip(place - 1, "aux", "clitic", step=-1)
    after = sentence.skip(people.end, "aux", "clitic")
    said = sentence.items[place].text.lower()
    has_verb = [at for at in (verb, after) if sentence.has(at, "pay")]
    if not (has_verb or said.endswith("by") or said.startswith(("pay", "paid", "pag"))):
        first = sentence.items[people.places[0]]
        if not (first.has("me") and said == "on"):  # "dinner is on me"
            sentence.doubt(Part.PAYER, f"Did {'you' if first.has('me') else first.text} pay?")
    sentence.take(place, *has_verb[:1])
    return _payer(sentence, people)


def _kitty(sentence: Sentence, place: int) -> str:
    kitty = next((person for person in sentence.world.people if person.is_kitty and person.active), None)
    if kitty is None or not sentence.has(place, "kitty"):
        return ""
    sentence.take(place)
    return kitty.ref


def _subject(sentence: Sentence, place: int) -> str:
    """ "Zoë paid", "Zoë hat gestern … bezahlt", "c'est Ben qui a payé", "hat Ben gezahlt"."""
    people = list_at(sentence, place) if sentence.is_person(place) else None
    if people is None or (
        any(sentence.items[each].possessive for each in people.places) and not _is_paying(sentence, people)
    ):
        return ""
    if len(people.places) > 1 and _is_left_to_another(sentence, people.end):
        return ""
    if sentence.has(place - 1, "aux") and sentence.items[place - 1].tags["aux"] == "i":  # "hab Kenji … bezahlt"
        return ""
    verb = _verb_of(sentence, place, people)
    if verb is None or (sentence.items[verb].tags.get("pay") == "i" and not _is_me(sentence, people)):
        return ""
    if _is_led(sentence, place, verb):
        return ""
    helpers = [at for at in (place - 1, *range(people.end, verb)) if sentence.has(at, "aux", "clitic")]
    sentence.take(verb, *(at for at in helpers if at in {place - 1, people.end, verb - 1}))
    return _payer(sentence, people)


def _verb_of(sentence: Sentence, place: int, people: People) -> int | None:
    """Where it is said that these people paid, all of it."""
    given = sentence.at(people.end)
    is_given = given is not None and given.is_given and not (given.before or given.taken)
    verb = verb_after(sentence, people.end + is_given)  # "Ben m'a payé le resto"
    if verb is not None and is_given:
        sentence.given_place = people.end
    if verb is None:
        return verb_later(sentence, people.end) if sentence.has(place - 1, "aux") else None
    if is_part(sentence, verb + 1):  # "Luca pays 60%"
        sentence.doubt(Part.PAYER, "Who paid all of it?")
        return None
    return None if _is_word_before(sentence, people, verb) else verb


def _is_word_before(sentence: Sentence, people: People, verb: int) -> bool:
    """ "Casa mia 120 ha pagato Max" with a Mia along: a word that only is like a name, where somebody else stands behind the verb."""
    first = sentence.items[people.places[0]]
    return (
        first.weak != ""
        and first.text.islower()
        and not first.has("me", "i")
        and list_at(sentence, verb + 1) is not None
    )


def _is_led(sentence: Sentence, place: int, verb: int) -> bool:
    """ "Für Kenji gekauft", "tutti tranne Ben ha pagato Zoe": who stands behind such a word does nothing."""
    while sentence.has(place - 1, "the"):
        place -= 1
    if sentence.has(place - 1, "only") and not list_at(sentence, verb + 1):
        sentence.doubt(Part.PAYER, "Who paid?")
        sentence.doubt(Part.SPLIT, f"Is “{sentence.items[place - 1].text}” said of who shares it?")
        return False
    led = sentence.has(place - 1, "with", "without", "between", "for", "only")
    if led and sentence.language != "de" and not list_at(sentence, verb + 1):
        sentence.doubt(Part.PAYER, "Who paid?")
    return led


def _pronoun(sentence: Sentence, place: int) -> str:
    """ "Zoe and I had pizza, she paid", "pagó él"."""
    verb = verb_after(sentence, place + 1) if sentence.has(place, "pron") else None
    if sentence.has(place, "pay") and sentence.has(place + 1, "pron") and not sentence.items[place + 1].before:
        verb, place = place, place + 1
    if verb is None:
        return ""
    named = [ref for item in sentence.items[:place] for ref in item.refs if ref != sentence.me]
    sentence.doubt(Part.PAYER, f"Who is “{sentence.items[place].text}”?")
    sentence.take(place, verb, *(at for at in range(place, verb) if sentence.has(at, "aux")))
    return named[-1] if named else sentence.me


def _is_left_to_another(sentence: Sentence, place: int) -> bool:
    """ "Mia and I had ice cream, she paid"."""
    return any(
        sentence.has(at, "pron")
        and sentence.items[at].before == ","
        and sentence.has(sentence.skip(at + 1, "aux"), "pay")
        for at in range(place, len(sentence.items))
    )


def _is_paying(sentence: Sentence, people: People) -> bool:
    """ "Kenji's paying"."""
    return sentence.has(people.end, "pay")


def _is_me(sentence: Sentence, people: People) -> bool:
    return any(sentence.me in sentence.items[place].refs for place in people.places)


def _inverted(sentence: Sentence, place: int) -> str:
    """ "Pagó Zoe", "ha pagato Ben", "pagou o Ben"; in English a person after the verb is paid for, or paid."""
    if not sentence.has(place, "pay") or sentence.items[place].text.lower() in {"paid for", "bought", "treated"}:
        return ""
    helper = sentence.skip(place + 1, "aux", "clitic")
    people = list_at(sentence, helper)
    if people is not None and _says_where(sentence, people) and _has_comma_after_first(sentence, people):
        people = People(people.places[:1], people.places[0] + 1)  # "pagó Zoe, Ben y Marie no vinieron"
    is_one = people is not None and len(people.places) == 1
    if people is None or sentence.items[people.places[0]].possessive or not (is_one or sentence.language in _INVERTING):
        return ""
    is_apart = sentence.items[place + 1].before[:1] in {",", ";"}
    if is_apart or _says_where(sentence, people):  # "j'ai payé, Ben n'est pas venu"
        return ""
    if helper > place + 1 and not sentence.items[place + 1].taken:  # "who paid was Kenji"
        sentence.take(*range(place + 1, helper))
    elif sentence.language in {"en", "de", "fr"}:
        before = any(sentence.items[at].is_number for at in range(place))
        if not before or sentence.items[people.places[0]].has("me"):
            return ""
        if not sentence.items[place].text.lower().endswith(_GERMAN_PAST):  # "zahlte Marie"
            sentence.doubt(Part.PAYER, f"Did {sentence.items[people.places[0]].text} pay, or was paid for?")
    sentence.take(place)
    return _payer(sentence, people)


def _says_where(sentence: Sentence, people: People) -> bool:
    """Whether it is said of these people that they were there, or were not."""
    return sentence.has(sentence.skip(people.end, "aux"), "absent", "present")


def _has_comma_after_first(sentence: Sentence, people: People) -> bool:
    return len(people.places) > 1 and sentence.items[people.places[1]].before[:1] == ","


def _of_verb(sentence: Sentence) -> str:
    """ "Pagué", "j'ai payé": the verb says "I"; "bought" alone says nobody, which is who types."""
    for place, item in enumerate(sentence.items):
        if item.taken or item.borrowed or not item.has("pay"):
            continue
        _doubt_stranger(sentence)
        before = sentence.at(place - 1)
        is_mine = before is not None and before.tags.get("aux") == "i"  # "pour tout le monde, j'ai payé"
        who = sentence.skip(place - 1, "aux", "clitic", step=-1)
        if item.tags["pay"] == "we" or (not is_mine and sentence.has(who, "we", "all")):
            sentence.doubt(Part.PAYER, "Who of you paid?")
        sentence.says_i = item.tags["pay"] == "i" or any(each.tags.get("aux") == "i" for each in sentence.items)
        for beside in (place - 1, place + 1):
            if sentence.has(beside, "aux", "clitic", "i"):
                sentence.take(beside)
        sentence.take(place)
        return sentence.me
    return ""


def _doubt_stranger(sentence: Sentence) -> None:
    """ "Clara paid 45", "Clara hat 45 bezahlt": what stands before the verb, at the very beginning, may be somebody."""
    end = next((place for place, item in enumerate(sentence.items) if not item.is_content or item.tags), 0)
    if not 0 < end <= _LONGEST_NAME:
        return
    known = sentence.items[0].text.lower() in first_names()
    has_aux = sentence.has(end, "aux") and not (sentence.items[end].borrowed or _says_who(sentence, end))
    has_verb = sentence.has(end, "pay") and (sentence.language in {"en", "es", "pt"} or known)
    if has_aux or has_verb:
        name = " ".join(item.text for item in sentence.items[:end])
        sentence.doubt(Part.PAYER, f"There is no {name[:_LONGEST_SAID]} on this trip.")


def _says_who(sentence: Sentence, place: int) -> bool:
    """ "Käse hab ich bezahlt", "pizza j'ai payé": the one who did it is said."""
    after = sentence.at(place + 1)
    return sentence.items[place].tags["aux"] == "i" or (after is not None and after.is_person)


def read_bare_payer(sentence: Sentence, place: int) -> str:
    """A name that stands for itself: "Ben 12", "150 Ben"; "" where it belongs to what stands before it ("Marie's birthday")."""
    item, before = sentence.items[place], sentence.at(place - 1)
    if before is not None and not before.taken and not item.before and not before.is_person:
        as_name = place > 1 and before.text.istitle() and not before.tags and sentence.language != "de"
        is_word = before.is_content and before.text.islower() and not before.tags and before.before != "-"
        is_little = before.has("of", "from") or (is_word and len(before.text) < _LITTLE)
        if is_little or (is_word and len(before.text) == _LITTLE) or (before.is_content and as_name):
            sentence.doubt(Part.PAYER, f"“{item.text}” may belong to what it was for.")
        if is_little:
            item.kind, item.tags = "word", {}
            return ""
    after = sentence.at(place + 1)
    if (
        after is not None
        and after.is_content
        and not after.before
        and any(each.is_content for each in sentence.items[:place])
    ):
        sentence.doubt(Part.PAYER, f"Did {item.text} pay?")  # "lunch 40 Marie forgot"
    if item.possessive:
        sentence.doubt(Part.PAYER, f"Did {sentence.name(item.refs[0])} pay?")  # "half of it is Ben's"
        sentence.doubt(Part.SPLIT, f"Is this for {sentence.name(item.refs[0])} alone?")
    if any(each.tags.get("aux") == "i" and not each.borrowed for each in sentence.items):
        sentence.doubt(Part.PAYER, f"Did {item.text} pay, or you?")  # "hab Kenji …"
    sentence.payer_place = place
    ref = ref_of(sentence, place, Part.PAYER)
    sentence.take(place)
    return ref
