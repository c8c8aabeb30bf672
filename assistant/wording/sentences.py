"""The answer in sentences: the figure first, then what it is of; one row a line where there are several. Pure."""

from collections.abc import Callable, Iterator, Sequence

from assistant.executing.ledger import Row
from assistant.executing.results import About, Figure, Result
from assistant.executing.sums import DAYS_A_WEEK, LISTED
from assistant.plans import Days, Group, Measure, Operation, Per, Side
from assistant.wording.describing import common, income, narrowed, on
from assistant.wording.labels import label, name_of, period
from assistant.wording.pieces import about, closed, expenses, full, items, of_people, of_side, row_in_words, tail_of
from assistant.wording.speech import Speech, capital
from assistant.wording.standings import STANDINGS
from tripsplit.money import Money

SOME = 3
GROUPS_TOLD = 16


def said(speech: Speech, result: Result) -> str:
    """The answer to a plan that has one."""
    speech = speech.about(result.plan.named)
    sentence = STANDINGS.get(result.plan.operation) or SENTENCES[result.plan.operation]
    lines = list(sentence(speech, result))
    if result.rate and result.plan.shown_in:
        lines.append(full(capital(_at_rate(speech, result))))
    if result.perhaps:
        lines.append(full(speech.words.say("perhaps.also", names=some(speech, result.perhaps))))
    return "\n".join(lines)


def some(speech: Speech, rows: Sequence[Row]) -> str:
    """The first few of the rows by their words and amounts, and how many more there are."""
    told = [f"{speech.quoted(row.description)} {speech.amount(Money(row.amount, row.currency))}" for row in rows[:SOME]]
    more = [speech.words.count("numbers.more", len(rows) - SOME)] if len(rows) > SOME else []
    return ", ".join([*told, *more])


# -- totals ---------------------------------------------------------------------------------------------------------------
def _total(speech: Speech, result: Result) -> Iterator[str]:
    plan = result.plan
    if plan.group:
        yield from _groups(speech, result, result.figures[-1])
        return
    main = next(figure for figure in result.figures if figure.about in {About.TOTAL, About.NATIVE})
    yield closed(of_side(speech, plan.side, main), [*narrowed(speech, plan.filters), *_also(speech, result, main)])
    people = [figure for figure in result.figures if figure.about is About.PERSON]
    yield from items(speech, result, people)


def _groups(speech: Speech, result: Result, whole: Figure) -> Iterator[str]:
    """The sum of all, then a line for each group."""
    plan = result.plan
    own = plan.side if plan.people else Side(filters=plan.filters)
    yield closed(of_side(speech, own, whole), [*narrowed(speech, plan.filters), expenses(speech, whole.count)])
    yield from _each_group(speech, result, whole)


def _each_group(speech: Speech, result: Result, whole: Figure) -> Iterator[str]:
    """A line for each of the first groups; the card has them all."""
    groups = [figure for figure in result.figures if figure is not whole]
    yield f"{_heading(speech, result)}:"
    yield from items(speech, result, groups[:GROUPS_TOLD], counted=True)
    if len(groups) > GROUPS_TOLD:
        yield f"- {speech.words.count('numbers.more', len(groups) - GROUPS_TOLD)}"


def _heading(speech: Speech, result: Result) -> str:
    if result.plan.group is Group.PERSON:
        return speech.words.text("groups.paid" if result.plan.measure is Measure.PAID else "groups.share")
    return speech.words.text(f"groups.{result.plan.group}")


def _also(speech: Speech, result: Result, main: Figure) -> Iterator[str]:
    """The same in another currency, and of how many rows it is."""
    yield from (speech.amount(figure.money) for figure in result.figures if _is_same(figure, main))
    yield expenses(speech, result.count)


def _is_same(figure: Figure, main: Figure) -> bool:
    return figure is not main and figure.about in {About.TOTAL, About.NATIVE}


def _count(speech: Speech, result: Result) -> Iterator[str]:
    plan, whole = result.plan, next(figure for figure in result.figures if figure.about is About.TOTAL)
    main = result.figures[0] if result.figures[0].about is About.NATIVE else whole
    sentence = speech.words.say(
        "count.sentence",
        count=expenses(speech, whole.count),
        on=on(speech, plan.filters),
        amount=speech.amount(main.money),
    )
    same = (speech.amount(figure.money) for figure in result.figures if _is_same(figure, main))
    yield closed(sentence, [*tail_of(speech, plan.side), *same])
    if plan.group:
        yield from _each_group(speech, result, whole)


def _average(speech: Speech, result: Result) -> Iterator[str]:
    plan, (mean, whole) = result.plan, result.figures[:2]
    sentence = speech.words.say(
        f"average.{plan.per}",
        amount=speech.amount(mean.money),
        on=on(speech, plan.filters),
        total=speech.amount(whole.money),
        number=_divided_by(speech, result),
    )
    tail = tail_of(speech, plan.side)
    if result.over:
        filters = plan.filters.model_copy(update={"days": ()})
        side = plan.side.model_copy(update={"filters": filters})
        tail = [speech.days(result.over), *tail_of(speech, side)]
    exact = mean.money.minor * result.divisor == whole.money.minor * (DAYS_A_WEEK if plan.per is Per.WEEK else 1)
    yield closed(sentence, [*tail, *([] if exact else [speech.words.text("about.rounded")])])


def _divided_by(speech: Speech, result: Result) -> str:
    words, number = speech.words, result.divisor
    if result.plan.per is Per.PERSON_DAY:
        heads = words.count("numbers.people", result.heads)
        return f"{heads} × {words.count('numbers.days', number // result.heads)}"
    kinds = {Per.MONTH: "months", Per.PERSON: "people", Per.EXPENSE: "expenses"}
    return words.count(f"numbers.{kinds.get(result.plan.per or Per.DAY, 'days')}", number)


# -- one by one -----------------------------------------------------------------------------------------------------------
def _extreme(speech: Speech, result: Result) -> Iterator[str]:
    if result.plan.group:
        yield from _extreme_group(speech, result)
    else:
        yield from _one_by_one(speech, result)


def _extreme_group(speech: Speech, result: Result) -> Iterator[str]:
    plan, leaders = result.plan, result.figures[: result.lead]
    order = "most" if plan.operation is Operation.LARGEST else "least"
    ties = [figure for figure in leaders if figure.money == leaders[0].money]
    values = {"amount": speech.amount(ties[0].money), "on": on(speech, plan.filters)}
    if plan.group is Group.PERSON:
        measure = Measure.PAID if plan.measure is Measure.PAID else Measure.SHARE
        key, people = f"{order}.{measure}", [figure.key for figure in ties]
        if len(people) == 1:
            sentence = of_people(speech, key, people, **values)
        else:
            sentence = capital(speech.words.say(f"{key}.many", who=speech.names(people, subject=True), **values))
    else:
        keys = speech.listed(_group_name(speech, result, figure) for figure in ties)
        sentence = speech.words.say(f"{order}.other.{'one' if len(ties) == 1 else 'many'}", key=keys, **values)
    yield closed(sentence, narrowed(speech, plan.filters))
    yield from items(speech, result, result.figures[len(ties) : max(result.lead, LISTED)])


def _group_name(speech: Speech, result: Result, figure: Figure) -> str:
    if figure.about in {About.DAY, About.WEEK, About.MONTH}:
        return period(speech, figure)
    return speech.category(figure.key) if figure.about is About.CATEGORY else label(speech, result, figure)


def _one_by_one(speech: Speech, result: Result) -> Iterator[str]:
    plan, rows = result.plan, result.rows
    values = {"on": on(speech, plan.filters), "row": row_in_words(speech, rows[0], result.figures[0])}
    sentence = speech.words.count(f"rows.{plan.operation}", len(rows), **values)
    if len(rows) == 1:
        yield closed(sentence, tail_of(speech, _without_its_day(plan.side, rows[0])))
        return
    yield f"{about(sentence, tail_of(speech, plan.side))}:"
    yield from (f"- {row_in_words(speech, row, each)}" for row, each in zip(rows, result.figures, strict=True))


def _without_its_day(side: Side, row: Row) -> Side:
    """The day is told with the row already."""
    if side.filters.days != (Days(first=row.date, last=row.date),):
        return side
    return side.model_copy(update={"filters": side.filters.model_copy(update={"days": ()})})


def _list(speech: Speech, result: Result) -> Iterator[str]:
    yield from _count(speech, result)
    each = {figure.key: figure for figure in result.figures if figure.about is About.EXPENSE}
    for row in result.rows:
        if row.ref in each:
            yield f"- {row_in_words(speech, row, each[row.ref])}"
    if result.count > len(each):
        yield f"- {speech.words.count('numbers.more', result.count - len(each))}"


# -- one beside another ---------------------------------------------------------------------------------------------------
def _compare(speech: Speech, result: Result) -> Iterator[str]:
    if result.plan.group:
        yield from _total(speech, result)
        return
    tail = common(speech, [result.plan.side, *result.plan.against])
    sides = [figure for figure in result.figures if figure.about is About.SIDE]
    sides.sort(key=lambda figure: -figure.money.minor)
    if len(sides) == len(("one", "other")):
        yield closed(_two_sides(speech, result, *sides), tail)
        return
    yield f"{about(speech.words.text('compare.many'), tail)}:"
    yield from items(speech, result, sides, counted=True)


def _two_sides(speech: Speech, result: Result, more: Figure, less: Figure) -> str:
    first, second = label(speech, result, more), name_of(speech, result, less)
    values = {"first": first, "second": second, "amount": speech.amount(more.money)}
    if more.money == less.money:
        return speech.words.say("compare.same", **values)
    return speech.words.say(
        "compare.more", difference=speech.amount(more.money - less.money), other=speech.amount(less.money), **values
    )


def _percentage(speech: Speech, result: Result) -> Iterator[str]:
    plan, whole = result.plan, result.figures[-1]
    tail = [*narrowed(speech, plan.filters), *income(speech, plan.filters)]
    if plan.group:
        yield f"{about(speech.words.say('percentage.groups', whole=speech.amount(whole.money)), tail)}:"
        yield from items(speech, result, result.figures[:-1])
        return
    part = result.figures[0]
    values = {
        "percent": speech.percent(part.tenths or 0),
        "on": on(speech, plan.filters, plan.measure if plan.people else Measure.SPENT),
        "part": speech.amount(part.money),
        "whole": speech.amount(whole.money),
    }
    if plan.measure is Measure.SPENT or not plan.people:
        yield closed(speech.words.say("percentage.spent", **values), tail)
    else:
        yield closed(of_people(speech, f"percentage.{plan.measure}", plan.people, **values), tail)


def _at_rate(speech: Speech, result: Result) -> str:
    rate = result.rate
    if rate is None:
        return ""
    equation = speech.rate(rate.value, result.plan.shown_in, result.currency)
    source = speech.words.say(f"rate.{rate.source}", day=speech.whole_day(rate.date))
    return f"{speech.words.say('about.rate', rate=equation)}, {source}"


SENTENCES: dict[Operation, Callable[[Speech, Result], Iterator[str]]] = {
    Operation.TOTAL: _total,
    Operation.COUNT: _count,
    Operation.AVERAGE: _average,
    Operation.LARGEST: _extreme,
    Operation.SMALLEST: _extreme,
    Operation.FIRST: _one_by_one,
    Operation.LATEST: _one_by_one,
    Operation.LIST: _list,
    Operation.COMPARE: _compare,
    Operation.PERCENTAGE: _percentage,
}
