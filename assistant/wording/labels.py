"""The name of each figure, as it stands beside it on a card. Pure."""

import datetime
from collections.abc import Callable

from assistant.executing.results import About, Figure, Result
from assistant.plans import Measure
from assistant.wording.describing import measured, side_labels
from assistant.wording.speech import Speech, capital
from tripsplit.currencies import currency_name


def label(speech: Speech, result: Result, figure: Figure) -> str:
    return capital(name_of(speech.about(result.plan.named), result, figure))


def name_of(speech: Speech, result: Result, figure: Figure) -> str:
    """The same inside of a sentence."""
    if name := NAMES.get(figure.about):
        return name(speech, figure)
    if named := NAMED_BY_RESULT.get(figure.about):
        return named(speech, result, figure)
    return speech.words.text(f"labels.{figure.about}")


def period(speech: Speech, figure: Figure) -> str:
    """The day, week or month that a figure is of."""
    if figure.about is About.MONTH:
        return speech.month(datetime.date.fromisoformat(f"{figure.key}-01"))
    day = speech.day(datetime.date.fromisoformat(figure.key))
    return speech.words.say("labels.week", day=day) if figure.about is About.WEEK else day


def _arrow(speech: Speech, sender: str, receiver: str) -> str:
    """Who gives whom, with an arrow, which needs no grammar."""
    return f"{speech.name(sender, subject=True)} → {speech.name(receiver)}"


def _balance(speech: Speech, figure: Figure) -> str:
    mine = speech.is_me(figure.key)
    return (
        speech.words.text("labels.my_balance")
        if mine
        else speech.words.say("labels.balance", who=speech.name(figure.key))
    )


def _expense(_speech: Speech, result: Result, figure: Figure) -> str:
    return next((row.description for row in result.rows if row.ref == figure.key), figure.key)


def _payment(speech: Speech, result: Result, figure: Figure) -> str:
    payment = next(each for each in result.payments if each.ref == figure.key)
    return _arrow(speech, payment.sender, payment.receiver)


def _side(speech: Speech, result: Result, figure: Figure) -> str:
    return side_labels(speech, [result.plan.side, *result.plan.against])[int(figure.key)]


def _total(speech: Speech, result: Result, _figure: Figure) -> str:
    if result.plan.measure is not Measure.SPENT and result.plan.people:
        return next(measured(speech, result.plan.side))
    return speech.words.text("labels.total")


NAMES: dict[About, Callable[[Speech, Figure], str]] = {
    About.PERSON: lambda speech, figure: speech.name(figure.key, subject=True),
    About.CATEGORY: lambda speech, figure: speech.category(figure.key),
    About.DAY: period,
    About.WEEK: period,
    About.MONTH: period,
    About.CURRENCY: lambda speech, figure: currency_name(figure.key, speech.locale),
    About.NATIVE: lambda speech, figure: currency_name(figure.money.currency, speech.locale),
    About.BALANCE: _balance,
    About.DEBT: lambda speech, figure: _arrow(speech, figure.key, figure.other),
    About.MOVE: lambda speech, figure: _arrow(speech, figure.key, figure.other),
}
NAMED_BY_RESULT: dict[About, Callable[[Speech, Result, Figure], str]] = {
    About.EXPENSE: _expense,
    About.PAYMENT: _payment,
    About.SIDE: _side,
    About.TOTAL: _total,
}
