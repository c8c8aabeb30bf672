"""What selected expenses come to, by the measure that was asked for, and by groups. Pure; whole minor units throughout."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from assistant.executing.ledger import Ledger, Part, Row
from assistant.executing.selecting import perhaps, selected
from assistant.plans import NO_CATEGORY, Group, Kind, Measure, Side

NO_PART = (0, 0)


@dataclass(frozen=True, slots=True)
class Sum:
    """`base` in the trip's currency, `spent` by the currency that it was spent in; `rows` are exactly those that were added up."""

    base: int
    spent: Mapping[str, int]
    rows: tuple[Row, ...]

    @property
    def count(self) -> int:
        return len(self.rows)


def rows_of(ledger: Ledger, side: Side) -> list[Row]:
    """The rows that the side is about: where people are measured, those in which one of them has a part."""
    return [row for row in selected(ledger, side.filters) if _concerns(row, side)]


def perhaps_of(ledger: Ledger, side: Side) -> tuple[Row, ...]:
    """What may be meant, too, and is not counted, the largest first."""
    found = [row for row in perhaps(ledger, side.filters) if _concerns(row, side)]
    return tuple(sorted(found, key=lambda row: (-row.base, row.place)))


def sum_of(rows: Iterable[Row], side: Side) -> Sum:
    """All the rows by the side's measure; an income counts the other way."""
    rows = tuple(rows)
    base, spent = 0, defaultdict[str, int](int)
    for row in rows:
        part = part_of(row, side)
        base += part.base
        spent[row.currency] += part.amount
    return Sum(base, dict(spent), rows)


def part_of(row: Row, side: Side) -> Part:
    """What one row counts for: all of it, or what the people paid or bear of it. An income takes off, unless it is asked about."""
    sign = 1 if side.filters.kind is Kind.INCOME else row.sign
    if side.measure is Measure.SPENT or not side.people:
        return Part(sign * row.amount, sign * row.base)
    lines = _lines(row, side.measure)
    parts = [lines[ref] for ref in side.people if ref in lines]
    return Part(sign * sum(part.amount for part in parts), sign * sum(part.base for part in parts))


def grouped(ledger: Ledger, side: Side, group: Group) -> dict[str, Sum]:
    """The sums of the groups: people in the trip's order, categories and currencies by key, days, weeks and months in their order.

    A week's key is its Monday. Who has no part is there with nothing, if still on the trip and unless it is about a thing; other
    groups have rows.
    """
    if group is Group.PERSON:
        return _by_person(ledger, side)
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows_of(ledger, side):
        found[_key(row, group)].append(row)
    return {key: sum_of(found[key], side) for key in sorted(found)}


def per_person(side: Side) -> Measure:
    """By person there is what each paid or bears; of what was spent, each one's share."""
    return Measure.SHARE if side.measure is Measure.SPENT else side.measure


def _by_person(ledger: Ledger, side: Side) -> dict[str, Sum]:
    measure = per_person(side)
    theirs: dict[str, list[Row]] = defaultdict(list)
    for row in selected(ledger, side.filters):
        for ref, part in _lines(row, measure).items():
            if part != NO_PART:
                theirs[ref].append(row)
    sums = {}
    for person in ledger.people:
        if side.people and person.ref not in side.people:
            continue
        if theirs[person.ref] or side.people or (person.active and not person.is_kitty and not side.filters.terms):
            own = Side(measure=measure, people=(person.ref,), filters=side.filters)
            sums[person.ref] = sum_of(theirs[person.ref], own)
    return sums


def _concerns(row: Row, side: Side) -> bool:
    if side.measure is Measure.SPENT or not side.people:
        return True
    lines = _lines(row, side.measure)
    return any(ref in lines and lines[ref] != NO_PART for ref in side.people)


def _lines(row: Row, measure: Measure) -> Mapping[str, Part]:
    return row.payers if measure is Measure.PAID else row.shares


def _key(row: Row, group: Group) -> str:
    if group is Group.CATEGORY:
        return row.category or NO_CATEGORY
    if group is Group.CURRENCY:
        return row.currency
    if group is Group.MONTH:
        return f"{row.date:%Y-%m}"
    if group is Group.WEEK:
        return (row.date - timedelta(days=row.date.weekday())).isoformat()
    return row.date.isoformat()


def in_one_currency(sums: Sequence[Sum]) -> str:
    """The currency that everything was spent in, if it is only one."""
    used = {code for each in sums for code in each.spent}
    return used.pop() if len(used) == 1 else ""
