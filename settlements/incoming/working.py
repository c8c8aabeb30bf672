"""The worker's part: reading large files, and making trips of them with all their receipts. Run twice it makes one trip."""

from django.db import transaction

from settlements.archive.bundles import prepared_receipts
from settlements.archive.faults import BadArchive
from settlements.archive.importing import Owner
from settlements.incoming.services import look_through, make_trip, note, opened_file, refusal_of
from settlements.models import TripFile
from settlements.reports.making import now_and_then
from trips.errors import DomainError
from tripsplit.jobs import Running

GONE = "Nobody wants it any more"


def read_brought(job: Running) -> None:
    file = _file(job, TripFile.State.READING)
    if file is None:
        job.finish(GONE)
        return
    job.report(0, 0, "reading the file")
    looked = look_through(file)
    with transaction.atomic():
        note(file, looked)
        job.finish()


def make_brought(job: Running) -> None:
    file = _file(job, TripFile.State.MAKING)
    if file is None:
        job.finish(GONE)
        return
    try:
        _make(job, file)
    except (BadArchive, DomainError) as fault:
        with transaction.atomic():
            note(file, refusal_of(fault))
            job.finish("Refused")


def _make(job: Running, file: TripFile) -> None:
    job.report(0, 0, "reading the file")
    progress = now_and_then(job)
    owner = Owner(file.user, ref=file.owner_ref, name=file.owner_name)
    with (
        opened_file(file) as bundle,
        prepared_receipts(bundle, lambda done, total: progress(done, total, "receipts")) as receipts,
    ):
        job.report(0, 0, "writing everything down")
        with transaction.atomic():
            make_trip(file=file, bundle=bundle, owner=owner, receipts=receipts)
            job.finish()


def _file(job: Running, state: TripFile.State) -> TripFile | None:
    return TripFile.objects.select_related("user").filter(pk=job.args["file"], state=state).first()
