"""Prices of one of several things: "12 each", "3 kebabs à 7,50", "3 nights, 120 per night". Pure."""

from assistant.saying.candidates import PRICED, count_at, is_priced
from assistant.saying.outcome import Part
from assistant.saying.sentence import Sentence
from tripsplit.currencies import MAX_MINOR
from tripsplit.money import Money, format_money

_UNITS = ("unit", "dayunit", "weekunit")


def times_each(sentence: Sentence, amount: int | None, currency: str, people: int) -> int | None:
    """ "12 each": so many times; a person looks at it, since the whole may have been meant."""
    if amount is None:
        return None
    counted, things = next(
        ((at, count) for at in range(len(sentence.items)) if (count := count_at(sentence, at))), (0, 0)
    )
    price = _price(sentence)
    if things and price:
        sentence.take(price, *([counted] if is_priced(sentence, counted) else []))
        _take_each(sentence)
        return _times(sentence, amount, currency, things)
    if nights := _nights(sentence):
        return _times(sentence, amount, currency, nights)
    return _times(sentence, amount, currency, things or people) if _take_each(sentence) else amount


def _nights(sentence: Sentence) -> int:
    """How many times "3 nights, 120 per night", "4 nights x 35" is; 0 where that is the price of all."""
    places = range(len(sentence.items))
    unit = next(
        (at for at in places if at and sentence.has(at, *_UNITS) and _is_whole(sentence, at - 1)),
        0,
    )
    per = next((at for at in places if _is_per(sentence, at)), 0)
    link = unit + 1 if sentence.items[min(unit + 2, len(places) - 1)].taken else 0
    is_linked = link > 1 and sentence.at(link) is not None and sentence.items[link].text.lower() in {*PRICED, "x", "×"}
    if not unit or not (per or is_linked):
        said = sentence.items[per].text if sentence.has(per, "per") else f"per {sentence.items[per].text}"
        if per and len(said.split()[0]) > 1 and not unit:  # not "a night"
            sentence.doubt(Part.AMOUNT, f"Is this the price {said}, or of all?")
        return 0
    sentence.take(per or link)
    return int(sentence.items[unit - 1].text)


def _is_per(sentence: Sentence, place: int) -> bool:
    """ "Per night", "€/h"."""
    item = sentence.items[place]
    is_per = item.has("per") and not (item.taken or item.borrowed)
    return is_per or (place > 0 and item.before == "/" and item.has(*_UNITS) and sentence.items[place - 1].taken)


def _is_whole(sentence: Sentence, place: int) -> bool:
    item = sentence.items[place]
    return item.kind == "number" and item.text.isdecimal() and not item.taken and len(item.text) < len("1000")


def _take_each(sentence: Sentence) -> bool:
    """Whether "each" stands near the amount."""
    for place, item in enumerate(sentence.items):
        if item.has("each") and not (item.taken or (item.borrowed and " " not in item.text)):
            near = sorted(range(max(place - 3, 0), place + 3), key=lambda at: abs(at - place))
            numbers = [number for at in near if (number := sentence.at(at)) and number.is_number]
            if numbers and numbers[0].taken:
                sentence.take(place)
                return True
            return False
    return False


def _price(sentence: Sentence) -> int:
    """The place of "à" in "3 kebabs à 7,50", "3 beers @ 4"; 0 where there is none."""
    for place, item in enumerate(sentence.items):
        if place and item.taken and (item.is_number or item.has("cur")):
            before = sentence.items[place - 1]
            return place - 1 if not before.taken and before.text.lower() in PRICED else 0
    return 0


def _times(sentence: Sentence, amount: int, currency: str, times: int) -> int:
    whole = amount * times
    if times < 2 or whole > MAX_MINOR:  # noqa: PLR2004
        return amount
    told = format_money(Money(whole, currency), locale="en")
    sentence.doubt(Part.AMOUNT, f"{times} times the amount is {told}: is it for each?")
    return whole
