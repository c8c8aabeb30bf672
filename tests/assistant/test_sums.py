"""Whatever the trip and whatever the plan: each figure is what a second, plain implementation comes to, and no other is told."""

from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.executing.carrying_out import carry_out
from assistant.executing.results import About, Nothing
from assistant.plans import Group, Measure, Operation, Order, Per, Plan, Side
from tests.assistant.ledgers import PEOPLE, counted, holds, ledgers, plans, rounded, sides, total

quick = settings(max_examples=max(40, settings.default.max_examples // 3))


def money(result, about):
    return [figure.money.minor for figure in result.figures if figure.about is about]


def unmentioned(ledger, *asked):
    """No expense mentions the term, or none of the category does."""
    return any(
        side.filters.terms
        and (
            not (sure := ledger.hits["taxi"].sure)
            or (
                side.filters.categories
                and not any(holds(row, side.filters, ledger.hits) for row in ledger.rows if row.pk in sure)
            )
        )
        for side in asked
    )


def refs_of(found):
    return {row.ref for row, _ in found}


@quick
@given(ledgers(), plans(Operation.TOTAL))
def test_a_total_is_the_sum_of_exactly_the_rows_that_it_names(ledger, plan):
    result = carry_out(ledger, plan)
    if unmentioned(ledger, plan):
        assert (result.figures, result.sources) == ((), ())
        assert result.nothing in {Nothing.TERM, Nothing.NO_ROWS}
        return
    found = counted(ledger, plan)
    assert money(result, About.TOTAL) == [sum(minor for _, minor in found)]
    assert {source.ref for source in result.sources} == refs_of(found)
    assert result.count == len(found) == len(result.sources)


@quick
@given(ledgers(), plans(Operation.TOTAL))
def test_what_was_spent_in_one_foreign_currency_is_told_in_that_too(ledger, plan):
    result = carry_out(ledger, plan)
    native = [figure.money for figure in result.figures if figure.about is About.NATIVE]
    codes = {row.currency for row, _ in counted(ledger, plan)} if not result.nothing else set()
    assert [each.currency for each in native] == [code for code in codes if codes != {"EUR"} and len(codes) == 1]


@quick
@given(ledgers(), plans(Operation.TOTAL), st.sampled_from([group for group in Group if group]))
def test_groups_add_up_to_the_whole(ledger, plan, group):
    plan = plan.model_copy(update={"group": group})
    result = carry_out(ledger, plan)
    if result.nothing:
        return
    *groups, whole = result.figures
    assert whole.money.minor == total(ledger, plan)
    if group is Group.CURRENCY:
        assert {each.money.currency for each in groups} == {row.currency for row, _ in counted(ledger, plan)}
    elif group is not Group.PERSON:
        assert sum(each.money.minor for each in groups) == whole.money.minor
        assert sum(each.count for each in groups) == result.count


@quick
@given(ledgers(), plans(Operation.TOTAL, group=Group.PERSON))
def test_each_persons_part_is_that_persons(ledger, plan):
    result = carry_out(ledger, plan)
    if result.nothing:
        return
    told = {figure.key: figure.money.minor for figure in result.figures if figure.about is About.PERSON}
    measure = Measure.PAID if plan.measure is Measure.PAID else Measure.SHARE
    for person in PEOPLE:
        side = Side(measure=measure, people=(person.ref,), filters=plan.filters)
        if person.ref in told:
            assert told[person.ref] == total(ledger, side)
        elif not plan.people or person.ref in plan.people:
            assert not counted(ledger, side)
            assert not person.active or person.is_kitty or plan.filters.terms


@quick
@given(ledgers(), plans(Operation.AVERAGE, per=Per.EXPENSE))
def test_an_average_expense_is_the_exact_quotient_rounded_once(ledger, plan):
    result = carry_out(ledger, plan)
    found = counted(ledger, plan)
    if not unmentioned(ledger, plan) and found:
        whole = sum(minor for _, minor in found)
        assert money(result, About.AVERAGE) == [rounded(Fraction(whole, len(found)))]
        assert (money(result, About.TOTAL), result.divisor) == ([whole], len(found))
    else:
        assert result.nothing


@quick
@given(
    ledgers(), st.sampled_from([Per.DAY, Per.WEEK, Per.MONTH]).flatmap(lambda per: plans(Operation.AVERAGE, per=per))
)
def test_an_average_day_is_of_the_days_asked_for_that_the_trip_has(ledger, plan):
    result = carry_out(ledger, plan)
    if result.nothing:
        return
    days = days_of(ledger, plan)
    parts = {
        Per.DAY: len(days),
        Per.WEEK: Fraction(len(days), 7),
        Per.MONTH: len({day.replace(day=1) for day in days}),
    }[plan.per]
    assert money(result, About.AVERAGE) == [rounded(Fraction(total(ledger, plan)) / parts)]
    assert (result.over.first, result.over.last) == (min(days), max(days))


def days_of(ledger, plan):
    dates = [row.date for row in ledger.rows]
    first, last = ledger.start or min(dates), ledger.end or max(dates)
    until = ledger.today if first <= ledger.today <= last else last
    own = {first + timedelta(days=step) for step in range((until - first).days + 1)}
    if plan.filters.days:
        (asked,) = plan.filters.days
        start, end = asked.first or first, asked.last or last
        days = {start + timedelta(days=step) for step in range((end - start).days + 1)}
        own = days & own or days
    return {day for day in own if not plan.filters.weekdays or day.weekday() in plan.filters.weekdays}


@quick
@given(ledgers(), st.sampled_from([Per.PERSON, Per.PERSON_DAY]).flatmap(lambda per: plans(Operation.AVERAGE, per=per)))
def test_an_average_person_is_one_of_those_who_are_there(ledger, plan):
    result = carry_out(ledger, plan)
    if result.nothing:
        return
    sharers = {ref for row, _ in counted(ledger, plan) for ref in row.shares}
    people = [person for person in PEOPLE if not person.is_kitty and (person.active or person.ref in sharers)]
    heads = len(plan.people) or len(people)
    parts = heads * len(days_of(ledger, plan)) if plan.per is Per.PERSON_DAY else heads
    assert (result.heads, result.divisor) == (heads, parts)
    assert money(result, About.AVERAGE) == [rounded(Fraction(total(ledger, plan), parts))]


@quick
@given(ledgers(), st.sampled_from([Operation.LARGEST, Operation.SMALLEST]).flatmap(plans), st.integers(1, 3))
def test_nothing_that_is_left_out_is_larger_than_the_largest(ledger, plan, limit):
    plan = plan.model_copy(update={"limit": limit})
    result = carry_out(ledger, plan)
    found = [] if unmentioned(ledger, plan) else counted(ledger, plan, kind=plan.filters.kind or "expense")
    if not found:
        assert result.nothing
        return
    sizes = sorted((minor for _, minor in found), reverse=plan.operation is Operation.LARGEST)
    told = money(result, About.EXPENSE)
    assert told == sizes[: len(told)]
    assert len(told) >= min(limit, len(found))
    of_ref = {row.ref: minor for row, minor in found}
    assert [of_ref[figure.key] for figure in result.figures] == told


@quick
@given(ledgers(), plans(Operation.LARGEST), st.sampled_from([group for group in Group if group]))
def test_the_largest_group_is_one_of_the_groups_sums(ledger, plan, group):
    plan = plan.model_copy(update={"group": group})
    result = carry_out(ledger, plan)
    if result.nothing:
        return
    everything = carry_out(ledger, plan.model_copy(update={"operation": Operation.TOTAL, "order": Order.MOST}))
    assert result.figures[0] == everything.figures[0]
    assert all(figure in everything.figures for figure in result.figures)


@quick
@given(ledgers(), st.sampled_from([Operation.FIRST, Operation.LATEST]).flatmap(plans))
def test_the_first_and_the_latest_stand_at_the_ends(ledger, plan):
    result = carry_out(ledger, plan)
    found = [] if unmentioned(ledger, plan) else counted(ledger, plan)
    if not found:
        assert result.nothing
        return
    end = min if plan.operation is Operation.FIRST else max
    row, minor = end(found, key=lambda each: (each[0].date, each[0].pk))
    assert [(figure.key, figure.money.minor) for figure in result.figures] == [(row.ref, minor)]


@quick
@given(ledgers(), plans(Operation.LIST))
def test_a_list_is_all_of_it_newest_first(ledger, plan):
    result = carry_out(ledger, plan)
    if unmentioned(ledger, plan):
        return
    found = sorted(counted(ledger, plan), key=lambda each: (each[0].date, each[0].pk), reverse=True)
    assert [row.ref for row in result.rows] == [row.ref for row, _ in found]
    assert money(result, About.TOTAL) == [sum(minor for _, minor in found)]


@quick
@given(ledgers(), plans(Operation.COUNT))
def test_a_count_is_the_number_of_rows(ledger, plan):
    result = carry_out(ledger, plan)
    if not unmentioned(ledger, plan):
        assert result.count == len(counted(ledger, plan))


@quick
@given(ledgers(), sides, sides)
def test_a_comparison_has_both_sides_and_their_difference(ledger, one, other):
    plan = plan_of(Operation.COMPARE, one, against=(other,))
    result = carry_out(ledger, plan)
    if unmentioned(ledger, one, other):
        assert result.nothing in {Nothing.TERM, Nothing.NO_ROWS}
        return
    sums = [total(ledger, one), total(ledger, other)]
    assert money(result, About.SIDE) == sums
    assert money(result, About.DIFFERENCE) == [sums[0] - sums[1]]
    assert {row.ref for row in result.rows} == refs_of(counted(ledger, one)) | refs_of(counted(ledger, other))


@quick
@given(ledgers(), sides, sides)
def test_a_percentage_is_exact_to_the_tenth(ledger, part, whole):
    result = carry_out(ledger, plan_of(Operation.PERCENTAGE, part, against=(whole,)))
    if unmentioned(ledger, part, whole):
        return
    if total(ledger, whole) <= 0:
        assert result.nothing is Nothing.NO_WHOLE
        return
    assert result.figures[0].tenths == rounded(Fraction(1000 * total(ledger, part), total(ledger, whole)))
    assert money(result, About.WHOLE) == [total(ledger, whole)]


@quick
@given(ledgers(), plans(Operation.REPAYMENTS), st.sampled_from([(), ("a",)]), st.sampled_from([(), ("b",)]))
def test_repayments_are_those_between_the_people(ledger, plan, sender, receiver):
    plan = plan.model_copy(update={"sender": sender, "receiver": receiver, "people": (), "filters": plan.filters})
    narrow = plan.model_copy(update={"filters": plan.filters.model_copy(update={"terms": ()})})
    result = carry_out(ledger, narrow)
    found = [
        each
        for each in ledger.payments
        if (not sender or each.sender in sender) and (not receiver or each.receiver in receiver)
    ]
    assert {each.ref for each in result.payments} <= {each.ref for each in found}
    assert money(result, About.TOTAL) == [sum(each.base for each in result.payments)]


@quick
@given(ledgers(), sides)
def test_what_may_be_meant_is_told_and_never_counted(ledger, side):
    result = carry_out(ledger, plan_of(Operation.TOTAL, side))
    assert not {row.pk for row in result.perhaps} & {row.pk for row in result.rows}
    assert {row.pk for row in result.perhaps} <= ledger.hits["taxi"].maybe
    if not side.filters.terms:
        assert result.perhaps == ()


@pytest.mark.parametrize("exact", [Fraction(5, 2), Fraction(-5, 2), Fraction(7, 3), Fraction(0)])
def test_the_second_implementation_rounds_half_up(exact):
    assert rounded(exact) == {Fraction(5, 2): 3, Fraction(-5, 2): -3, Fraction(7, 3): 2}.get(exact, 0)


def plan_of(operation, side, **facts):
    return Plan(operation=operation, measure=side.measure, people=side.people, filters=side.filters, **facts)
