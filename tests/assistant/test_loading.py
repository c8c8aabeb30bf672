"""The figures of a plan are those of the pages, to the cent, read in a few queries that do not grow."""

import datetime
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assistant.executing import loading
from assistant.executing.carrying_out import carry_out
from assistant.executing.loading import read_ledger
from assistant.executing.results import About
from assistant.plans import Amounts, Days, Filters, Operation, Plan, Side
from expenses.filters import FilterForm
from expenses.models import Category, Expense
from expenses.sums import sums_found
from settlements.balances import load_balances
from settlements.debts import load_debts
from settlements.statements.lines import load_statement
from tests.assistant.trips import MAY, fill
from tests.expenses.recording import record
from tests.settlements.rows import grow, pay
from trips.models import Trip

TODAY = MAY[9]
ROLES = {"paid": "paid_by", "shared": "shared_by"}


@pytest.fixture
def full(trip, friends):
    fill(trip, friends)
    return trip


def result_of(trip, me=None, **facts):
    plan = Plan(**facts)
    return carry_out(read_ledger(trip, [plan], me=me, today=TODAY), plan)


def money(result, about=About.TOTAL):
    return [figure.money.minor for figure in result.figures if figure.about is about]


def listed(trip, me, **chosen):
    """What the list of expenses says, narrowed by its own form."""
    trip = Trip.objects.get(pk=trip.pk)
    trip.me = me
    form = FilterForm(chosen, trip=trip, mode={})
    assert not form.errors
    return sums_found(trip, form.wanted), {row.ref for row in form.wanted.rows(trip)}


def test_the_total_is_the_trips(full, zoe):
    everything = Trip.objects.get(pk=full.pk)
    result = result_of(full, operation="total")
    assert money(result) == [everything.total.minor]
    assert result.count == everything.expense_count


LISTS = [
    ({"category": "food"}, {"categories": ("food",)}),
    ({"category": "none"}, {"categories": ("none",)}),
    ({"currency": "USD"}, {"currencies": ("USD",)}),
    ({"kind": "income"}, {"kind": "income"}),
    ({"kind": "expense", "category": "accommodation"}, {"kind": "expense", "categories": ("accommodation",)}),
    ({"from": "2026-05-02", "to": "2026-05-04"}, {"days": (Days(first=MAY[1], last=MAY[3]),)}),
    ({"to": "2026-05-02"}, {"days": (Days(last=MAY[1]),)}),
    ({"min": "50"}, {"amounts": Amounts(currency="EUR", least=5000)}),
    ({"currency": "USD", "max": "30.01"}, {"amounts": Amounts(currency="USD", most=3001)}),
    ({"q": "taxi"}, {"terms": ("taxi",)}),
]


@pytest.mark.parametrize(("chosen", "filters"), LISTS)
def test_a_filtered_total_is_what_the_list_says(full, zoe, chosen, filters):
    sums, refs = listed(full, zoe, **chosen)
    result = result_of(full, operation="total", filters=Filters(**filters))
    sign = -1 if chosen.get("kind") == "income" else 1
    assert money(result) == [sign * sums.total.minor]
    assert {source.ref for source in result.sources} == refs
    assert result.count == sums.count > 0
    mine = result_of(full, zoe, operation="total", measure="share", people=(zoe.ref,), filters=Filters(**filters))
    assert money(mine) == [sign * sums.mine.minor]


@pytest.mark.parametrize("role", ROLES)
def test_a_persons_expenses_are_those_of_the_list(full, friends, role):
    for person in friends:
        _, refs = listed(full, person, person=person.ref, role=role)
        result = result_of(
            full, operation="list", filters=Filters(**{"paid_by" if role == "paid" else "shared_by": (person.ref,)})
        )
        # The list has who stands on the bill with a share of nothing, too; whoever bears nothing did not take part.
        nothing = Expense.objects.filter(shares__participant=person, shares__amount=0).values_list("ref", flat=True)
        assert {source.ref for source in result.sources} == refs - (set(nothing) if role == "shared" else set())


def test_what_each_paid_and_bears_are_the_running_totals(full, friends):
    for measure, column in (("paid", "paid"), ("share", "owed")):
        result = result_of(full, operation="total", measure=measure, group="person")
        told = {figure.key: figure.money.minor for figure in result.figures if figure.about is About.PERSON}
        assert told == {person.ref: getattr(person, column) for person in full.participants.all()}


def test_each_categorys_total_is_in_the_groups(full, zoe):
    result = result_of(full, operation="total", group="category")
    told = {figure.key: figure.money.minor for figure in result.figures if figure.about is About.CATEGORY}
    assert told == {key: listed(full, zoe, category=key)[0].total.minor for key in told}
    assert "health" in Category.values
    assert "health" not in told


def test_each_days_total_is_the_lists(full):
    result = result_of(full, operation="total", group="day")
    told = {figure.key: figure.money.minor for figure in result.figures if figure.about is About.DAY}
    assert told == {day.isoformat(): minor for day, minor in full.expenses.live().day_totals().items()}


def test_balances_and_the_plan_are_those_of_the_page(full, friends):
    page = load_balances(Trip.objects.get(pk=full.pk))
    result = result_of(full, operation="balance")
    assert {figure.key: figure.money.minor for figure in result.figures} == {
        person.ref: person.net.minor for person in page.people
    }
    settled = result_of(full, operation="settle")
    assert [(move.sender, move.receiver, move.minor) for move in settled.moves] == [
        (step.sender.ref, step.receiver.ref, step.money.minor) for step in page.plan
    ]


def test_ones_balance_has_the_rows_of_the_statement(full, friends):
    full.me = friends[0]
    for person in friends:
        page = load_statement(full, person.ref)
        result = result_of(full, operation="balance", people=(person.ref,))
        assert money(result, About.BALANCE) == [page.rows[0].balance.minor]
        assert {source.ref for source in result.sources} == {row.ref for row in page.rows}


def test_debts_are_those_between_each_two(full, friends):
    debts = load_debts(full)
    result = result_of(full, operation="debt")
    told = {(figure.key, figure.other): figure.money.minor for figure in result.figures if figure.about is About.DEBT}
    assert told == debts
    page = load_balances(Trip.objects.get(pk=full.pk))
    assert result.moves == tuple((step.sender.ref, step.receiver.ref, step.money.minor) for step in page.plan)
    for one in friends:
        for other in friends:
            if one != other:
                between = result_of(full, operation="debt", sender=(one.ref,), receiver=(other.ref,))
                told = {(figure.key, figure.other): figure.money.minor for figure in between.figures}
                assert told.pop((one.ref, other.ref)) == debts.get((one.ref, other.ref), 0)
                assert told == {pair: minor for pair, minor in debts.items() if pair == (other.ref, one.ref)}


def test_repayments_are_those_that_count(full, friends):
    zoe, david, *_ = friends
    assert money(result_of(full, operation="repayments")) == [3500]
    assert money(result_of(full, operation="repayments", sender=(david.ref,), receiver=(zoe.ref,))) == [1500]
    assert money(result_of(full, operation="repayments", sender=(zoe.ref,))) == [0]


def test_rates_are_those_at_the_expenses(full):
    result = result_of(full, operation="rate", filters=Filters(currencies=("USD",)))
    assert [(used.currency, str(used.rate.value), used.count) for used in result.rates] == [("USD", "0.9213", 1)]
    assert result_of(full, operation="rate", filters=Filters(currencies=("GBP",))).nothing


def test_another_currency_is_told_only_at_a_rate_that_the_ledger_has(full):
    shown = result_of(full, operation="total", shown_in="USD")
    base = money(result_of(full, operation="total"))[0]
    assert shown.figures[0].money.currency == "USD"
    assert shown.figures[0].money.minor == (base * 10000 * 2 + 9213) // (9213 * 2)
    assert shown.figures[-1].money.minor == base
    assert result_of(full, operation="total", shown_in="GBP").nothing


# -- reading --------------------------------------------------------------------------------------------------------------
EVERYTHING = [
    Plan(operation=operation, per="day" if operation == "average" else None, measure="paid")
    for operation in Operation
    if operation not in {"compare", "fact"}
]


def everything_needed():
    return replace(loading.needs_of(EVERYTHING), payers=None, shares=None, rows=True, rates=True, payments=True)


def plans_about(one, other):
    """Plans of every kind, about people, groups and filters by person."""
    by_person = [{name: (one,)} for name in ("paid_by", "not_paid_by", "shared_by", "not_shared_by")]
    by_person += [{"only_by": (one, other)}, {"shared_by": (one, other)}]
    for measure in ("spent", "paid", "share"):
        for people in ((), (one,), (one, other)):
            for operation in ("total", "count", "largest", "latest", "list", "percentage"):
                yield Plan(operation=operation, measure=measure, people=people)
            yield Plan(operation="total", group="person", measure=measure, people=people)
            yield Plan(operation="average", per="person", measure=measure, people=people)
            yield Plan(
                operation="compare", measure=measure, people=people, against=(Side(measure="share", people=(other,)),)
            )
    yield from (Plan(operation="list", filters=Filters(**chosen)) for chosen in by_person)
    yield from (Plan(operation="balance", people=people) for people in ((), (one,), (one, other)))
    yield from (Plan(operation="debt", sender=sender, receiver=(other,)) for sender in ((), (one,)))
    yield Plan(operation="average", per="person_day")
    yield Plan(operation="total", shown_in="USD")


def test_what_is_not_read_changes_no_answer(full, friends, monkeypatch):
    zoe, _, emily, _ = friends
    plans = list(plans_about(zoe.ref, emily.ref))
    ledgers = [read_ledger(full, [plan], me=zoe, today=TODAY) for plan in plans]
    everything = everything_needed()
    monkeypatch.setattr(loading, "needs_of", lambda plans: everything)
    whole = read_ledger(full, EVERYTHING, me=zoe, today=TODAY)

    def told(ledger, plan):
        result = carry_out(ledger, plan)
        return (result.figures, result.sources, result.nothing, result.divisor, result.moves)

    for plan, ledger in zip(plans, ledgers, strict=True):
        assert told(ledger, plan) == told(whole, plan), plan


def queries(trip):
    with CaptureQueriesContext(connection) as captured:
        read_ledger(trip, EVERYTHING, me=None, today=TODAY)
    return len(captured)


def test_the_queries_do_not_grow_with_the_trip(full, friends):
    before = queries(full)
    grow(full, friends)
    assert queries(full) == before


@pytest.mark.parametrize(
    ("plan", "most"), [({"operation": "total"}, 4), ({"operation": "total", "measure": "paid"}, 6)]
)
def test_only_what_is_needed_is_read(full, plan, most):
    with CaptureQueriesContext(connection) as captured:
        result_of(full, **plan)
    assert len(captured) <= most


def test_what_is_written_in_between_is_read_again(full, friends, monkeypatch):
    zoe, david, *_ = friends
    looks, once = [], loading._revision

    def look(trip):
        looks.append(once(trip))
        if len(looks) == 1:
            pay(full, 100, sender=zoe, receiver=david)
        return once(trip)

    monkeypatch.setattr(loading, "_revision", look)
    result = result_of(full, operation="repayments")
    assert len(looks) == 2
    assert money(result) == [3600]


def test_where_everybody_writes_all_the_time_the_trip_is_held_for_a_moment(full, monkeypatch):
    monkeypatch.setattr(loading, "_revision", lambda trip: -1)
    assert money(result_of(full, operation="repayments")) == [3500]


def test_another_trips_rows_are_not_there(full, stranger, zoe):
    record(stranger.trip, stranger, [stranger], amount=4242, category="food", description="Taxi")
    taxi = result_of(full, operation="list", filters=Filters(terms=("taxi",)))
    assert [row.description for row in taxi.rows] == ["Taxi home"]
    assert 4242 not in money(result_of(full, operation="total", filters=Filters(categories=("food",))))


def test_an_empty_trip_has_nothing_and_no_fault(trip, zoe):
    assert money(result_of(trip, operation="total")) == [0]
    for plan in EVERYTHING:
        result = carry_out(read_ledger(trip, [plan], me=None, today=datetime.date(2026, 5, 1)), plan)
        assert all(figure.money.minor == 0 for figure in result.figures)


def test_of_several_debts_the_sum_comes_first_unless_the_greatest_is_asked_for(full, friends):
    debts = load_debts(full)
    who = max({debtor for debtor, _ in debts}, key=lambda ref: sum(pair[0] == ref for pair in debts))
    theirs = sorted((minor for (debtor, _), minor in debts.items() if debtor == who), reverse=True)
    assert len(theirs) > 1
    assert [figure.money.minor for figure in result_of(full, operation="debt", sender=(who,)).figures] == [
        sum(theirs),
        *theirs,
    ]
    most = result_of(full, operation="debt", sender=(who,), order="most")
    assert [figure.money.minor for figure in most.figures] == theirs
