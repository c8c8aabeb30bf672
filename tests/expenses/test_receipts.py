"""Receipts are kept with their expense: files first and for good, then rows and feed, within limits that are said in words."""

import os
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from expenses.receipt_files import KEEP_UNNAMED, file_of, prepared, preview_of, sweep_receipts
from expenses.receipt_models import Receipt
from expenses.receipts import (
    ExpenseIsDeleted,
    ReceiptIsThere,
    TooManyReceipts,
    TooMuchWasRemoved,
    TripIsFull,
    attach_receipts,
    remove_receipt,
    restore_receipt,
)
from expenses.services import delete_expense
from tests.expenses import corpus
from tests.expenses.receipt_rows import attach, on_disk, several, upload
from tests.expenses.recording import record
from trips.errors import RowChanged, TripIsClosed
from trips.models import Trip
from trips.purging import KEEP_DELETED_TRIPS, purge_deleted_trips
from trips.services import archive_trip, delete_trip
from tripsplit.jobs import sweep
from tripsplit.models import Job


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def expense(zoe, david):
    return record(zoe.trip, zoe, [zoe, david])


@pytest.fixture
def receipt(expense, zoe):
    return attach(expense, zoe)[0]


def feed(trip):
    return [(line.verb, line.label, line.changes) for line in trip.activities.order_by("pk") if "tached" in line.verb]


# -- attaching ------------------------------------------------------------------------------------------------------------
def test_a_receipt_is_a_row_and_two_private_files_named_by_their_hash(expense, zoe):
    (receipt,) = attach(expense, zoe, upload(name="Dinner at Ramiro.JPEG"))

    assert (receipt.kind, receipt.content_type, receipt.name) == ("image", "image/jpeg", "Dinner at Ramiro.jpg")
    assert (receipt.width, receipt.height, receipt.created_by) == (600, 300, zoe)
    for path, size in ((file_of(receipt), receipt.size), (preview_of(receipt), receipt.preview_size)):
        assert path.stat().st_size == size
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert on_disk() == {
        f"{sha256[:2]}/{sha256}.jpg" for sha256 in (receipt.sha256, receipt.preview_sha256)
    }  # and nothing is left of the making


def test_the_feed_tells_of_it_and_the_trip_moves_on(expense, zoe):
    before = Trip.objects.get(pk=expense.trip_id).revision

    attach(expense, zoe, *several(2))

    added = [{"field": "Receipt", "before": "", "after": f"Bill {number}.jpg"} for number in range(2)]
    assert feed(expense.trip) == [("attached", "Dinner", added)]
    assert Trip.objects.get(pk=expense.trip_id).revision == before + 1


def test_the_same_file_twice_is_one_receipt(expense, zoe, receipt):
    assert attach(expense, zoe, upload(), upload(name="again.jpg")) == []
    assert expense.live_receipts.count() == 1
    assert len(feed(expense.trip)) == 1


def test_the_database_refuses_the_same_file_twice_and_what_makes_no_sense(receipt):
    for change in (
        {},
        {"sha256": "0" * 63},
        {"kind": "pdf", "sha256": "0" * 64},
        {"size": 0, "sha256": "0" * 64},
        {"ref": "new", "sha256": "0" * 64},
    ):
        row = Receipt.objects.get(pk=receipt.pk)
        row.pk, row.ref = None, "another"
        for name, value in change.items():
            setattr(row, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def test_the_same_file_on_two_expenses_is_one_file(expense, zoe, receipt):
    other = record(zoe.trip, zoe, [zoe])

    attach(other, zoe)

    assert len(on_disk()) == 2
    assert other.live_receipts.get().sha256 == receipt.sha256


def test_a_pdf_is_kept_with_its_first_page(expense, zoe):
    data = corpus.pdf()

    (receipt,) = attach(expense, zoe, upload(data, "hotel.pdf", "text/html"))

    assert (receipt.kind, receipt.content_type, receipt.name) == ("pdf", "application/pdf", "hotel.pdf")
    assert file_of(receipt).read_bytes() == data
    assert preview_of(receipt).read_bytes().startswith(b"\xff\xd8\xff")


def test_one_bad_file_does_not_keep_the_others_out_and_is_named(expense, zoe):
    with prepared([upload(name="good.jpg"), upload(corpus.svg(), "bad.png"), upload(b"", "none.pdf")]) as batch:
        attach_receipts(expense=expense, by=zoe, files=batch.files)

    assert [each.name for each in expense.live_receipts] == ["good.jpg"]
    assert [refusal.partition(":")[0] for refusal in batch.refusals] == ["“bad.png”", "“none.pdf”"]


def test_a_file_of_more_than_ten_megabytes_is_refused_unread(expense, monkeypatch):
    monkeypatch.setattr("expenses.receipt_files.make_safe", lambda *_args, **_more: pytest.fail("opened"))
    with prepared([upload(b"x" * (10 * 2**20 + 1))]) as batch:
        assert batch.refusals == ["“Bill.jpg”: This file is larger than 10 MB. Send it in a smaller size."]


def test_more_than_ten_files_at_once_are_refused_unread(monkeypatch):
    monkeypatch.setattr("expenses.receipt_files.make_safe", lambda *_args, **_more: pytest.fail("opened"))
    with prepared(several(11)) as batch:
        assert batch.refusals == ["Add at most 10 files at a time."]


@pytest.mark.parametrize(
    "name", ["../../x.jpg", "..\\..\\x.jpg", "." * 300 + "x.jpg", "x\0.jpg", "CON", "\u202egpj.exe", "x" * 300]
)
def test_whatever_a_file_is_called_its_place_is_our_own(expense, zoe, name):
    file = upload()
    file._name = name  # past Django's own cleaning
    attach(expense, zoe, file)

    assert all(len(Path(path).stem) == 64 for path in on_disk())
    outside = [path for path in Path(settings.MEDIA_ROOT).parent.rglob("*.jpg") if "receipts" not in path.parts]
    assert outside == []


# -- in which order -------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_files_are_on_the_disk_for_good_before_the_row_is_committed(expense, zoe, monkeypatch):
    steps, fsync, replace, commit = [], os.fsync, Path.replace, connections["default"]._commit

    def recorded_fsync(descriptor):
        steps.append("sync folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "sync file")
        fsync(descriptor)

    def recorded_replace(source, target):
        steps.append("move")
        return replace(source, target)

    def recorded_commit():
        steps.append("commit")
        commit()

    (Path(settings.MEDIA_ROOT) / "receipts").mkdir(parents=True)
    monkeypatch.setattr(os, "fsync", recorded_fsync)
    monkeypatch.setattr(Path, "replace", recorded_replace)
    monkeypatch.setattr(connections["default"], "_commit", recorded_commit)
    attach(expense, zoe)

    made = ["sync file", "sync folder"] * 2  # each file, and the new folder that it will move to
    assert steps == [*made, *["move", "sync folder"] * 2, "commit"]


def test_where_saving_fails_there_is_no_row_and_the_file_is_swept(expense, zoe, monkeypatch):
    monkeypatch.setattr("expenses.receipts.log_activity", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        attach(expense, zoe)

    assert not Receipt.objects.exists()
    assert on_disk()
    assert sweep_receipts(now=timezone.now() + KEEP_UNNAMED + timedelta(minutes=1)) == 2
    assert not on_disk()


def test_a_full_disk_is_told_in_words_and_nothing_is_left(expense, monkeypatch):
    def full(*_args, **_more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with prepared([upload()]) as batch:
        assert not batch.files
        assert "no room left" in batch.refusals[0]
    assert not on_disk()


# -- how much ---------------------------------------------------------------------------------------------------------------
def test_an_expense_holds_ten(expense, zoe):
    attach(expense, zoe, *several(10))

    with pytest.raises(TooManyReceipts, match="up to 10"):
        attach(expense, zoe, upload(corpus.png()))
    assert expense.live_receipts.count() == 10


def test_a_trip_holds_so_many_bytes_and_a_removed_receipt_makes_room(expense, zoe, receipt, monkeypatch):
    room = receipt.size + receipt.preview_size
    monkeypatch.setattr("expenses.receipts.MOST_BYTES_OF_A_TRIP", room + 10)
    other = record(zoe.trip, zoe, [zoe])
    with pytest.raises(TripIsFull, match="MB"):
        attach(other, zoe, upload(corpus.jpeg((41, 20))))

    remove_receipt(receipt=receipt, by=zoe)
    attach(other, zoe)

    with pytest.raises(TripIsFull):
        restore_receipt(receipt=receipt, by=zoe)
    assert expense.live_receipts.count() == 0


def test_other_trips_take_no_room_of_this_one(expense, zoe, receipt, stranger, monkeypatch):
    monkeypatch.setattr("expenses.receipts.MOST_BYTES_OF_A_TRIP", receipt.size + receipt.preview_size)
    attach(record(stranger.trip, stranger, [stranger]), stranger)


def test_adding_and_removing_for_ever_does_not_fill_the_disk(expense, zoe, monkeypatch):
    monkeypatch.setattr("expenses.receipts.MOST_BYTES_WITH_REMOVED", 5_000)

    def go_on():
        for number in range(20):
            (receipt,) = attach(expense, zoe, upload(corpus.jpeg((40 + number, 20))))
            remove_receipt(receipt=receipt, by=zoe)

    with pytest.raises(TooMuchWasRemoved, match="seven days"):
        go_on()
    assert Receipt.objects.room() <= 5_000


# -- removing and bringing back ----------------------------------------------------------------------------------------------
def test_a_removed_receipt_comes_back_and_the_feed_tells_both(expense, zoe, david, receipt):
    remove_receipt(receipt=receipt, by=david)
    assert not expense.live_receipts

    restore_receipt(receipt=receipt, by=zoe)
    assert list(expense.live_receipts) == [receipt]
    assert [verb for verb, _, _ in feed(expense.trip)] == ["attached", "detached", "reattached"]


def test_removing_or_restoring_twice_happens_once(zoe, receipt):
    with pytest.raises(RowChanged):
        restore_receipt(receipt=receipt, by=zoe)
    remove_receipt(receipt=receipt, by=zoe)
    with pytest.raises(RowChanged):
        remove_receipt(receipt=receipt, by=zoe)


def test_a_receipt_does_not_come_back_beside_its_twin(expense, zoe, receipt):
    remove_receipt(receipt=receipt, by=zoe)
    attach(expense, zoe)

    with pytest.raises(ReceiptIsThere, match="already"):
        restore_receipt(receipt=receipt, by=zoe)


def test_a_closed_trip_and_a_deleted_expense_keep_what_they_have(expense, zoe, receipt):
    removed = attach(expense, zoe, upload(corpus.png()))[0]
    remove_receipt(receipt=removed, by=zoe)
    delete_expense(expense=expense, by=zoe, version=1)
    for attempt in _attempts(expense, zoe, receipt, removed):
        with pytest.raises(ExpenseIsDeleted, match="Restore it first"):
            attempt()
    archive_trip(trip=expense.trip, by=zoe)
    for attempt in _attempts(expense, zoe, receipt, removed):
        with pytest.raises(TripIsClosed):
            attempt()
    assert list(expense.live_receipts) == [receipt]


def _attempts(expense, by, receipt, removed):
    return [
        lambda: attach(expense, by, upload(corpus.webp())),
        lambda: remove_receipt(receipt=receipt, by=by),
        lambda: restore_receipt(receipt=removed, by=by),
    ]


# -- sweeping -------------------------------------------------------------------------------------------------------------------
def weeks(count):
    return timezone.now() + count * KEEP_UNNAMED + timedelta(hours=1)


def test_the_files_of_a_removed_receipt_go_after_a_week_and_not_before(expense, zoe, receipt):
    remove_receipt(receipt=receipt, by=zoe)

    assert sweep_receipts(now=timezone.now() + KEEP_UNNAMED - timedelta(hours=1)) == 0
    assert len(on_disk()) == 2
    assert sweep_receipts(now=weeks(1)) == 2
    assert not on_disk()
    assert not Receipt.objects.exists()


def test_files_that_a_row_names_stay_for_ever_those_of_the_trash_included(expense, zoe, receipt):
    delete_expense(expense=expense, by=zoe, version=1)

    assert sweep_receipts(now=weeks(100)) == 0
    assert file_of(receipt).exists()
    assert preview_of(receipt).exists()


def test_a_file_that_another_expense_has_stays_when_one_loses_it(expense, zoe, receipt):
    other = attach(record(zoe.trip, zoe, [zoe]), zoe)[0]
    remove_receipt(receipt=receipt, by=zoe)

    assert sweep_receipts(now=weeks(1)) == 0
    assert file_of(other).exists()


def test_a_file_that_was_just_written_stays_though_no_row_names_it_yet(expense, zoe, receipt):
    Receipt.objects.all().delete()
    assert sweep_receipts(now=timezone.now()) == 0


def test_an_old_file_that_is_sent_again_counts_as_new(expense, zoe, receipt):
    old = timezone.now().timestamp() - 30 * 86_400
    os.utime(file_of(receipt), (old, old))
    Receipt.objects.all().delete()

    attach(expense, zoe)

    assert file_of(receipt).stat().st_mtime > old


def test_what_a_killed_process_left_in_the_making_goes(receipt):
    left = Path(settings.MEDIA_ROOT) / "receipts" / "new-left"
    left.mkdir()
    (left / "file").write_bytes(b"x")

    sweep_receipts(now=timezone.now())
    assert left.exists()
    sweep_receipts(now=weeks(1))
    assert not left.exists()


def test_sweeping_where_there_is_nothing_is_no_harm(db):
    assert sweep_receipts() == 0


def test_purging_a_trip_takes_its_receipts_and_the_next_sweep_their_files(expense, zoe, receipt):
    trip = expense.trip
    delete_trip(trip=trip, by=zoe, typed_name=trip.name)

    assert purge_deleted_trips(now=trip.deleted_at + KEEP_DELETED_TRIPS + timedelta(days=1)) == 1
    assert not Receipt.objects.exists()
    assert sweep_receipts(now=weeks(5)) == 2
    assert not on_disk()


def test_the_worker_sweeps_every_night_after_the_rows_are_gone(expense, zoe, receipt, run_jobs):
    handlers = [handler for handler, rhythm in settings.PERIODIC_JOBS if rhythm == "nightly"]
    assert handlers.index("trips.jobs.clean_up") < handlers.index("expenses.jobs.sweep_files")
    sweep()
    run_jobs()
    assert Job.objects.get(handler="expenses.jobs.sweep_files").words == "0 files deleted"
    assert len(on_disk()) == 2
