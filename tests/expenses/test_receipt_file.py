"""A receipt's file is shown to those who take part in its trip, as what we made it and as nothing else."""

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from expenses.receipt_files import file_of
from expenses.receipts import remove_receipt
from expenses.services import delete_expense
from tests.expenses import corpus
from tests.expenses.receipt_rows import attach, upload
from tests.expenses.recording import record
from trips.people import deactivate_participant
from trips.services import delete_trip

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}
PAGES = ("receipt_file", "receipt_preview")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def expense(zoe, david):
    return record(zoe.trip, zoe, [zoe, david])


@pytest.fixture
def photo(expense, zoe):
    return attach(expense, zoe, upload(corpus.photo_with_place(), name="Dinner.HEIC"))[0]


@pytest.fixture
def pdf(expense, zoe):
    return attach(expense, zoe, upload(corpus.pdf(), "Hotel.pdf"))[0]


def address(receipt, page="receipt_file"):
    return reverse(page, args=[receipt.expense.trip.slug, receipt.expense.ref, receipt.ref])


def test_a_photo_is_shown_as_jpeg_with_exactly_these_headers(client_of, david, photo):
    response = client_of(david).get(address(photo))

    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"] == 'inline; filename="Dinner.jpg"'
    assert {name: response[name] for name in HEADERS} == HEADERS
    assert response.content == file_of(photo).read_bytes()
    assert len(response.content) == photo.size == int(response["Content-Length"])


def test_a_pdf_is_downloaded_and_never_opened_within_the_site(client_of, david, pdf):
    response = client_of(david).get(address(pdf))

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="Hotel.pdf"'
    assert {name: response[name] for name in HEADERS} == HEADERS
    assert response.content.startswith(b"%PDF-")


def test_the_small_picture_is_a_jpeg_of_a_photo_and_of_a_pdfs_first_page(client_of, david, photo, pdf):
    for receipt, name in ((photo, "Dinner.jpg"), (pdf, "Hotel.jpg")):
        response = client_of(david).get(address(receipt, "receipt_preview"))
        assert response["Content-Type"] == "image/jpeg"
        assert response["Content-Disposition"] == f'inline; filename="{name}"'
        assert {name: response[name] for name in HEADERS} == HEADERS
        assert response.content.startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize(
    ("name", "disposition"),
    [
        ("Rechnung März.jpg", "inline; filename*=utf-8''Rechnung%20M%C3%A4rz.jpg"),
        ('a"; filename="evil.html', 'inline; filename="a filename= evil.jpg"'),
        ("a\r\nSet-Cookie: b=c.jpg", 'inline; filename="aSet-Cookie b=c.jpg"'),
        ("\u202egpj.exe", 'inline; filename="gpj.jpg"'),
        ("..\\..\\x.jpg", 'inline; filename="x.jpg"'),
        ("x" * 300, f'inline; filename="{"x" * 70}.jpg"'),
        ("evil.html", 'inline; filename="evil.jpg"'),
    ],
)
def test_whatever_a_file_was_called_the_header_is_whole(client_of, zoe, expense, name, disposition):
    file = upload()
    file._name = name  # past Django's own cleaning
    (receipt,) = attach(expense, zoe, file)

    response = client_of(zoe).get(address(receipt))

    assert response["Content-Disposition"] == disposition
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("page", PAGES)
def test_everybody_of_the_trip_may_look_and_nobody_else(client_of, client, zoe, emily, guest, stranger, photo, page):
    url = address(photo, page)

    for person in (zoe, emily, guest):
        assert client_of(person).get(url).status_code == 200
        assert client_of(person).head(url).status_code == 200
        assert client_of(person).post(url).status_code == 405
    assert client_of(stranger).get(url).status_code == 404
    assert client.get(url).status_code == 302
    deactivate_participant(participant=emily, by=zoe)
    assert client_of(emily).get(url).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_what_was_removed_is_gone_and_what_is_in_the_trash_can_be_looked_at(client_of, zoe, expense, photo, pdf, page):
    remove_receipt(receipt=photo, by=zoe)
    assert client_of(zoe).get(address(photo, page)).status_code == 404

    delete_expense(expense=expense, by=zoe, version=1)
    assert client_of(zoe).get(address(pdf, page)).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_a_deleted_trip_shows_nothing(client_of, zoe, photo, page):
    delete_trip(trip=photo.expense.trip, by=zoe, typed_name=photo.expense.trip.name)

    assert client_of(zoe).get(address(photo, page)).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_a_receipt_is_found_only_under_its_own_expense_and_trip(client_of, zoe, stranger, photo, page):
    other = record(zoe.trip, zoe, [zoe])
    theirs = attach(record(stranger.trip, stranger, [stranger]), stranger)[0]
    url = address(photo, page)

    for wrong in (
        url.replace(photo.expense.ref, other.ref),
        url.replace(photo.ref, theirs.ref),
        url.replace(photo.expense.ref, theirs.expense.ref).replace(photo.ref, theirs.ref),
        url.replace(photo.ref, "new"),
        url.replace(photo.ref, photo.sha256),
    ):
        assert client_of(zoe).get(wrong).status_code in (404, 405)


@pytest.mark.parametrize("page", PAGES)
def test_a_file_that_is_lost_is_a_404_and_no_fault(client_of, zoe, photo, page):
    for path in (settings.MEDIA_ROOT / "receipts").rglob("*.jpg"):
        path.unlink()

    assert client_of(zoe).get(address(photo, page)).status_code == 404


def test_nothing_leads_to_the_files_past_the_view(client_of, zoe, photo):
    for url in (f"/media/receipts/{photo.sha256[:2]}/{photo.sha256}.jpg", f"/receipts/{photo.sha256}.jpg"):
        assert client_of(zoe).get(url).status_code == 404


def test_removed_rows_do_not_count_as_live(expense, zoe, photo):
    photo.deleted_at = timezone.now()
    photo.save()
    assert not expense.live_receipts
