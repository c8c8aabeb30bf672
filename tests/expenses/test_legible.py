"""Receipts as a model may be shown them: small, upright, in a format that is known, and without anything beside their pixels."""

import pytest

from expenses.imaging import PAGE_SIDE, READING_SIDE, Refused
from expenses.legible import picture_of_receipt, picture_of_upload
from expenses.receipt_files import file_of
from tests.expenses import corpus
from tests.expenses.receipt_rows import attach, upload
from tests.expenses.recording import record
from tests.fakes.eyes import seen


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def test_a_large_photo_becomes_a_small_jpeg_that_tells_nothing_else():
    assert seen(picture_of_upload(upload(corpus.jpeg((3000, 1500))))) == (
        "JPEG",
        READING_SIDE,
        READING_SIDE // 2,
        set(),
    )
    data = picture_of_upload(upload(corpus.photo_with_place()))
    assert seen(data) == ("JPEG", 20, 40, set())  # upright
    assert corpus.PLACE.encode() not in data


def test_of_a_pdf_it_is_the_first_page():
    form, width, height, more = seen(picture_of_upload(upload(corpus.pdf(), "Bill.pdf")))
    assert (form, max(width, height), more) == ("JPEG", PAGE_SIDE, set())


@pytest.mark.parametrize("data", [b"", b"no picture", corpus.PAYLOAD])
def test_what_is_no_receipt_is_refused(data):
    with pytest.raises(Refused):
        picture_of_upload(upload(data))


def test_what_is_kept_can_be_shown_as_well(trip, zoe, friends):
    expense = record(trip, zoe, friends)
    photo, pdf = attach(expense, zoe, upload(corpus.jpeg((1900, 200))), upload(corpus.pdf(), "Bill.pdf"))
    assert seen(picture_of_receipt(photo))[:2] == ("JPEG", READING_SIDE)
    assert seen(picture_of_receipt(pdf))[0] == "JPEG"
    file_of(photo).unlink()
    with pytest.raises(Refused):
        picture_of_receipt(photo)
