"""The one door: a plan and the ledger in, a result out. Pure."""

from dataclasses import replace

from assistant.executing.ledger import Ledger, Rate, Row
from assistant.executing.results import About, Figure, Nothing, Result
from assistant.executing.rounding import converted_back
from assistant.executing.selecting import selected
from assistant.executing.standing import STANDING
from assistant.executing.summing import perhaps_of
from assistant.executing.sums import SUMS
from assistant.plans import Plan, Side
from tripsplit.money import Money


def carry_out(ledger: Ledger, plan: Plan) -> Result:
    """What the plan comes to. A term that nothing mentions gives no figure: that it cost nothing is not what the ledger says."""
    for side in (plan.side, *plan.against):
        if side.filters.terms and not any(ledger.hits[term].sure for term in side.filters.terms):
            return _unmentioned(ledger, plan, side)
        if side.filters.terms and side.filters.categories and not selected(ledger, side.filters):
            # "Food in Kyoto": that no meal mentions the place does not say that none was there.
            return Result(
                plan=plan, currency=ledger.currency, nothing=Nothing.NO_ROWS, perhaps=perhaps_of(ledger, side)
            )
    operation = SUMS.get(plan.operation) or STANDING[plan.operation]
    result = replace(operation(ledger, plan), currency=ledger.currency)
    return _shown_in(ledger, result) if plan.shown_in not in {"", ledger.currency} else result


def _unmentioned(ledger: Ledger, plan: Plan, side: Side) -> Result:
    return Result(
        plan=plan,
        currency=ledger.currency,
        nothing=Nothing.TERM,
        word=side.filters.terms[0],
        perhaps=perhaps_of(ledger, side),
    )


def _shown_in(ledger: Ledger, result: Result) -> Result:
    """The figures in the wanted currency, at the trip's own rate or else the one used last; where there is neither, it says so."""
    code = result.plan.shown_in
    if result.nothing or not result.figures or result.figures[0].about is About.NATIVE:
        return result
    rate = ledger.rates.get(code) or _last_used(ledger, code)
    if rate is None:
        return replace(result, nothing=Nothing.NO_RATE, word=code)
    shown = tuple(_converted(figure, rate, ledger.currency, code) for figure in result.figures)
    return replace(result, figures=(*shown, *result.figures[:1]), rate=rate)


def _converted(figure: Figure, rate: Rate, base: str, code: str) -> Figure:
    if figure.money.currency != base:
        return figure
    minor = converted_back(figure.money.minor, rate=rate.value, base=base, target=code)
    return replace(figure, money=Money(minor, code))


def _last_used(ledger: Ledger, code: str) -> Rate | None:
    rows: list[Row] = [row for row in ledger.rows if row.currency == code and row.rate]
    return max(rows, key=lambda row: row.place).rate if rows else None
