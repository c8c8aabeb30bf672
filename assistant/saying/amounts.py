"""The amount of a sentence and its currency: which of the numbers it is, and whether another may be meant. Pure."""

import re
from itertools import pairwise

from assistant.saying.candidates import (
    Candidate,
    amount_of,
    candidate,
    is_number_of_shares,
    is_part_of_a_name,
    is_priced,
    with_currency,
)
from assistant.saying.cleaning import tip_after
from assistant.saying.outcome import Part
from assistant.saying.people import everybody
from assistant.saying.sentence import Sentence
from tripsplit.calculator import evaluate_amount
from tripsplit.currencies import MAX_MINOR, exponent
from tripsplit.money import Money, format_money
from tripsplit.parsing import DoubtfulAmount

_LEAST_SPOKEN = 10  # a smaller number in letters counts things
_A_YEAR = re.compile("(?:19|20)[0-9]{2}")
_FEW = 20  # things that one counts
_GUESTS, _HOURS = 3, 24  # more at a table than travel along; the hours of a day
_MOST_SAID, _LONGEST_SAID = 4, 20  # amounts in a doubt's words, and their characters
_THOUSANDTHS = 3  # decimals of a currency: then "12,345" may be either
_GROUP_OR_FRACTION = re.compile("[0-9]{1,3}[.,][0-9]{3}")


def read_amount(sentence: Sentence) -> tuple[int | None, str]:
    """Minor units and the currency; what belongs to them is taken."""
    found = _candidates(sentence)
    found = found or _spoken(sentence)
    world = sentence.world
    if not found:
        sentence.doubt(Part.AMOUNT, "This says no amount.")
        return None, world.currency
    chosen = _chosen(sentence, found)
    currency = next((each.currency for each in chosen if each.currency), "")
    for each in chosen:
        sentence.take(*each.places)
        if len(chosen) > 1 or sentence.items[each.place].kind == "sum":
            _take_tip(sentence, max(each.places))
    amounts = [minor_of(sentence, each, currency or world.currency) for each in chosen]
    total = sum(each or 0 for each in amounts)
    return (total if None not in amounts and total <= MAX_MINOR else None), currency or world.currency


def _take_tip(sentence: Sentence, place: int) -> None:
    """ "40 + 6 de pourboire" is dinner with its tip: what it was for stands elsewhere."""
    end = tip_after(sentence.text, sentence.items[place].end)
    sentence.take(*(at for at, item in enumerate(sentence.items) if at > place and item.end <= end))


def _candidates(sentence: Sentence) -> list[Candidate]:
    found: list[Candidate] = []
    for place in range(len(sentence.items)):
        belongs = any(place in each.places for each in found)  # the cents of "12€50"
        if not belongs and may_be_amount(sentence, place):
            found.append(candidate(sentence, place))
    return found


def spare_the_only_number(sentence: Sentence) -> None:
    """ "Coffee 4.5.": the full stop makes it no day, where nothing else can be the amount."""
    if any(item.is_number for item in sentence.items):
        return
    for item in sentence.items:
        if item.kind == "dotted" and item.text.count(".") == 2 and item.text.endswith("."):  # noqa: PLR2004
            item.kind, item.text = "number", item.text.rstrip(".").replace(" ", "")
            sentence.doubt(Part.AMOUNT, f"“{item.text}” may be a day.")
            return


def may_be_amount(sentence: Sentence, place: int) -> bool:
    item = sentence.items[place]
    if item.taken or not item.is_number or item.ordinal or sentence.has(place + 1, "percent"):
        return False
    is_other = is_part_of_a_name(sentence, place) or is_number_of_shares(sentence, place)
    return not (is_other or is_priced(sentence, place))


def _chosen(sentence: Sentence, found: list[Candidate]) -> list[Candidate]:
    real = [each for each in found if not each.is_measure]
    if not real:
        sentence.doubt(Part.AMOUNT, f"“{found[0].text[:_LONGEST_SAID]} {found[0].counted}” may be no amount.")
        return found[:1]
    real = _without_asides(sentence, real)
    certain = [each for each in real if each.is_certain]
    pool = certain or [each for each in real if not each.counted] or real
    if len(pool) > 1:
        return _several(sentence, pool)
    only = pool[0]
    if only.counted and not only.is_certain:
        sentence.doubt(Part.AMOUNT, f"{only.text} may be a number of {only.counted[:_LONGEST_SAID]}.")
    for other in real:
        is_named = other.place + 1 == only.places[0] and only.is_certain  # "tram 28 3.20"
        if other is not only and not is_named and (not other.counted or not only.is_certain):
            what = f"{other.text[:_LONGEST_SAID]} {other.counted[:_LONGEST_SAID]}".strip()
            sentence.doubt(Part.AMOUNT, f"There is another number, {what}: check the amount.")
    return [only]


def _without_asides(sentence: Sentence, real: list[Candidate]) -> list[Candidate]:
    """Without numbers that say which room, how many people or what time, where another can be the amount."""
    asides = [
        each
        for each in real
        if not (each.is_certain or each.counted) and each.text.isdecimal() and _is_aside(sentence, each, real)
    ]
    left = [each for each in real if each not in asides]
    if not any(each.is_certain or not each.counted for each in left):
        return real
    for each in asides:
        beside = each.place + 1 == left[0].places[0] and not sentence.has(each.place - 1, "numbered")
        if not (beside or all(other.is_certain for other in left)):
            sentence.doubt(Part.AMOUNT, f"There is another number, {each.text[:_LONGEST_SAID]}: check the amount.")
        if sentence.has(each.place - 1, "for", "heads"):
            sentence.heads = int(each.text)
        if sentence.has(each.place - 1, "heads"):
            sentence.take(each.place - 1, each.place)
    return left


def _is_aside(sentence: Sentence, each: Candidate, real: list[Candidate]) -> bool:
    before = each.place - 1
    if sentence.has(before, "numbered"):
        return each is not real[-1] or any(other.is_certain for other in real)
    if sentence.has(each.place + 1, "each"):
        return False
    if _A_YEAR.fullmatch(each.text):  # "wine 2019 vintage 40"
        after = sentence.at(each.place + 1)
        return each is not real[-1] and each.place > 0 and after is not None and after.is_content
    if sentence.has(before, "for", "heads"):
        return 0 < int(each.text) <= len(everybody(sentence)) + _GUESTS
    return sentence.has(before, "hour") and int(each.text) <= _HOURS


def _several(sentence: Sentence, pool: list[Candidate]) -> list[Candidate]:
    """Two amounts: their sum where each has its thing, else the last; always for a person to look at."""
    sentence.is_summed = True
    for each in pool:
        rest = [amount_of(other) for other in pool if other is not each]
        if len(pool) > 2 and amount_of(each) == sum(rest):  # noqa: PLR2004 - "300, Ben 200 and I 100"
            sentence.doubt(Part.AMOUNT, "There are several amounts. This is what the others come to.")
            return [each]
    if _is_count_first(sentence, pool):
        sentence.doubt(Part.AMOUNT, f"There is another number, {pool[0].text}: check the amount.")
        return pool[1:]
    said = " and ".join(each.text[:_LONGEST_SAID] for each in pool[:_MOST_SAID])
    adjoining = any(second.place - first.places[-1] <= 1 for first, second in pairwise(pool))
    one = len({each.currency for each in pool} - {""}) <= 1
    if adjoining or not one:
        chosen = [each for each in pool if each.currency][:1] or pool[-1:]
        sentence.doubt(Part.AMOUNT, f"There are several amounts: {said}. This is one of them.")
        return chosen
    sentence.doubt(Part.AMOUNT, f"There are several amounts: {said}. They were added up.")
    return pool


def _is_count_first(sentence: Sentence, pool: list[Candidate]) -> bool:
    """ "2 large pizzas and a salad 41": a small number begins what was bought, another ends it."""
    first, last = pool[0], pool[-1]
    before, after, end = (sentence.at(at) for at in (first.place - 1, first.place + 1, last.place + 1))
    begins = before is None or before.taken or before.is_connecting or before.is_person
    is_small = first.text.isdecimal() and int(first.text[:4]) <= _FEW and not first.currency
    goes_on = after is not None and after.is_content and not after.before
    return len(pool) == 2 and is_small and begins and goes_on and not (end and end.is_content and not end.before)  # noqa: PLR2004


def _spoken(sentence: Sentence) -> list[Candidate]:
    """A number in letters, before a currency or large enough; a banknote ("fiver"); digits that were taken for a day."""
    for place, item in enumerate(sentence.items):
        if item.ordinal and not item.taken and item.text.endswith("e"):  # "45e" for 45 €
            return [Candidate(place, item.text[:-1], places=(place,), doubt=f"“{item.text}” was read as an amount.")]
        if item.taken or not item.has("num", "note"):
            continue
        value = item.tags.get("num") or item.tags["note"]
        found = Candidate(place, value, places=(place,))
        with_currency(sentence, found)
        if item.has("note"):
            found.doubt = f"“{item.text}” was read as {value}."
            return [found]
        if found.currency or int(value) >= _LEAST_SPOKEN:
            after = sentence.at(place + 1)
            may_count = after is not None and after.is_content and not after.before
            found.doubt = f"“{item.text}” was read as {value}." if may_count and not found.currency else ""
            _doubt_more(sentence, found)
            return [found]
    return []


def _doubt_more(sentence: Sentence, found: Candidate) -> None:
    """Another large number in letters that nothing explains."""
    for place, item in enumerate(sentence.items):
        if place not in found.places and not item.taken and int(item.tags.get("num", "0")) >= _LEAST_SPOKEN:
            sentence.doubt(Part.AMOUNT, f"There is another number, {item.text}: check the amount.")


def minor_of(sentence: Sentence, each: Candidate, currency: str) -> int | None:
    if each.doubt:
        sentence.doubt(Part.AMOUNT, each.doubt)
    locales = (sentence.language, "de" if sentence.language == "en" else "en")
    text = each.text
    if sentence.items[each.place].kind == "number" and " " in text and not each.is_certain:
        sentence.doubt(Part.AMOUNT, f"“{text[:_LONGEST_SAID]}” was read as one number.")
    for tried, locale in enumerate(locales):
        try:
            minor = evaluate_amount(text, currency=currency, locale=locale)
        except DoubtfulAmount as fault:
            reason = fault.reason
            continue
        if (tried and exponent(currency)) or (
            exponent(currency) == _THOUSANDTHS and _GROUP_OR_FRACTION.fullmatch(text)
        ):
            told = format_money(Money(minor, currency), locale="en")
            sentence.doubt(Part.AMOUNT, f"“{text[:_LONGEST_SAID]}” was read as {told}.")
        return minor
    sentence.doubt(Part.AMOUNT, reason)
    return None
