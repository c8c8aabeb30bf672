"""Plans about expenses: totals, counts, averages, the largest and the first, comparisons and percentages. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from assistant.executing.ledger import Ledger, Row
from assistant.executing.periods import bounds, counted_days, months_of
from assistant.executing.results import About, Figure, Nothing, Result
from assistant.executing.rounding import half_up, tenths_of_percent
from assistant.executing.summing import Sum, grouped, in_one_currency, part_of, perhaps_of, rows_of, sum_of
from assistant.plans import NO_FILTERS, Filters, Group, Kind, Measure, Operation, Order, Per, Plan, Side
from tripsplit.money import Money

LISTED = 10  # expenses and payments that are told one by one, where no number was asked for
TIED = 5
DAYS_A_WEEK = 7
OVER_TIME = {Per.DAY, Per.WEEK, Per.MONTH, Per.PERSON_DAY}
AMONG_PEOPLE = {Per.PERSON, Per.PERSON_DAY}
TIMES = (Group.DAY, Group.WEEK, Group.MONTH)
GROUPS = {
    Group.PERSON: About.PERSON,
    Group.CATEGORY: About.CATEGORY,
    Group.DAY: About.DAY,
    Group.WEEK: About.WEEK,
    Group.MONTH: About.MONTH,
    Group.CURRENCY: About.CURRENCY,
}


# -- sums -----------------------------------------------------------------------------------------------------------------
def total(ledger: Ledger, plan: Plan) -> Result:
    """The sum; of several people each one's too; by groups each group's, and all together last."""
    if plan.group:
        return _by_group(ledger, plan)
    found = sum_of(rows_of(ledger, plan.side), plan.side)
    figures = _with_native(ledger, plan, found)
    if len(plan.people) > 1 and plan.measure is not Measure.SPENT:
        figures += _figures(ledger, grouped(ledger, plan.side, Group.PERSON), Group.PERSON)
    return Result(plan=plan, figures=figures, rows=_newest_first(found.rows), perhaps=perhaps_of(ledger, plan.side))


def count(ledger: Ledger, plan: Plan) -> Result:
    """How many there are, and what they come to."""
    result = total(ledger, plan)
    if not plan.group:
        return result
    *groups, everything = result.figures
    groups.sort(key=lambda figure: -figure.count)
    return replace(result, figures=(*groups, everything))


def _by_group(ledger: Ledger, plan: Plan) -> Result:
    everything = sum_of(rows_of(ledger, plan.side), plan.side)
    figures = _figures(ledger, _ordered(grouped(ledger, plan.side, plan.group), plan), plan.group)[: plan.limit]
    whole = Figure(About.TOTAL, Money(everything.base, ledger.currency), count=everything.count)
    return Result(
        plan=plan,
        figures=(*figures, whole),
        lead=len(figures),
        rows=_newest_first(everything.rows),
        perhaps=perhaps_of(ledger, plan.side),
    )


def average(ledger: Ledger, plan: Plan) -> Result:
    """The exact quotient, rounded half up at the end."""
    found = sum_of(rows_of(ledger, plan.side), plan.side)
    days = counted_days(ledger, plan.filters) if plan.per in OVER_TIME else []
    heads = len(_heads(ledger, plan.side, found)) if plan.per in AMONG_PEOPLE else 0
    divisor = {
        Per.MONTH: months_of(days),
        Per.PERSON: heads,
        Per.PERSON_DAY: heads * len(days),
        Per.EXPENSE: found.count,
    }.get(plan.per or Per.DAY, len(days))
    if not divisor:
        return Result(plan=plan, nothing=Nothing.NO_DAYS if plan.per in OVER_TIME else Nothing.NO_ROWS)
    times = DAYS_A_WEEK if plan.per is Per.WEEK else 1
    figures = (
        Figure(
            About.AVERAGE, Money(half_up(Fraction(found.base * times, divisor)), ledger.currency), count=found.count
        ),
        Figure(About.TOTAL, Money(found.base, ledger.currency), count=found.count),
    )
    return Result(
        plan=plan,
        figures=figures,
        rows=_newest_first(found.rows),
        perhaps=perhaps_of(ledger, plan.side),
        divisor=divisor,
        heads=heads,
        over=bounds(days),
    )


def _heads(ledger: Ledger, side: Side, found: Sum) -> list[str]:
    """Whom an average per person is of: those named; else everybody on the trip, and who left but bears a part of it."""
    if side.people:
        return list(side.people)
    sharers = {ref for row in found.rows for ref in row.shares}
    people = [person for person in ledger.people if not person.is_kitty]
    return [person.ref for person in people if person.active or person.ref in sharers]


# -- the largest, the first, the list -------------------------------------------------------------------------------------
def extreme(ledger: Ledger, plan: Plan) -> Result:
    """The largest (or smallest) expenses, or groups; what is as large as the last one is there, too."""
    if plan.group:
        return _extreme_groups(ledger, plan)
    side = _only_expenses(plan.side)
    sign = -1 if plan.operation is Operation.LARGEST else 1
    rows = sorted(rows_of(ledger, side), key=lambda row: (sign * part_of(row, side).base, row.place))
    sizes = [part_of(row, side).base for row in rows]
    lead = _with_ties(sizes, plan.limit or 1)
    return _rows_one_by_one(ledger, plan, side, rows[:lead])


def _extreme_groups(ledger: Ledger, plan: Plan) -> Result:
    order = Order.MOST if plan.operation is Operation.LARGEST else Order.LEAST
    sums = _ordered(grouped(ledger, plan.side, plan.group), plan.model_copy(update={"order": order}))
    figures = _figures(ledger, sums, plan.group)
    if not any(found.rows for found in sums.values()):
        return Result(plan=plan, nothing=Nothing.NO_ROWS, perhaps=perhaps_of(ledger, plan.side))
    lead = _with_ties([found.base for found in sums.values()], plan.limit or 1)
    shown = max(lead, TIED) if plan.group in TIMES else len(figures)
    leading = {row.pk: row for figure in figures[:lead] for row in sums[figure.key].rows}
    return Result(
        plan=plan,
        figures=figures[:shown],
        lead=lead,
        rows=_newest_first(leading.values()),
        perhaps=perhaps_of(ledger, plan.side),
    )


def at_the_end(ledger: Ledger, plan: Plan) -> Result:
    """The earliest or the latest, one by one."""
    rows = sorted(rows_of(ledger, plan.side), key=lambda row: row.place, reverse=plan.operation is Operation.LATEST)
    return _rows_one_by_one(ledger, plan, plan.side, rows[: plan.limit or 1])


def listing(ledger: Ledger, plan: Plan) -> Result:
    """What they come to, then the expenses themselves, newest first (or by size); all of them are the rows."""
    found = sum_of(rows_of(ledger, plan.side), plan.side)
    rows = _by_size(found.rows, plan)[: plan.limit] if plan.order else _newest_first(found.rows)[: plan.limit]
    found = sum_of(rows, plan.side)
    figures = (*_with_native(ledger, plan, found), *_each(ledger, plan.side, rows[: plan.limit or LISTED]))
    return Result(plan=plan, figures=figures, rows=tuple(rows), perhaps=perhaps_of(ledger, plan.side))


def _rows_one_by_one(ledger: Ledger, plan: Plan, side: Side, rows: Sequence[Row]) -> Result:
    if not rows:
        return Result(plan=plan, nothing=Nothing.NO_ROWS, perhaps=perhaps_of(ledger, side))
    figures = _each(ledger, side, rows)
    return Result(plan=plan, figures=figures, lead=len(rows), rows=tuple(rows), perhaps=perhaps_of(ledger, side))


def _with_ties(sizes: Sequence[int], limit: int) -> int:
    """So many, and the next few that are as large as the last of them."""
    if len(sizes) <= limit:
        return len(sizes)
    ties = sum(1 for size in sizes[limit:] if size == sizes[limit - 1])
    return limit + (ties if ties <= TIED else 0)


# -- one sum beside another -----------------------------------------------------------------------------------------------
def compare(ledger: Ledger, plan: Plan) -> Result:
    """Each side's sum, and of two sides the difference: the first less the second."""
    if not plan.against:
        return _by_group(ledger, plan)
    sides = [plan.side, *plan.against]
    sums = [sum_of(rows_of(ledger, side), side) for side in sides]
    figures = [
        Figure(About.SIDE, Money(found.base, ledger.currency), key=str(place), count=found.count)
        for place, found in enumerate(sums)
    ]
    if len(sums) == len(("one", "other")):
        figures.append(Figure(About.DIFFERENCE, Money(sums[0].base - sums[1].base, ledger.currency)))
    rows = {row.pk: row for found in sums for row in found.rows}
    maybe = {row.pk: row for side in sides for row in perhaps_of(ledger, side)}
    return Result(
        plan=plan,
        figures=tuple(figures),
        lead=len(sums),
        rows=_newest_first(rows.values()),
        perhaps=tuple(row for pk, row in maybe.items() if pk not in rows),
    )


def percentage(ledger: Ledger, plan: Plan) -> Result:
    """The sum as a part of another; by groups each group's part of all."""
    whole_side = plan.against[0] if plan.against else whole_of(plan)
    found, whole = (sum_of(rows_of(ledger, side), side) for side in (plan.side, whole_side))
    if whole.base <= 0:
        return Result(plan=plan, nothing=Nothing.NO_WHOLE)
    sums = _ordered(grouped(ledger, plan.side, plan.group), plan) if plan.group else {}
    parts = _figures(ledger, sums, plan.group) or (
        Figure(About.TOTAL, Money(found.base, ledger.currency), count=found.count),
    )
    figures = [
        replace(figure, tenths=tenths_of_percent(sums[figure.key].base if sums else found.base, whole.base))
        for figure in parts
    ]
    return Result(
        plan=plan,
        figures=(*figures, Figure(About.WHOLE, Money(whole.base, ledger.currency), count=whole.count)),
        lead=len(figures),
        rows=_newest_first(found.rows),
        perhaps=perhaps_of(ledger, plan.side),
    )


def whole_of(plan: Plan) -> Side:
    """What a percentage is of, unless it says: all that was spent in the same days."""
    return Side(filters=NO_FILTERS.model_copy(update={"days": plan.filters.days, "weekdays": plan.filters.weekdays}))


# -- figures --------------------------------------------------------------------------------------------------------------
def _with_native(ledger: Ledger, plan: Plan, found: Sum) -> tuple[Figure, ...]:
    """The sum in the trip's currency; and where all was spent in another one, in that: first if that was what was asked."""
    base = Figure(About.TOTAL, Money(found.base, ledger.currency), count=found.count)
    code = in_one_currency([found])
    if not code or code == ledger.currency:
        return (base,)
    native = Figure(About.NATIVE, Money(found.spent[code], code), count=found.count)
    return (native, base) if code in {plan.shown_in, *plan.filters.currencies} else (base, native)


def _figures(ledger: Ledger, sums: dict[str, Sum], group: Group) -> tuple[Figure, ...]:
    """A figure for each sum; of a currency in that itself."""

    def money(key: str, found: Sum) -> Money:
        return Money(found.spent[key], key) if group is Group.CURRENCY else Money(found.base, ledger.currency)

    return tuple(Figure(GROUPS[group], money(key, found), key=key, count=found.count) for key, found in sums.items())


def _ordered(sums: dict[str, Sum], plan: Plan) -> dict[str, Sum]:
    """By size in the trip's currency, unless they are days in their order; what is as large keeps its order."""
    if plan.order is Order.NONE and plan.group in TIMES:
        return sums
    sign = 1 if plan.order is Order.LEAST else -1
    return dict(sorted(sums.items(), key=lambda each: sign * each[1].base))


def _each(ledger: Ledger, side: Side, rows: Iterable[Row]) -> tuple[Figure, ...]:
    return tuple(
        Figure(About.EXPENSE, Money(part_of(row, side).base, ledger.currency), key=row.ref, count=1) for row in rows
    )


def _only_expenses(side: Side) -> Side:
    """Money that came back is neither the largest nor the smallest expense, unless that is asked for."""
    if side.filters.kind:
        return side
    filters: Filters = side.filters.model_copy(update={"kind": Kind.EXPENSE})
    return side.model_copy(update={"filters": filters})


def _newest_first(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda row: row.place, reverse=True))


def _by_size(rows: Iterable[Row], plan: Plan) -> tuple[Row, ...]:
    sign = 1 if plan.order is Order.LEAST else -1
    return tuple(sorted(rows, key=lambda row: (sign * part_of(row, plan.side).base, row.place)))


SUMS: dict[Operation, Callable[[Ledger, Plan], Result]] = {
    Operation.TOTAL: total,
    Operation.COUNT: count,
    Operation.AVERAGE: average,
    Operation.LARGEST: extreme,
    Operation.SMALLEST: extreme,
    Operation.FIRST: at_the_end,
    Operation.LATEST: at_the_end,
    Operation.LIST: listing,
    Operation.COMPARE: compare,
    Operation.PERCENTAGE: percentage,
}
