"""Attaching, removing and restoring the receipts of an expense: rows and feed change together, and the files are on disk before."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from expenses.imaging import MEGABYTE
from expenses.models import Expense
from expenses.receipt_files import Prepared, settle
from expenses.receipt_models import Receipt
from expenses.search.index import index_talk
from trips.errors import DomainError, RowChanged
from trips.history import Change, begin_change, log_activity
from trips.models import Participant

MOST_OF_AN_EXPENSE = 10
MOST_BYTES_OF_A_TRIP = 200 * MEGABYTE
# Removed ones keep their place for a week. Without a limit on them, adding and removing could fill the disk.
MOST_BYTES_WITH_REMOVED = 2 * MOST_BYTES_OF_A_TRIP


class TooManyReceipts(DomainError):
    def __init__(self) -> None:
        super().__init__(f"An expense holds up to {MOST_OF_AN_EXPENSE} receipts. Remove one that nobody needs first.")


class TripIsFull(DomainError):
    def __init__(self) -> None:
        super().__init__(
            f"The receipts of this trip would take more than {MOST_BYTES_OF_A_TRIP // MEGABYTE} MB. "
            "Remove some that nobody needs first."
        )


class TooMuchWasRemoved(DomainError):
    def __init__(self) -> None:
        super().__init__(
            "Receipts that were removed can come back for seven days, and until then they need room. "
            "So many were removed from this trip that nothing fits any more. Try again in a few days."
        )


class ExpenseIsDeleted(DomainError):
    def __init__(self) -> None:
        super().__init__("This expense is deleted. Restore it first.")


class ReceiptIsThere(DomainError):
    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}” is on this expense already.")


@transaction.atomic
def attach_receipts(*, expense: Expense, by: Participant | None, files: Sequence[Prepared]) -> list[Receipt]:
    """Keep the files with the expense; one that it has already is left out. They come from `receipt_files.prepared`.

    Raises TripIsClosed, ExpenseIsDeleted, TooManyReceipts, TripIsFull and TooMuchWasRemoved; then nothing is kept.
    """
    _begin(expense)
    there = set(expense.live_receipts.values_list("sha256", flat=True))
    new = {file.sha256: file for file in files if file.sha256 not in there}
    _check_room(expense, count=len(new), room=sum(file.size + file.preview_size for file in new.values()))
    for file in new.values():
        settle(file)
    receipts = Receipt.objects.bulk_create([_build(expense, by, file) for file in new.values()])
    if receipts:
        index_talk(expense)
        _log(expense, by, "attached", [Change(field="Receipt", before="", after=each.name) for each in receipts])
    return receipts


@transaction.atomic
def remove_receipt(*, receipt: Receipt, by: Participant | None) -> None:
    """Take the receipt off its expense; for a week it can come back. Raises TripIsClosed, ExpenseIsDeleted and RowChanged."""
    _begin(receipt.expense)
    if not Receipt.objects.live().filter(pk=receipt.pk).update(deleted_at=timezone.now()):
        raise RowChanged
    index_talk(receipt.expense)
    _log(receipt.expense, by, "detached", [Change(field="Receipt", before=receipt.name, after="")])


@transaction.atomic
def restore_receipt(*, receipt: Receipt, by: Participant | None) -> None:
    """Bring a removed receipt back. Raises RowChanged where it is not removed (any more), ReceiptIsThere, and what attaching raises."""
    expense = receipt.expense
    _begin(expense)
    if expense.live_receipts.filter(sha256=receipt.sha256).exclude(pk=receipt.pk).exists():
        raise ReceiptIsThere(receipt.name)
    removed = Receipt.objects.filter(pk=receipt.pk).exclude(deleted_at=None)
    if not removed.update(deleted_at=None):
        raise RowChanged
    _check_room(expense, count=0, room=0)
    index_talk(expense)
    _log(expense, by, "reattached", [Change(field="Receipt", before="", after=receipt.name)])


def _begin(expense: Expense) -> None:
    begin_change(expense.trip)
    if not Expense.objects.live().filter(pk=expense.pk).exists():
        raise ExpenseIsDeleted


def _check_room(expense: Expense, *, count: int, room: int) -> None:
    """Whether so many more receipts of so many bytes fit. The trip is ours, so nobody else takes the room meanwhile."""
    if expense.live_receipts.count() + count > MOST_OF_AN_EXPENSE:
        raise TooManyReceipts
    everything = Receipt.objects.filter(expense__trip=expense.trip)
    if everything.live().room() + room > MOST_BYTES_OF_A_TRIP:
        raise TripIsFull
    if room and everything.room() + room > MOST_BYTES_WITH_REMOVED:
        raise TooMuchWasRemoved


def _build(expense: Expense, by: Participant | None, file: Prepared) -> Receipt:
    return Receipt(
        expense=expense,
        created_by=by,
        kind=file.kind,
        content_type=file.content_type,
        name=file.name,
        sha256=file.sha256,
        size=file.size,
        preview_sha256=file.preview_sha256,
        preview_size=file.preview_size,
        width=file.width,
        height=file.height,
    )


def _log(expense: Expense, by: Participant | None, verb: str, changes: list[Change]) -> None:
    log_activity(
        trip=expense.trip,
        by=by,
        verb=verb,
        subject="expense",
        ref=expense.ref,
        label=expense.description,
        changes=changes,
    )
