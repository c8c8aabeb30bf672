"""The plan says what the ledger can do, holds together, and knows the stored categories."""

from datetime import date

import pytest
from pydantic import ValidationError

from assistant.plans import CATEGORIES, NO_CATEGORY, Amounts, Days, Filters, Operation, Plan, Side
from assistant.understood import Frame
from expenses.models import Category


def test_the_categories_are_those_that_are_stored():
    assert (*Category.values, NO_CATEGORY) == CATEGORIES


@pytest.mark.parametrize(
    "broken",
    [
        {"operation": "delete"},
        {"operation": "average"},
        {"operation": "compare"},
        {"operation": "fact"},
        {"operation": "total", "fact": "people"},
        {"operation": "total", "sql": "DROP TABLE"},
        {"operation": "total", "shown_in": "XXX"},
        {"operation": "total", "filters": {"categories": ["cars"]}},
        {"operation": "total", "filters": {"currencies": ["EURO"]}},
        {"operation": "total", "filters": {"weekdays": [7]}},
        {"operation": "total", "filters": {"days": [{"first": "2026-05-02", "last": "2026-05-01"}]}},
        {"operation": "total", "filters": {"amounts": {"currency": "EUR", "least": 5, "most": 4}}},
        {"operation": "total", "filters": {"amounts": {"currency": "EUR", "least": 0.5}}},
        {"operation": "total", "filters": {"terms": [""]}},
        {"operation": "largest", "limit": 0},
    ],
)
def test_what_makes_no_sense_is_no_plan(broken):
    with pytest.raises(ValidationError):
        Plan.model_validate(broken)


def test_a_plan_is_the_same_after_it_was_stored_with_its_turn():
    filters = Filters(
        categories=("food",), days=(Days(first=date(2026, 5, 1)),), amounts=Amounts(currency="EUR", least=5000)
    )
    plan = Plan(operation=Operation.COMPARE, filters=filters, against=(Side(people=("p1",)),))
    frame = Frame(language="de", plan=plan)
    assert Frame.model_validate_json(frame.model_dump_json()) == frame
    assert hash(plan) == hash(Plan.model_validate(plan.model_dump()))
