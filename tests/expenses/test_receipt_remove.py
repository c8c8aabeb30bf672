"""Removing a receipt and bringing it back: at once, with an undo, and never twice."""

import pytest
from django.urls import reverse

from expenses.services import delete_expense
from tests.expenses.receipt_rows import attach
from tests.expenses.recording import record, words
from tripsplit.ids import new_submit_key


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def expense(zoe, david):
    return record(zoe.trip, zoe, [zoe, david])


@pytest.fixture
def receipt(expense, zoe):
    return attach(expense, zoe)[0]


def address(receipt, what):
    return reverse(f"receipt_{what}", args=[receipt.expense.trip.slug, receipt.expense.ref, receipt.ref])


def said():
    return {"submit_key": new_submit_key()}


def test_a_removed_receipt_leaves_the_list_which_offers_an_undo(client_of, zoe, expense, receipt, htmx):
    response = client_of(zoe).post(address(receipt, "remove"), said(), headers=htmx("receipt-list"))

    assert response.status_code == 200
    assert f'href="{address(receipt, "file")}"' not in response.content.decode()
    assert f'hx-post="{address(receipt, "restore")}"' in response.content.decode()
    assert "Removed “Bill.jpg”." in words(response)
    assert not expense.live_receipts


def test_the_undo_of_the_message_brings_it_back_and_shows_the_expense(client_of, zoe, expense, receipt, htmx):
    client = client_of(zoe)
    client.post(address(receipt, "remove"), said())

    response = client.post(address(receipt, "restore"), said(), headers=htmx())

    assert response.status_code == 204
    assert expense.get_absolute_url() in response["HX-Location"]
    assert list(expense.live_receipts) == [receipt]


def test_without_scripts_both_lead_back_to_the_expense(client_of, zoe, expense, receipt):
    client = client_of(zoe)

    for what, told in (("remove", "Removed “Bill.jpg”."), ("restore", "Brought “Bill.jpg” back.")):
        response = client.post(address(receipt, what), said(), follow=True)
        assert response.redirect_chain == [(expense.get_absolute_url(), 303)]
        assert told in words(response)


def test_what_is_done_already_is_said_and_not_complained_about(client_of, zoe, receipt):
    client = client_of(zoe)

    assert "is back already" in words(client.post(address(receipt, "restore"), said(), follow=True))
    client.post(address(receipt, "remove"), said())
    assert "is removed already" in words(client.post(address(receipt, "remove"), said(), follow=True))


def test_a_deleted_expense_keeps_its_receipts(client_of, zoe, expense, receipt):
    delete_expense(expense=expense, by=zoe, version=1)

    response = client_of(zoe).post(address(receipt, "remove"), said(), follow=True)

    assert "This expense is deleted. Restore it first." in words(response)
    assert list(expense.live_receipts) == [receipt]


@pytest.mark.parametrize("what", ["remove", "restore"])
def test_it_is_for_those_who_may_edit_and_by_post_only(client_of, client, zoe, emily, stranger, expense, receipt, what):
    url = address(receipt, what)

    assert client_of(emily).post(url, said()).status_code == 403
    assert client_of(stranger).post(url, said()).status_code == 404
    assert client.post(url, said()).status_code == 302
    assert client_of(zoe).get(url).status_code == 405
    assert list(expense.live_receipts) == [receipt]


@pytest.mark.parametrize("what", ["remove", "restore"])
def test_a_receipt_is_found_only_under_its_own_expense_and_trip(client_of, zoe, stranger, receipt, what):
    other = record(zoe.trip, zoe, [zoe])
    theirs = attach(record(stranger.trip, stranger, [stranger]), stranger)[0]
    url = address(receipt, what)

    for wrong in (
        url.replace(receipt.expense.ref, other.ref),
        url.replace(receipt.ref, theirs.ref),
        url.replace(receipt.expense.ref, theirs.expense.ref).replace(receipt.ref, theirs.ref),
    ):
        assert client_of(zoe).post(wrong, said()).status_code == 404
