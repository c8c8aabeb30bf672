"""Reads a sentence about an expense by rules: `read()`. Pure, never raises, and asks nobody."""

from assistant.saying.outcome import Part, Reading
from assistant.understanding.lexicon import lexicon
from assistant.understanding.names import find_names
from assistant.understanding.tokens import words_of
from assistant.world import World
from tripsplit.parsing import DoubtfulAmount, parse_amount

LONGEST_DESCRIPTION = 300


def read(text: str, world: World) -> Reading:
    """What the sentence says; what is unsure of it bears a doubt in words."""
    words = words_of(text)
    amounts = [word for word in words if word.kind == "number"]
    named = find_names(words, world, lexicon("en"))
    taken = {place for name in named for place in range(name.start, name.end)}
    doubts: dict[Part, str] = {}
    amount = None
    if amounts:
        try:
            amount = parse_amount(amounts[0].text, currency=world.currency, locale=world.language)
        except DoubtfulAmount as fault:
            doubts[Part.AMOUNT] = fault.reason
    else:
        doubts[Part.AMOUNT] = "This says no amount."
    rest = [word.text for place, word in enumerate(words) if word not in amounts and place not in taken]
    payer = next((name.refs[0] for name in named), world.me.ref if world.me else "")
    return Reading(
        description=" ".join(rest)[:LONGEST_DESCRIPTION],
        amount=amount,
        currency=world.currency,
        payer=payer,
        sharers={},
        date=world.today,
        doubts=doubts,
    )
