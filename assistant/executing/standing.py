"""Plans about where people stand: balances, debts, the plan, payments, rates and facts of the trip. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from assistant.executing.ledger import Ledger, Rate, Repaid, Row, Settling
from assistant.executing.periods import trip_days
from assistant.executing.results import About, Figure, Nothing, Result, UsedRate
from assistant.executing.selecting import paid_back, selected
from assistant.executing.sums import LISTED
from assistant.plans import NO_CATEGORY, Fact, Operation, Order, Plan
from tripsplit.money import Money

Placed = TypeVar("Placed", Row, Repaid)


def balance(ledger: Ledger, plan: Plan) -> Result:
    """Where people stand; positive is owed money. Of one person, what concerns that one; with an order, only who comes first."""
    people = [
        person.ref
        for person in ledger.people
        if person.ref in plan.people or (not plan.people and (person.active or ledger.nets[person.ref]))
    ]
    if plan.order:
        sign = -1 if plan.order is Order.MOST else 1
        people = [ref for ref in people if sign * ledger.nets[ref] < 0 or plan.people]
        people.sort(key=lambda ref: sign * ledger.nets[ref])
    figures = tuple(Figure(About.BALANCE, Money(ledger.nets[ref], ledger.currency), key=ref) for ref in people)
    only = people[0] if len(people) == 1 else ""
    return Result(
        plan=plan,
        figures=figures,
        lead=_leading(ledger, people, plan),
        rows=_newest(row for row in ledger.rows if only in row.payers or only in row.shares),
        payments=_newest(each for each in ledger.payments if only in {each.sender, each.receiver}),
    )


def _leading(ledger: Ledger, people: list[str], plan: Plan) -> int:
    """With an order so many as were asked for, and whoever stands as the last of them does."""
    if not plan.order or not people:
        return len(people)
    last = ledger.nets[people[min(plan.limit or 1, len(people)) - 1]]
    return max(place for place, ref in enumerate(people, start=1) if ledger.nets[ref] == last)


def debt(ledger: Ledger, plan: Plan) -> Result:
    """Who owes whom, pair by pair. Between two named people what there is comes first, in whichever direction it goes.

    Where nobody is named, the plan that settles it all comes before.
    """
    if not plan.named:
        return _everybodys_debts(ledger, plan)
    sign = 1 if plan.order is Order.LEAST else -1
    pairs = [pair for pair in ledger.debts if _between(pair, plan)]
    pairs.sort(key=lambda pair: (sign * ledger.debts[pair], pair))
    two = (*plan.sender, *plan.receiver) if len(plan.sender) == len(plan.receiver) == 1 else ()
    if two and not pairs:
        back = (two[1], two[0])
        pairs = [*([back] if back in ledger.debts else []), two]
    figures = [Figure(About.DEBT, Money(ledger.debts.get(pair, 0), ledger.currency), *pair) for pair in pairs]
    whole = Figure(About.TOTAL, Money(sum(figure.money.minor for figure in figures), ledger.currency))
    return Result(
        plan=plan,
        figures=tuple(figures) if two or (plan.order and figures) else _with_whole(figures, whole, plan),
        lead=len(figures),
        rows=_newest(row for row in ledger.rows if two and _lets_owe(row, *two)),
        payments=_newest(each for each in ledger.payments if two and {each.sender, each.receiver} == {*two}),
    )


def _everybodys_debts(ledger: Ledger, plan: Plan) -> Result:
    settled = settle(ledger, plan)
    pairs = sorted(ledger.debts, key=lambda pair: (-ledger.debts[pair], pair))
    debts = [Figure(About.DEBT, Money(ledger.debts[pair], ledger.currency), *pair) for pair in pairs]
    moves = tuple(figure for figure in settled.figures if figure.about is About.MOVE)
    whole = () if moves or debts else (Figure(About.TOTAL, Money(0, ledger.currency)),)
    return replace(settled, nothing=None, figures=(*moves, *debts, *whole), lead=len(moves))


def _with_whole(figures: list[Figure], whole: Figure, plan: Plan) -> tuple[Figure, ...]:
    """Of one person's several debts or payments the sum comes first, of everybody's last; of none it is all there is."""
    if len(figures) == 1:
        return tuple(figures)
    return (whole, *figures) if plan.named else (*figures, whole)


def _between(pair: tuple[str, str], plan: Plan) -> bool:
    sender, receiver = pair
    named = not plan.people or sender in plan.people or receiver in plan.people
    return named and (not plan.sender or sender in plan.sender) and (not plan.receiver or receiver in plan.receiver)


def _lets_owe(row: Row, one: str, other: str) -> bool:
    """One of the two laid out for the other."""
    return (one in row.payers and other in row.shares) or (other in row.payers and one in row.shares)


def settle(ledger: Ledger, plan: Plan) -> Result:
    """The payments of the trip's plan: all, or those of the people who were named. None: nothing is to be paid."""
    settling = ledger.settling
    if settling is None:
        return Result(plan=plan, nothing=Nothing.UNBALANCED)
    moves = tuple(move for move in settling.moves if _between((move.sender, move.receiver), plan))
    figures = [Figure(About.MOVE, Money(move.minor, ledger.currency), move.sender, move.receiver) for move in moves]
    whole = Figure(About.TOTAL, Money(sum(move.minor for move in moves), ledger.currency))
    return Result(
        plan=plan,
        figures=_with_whole(figures, whole, plan),
        lead=len(moves),
        moves=moves,
        left=_left(settling, plan),
    )


def _left(settling: Settling, plan: Plan) -> tuple[tuple[str, int], ...]:
    named = {*plan.people, *plan.sender, *plan.receiver}
    return tuple((ref, minor) for ref, minor in settling.left.items() if not named or ref in named)


def repayments(ledger: Ledger, plan: Plan) -> Result:
    """What was paid back, all together and one by one, newest first; by or to one of `people`, or between several of them."""
    found = paid_back(ledger, plan.filters, plan.sender, plan.receiver)
    if plan.people:
        sides = min(len(plan.people), len(("sender", "receiver")))
        found = [each for each in found if len({each.sender, each.receiver} & {*plan.people}) == sides]
    found = list(_newest(found, oldest=plan.order is Order.LEAST))[: plan.limit]
    whole = Figure(About.TOTAL, Money(sum(each.base for each in found), ledger.currency), count=len(found))
    each = [
        Figure(About.PAYMENT, Money(payment.base, ledger.currency), key=payment.ref, count=1)
        for payment in found[: plan.limit or LISTED]
    ]
    return Result(plan=plan, figures=(whole, *each), payments=tuple(found))


def rate(ledger: Ledger, plan: Plan) -> Result:
    """The rates that expenses were converted at, and those that the trip has of its own; the newest first."""
    wanted = [code for code in plan.filters.currencies if code != ledger.currency]
    rows = [row for row in selected(ledger, plan.filters) if row.currency != ledger.currency]
    used: dict[tuple[str, Rate], int] = defaultdict(int)
    for row in _newest(rows):
        if row.rate:
            used[row.currency, row.rate] += 1
    own = {(code, found): 0 for code, found in ledger.rates.items() if not wanted or code in wanted}
    same = {(code, found.value) for code, found in own}
    rates = {**{pair: used.get(pair, 0) for pair in own}, **used}
    merged = _merged(rates, same)
    if not merged:
        return Result(plan=plan, nothing=Nothing.NO_RATE, word=(wanted or [ledger.currency])[0])
    return Result(plan=plan, rates=tuple(merged), rows=_newest(rows))


def _merged(rates: dict[tuple[str, Rate], int], own: set[tuple[str, Decimal]]) -> list[UsedRate]:
    """One line for each value of each currency: on many days the same rate may have been used."""
    found: dict[tuple[str, Decimal], UsedRate] = {}
    for (code, each), times in rates.items():
        before = found.get((code, each.value))
        found[code, each.value] = UsedRate(
            code, before.rate if before else each, times + (before.count if before else 0)
        )
    return sorted(found.values(), key=lambda used: (used.currency, (used.currency, used.rate.value) not in own))


def fact(ledger: Ledger, plan: Plan) -> Result:
    """A fact about the trip, as refs, days, codes or keys."""
    facts: tuple[str, ...] = ()
    days = trip_days(ledger)
    if plan.fact is Fact.PEOPLE:
        facts = tuple(person.ref for person in ledger.people if person.active and not person.is_kitty)
    elif plan.fact in {Fact.DATES, Fact.LENGTH}:
        if days is None or days.first is None or days.last is None:
            return Result(plan=plan, nothing=Nothing.NO_DAYS)
        facts = (days.first.isoformat(), days.last.isoformat())
    elif plan.fact is Fact.CURRENCY:
        facts = (ledger.currency,)
    elif plan.fact is Fact.CURRENCIES:
        facts = tuple(sorted({row.currency for row in ledger.rows}, key=lambda code: (code != ledger.currency, code)))
    else:
        facts = tuple(sorted({row.category or NO_CATEGORY for row in ledger.rows}))
    return Result(plan=plan, facts=facts, lead=len(facts))


def _newest(rows: Iterable[Placed], *, oldest: bool = False) -> tuple[Placed, ...]:
    return tuple(sorted(rows, key=lambda row: row.place, reverse=not oldest))


STANDING: dict[Operation, Callable[[Ledger, Plan], Result]] = {
    Operation.BALANCE: balance,
    Operation.DEBT: debt,
    Operation.SETTLE: settle,
    Operation.REPAYMENTS: repayments,
    Operation.RATE: rate,
    Operation.FACT: fact,
}
