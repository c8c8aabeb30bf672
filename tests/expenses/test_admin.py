"""Data fixes in the admin go through the services: history, feed and totals follow."""

import pytest
from django.test import Client

from expenses.models import Expense
from expenses.services import delete_expense
from tests.expenses.recording import record, words
from trips.models import Revision, User


@pytest.fixture
def staff(db):
    client = Client()
    admin = User.objects.create_superuser("admin@example.com", "correct horse battery staple")
    client.force_login(admin, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def dinner(trip, zoe, friends):
    return record(trip, zoe, friends, amount=123456)


LIST = "/admin/expenses/expense/"


def fields(**more):
    return {"date": "2026-05-03", "description": "Dinner", "category": "", "note": "", **more}


def test_expenses_are_found_and_money_looks_like_money(staff, dinner, trip):
    seen = words(staff.get(LIST, {"q": trip.slug}))
    assert "Dinner" in seen
    assert "€1,234.56" in seen
    assert "Dinner" not in words(staff.get(LIST, {"q": "breakfast"}))


def test_a_fix_is_a_new_version_with_history_and_feed(staff, dinner, trip):
    answer = staff.post(f"{LIST}{dinner.pk}/change/", fields(description="Dinner at Ramiro", category="food"))
    assert answer.status_code == 302
    dinner.refresh_from_db()
    assert (dinner.description, dinner.category, dinner.version, dinner.amount) == (
        "Dinner at Ramiro",
        "food",
        2,
        123456,
    )
    assert Revision.objects.filter(ref=dinner.ref, version=2, actor=None).exists()
    assert trip.activities.filter(verb="edited", actor=None).exists()


def test_money_is_not_changed_here(staff, dinner):
    staff.post(f"{LIST}{dinner.pk}/change/", fields(amount="1", base_amount="1", version="9", kind="income"))
    dinner.refresh_from_db()
    assert (dinner.amount, dinner.base_amount, dinner.kind) == (123456, 123456, "expense")


@pytest.mark.parametrize(
    "bad", [{"description": ""}, {"description": "a\u202eb"}, {"date": "0001-01-01"}, {"date": "x"}]
)
def test_a_bad_fix_is_refused(staff, dinner, bad):
    assert staff.post(f"{LIST}{dinner.pk}/change/", fields(**bad)).status_code == 200
    dinner.refresh_from_db()
    assert dinner.version == 1


def test_deleting_is_the_trash_and_the_totals_follow(staff, dinner, zoe):
    assert staff.post(f"{LIST}{dinner.pk}/delete/", {"post": "yes"}).status_code == 302
    dinner.refresh_from_db()
    zoe.refresh_from_db()
    assert (dinner.is_deleted, zoe.paid) == (True, 0)
    staff.post(LIST, {"action": "restore", "_selected_action": [dinner.pk]})
    zoe.refresh_from_db()
    assert zoe.paid == 123456


def test_what_a_service_refuses_is_said(staff, dinner, zoe, trip):
    delete_expense(expense=dinner, by=zoe, version=1)
    assert "Somebody else changed this" in words(staff.post(f"{LIST}{dinner.pk}/delete/", {"post": "yes"}, follow=True))
    trip.archived_at = trip.created_at
    trip.save()
    answer = staff.post(LIST, {"action": "restore", "_selected_action": [dinner.pk]}, follow=True)
    assert "nothing in it can change" in words(answer)


def test_there_is_no_bulk_delete_and_no_adding(staff, dinner):
    staff.post(LIST, {"action": "delete_selected", "_selected_action": [dinner.pk], "post": "yes"})
    assert Expense.objects.live().exists()
    assert "delete_selected" not in staff.get(LIST).content.decode()
    assert staff.get(f"{LIST}add/").status_code == 403


@pytest.mark.parametrize("model", ["payer", "share"])
def test_lines_are_only_looked_up(staff, dinner, model):
    seen = staff.get(f"/admin/expenses/{model}/", {"q": "Zoë"})
    assert "€" in words(seen)
    line = getattr(dinner, f"{model}s").first()
    assert staff.get(f"/admin/expenses/{model}/{line.pk}/change/").status_code == 200
    assert staff.post(f"/admin/expenses/{model}/{line.pk}/change/", {"amount": "1"}).status_code == 403
    assert staff.post(f"/admin/expenses/{model}/{line.pk}/delete/", {"post": "yes"}).status_code == 403
