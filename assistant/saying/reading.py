"""Reads a sentence about an expense by rules: `read()`. Pure, never raises, and asks nobody.

Each reader takes the words that it understands: days, the amount, who handed money to whom, who paid, who shares.
What is left is what it was for.
"""

import datetime

from assistant.saying.amounts import read_amount, spare_the_only_number
from assistant.saying.candidates import doubt_currency
from assistant.saying.dates import read_date
from assistant.saying.debts import read_debt
from assistant.saying.describing import describe
from assistant.saying.foreign import doubt_foreign
from assistant.saying.multiples import read_multiples
from assistant.saying.outcome import Part, Reading
from assistant.saying.pairs import read_pairs
from assistant.saying.payers import SEVERAL_PAID, read_payer
from assistant.saying.payments import doubt_later, read_income, read_payment
from assistant.saying.people import everybody
from assistant.saying.pricing import times_each
from assistant.saying.sentence import Sentence
from assistant.saying.sharers import read_sharers
from assistant.saying.signs import doubt_signs
from assistant.world import World


def read(text: str, world: World) -> Reading:
    """What the sentence says; what is unsure of it bears a doubt in words."""
    sentence = Sentence(text, world)
    spare_the_only_number(sentence)
    date = read_date(sentence)
    amount, currency = read_pairs(sentence) or read_amount(sentence)
    doubt_currency(sentence)
    doubt_signs(sentence)
    payment = None if sentence.paid or sentence.owed else read_payment(sentence)
    if payment is None:
        return _expense(sentence, date, amount, currency)
    return Reading(
        description=describe(sentence),
        amount=amount,
        currency=currency,
        payer=payment.giver,
        sharers={},
        date=date,
        payment_to=payment.receiver,
        doubts=sentence.doubts,
    )


def _expense(sentence: Sentence, date: datetime.date, amount: int | None, currency: str) -> Reading:
    doubt_later(sentence)
    debt = None if sentence.owed else read_debt(sentence)
    income = debt is None and read_income(sentence)
    read_multiples(sentence)
    first = next(iter(sentence.paid), "") or (debt[0] if debt else read_payer(sentence))
    payer, sharers = read_sharers(sentence, first)
    if sentence.owed or (debt and debt[1]):
        sharers = dict.fromkeys(debt[1] if debt else sentence.owed, 1)
    amount = _whole(sentence, amount, currency, sentence.heads or len(sharers or everybody(sentence)))
    description = describe(sentence)
    doubt_foreign(sentence)
    if not payer:
        sentence.doubt(Part.PAYER, "Who paid?")
    if not description:
        sentence.doubt(Part.DESCRIPTION, "What was it for?")
    return Reading(
        description=description,
        amount=amount,
        currency=currency,
        payer=payer,
        sharers=sharers,
        payers=sentence.paid,
        owed=sentence.owed,
        date=date,
        income=income,
        doubts=sentence.doubts,
    )


def _whole(sentence: Sentence, amount: int | None, currency: str, sharers: int) -> int | None:
    """The amount, or as many times as "each" says; of several who paid so much each, what each of them paid is known then."""
    several = sentence.several
    whole = times_each(sentence, amount, currency, len(several) or sharers)
    if several and amount and whole == amount * len(several):  # "Ben and Zoë paid 20 each"
        sentence.paid = dict.fromkeys(several, amount)
        if sentence.doubts.get(Part.PAYER) == SEVERAL_PAID:
            del sentence.doubts[Part.PAYER]
    return whole
