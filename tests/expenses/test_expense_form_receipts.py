"""Receipts that are added with the form of a new or an edited expense: all of it is saved, or nothing."""

import pytest

from expenses.models import Expense
from expenses.receipt_models import Receipt
from tests.expenses.receipt_rows import on_disk, several, upload
from tests.expenses.recording import record, said, words


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/expenses/new/"


def test_several_are_kept_with_a_new_expense(client_of, zoe, friends, url):
    assert client_of(zoe).post(url, said(zoe, friends, receipts=several(2))).status_code == 303
    assert Expense.objects.get().live_receipts.count() == 2
    assert Receipt.objects.first().created_by == zoe


def test_more_are_kept_with_an_edit(client_of, trip, zoe, friends):
    expense = record(trip, zoe, friends)
    url = f"{expense.get_absolute_url()}edit/"
    assert client_of(zoe).post(url, said(zoe, friends, version="1", receipts=[upload()])).status_code == 303
    assert expense.live_receipts.count() == 1


def test_one_that_is_none_is_refused_at_its_field_and_nothing_is_saved(client_of, zoe, friends, url):
    files = [upload(), upload(b"no picture", "Bill.exe")]
    answer = client_of(zoe).post(url, said(zoe, friends, receipts=files))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["receipts"]
    assert "Bill.exe" in words(answer)
    assert not Expense.objects.exists()
    assert not on_disk()


def test_a_form_with_another_fault_decodes_no_picture(client_of, zoe, friends, url, monkeypatch):
    monkeypatch.setattr("expenses.receipt_files.make_safe", lambda *_, **__: pytest.fail("decoded"))
    answer = client_of(zoe).post(url, said(zoe, friends, amount="", receipts=[upload()]))
    assert list(answer.context["form"].errors) == ["amount"]


def test_of_two_versions_the_page_says_that_files_have_to_be_chosen_again(client_of, trip, zoe, friends):
    expense = record(trip, zoe, friends)
    answer = client_of(zoe).post(
        f"{expense.get_absolute_url()}edit/", said(zoe, friends, version="7", receipts=[upload()])
    )
    assert answer.status_code == 409
    assert "receipts that you chose" in words(answer)
    assert not Receipt.objects.exists()
    assert not on_disk()
