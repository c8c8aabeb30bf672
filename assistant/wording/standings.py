"""Where people stand, in sentences: balances, debts, the plan, payments, rates, facts of the trip. Pure."""

import datetime
from collections.abc import Callable, Iterator

from assistant.executing.ledger import Repaid
from assistant.executing.results import About, Figure, Result, UsedRate
from assistant.plans import Days, Fact, Operation, Plan
from assistant.wording.describing import narrowed
from assistant.wording.pieces import about, closed, full
from assistant.wording.speech import Speech, capital
from tripsplit.money import Money


def _balance(speech: Speech, result: Result) -> Iterator[str]:
    """A sentence for each of those who were asked for."""
    told = result.figures[: result.lead]
    if not result.plan.people and not any(figure.money for figure in told):
        yield full(speech.words.text("balance.all_even"))
        return
    for figure in told:
        key = "even" if not figure.money else ("gets" if figure.money.minor > 0 else "owes")
        form = "me" if speech.is_me(figure.key) else "one"
        amount = speech.size(figure.money)
        yield _line(told, speech.words.say(f"balance.{key}.{form}", who=speech.name(figure.key), amount=amount))


def _line(told: tuple[Figure, ...], sentence: str) -> str:
    return full(sentence) if len(told) == 1 else f"- {sentence}"


def _debt(speech: Speech, result: Result) -> Iterator[str]:
    debts = tuple(figure for figure in result.figures if figure.about is About.DEBT)
    if result.moves is not None and (debts or result.moves):
        yield f"{speech.words.text('settle.heading')}:"
        yield from (f"- {_between(speech, 'settle.move', figure)}" for figure in result.figures[: result.lead])
        yield f"{speech.words.text('debt.heading')}:"
        yield from (f"- {_between(speech, 'debt.some', figure)}" for figure in debts)
        return
    if not debts:
        yield full(speech.words.say("debt.nobody", amount=speech.amount(Money(0, result.currency))))
        return
    for figure in debts:
        key = "debt.some" if figure.money else "debt.none"
        yield _line(debts, _between(speech, key, figure))
    yield from _whole(speech, result)
    yield full(capital(speech.words.text("about.before_plan")))


def _whole(speech: Speech, result: Result) -> Iterator[str]:
    """What several come to, if they are one person's."""
    whole = [figure for figure in result.figures if figure.about is About.TOTAL]
    if whole and result.plan.named and len(result.figures) > 1:
        yield full(f"{speech.words.text('labels.total')}: {speech.amount(whole[0].money)}")


def _between(speech: Speech, key: str, figure: Figure) -> str:
    form = "me" if speech.is_me(figure.key) else "to_me" if speech.is_me(figure.other) else "one"
    values = {"who": speech.name(figure.key), "to": speech.name(figure.other), "amount": speech.amount(figure.money)}
    return speech.words.say(f"{key}.{form}", **values)


def _settle(speech: Speech, result: Result) -> Iterator[str]:
    moves = tuple(figure for figure in result.figures if figure.about is About.MOVE)
    if not moves and not result.left:
        yield full(speech.words.text("settle.none"))
    for figure in moves:
        yield _line(moves, _between(speech, "settle.move", figure))
    yield from _whole(speech, result)
    if result.left:
        minor = sum(abs(minor) for _, minor in result.left if minor < 0) or sum(minor for _, minor in result.left)
        yield full(speech.words.say("settle.left", amount=speech.amount(Money(minor, result.currency))))


def _repayments(speech: Speech, result: Result) -> Iterator[str]:
    whole, tail = result.figures[0], _about_payments(speech, result.plan)
    if not result.payments:
        yield closed(speech.words.say("repayments.none", amount=speech.amount(whole.money)), tail)
        return
    count = speech.words.count("numbers.payments", len(result.payments))
    shown = [payment for payment in result.payments if payment.ref in {figure.key for figure in result.figures}]
    sentence = speech.words.say("repayments.sentence", count=count, amount=speech.amount(whole.money))
    yield f"{about(sentence, tail)}:"
    yield from (f"- {_payment(speech, payment, result.currency)}" for payment in shown)
    if len(result.payments) > len(shown):
        yield f"- {speech.words.count('numbers.more', len(result.payments) - len(shown))}"


def _payment(speech: Speech, payment: Repaid, currency: str) -> str:
    """ "6 May, David to Zoë: €10.00"."""
    people = speech.words.say(
        "repayments.item", who=speech.name(payment.sender, subject=True), to=speech.name(payment.receiver)
    )
    own = Money(payment.amount, payment.currency)
    foreign = f" ({speech.amount(own)})" if payment.currency != currency else ""
    return f"{speech.day(payment.date)}, {people}: {speech.amount(Money(payment.base, currency))}{foreign}"


def _about_payments(speech: Speech, plan: Plan) -> Iterator[str]:
    if plan.sender or plan.receiver:
        sender, receiver = (speech.names(people, subject=True) or "…" for people in (plan.sender, plan.receiver))
        yield f"{sender} → {receiver}"
    if plan.people:
        yield speech.names(plan.people, subject=True)
    yield from narrowed(speech, plan.filters)


def _rate(speech: Speech, result: Result) -> Iterator[str]:
    for used in result.rates:
        told = closed(speech.rate(used.rate.value, used.currency, result.currency), _about_rate(speech, used))
        yield told if len(result.rates) == 1 else f"- {told}"


def _about_rate(speech: Speech, used: UsedRate) -> Iterator[str]:
    yield speech.words.say(f"rate.{used.rate.source}", day=speech.whole_day(used.rate.date))
    if used.count:
        yield speech.words.count("numbers.expenses", used.count)


def _fact(speech: Speech, result: Result) -> Iterator[str]:
    yield full(FACTS[result.plan.fact](speech, result.facts) if result.facts else speech.words.text("fact.nothing"))


def _people(speech: Speech, facts: tuple[str, ...]) -> str:
    count = speech.words.count("numbers.people", len(facts))
    return speech.words.say("fact.people", count=count, names=speech.names(facts, subject=True))


def _range(facts: tuple[str, ...]) -> tuple[datetime.date, datetime.date]:
    first, last = (datetime.date.fromisoformat(text) for text in facts)
    return first, last


def _dates(speech: Speech, facts: tuple[str, ...]) -> str:
    first, last = _range(facts)
    return speech.words.say("fact.dates", first=speech.whole_day(first), last=speech.whole_day(last))


def _length(speech: Speech, facts: tuple[str, ...]) -> str:
    first, last = _range(facts)
    count = speech.words.count("numbers.days", (last - first).days + 1)
    return speech.words.say("fact.length", count=count, days=speech.days(Days(first=first, last=last)))


FACTS: dict[Fact, Callable[[Speech, tuple[str, ...]], str]] = {
    Fact.PEOPLE: _people,
    Fact.DATES: _dates,
    Fact.LENGTH: _length,
    Fact.CURRENCY: lambda speech, facts: speech.words.say("fact.currency", name=speech.currency(facts[0])),
    Fact.CURRENCIES: lambda speech, facts: speech.words.say(
        "fact.currencies", names=speech.listed(map(speech.currency, facts))
    ),
    Fact.CATEGORIES: lambda speech, facts: speech.words.say(
        "fact.categories", names=speech.listed(map(speech.category, facts))
    ),
}
STANDINGS: dict[Operation, Callable[[Speech, Result], Iterator[str]]] = {
    Operation.BALANCE: _balance,
    Operation.DEBT: _debt,
    Operation.SETTLE: _settle,
    Operation.REPAYMENTS: _repayments,
    Operation.RATE: _rate,
    Operation.FACT: _fact,
}
