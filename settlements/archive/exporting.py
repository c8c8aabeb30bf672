"""A trip of the database as its archive, row by row: memory does not grow with the trip, and queries hardly do."""

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from expenses.loading import load_lines
from expenses.models import Comment, Expense
from expenses.receipt_files import file_of
from expenses.receipt_models import Receipt
from expenses.snapshots import snapshot as expense_snapshot
from settlements.archive.facts import CommentFacts, ExpenseFacts, PaymentFacts, PersonFacts, TripFacts
from settlements.archive.reading import written_moment
from settlements.archive.writing import pieces
from settlements.archive.zips import TRIP
from settlements.reports.kinds import Progress
from settlements.reports.reading import at_one_revision
from settlements.services import snapshot as payment_snapshot
from trips.models import Participant, Trip
from tripsplit.fields import canonical

CHUNK = 2_000  # expenses in memory at once


def write_json(trip: Trip, path: Path, *, progress: Progress) -> None:
    """The archive as a file of its own, a kind of report."""
    _write_at_once(trip, path, write_archive, progress)


def write_zip(trip: Trip, path: Path, *, progress: Progress) -> None:
    """The archive with the receipts, a kind of report."""
    _write_at_once(trip, path, write_archive_zip, progress)


def _write_at_once(trip: Trip, path: Path, write: Callable[[Trip, IO[bytes]], None], progress: Progress) -> None:
    def read(fresh: Trip) -> None:
        progress(0, fresh.expense_count, "writing the archive")
        with path.open("wb") as file:
            write(fresh, file)

    at_one_revision(trip, read)


def write_archive(trip: Trip, stream: IO[bytes]) -> None:
    """Write the trip's archive, in its canonical form. What is in the trash is not carried."""
    people = list(trip.participants.in_order())
    for piece in pieces(trip_facts(trip), map(person_facts, people), _expenses(trip, people), _payments(trip, people)):
        stream.write(piece.encode())


def write_archive_zip(trip: Trip, stream: IO[bytes]) -> None:
    """The same as a ZIP, with the receipts beside it: `receipts/<expense>/<number>-<name>`."""
    with ZipFile(stream, "w", compression=ZIP_STORED) as package:
        with package.open(_entry(TRIP, ZIP_DEFLATED), "w", force_zip64=True) as member:
            write_archive(trip, member)
        for place, receipt in _numbered(trip):
            name = f"receipts/{receipt.expense.ref}/{place}-{receipt.name}"
            with file_of(receipt).open("rb") as file, package.open(_entry(name, ZIP_STORED), "w") as member:
                shutil.copyfileobj(file, member)


def _entry(name: str, compression: int) -> ZipInfo:
    """Without a time, so that the same trip makes the same file."""
    entry = ZipInfo(name)
    entry.compress_type = compression
    entry.external_attr = 0o100600 << 16
    return entry


def _numbered(trip: Trip) -> Iterator[tuple[int, Receipt]]:
    """The live receipts of the trip's live expenses, in order, each with its place in its expense."""
    receipts = Receipt.objects.live().filter(expense__trip=trip, expense__deleted_at=None)
    places: dict[int, int] = defaultdict(int)
    for receipt in sorted(receipts.in_order().select_related("expense"), key=lambda each: each.expense.ref):
        places[receipt.expense_id] += 1
        yield places[receipt.expense_id], receipt


def trip_facts(trip: Trip) -> TripFacts:
    first, last = (day.isoformat() if day else None for day in (trip.start_date, trip.end_date))
    return TripFacts(
        name=trip.name,
        emoji=trip.emoji,
        currency=trip.currency,
        start_date=first,
        end_date=last,
        time_zone=trip.time_zone,
    )


def person_facts(person: Participant) -> PersonFacts:
    return PersonFacts(
        ref=person.ref,
        name=person.name,
        kind=person.kind,
        weight=canonical(person.weight),
        active=person.is_active,
    )


def _expenses(trip: Trip, people: Sequence[Participant]) -> Iterator[ExpenseFacts]:
    # Sorted here: databases do not agree on the order of letters.
    rows = sorted((day, ref, pk) for day, ref, pk in trip.expenses.live().values_list("date", "ref", "pk"))
    keys = (pk for _, _, pk in rows)
    while chunk := list(islice(keys, CHUNK)):
        found = Expense.objects.in_bulk(chunk)
        expenses = [found[pk] for pk in chunk if pk in found]
        load_lines(expenses, trip, people, items=True)
        said = _comments(expenses)
        for expense in expenses:
            yield cast("ExpenseFacts", {**expense_snapshot(expense), "comments": said[expense.pk]})


def _comments(expenses: Sequence[Expense]) -> dict[int, list[CommentFacts]]:
    """What has been said of each, by its primary key; one query."""
    found: dict[int, list[CommentFacts]] = defaultdict(list)
    comments = Comment.objects.live().filter(expense__in=[expense.pk for expense in expenses])
    for expense, ref, at, author, text in comments.values_list(
        "expense_id", "ref", "created_at", "author__ref", "text"
    ):
        found[expense].append(CommentFacts(ref=ref, at=written_moment(at), author=author, text=text))
    for said in found.values():
        said.sort(key=lambda comment: (comment["at"], comment["ref"]))
    return found


def _payments(trip: Trip, people: Sequence[Participant]) -> Iterator[PaymentFacts]:
    known = {person.pk: person for person in people}
    payments = sorted(trip.payments.live(), key=lambda payment: (payment.date, payment.ref))
    for payment in payments:
        payment.sender, payment.receiver = known[payment.sender_id], known[payment.receiver_id]
        yield cast("PaymentFacts", payment_snapshot(payment))
