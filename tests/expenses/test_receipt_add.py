"""Adding receipts to an expense: with and without scripts, several at once, each refusal in words, and nothing twice."""

import re

import pytest
from django.urls import reverse

from expenses.receipt_models import Receipt
from tests.expenses import corpus
from tests.expenses.receipt_rows import on_disk, several, upload
from tests.expenses.recording import record, words
from tests.trips.recurring import queries
from trips.models import Activity
from trips.services import archive_trip
from tripsplit.ids import new_submit_key


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def expense(zoe, david):
    return record(zoe.trip, zoe, [zoe, david])


@pytest.fixture
def url(expense):
    return reverse("receipt_add", args=[expense.trip.slug, expense.ref])


def said(*uploads, key=None):
    return {"submit_key": key or new_submit_key(), "receipts": list(uploads)}


def test_without_scripts_it_leads_back_to_the_expense_which_tells(client_of, zoe, expense, url):
    response = client_of(zoe).post(url, said(upload()), follow=True)

    assert response.redirect_chain == [(expense.get_absolute_url(), 303)]
    assert "Added “Bill.jpg”." in words(response)
    assert expense.live_receipts.get().created_by == zoe


def test_under_htmx_it_answers_with_the_list(client_of, zoe, expense, url, htmx):
    response = client_of(zoe).post(url, said(*several(2)), headers=htmx("receipt-list"))

    html = response.content.decode()
    assert response.status_code == 200
    assert html.strip().startswith('<section class="stack tight" id="receipt-list"')
    assert "Added 2 receipts." in words(response)
    for receipt in expense.live_receipts:
        place = [expense.trip.slug, expense.ref, receipt.ref]
        assert reverse("receipt_file", args=place) in html
        assert reverse("receipt_preview", args=place) in html
        assert reverse("receipt_remove", args=place) in html


def test_the_list_can_stand_in_a_page_by_one_line(zoe, expense, rf):
    from django.template import engines

    page = engines["django"].from_string('{% include "expenses/receipts.html" %}')
    request = rf.get("/")
    context = {"expense": expense, "trip": expense.trip}

    mine = page.render({**context, "may_edit": True}, request)
    theirs = page.render({**context, "may_edit": False}, request)

    assert 'enctype="multipart/form-data"' in mine
    assert 'accept="image/*,application/pdf" multiple' in mine
    assert "toasts" not in mine
    assert "<form" not in theirs


def test_each_file_that_is_refused_is_named_and_the_others_are_kept(client_of, zoe, expense, url, htmx):
    files = [upload(name="good.jpg"), upload(corpus.svg(), "bad.png", "image/png"), upload(corpus.locked(), "bank.pdf")]

    response = client_of(zoe).post(url, said(*files), headers=htmx("receipt-list"))

    assert response.status_code == 422
    assert "“bad.png”: This is no photo or PDF that we can keep." in words(response)
    assert "“bank.pdf”: This PDF is locked with a password." in words(response)
    assert [each.name for each in expense.live_receipts] == ["good.jpg"]


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ([], "Choose a photo or a PDF first."),
        ([upload(b"")], "This file is empty."),
        ([upload(b"x")], "no photo or PDF that we can keep"),
        ([upload(corpus.HTML, "x.pdf", "application/pdf")], "no photo or PDF that we can keep"),
        ([upload(corpus.huge_png(13_000, 13_000), "x.png")], "more than 40 million pixels"),
        ([upload(corpus.jpeg()[:300])], "damaged"),
        ([upload(b"x" * (10 * 2**20 + 1))], "larger than 10 MB"),
        (several(11), "Add at most 10 files at a time."),
    ],
    ids=["none", "empty", "one byte", "html", "bomb", "half", "large", "many"],
)
def test_bad_files_are_refused_in_words_with_scripts_and_without(client_of, zoe, expense, url, htmx, files, reason):
    for headers in ({}, htmx("receipt-list")):
        for file in files:
            file.seek(0)
        response = client_of(zoe).post(url, said(*files), headers=headers, follow=True)
        assert reason in words(response)
        assert response.status_code == (422 if headers else 200)
    assert not Receipt.objects.exists()
    assert not on_disk()


def test_a_hundred_and_one_files_are_refused(client_of, zoe, expense, url):
    response = client_of(zoe).post(url, said(*[upload(b"x") for _ in range(101)]))

    assert response.status_code == 413
    assert not Receipt.objects.exists()


def test_a_name_is_shown_as_text(client_of, zoe, expense, url, htmx):
    response = client_of(zoe).post(
        url, said(upload(name="<img src=x onerror=alert(1)>.jpg")), headers=htmx("receipt-list")
    )

    assert "<img src=x" not in response.content.decode()


def test_the_same_form_twice_counts_once(client_of, zoe, expense, url):
    client, key = client_of(zoe), new_submit_key()

    first, second = (client.post(url, said(upload(), key=key)) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 303)
    assert first["Location"] == second["Location"]
    assert expense.live_receipts.count() == 1
    assert Activity.objects.filter(verb="attached").count() == 1


def test_the_same_form_with_another_file_is_told_and_not_taken_for_the_first(client_of, zoe, expense, url):
    client, key = client_of(zoe), new_submit_key()
    client.post(url, said(upload(), key=key))

    response = client.post(url, said(upload(corpus.png(), "other.png"), key=key))

    assert response.status_code == 422
    assert "You sent this form before" in words(response)


def test_the_same_photo_by_two_forms_is_one_receipt_and_said_to_be(client_of, zoe, expense, url):
    client = client_of(zoe)
    client.post(url, said(upload()))

    response = client.post(url, said(upload(name="again.jpg")), follow=True)

    assert "is on this expense already" in words(response)
    assert expense.live_receipts.count() == 1


def test_an_eleventh_receipt_is_refused_in_words(client_of, zoe, expense, url, htmx):
    client = client_of(zoe)
    client.post(url, said(*several(10)))

    response = client.post(url, said(upload(corpus.png())), headers=htmx("receipt-list"))

    assert response.status_code == 422
    assert "up to 10 receipts" in words(response)


def test_an_archived_trip_opens_no_file(client_of, zoe, expense, url, monkeypatch):
    archive_trip(trip=expense.trip, by=zoe)
    monkeypatch.setattr("expenses.receipt_files.make_safe", lambda *_args, **_more: pytest.fail("opened"))

    assert "archived" in words(client_of(zoe).post(url, said(upload()), follow=True))


def test_no_transaction_is_open_while_a_file_is_opened(client_of, zoe, expense, url, monkeypatch):
    from django.db import connection

    from expenses import receipt_files

    seen, make_safe, depth = [], receipt_files.make_safe, len(connection.savepoint_ids)
    monkeypatch.setattr(
        receipt_files,
        "make_safe",
        lambda *args, **more: seen.append(len(connection.savepoint_ids)) or make_safe(*args, **more),
    )
    client_of(zoe).post(url, said(upload()))

    assert seen == [depth]


def test_it_is_for_those_who_may_edit_and_by_post_only(client_of, emily, stranger, zoe, expense, url, client):
    assert client_of(emily).post(url, said(upload())).status_code == 403
    assert client_of(stranger).post(url, said(upload())).status_code == 404
    assert client.post(url, said(upload())).status_code == 302
    assert client_of(zoe).get(url).status_code == 405
    assert client_of(zoe).post(url.replace(expense.ref, "AAAAAAAAAA"), said(upload())).status_code == 404
    assert not Receipt.objects.exists()
    assert not on_disk()


def test_the_list_takes_as_many_queries_for_ten_receipts_as_for_one(client_of, zoe, expense, url, htmx):
    client = client_of(zoe)
    client.post(url, said(upload()))

    def look():
        return client.post(url, said(), headers=htmx("receipt-list"))

    before = queries(look)
    client.post(url, said(*several(9)))
    assert queries(look) == before


def test_every_form_of_the_list_has_a_key_of_its_own(client_of, zoe, expense, url, htmx):
    response = client_of(zoe).post(url, said(*several(2)), headers=htmx("receipt-list"))

    keys = re.findall(r'name="submit_key" value="([^"]+)"', response.content.decode())
    assert len(keys) == len(set(keys)) >= 3
