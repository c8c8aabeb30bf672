"""The numbers of a sentence that may be its amount, with the currency beside them and the thing that they may count. Pure."""

import re
from dataclasses import dataclass
from decimal import Decimal

from assistant.saying.cleaning import as_sum
from assistant.saying.outcome import Part
from assistant.saying.sentence import Item, Sentence
from assistant.understanding.amounts import currencies_meant
from tripsplit.currencies import CURRENCIES, currency_name, exponent

# No doubt where the trip has no other currency of the kind.
_COMMON = frozenset({"dollar", "pound", "yen", "franc"})
_DECIMALS = re.compile(r"[.,][0-9]{2}$")
_CENTS = re.compile(r"[0-9]{2}")
_PLURAL = {"en": "s", "fr": "sx", "es": "s", "pt": "s", "it": "ies", "de": "ners"}  # last letters
_ANY_PLURAL, _ANY_PLURAL_OF_FEW = "sx", "sxienr"  # where the language is not told
_LEAST_COUNTED = 4  # letters of a word that may be a plural
_LONGEST_BEFORE = 4  # letters of a currency before its number: "EUR 12", "euro 12"
_AND_CENTS = frozenset({"e", "et", "y", "und", "and"})
_LEAST_CENTS = 5
_MOST_COUNTED, _FEW, _LONGEST_COUNT = 100, 20, 4
PRICED = frozenset({"à", "a", "at", "@", "je", "zu"})  # before what one of several things costs


@dataclass(slots=True)
class Candidate:
    """A number that may be the amount."""

    place: int
    text: str
    currency: str = ""
    places: tuple[int, ...] = ()  # all that belong to it
    counted: str = ""  # the thing that it may count
    is_measure: bool = False  # nights, people, kilometres: no amount at all
    doubt: str = ""

    @property
    def is_certain(self) -> bool:
        return bool(self.currency or _DECIMALS.search(self.text) or not self.text.replace(" ", "").isdecimal())


def is_part_of_a_name(sentence: Sentence, place: int) -> bool:
    """ "7up", "A4", "MP3": no space between, and no currency."""
    item, after, before = sentence.items[place], sentence.at(place + 1), sentence.at(place - 1)
    if after and after.kind == "word" and after.before == "-" and after.start == item.end + 1:  # "7-Eleven"
        return True
    if (
        after
        and after.start == item.end
        and after.kind == "word"
        and not (after.has("unit", "each") or _currency(sentence, after))
    ):
        return True
    return bool(before and before.end == item.start and before.kind == "word" and not _currency(sentence, before))


def candidate(sentence: Sentence, place: int) -> Candidate:
    item = sentence.items[place]
    text = as_sum(item.text) if item.kind == "sum" else item.text.rstrip(".,-–—kK")
    text = text.split()[0] if item.kind == "thousands" else text  # "52 mil"
    found = Candidate(place, text, places=(place,))
    if item.kind == "thousands":
        found.text = (
            str(int(Decimal(found.text.replace(",", ".")) * 1000))
            if re.fullmatch(r"[0-9]{1,6}([.,][0-9]{1,3})?", found.text)
            else found.text
        )
    with_currency(sentence, found)
    if item.kind == "thousands" and not found.currency:
        found.doubt = f"“{item.text}” was read as thousands."
    if not found.currency:
        found.is_measure = _is_measure(sentence, place)
        found.counted = sentence.items[place + 1].text if found.is_measure else _counted(sentence, place)
    return found


def _is_measure(sentence: Sentence, place: int) -> bool:
    item, after = sentence.items[place], sentence.at(place + 1)
    if after is None or after.taken or after.before or not after.has("unit", "people", "dayunit", "weekunit", "times"):
        return False
    if _DECIMALS.search(item.text) and after.start > item.end:  # "45,50 night bus"
        return False
    only = after.tags.keys() <= {"unit", "people", "dayunit", "weekunit", "times", "share", "phase"}
    return after.start == item.end or (only and (item.text.isdecimal() or len(after.text) > 1))


def is_number_of_shares(sentence: Sentence, place: int) -> bool:
    """ "2 shares", "2 x Ben"."""
    item = sentence.items[place]
    is_small = item.kind == "number" and item.text.isdecimal() and 0 < len(item.text) < len("1000")
    times = sentence.has(place + 1, "times") and (sentence.is_person(place - 1) or sentence.is_person(place + 2))
    return is_small and not item.taken and (sentence.has(place + 1, "share") or times)


def is_priced(sentence: Sentence, place: int) -> bool:
    """ "3 at 12 each", "2 à 5 €": so many things, at a price for each."""
    item, price = sentence.items[place], sentence.at(place + 2)
    is_few = 1 < _number(item) <= _FEW
    if not is_few or price is None or not price.is_number or sentence.items[place + 1].text.lower() not in PRICED:
        return False
    return any(sentence.has(place + ahead, "each") for ahead in (3, 4)) or sentence.has(place + 1, "each")


def count_at(sentence: Sentence, place: int) -> int:
    """How many things a number that is not the amount counts, "3 coffees at 2 each", "four tickets"; 0 where it counts none."""
    item = sentence.items[place]
    is_counting = is_priced(sentence, place) or bool(_counted(sentence, place))
    return _number(item) if is_counting and not (item.taken or _is_measure(sentence, place)) else 0


def _number(item: Item) -> int:
    """What a whole number is, in digits or in letters; 0 where it is none."""
    said = item.text if item.kind == "number" else item.tags.get("num", "")
    return int(said) if said.isdecimal() and len(said) <= _LONGEST_COUNT else 0


def amount_of(found: Candidate) -> Decimal:
    """Roughly, to compare amounts with each other; nothing where it is no plain number."""
    plain = found.text.replace(",", ".")
    return Decimal(plain) if re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,3})?", plain) else Decimal()


def with_currency(sentence: Sentence, found: Candidate) -> None:
    for beside in (found.place + 1, found.place - 1):
        item = sentence.at(beside)
        if item is None or item.taken:
            continue
        code = _currency(sentence, item)
        if beside < found.place and item.kind == "word" and len(item.text) > _LONGEST_BEFORE:
            continue  # "livres 12" are books
        apart = (item if beside > found.place else sentence.items[found.place]).before
        if code and not apart.strip(".-"):
            found.currency, found.places = code, (found.place, beside)
            _cents_after(sentence, found, beside)
            return
        if beside > found.place and item.has("cent") and found.text.isdecimal() and not found.currency:
            found.text, found.places = f"0.{found.text:0>2}", (found.place, beside)
            found.doubt = "" if len(found.text) == len("0.00") else "These are many cents."
            return


def _cents_after(sentence: Sentence, found: Candidate, beside: int) -> None:
    """ "12€50", "12 euros 50"."""
    after = sentence.at(beside + 1)
    if beside > found.place and after is not None and _is_spoken_cents(sentence, found, beside + 1):
        found.text, found.places = f"{found.text}.{_number(after):0>2}", (*found.places, beside + 1)
        return
    if beside > found.place and after is not None and after.text.lower() in _AND_CENTS:  # "39 euros e 50"
        cents, end = sentence.at(beside + 2), sentence.at(beside + 3)
        if cents and _CENTS.fullmatch(cents.text) and not cents.before and (end is None or end.before):
            found.text, found.places = f"{found.text}.{cents.text}", (*found.places, beside + 1, beside + 2)
        return
    if beside < found.place or after is None or after.taken or after.kind != "number" or not found.text.isdecimal():
        return
    joined = after.start == sentence.items[beside].end
    if _CENTS.fullmatch(after.text) and (joined or _currency(sentence, sentence.at(beside + 2)) == ""):
        if not joined and not (sentence.at(beside + 2) is None and exponent(found.currency)):
            return
        found.text, found.places = f"{found.text}.{after.text}", (*found.places, beside + 1)


def _is_spoken_cents(sentence: Sentence, found: Candidate, place: int) -> bool:
    """ "Forty two euros ninety"."""
    after = sentence.items[place]
    is_spoken = "num" in sentence.items[found.place].tags and "num" in after.tags
    is_free = not (after.taken or after.before or _counted(sentence, place))
    return is_spoken and is_free and _LEAST_CENTS <= _number(after) < _MOST_COUNTED and exponent(found.currency) == 2  # noqa: PLR2004


def _currency(sentence: Sentence, item: Item | None) -> str:
    """The code that an item stands for beside a number."""
    if item is None or item.kind not in {"word", "sign"}:
        return ""
    code = item.text.upper()
    if item.has("cur"):
        meant = currencies_meant(item.tags["cur"], sentence.world)
        return meant[0] if meant else ""
    known = len(code) == 3 and code in CURRENCIES  # noqa: PLR2004
    return (
        code
        if known and (code == item.text or code in sentence.world.currencies) and not (item.tags and code != item.text)
        else ""
    )


def doubt_currency(sentence: Sentence) -> None:
    """Where a word or a sign stands for several currencies, and neither the trip nor habit tells which."""
    for item in sentence.items:
        if not (item.taken and item.has("cur")):
            continue
        value = item.tags["cur"]
        meant = currencies_meant(value, sentence.world)
        used = [code for code in meant if code in sentence.world.currencies]
        several = len(used) > 1 or (not used and value.islower() and value not in _COMMON)
        if several and meant:
            name = currency_name(meant[0], "en")
            sentence.doubt(Part.CURRENCY, f"“{item.text}” may be another currency than {name}.")


def _counted(sentence: Sentence, place: int) -> str:
    """The word right after a plain number, if the number may count it: "12 beers"."""
    item, after = sentence.items[place], sentence.at(place + 1)
    if not 0 < _number(item) <= _MOST_COUNTED:
        return ""
    if after is None or after.before or after.taken or after.is_person or after.kind != "word":
        return ""
    counts = after.has("measure") or (not after.tags and _may_be_plural(sentence, item, after))
    return after.text if counts else ""


def _may_be_plural(sentence: Sentence, number: Item, word: Item) -> bool:
    few = _number(number) <= _FEW
    endings = _PLURAL[sentence.language] if sentence.is_told else _ANY_PLURAL_OF_FEW if few else _ANY_PLURAL
    return len(word.text) >= _LEAST_COUNTED and word.text[-1].lower() in endings
