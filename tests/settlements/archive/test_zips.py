"""A ZIP with receipts: the way back and forth, and ZIPs that were made to do harm."""

import io
import json
import stat
import struct
import tracemalloc
import zipfile

import pytest

from expenses.receipt_models import Receipt
from settlements.archive.bundles import opened_bundle, prepared_receipts
from settlements.archive.exporting import write_archive_zip
from settlements.archive.faults import BadArchive
from settlements.archive.importing import import_trip
from settlements.archive.parsing import FOR_PEOPLE
from settlements.archive.zips import MOST_ENTRIES
from settlements.verify import verify_trip
from tests.expenses import corpus
from tests.expenses.receipt_rows import attach, upload
from tests.settlements.archive.files import EXAMPLE, canonical
from trips.models import Trip

TRIP = canonical(EXAMPLE)
PHOTO = "receipts/x1/1-Bill.jpg"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def packed(*entries, trip=TRIP, **options):
    """A ZIP of `(name or ZipInfo, bytes)`, after the archive if there is one."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", **options) as package:
        for name, content in [*([("trip.json", trip)] if trip else []), *entries]:
            package.writestr(name, content)
    return out.getvalue()


def brought_in(data):
    with opened_bundle(io.BytesIO(data), FOR_PEOPLE) as bundle, prepared_receipts(bundle) as receipts:
        return import_trip(archive=bundle.archive, receipts=receipts)


def faults_of(data):
    with (
        pytest.raises(BadArchive) as raised,
        opened_bundle(io.BytesIO(data), FOR_PEOPLE) as bundle,
        prepared_receipts(bundle),
    ):
        pass
    return [str(fault) for fault in raised.value.faults]


def written(trip):
    out = io.BytesIO()
    write_archive_zip(trip, out)
    return out.getvalue()


# -- the way back and forth -----------------------------------------------------------------------------------------------
def test_receipts_come_back_in_their_order_with_their_names(trip, zoe, dinner):
    attach(dinner, zoe, upload(corpus.jpeg((600, 300)), "First bill.jpg"), upload(corpus.pdf(), "Second.pdf"))

    again = brought_in(written(trip))

    kept = again.expenses.get(ref=dinner.ref).live_receipts
    assert [(receipt.name, receipt.kind) for receipt in kept] == [("First bill.jpg", "image"), ("Second.pdf", "pdf")]
    assert verify_trip(again) == []


def test_the_archive_inside_is_the_one_beside(trip, zoe, dinner):
    attach(dinner, zoe)
    with zipfile.ZipFile(io.BytesIO(written(trip))) as package:
        assert package.namelist() == ["trip.json", f"receipts/{dinner.ref}/1-Bill.jpg"]
        assert package.testzip() is None
        again = brought_in(written(trip))
        out = io.BytesIO()
        write_archive_zip(again, out)
        with zipfile.ZipFile(out) as other:
            assert other.read("trip.json") == package.read("trip.json")


def test_removed_receipts_and_those_of_deleted_expenses_are_not_carried(trip, zoe, dinner):
    from expenses.receipts import remove_receipt
    from expenses.services import delete_expense
    from tests.settlements.rows import spend

    [receipt] = attach(dinner, zoe)
    remove_receipt(receipt=receipt, by=zoe)
    gone = spend(trip, 500, by=zoe, among=[zoe])
    attach(gone, zoe)
    delete_expense(expense=gone, by=zoe, version=1)

    with zipfile.ZipFile(io.BytesIO(written(trip))) as package:
        assert package.namelist() == ["trip.json"]


def test_the_same_trip_makes_the_same_file(trip, zoe, dinner):
    attach(dinner, zoe)
    assert written(trip) == written(trip)


def test_what_macos_adds_is_passed_over(db):
    trip = brought_in(
        packed(("__MACOSX/._trip.json", b"x"), (".DS_Store", b"x"), ("receipts/", b""), (PHOTO, corpus.jpeg()))
    )
    assert Receipt.objects.get().expense.trip == trip


# -- what is refused ------------------------------------------------------------------------------------------------------
def link(name):
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([("../../etc/cron.d/x", b"x")], "../../etc/cron.d/x: does not belong here"),
        ([("/etc/passwd", b"x")], "/etc/passwd: does not belong here"),
        ([("receipts/x1/../../1-x.jpg", b"x")], "receipts/x1/../../1-x.jpg: does not belong here"),
        ([("receipts/x1/1-..\\x.jpg", b"x")], "receipts/x1/1-"),
        ([("notes.txt", b"x")], "notes.txt: does not belong here"),
        ([("a\nb", b"x")], "“a�b”: does not belong here"),
        ([(link(PHOTO), b"/etc/passwd")], f"{PHOTO}: is a link or a device, and no file"),
        ([(PHOTO, corpus.jpeg()), (PHOTO, corpus.jpeg())], f"{PHOTO}: is there twice"),
        ([("receipts/x9/1-Bill.jpg", corpus.jpeg())], "receipts/x9/1-Bill.jpg: belongs to an expense that is not in the archive"),
        ([(f"receipts/x1/{n}-Bill.jpg", b"x") for n in range(11)], "receipts/x1: has 11 files, and an expense holds up to 10"),
        ([(PHOTO, b"<script>")], "receipts/x1: “Bill.jpg”: "),
        ([(PHOTO, b"")], "receipts/x1: “Bill.jpg”: This file is empty."),
        ([(PHOTO, b"\0" * (10 * 2**20 + 1))], f"{PHOTO}: is larger than 10 MB"),
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_entries_that_do_not_belong_are_refused_by_name(db, entries, words):
    assert faults_of(packed(*entries))[0].startswith(words)
    assert not Trip.objects.exists()


def test_the_same_receipt_without_a_fault_is_taken(db):
    """The control of the table above."""
    brought_in(packed((PHOTO, corpus.jpeg())))
    assert Receipt.objects.count() == 1


def test_a_zip_without_an_archive_is_refused(db):
    assert faults_of(packed((PHOTO, corpus.jpeg()), trip=None)) == ["trip.json: is missing"]


def test_the_archive_inside_is_looked_at_as_closely(db):
    assert faults_of(packed(trip=json.dumps({**EXAMPLE, "version": 7}).encode())) == [
        "version: is 7, and this site reads version 1: update it first"
    ]


def test_encrypted_files_are_refused(db):
    data = bytearray(packed((PHOTO, corpus.jpeg())))
    place = data.rfind(b"PK\x01\x02")  # the receipt's entry in the table of contents
    data[place + 8] |= 1
    assert faults_of(bytes(data)) == [f"{PHOTO}: is encrypted"]


def test_other_ways_of_packing_are_refused(db):
    assert faults_of(packed((PHOTO, b"x"), compression=zipfile.ZIP_LZMA))[0].endswith("is packed in an unusual way")


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 10, packed((PHOTO, b"x"))[:-30], packed()[40:] * 2]
)
def test_broken_zips_are_refused(db, data):
    [words] = faults_of(data if data.startswith(b"PK") else b"PK\x03\x04" + data)
    assert "damaged" in words or "not JSON" in words


def test_a_receipt_whose_bytes_were_changed_is_refused(db):
    data = packed((PHOTO, corpus.jpeg()))
    place = data.index(PHOTO.encode()) + len(PHOTO) + 20
    assert faults_of(data[:place] + b"XX" + data[place + 2 :])[0] == f"{PHOTO}: is damaged"


def test_a_bomb_is_not_unpacked(db):
    """64 MB of zeros in 64 kB, which says that it is small."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("trip.json", b"\0" * (64 * 2**20))
    data = bytearray(out.getvalue())
    place = data.rfind(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", 100)  # its length unpacked, in the table of contents
    tracemalloc.start()
    try:
        faults = faults_of(bytes(data))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert faults in (["trip.json: is damaged"], ["the file: is not JSON: line 1, column 1"])
    assert peak < 10_000_000


def test_one_that_says_how_large_it_is_is_refused_for_it(db):
    data = bytearray(packed((PHOTO, b"x")))
    place = data.rfind(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", 2**30)
    assert faults_of(bytes(data)) == ["the file: unpacks to more than 512 MB"]


def test_too_many_entries_are_refused(db):
    entries = [(f"receipts/x1/{number}-x", b"") for number in range(MOST_ENTRIES + 1)]
    assert "entries" in faults_of(packed(*entries))[0]


def test_a_long_table_of_contents_is_not_even_read(db, monkeypatch):
    data = bytearray(packed())
    place = data.rfind(b"PK\x05\x06")
    data[place + 12 : place + 16] = struct.pack("<I", 2**30)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    assert faults_of(bytes(data)) == ["the file: has too many entries"]


def test_a_zip_of_the_64_bit_kind_is_refused_before_it_is_believed(db):
    data = packed()
    place = data.rfind(b"PK\x05\x06")
    locator = b"PK\x06\x07" + b"\0" * 16
    assert faults_of(data[:place] + locator + data[place:]) == ["the file: is a ZIP for more than 4 GB"]
