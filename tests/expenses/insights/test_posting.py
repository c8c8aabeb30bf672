"""The totals of the days follow every service that writes expenses, and are what the rows come to."""

import datetime
from dataclasses import replace
from decimal import Decimal
from importlib import import_module

import pytest
from django.db import connection

from expenses.drafts import draft_of
from expenses.models import DayTotal, Expense
from expenses.rating import set_trip_rate
from expenses.repricing import reprice
from expenses.services import (
    delete_expense,
    edit_expense,
    move_expenses,
    record_expenses,
    restore_expense,
    restore_version,
)
from tests.expenses.recording import DAY, record

NEXT = DAY + datetime.timedelta(days=1)
DOLLARS = {"currency": "USD", "rate": Decimal("0.5"), "rate_source": "trip"}


def totals(trip):
    """(day, category, currency) -> (count, amount, base amount), of those that stand for an expense."""
    return {
        (total.date, total.category, total.currency): (total.count, total.amount, total.base_amount)
        for total in trip.day_totals.there()
    }


@pytest.fixture
def dinner(trip, zoe, friends):
    return record(trip, zoe, friends, amount=1000, category="food")


@pytest.fixture
def food(dinner):
    """The one total that there is before anything else is done."""
    return (DAY, "food", "EUR")


def test_what_is_recorded_adds_up_by_day_category_and_currency(trip, zoe, friends, dinner, food):
    record(trip, zoe, friends, amount=500, category="food")
    record(trip, zoe, friends, amount=800, category="food", date=NEXT)
    record(trip, zoe, friends, amount=800, category="food", **DOLLARS)
    record(trip, zoe, friends, amount=70)
    assert totals(trip) == {
        food: (2, 1500, 1500),
        (NEXT, "food", "EUR"): (1, 800, 800),
        (DAY, "food", "USD"): (1, 800, 400),
        (DAY, "", "EUR"): (1, 70, 70),
    }


def test_an_income_counts_the_other_way(trip, zoe, friends, dinner, food):
    record(trip, zoe, friends, amount=1200, category="food", kind=Expense.Kind.INCOME)
    assert totals(trip) == {food: (2, -200, -200)}


def test_many_at_once_are_one_statement(trip, zoe, friends, dinner, food, django_assert_max_num_queries):
    drafts = [(f"d{number}", draft_of(dinner)) for number in range(30)]
    with django_assert_max_num_queries(25):
        record_expenses(trip=trip, by=zoe, drafts=drafts)
    assert totals(trip) == {food: (31, 31_000, 31_000)}


def test_an_edit_takes_the_old_version_back(trip, zoe, dinner, food):
    draft = replace(draft_of(dinner), category="groceries", date=NEXT)
    edit_expense(expense=dinner, by=zoe, version=1, draft=draft)
    assert totals(trip) == {(NEXT, "groceries", "EUR"): (1, 1000, 1000)}


def test_the_trash_counts_for_nothing_and_a_restored_one_as_before(trip, zoe, dinner, food):
    gone = delete_expense(expense=dinner, by=zoe, version=1)
    assert totals(trip) == {}
    restore_expense(expense=gone, by=zoe, version=2)
    assert totals(trip) == {food: (1, 1000, 1000)}


def test_an_earlier_version_comes_back_out_of_the_trash_too(trip, zoe, dinner, food):
    row = edit_expense(expense=dinner, by=zoe, version=1, draft=replace(draft_of(dinner), category="health"))
    row = restore_version(expense=row, version_no=1, by=zoe, version=2)
    assert totals(trip) == {food: (1, 1000, 1000)}
    row = delete_expense(expense=row, by=zoe, version=3)
    restore_version(expense=row, version_no=2, by=zoe, version=4)
    assert totals(trip) == {(DAY, "health", "EUR"): (1, 1000, 1000)}


def test_what_moves_to_another_day_counts_there(trip, zoe, dinner, food):
    move_expenses(trip=trip, by=zoe, versions={dinner.ref: 1}, day=NEXT)
    assert totals(trip) == {(NEXT, "food", "EUR"): (1, 1000, 1000)}


def test_a_new_rate_changes_what_it_is_worth(trip, zoe, friends):
    set_trip_rate(trip=trip, by=zoe, currency="USD", rate=Decimal("0.5"))
    record(trip, zoe, friends, amount=800, ref="taxi", **DOLLARS)
    own = set_trip_rate(trip=trip, by=zoe, currency="USD", rate=Decimal("0.25"))
    reprice(trip=trip, by=zoe, own=own, versions={"taxi": 1})
    assert totals(trip) == {(DAY, "", "USD"): (1, 800, 200)}


def test_the_migration_finds_the_same_in_the_rows(trip, zoe, friends, dinner):
    record(trip, zoe, friends, amount=500, category="food", kind=Expense.Kind.INCOME)
    record(trip, zoe, friends, amount=800, category="food", **DOLLARS)
    delete_expense(expense=record(trip, zoe, friends, amount=70), by=zoe, version=1)
    posted = totals(trip)
    DayTotal.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(import_module("expenses.migrations.0006_insights").FILL)
    assert totals(trip) == posted
