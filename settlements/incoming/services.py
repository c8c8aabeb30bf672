"""From a brought file to a trip: looked through outside of transactions, noted in one, made when its owner says so."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from settlements.archive.bundles import Bundle, Receipts, opened_bundle
from settlements.archive.faults import THE_FILE, BadArchive, refused
from settlements.archive.importing import Owner, import_trip
from settlements.archive.parsing import FOR_PEOPLE, MEGABYTE
from settlements.incoming.preview import found_in
from settlements.incoming.store import forget, path_of
from settlements.models import TripFile
from trips.errors import DomainError
from trips.models import Trip, User
from tripsplit import jobs
from tripsplit.models import Job

READ, MAKE = "settlements.jobs.read_trip_file", "settlements.jobs.make_trip_of_file"
ATTEMPTS = 3
AT_ONCE = MEGABYTE // 2  # read and made within the request: some 400 expenses, which take a third of a second
MOST_WAITING = 3  # of one person
MOST_AN_HOUR = 30
MOST_OF_ZIP = 100 * MEGABYTE  # as it is sent; tripsplit.bodies takes no more
MORE = "There is more that is wrong."

State = TripFile.State


class TooManyFiles(DomainError):
    def __init__(self) -> None:
        super().__init__(f"You have brought {MOST_AN_HOUR} files within an hour. Wait a while before the next one.")


class FileHasMovedOn(DomainError):
    def __init__(self) -> None:
        super().__init__("Something has come of this file already.")


@contextmanager
def opened_file(file: TripFile) -> Iterator[Bundle]:
    """The file as it was brought. Raises BadArchive."""
    try:
        stream = path_of(file.ref).open("rb")
    except FileNotFoundError as fault:
        raise refused("is no longer there. Choose it again", where=THE_FILE) from fault
    with stream, opened_bundle(stream, FOR_PEOPLE) as bundle:
        yield bundle


def look_through(file: TripFile) -> Mapping[str, Any]:
    """What is to be noted with the file: what it would make, or why it is refused. Takes as long as it takes to read it."""
    try:
        with opened_file(file) as bundle:
            return {"state": State.READY, "found": found_in(bundle), "faults": []}
    except BadArchive as fault:
        return refusal_of(fault)


def refusal_of(fault: BadArchive | DomainError) -> Mapping[str, Any]:
    """What is to be noted with a file that no trip can be made of."""
    faults = [["", str(fault)]]
    if isinstance(fault, BadArchive):
        faults = [[each.where, each.words] for each in fault.faults] + ([["", MORE]] if fault.more else [])
    return {"state": State.REFUSED, "found": {}, "faults": faults}


@transaction.atomic
def receive_file(*, user: User, file: TripFile, looked: Mapping[str, Any] | None) -> TripFile:
    """Note a file that is on disk, with what was found in it; or have a worker look. What waits for too long gives way.

    Raises TooManyFiles.
    """
    # Taken for writing, so that nobody slips past the limit.
    User.objects.select_for_update().get(pk=user.pk)
    theirs = TripFile.objects.filter(user=user)
    if theirs.filter(received_at__gt=timezone.now() - timedelta(hours=1)).count() >= MOST_AN_HOUR:
        raise TooManyFiles
    for old in theirs.waiting().newest_first()[MOST_WAITING - 1 :]:
        discard_file(file=old)
    file.user = user
    file.save(force_insert=True)
    if looked is None:
        _queue(READ, file)
    else:
        note(file, looked)
    return file


@transaction.atomic
def note(file: TripFile, looked: Mapping[str, Any]) -> None:
    """Note what came of a file, if nothing else has come of it meanwhile. One that is refused is not kept."""
    noted = TripFile.objects.filter(pk=file.pk, state=file.state).update(**looked)
    if noted and looked["state"] == State.REFUSED:
        transaction.on_commit(lambda: forget(file.ref))


@transaction.atomic
def order_trip(*, file: TripFile, owner: Owner) -> None:
    """Have a worker make the trip of the file. Raises FileHasMovedOn."""
    _take(file, owner)
    _queue(MAKE, file)


@transaction.atomic
def make_trip_at_once(*, file: TripFile, bundle: Bundle, owner: Owner) -> Trip:
    """Make the trip of the file here and now. Raises FileHasMovedOn and what import_trip raises."""
    _take(file, owner)
    return make_trip(file=file, bundle=bundle, owner=owner)


@transaction.atomic
def make_trip(*, file: TripFile, bundle: Bundle, owner: Owner, receipts: Receipts | None = None) -> Trip:
    """Make the trip of a file that was taken for it, once. Raises FileHasMovedOn and what import_trip raises."""
    trip = import_trip(archive=bundle.archive, owner=owner, receipts=receipts)
    taken = TripFile.objects.filter(pk=file.pk, state=State.MAKING)
    if not taken.update(state=State.MADE, trip=trip):
        raise FileHasMovedOn
    transaction.on_commit(lambda: forget(file.ref))
    return trip


@transaction.atomic
def retry_file(*, file: TripFile) -> None:
    """Try again what could not be done with the file. Raises FileHasMovedOn."""
    job = job_of(file)
    try:
        if job is not None:
            jobs.retry(job)
    except jobs.NotPossible as fault:
        raise FileHasMovedOn from fault


@transaction.atomic
def discard_file(*, file: TripFile) -> None:
    """Forget a file, called off where something is being made of it."""
    jobs.call_off(job_of(file))
    file.delete()
    transaction.on_commit(lambda: forget(file.ref))


def job_of(file: TripFile) -> Job | None:
    """What works at the file now, or did last."""
    handler = READ if file.state == State.READING else MAKE
    return Job.objects.filter(handler=handler, key=file.ref).first()


def _take(file: TripFile, owner: Owner) -> None:
    ready = TripFile.objects.filter(pk=file.pk, state=State.READY)
    if not ready.update(state=State.MAKING, owner_ref=owner.ref, owner_name=owner.name):
        raise FileHasMovedOn


def _queue(handler: str, file: TripFile) -> None:
    verb = "Read" if handler == READ else "Import"
    jobs.enqueue(handler, key=file.ref, args={"file": file.pk}, attempts=ATTEMPTS, label=f"{verb} a trip")
