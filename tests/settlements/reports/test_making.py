"""Making a report in the worker: whatever happens to the worker, there is one file, of one moment of the trip."""

import datetime
import os

import pytest
from django.utils import timezone

from settlements.models import Report
from settlements.reports import csv_file
from settlements.reports.contents import load_contents
from settlements.reports.kinds import KINDS, CannotBeMade
from settlements.reports.making import make_ordered, now_and_then
from settlements.reports.orders import HANDLER, remove_report
from settlements.reports.reading import TRIES, at_one_revision
from settlements.reports.store import KEEP_UNNAMED, file_of, settle, sweep_reports, workbench
from tests.settlements.rows import spend
from trips.models import Trip
from tripsplit.jobs import Cancelled, GiveUp, Running, cancel, sweep
from tripsplit.jobs.draining import claim
from tripsplit.locale import current_locale
from tripsplit.models import Job


@pytest.fixture
def files(media):
    """Every file and folder beneath the reports', by name."""
    return lambda: sorted(path.name for path in (media / "reports").rglob("*") if path.is_file() or "new-" in path.name)


# A PDF says when it was made, so another try is another file, and the nightly sweep takes the first.
SAME_BYTES = [kind.key for kind in KINDS.values() if kind.extension != "pdf"]


@pytest.mark.parametrize("key", SAME_BYTES)
def test_a_worker_that_dies_before_its_mark_leaves_nothing_twice(
    run_jobs, trip, zoe, dinner, order, files, monkeypatch, key
):
    """Killed between the file and the row: the next one makes the same file again, byte for byte, over the first."""
    report = order(zoe, key)
    finish = Running.finish

    def killed(self, words=""):
        monkeypatch.setattr(Running, "finish", finish)
        raise KeyboardInterrupt

    monkeypatch.setattr(Running, "finish", killed)
    with pytest.raises(KeyboardInterrupt):
        run_jobs()
    report.refresh_from_db()
    assert (len(files()), report.made_at) == (1, None)
    run_jobs()
    report.refresh_from_db()
    assert files() == [file_of(report).name]
    assert file_of(report).stat().st_size == report.size > 0


def test_a_worker_that_falls_silent_in_the_middle_is_followed_by_another(
    run_jobs, trip, zoe, dinner, order, files, settings
):
    report = order(zoe)
    claim()
    Job.objects.filter(handler=HANDLER).update(lease_until=timezone.now() - datetime.timedelta(seconds=1))
    sweep()

    assert run_jobs() >= 1
    report.refresh_from_db()
    assert files() == [file_of(report).name]


def test_a_second_run_makes_nothing(run_jobs, zoe, dinner, order, files):
    report = order(zoe)
    run_jobs()
    report.refresh_from_db()
    before = (report.made_at, report.sha256, files())
    Job.objects.filter(handler=HANDLER).update(state="queued")
    run_jobs()

    report.refresh_from_db()
    assert (report.made_at, report.sha256, files()) == before


def test_the_same_contents_are_one_file(run_jobs, zoe, david, dinner, order, files, trip):
    first = order(zoe)
    run_jobs()
    Trip.objects.filter(pk=trip.pk).update(revision=trip.revision + 1)
    second = order(david)
    run_jobs()

    assert first != second
    assert len(files()) == 1


def test_calling_off_stops_the_worker_and_keeps_no_file(run_jobs, zoe, dinner, order, files, monkeypatch):
    report = order(zoe)
    write = csv_file.write_csv

    def meanwhile(trip, path, *, progress):
        cancel(Job.objects.get(handler=HANDLER))
        progress(1, 2, "half")
        write(trip, path, progress=progress)

    monkeypatch.setattr(csv_file, "write_csv", meanwhile)
    run_jobs()
    report.refresh_from_db()
    assert (report.made_at, files()) == (None, [])


def test_a_report_that_was_removed_meanwhile_is_not_kept(run_jobs, zoe, dinner, order, monkeypatch):
    report = order(zoe)
    write = csv_file.write_csv

    def meanwhile(trip, path, *, progress):
        write(trip, path, progress=lambda *_: None)
        remove_report(report=report)

    monkeypatch.setattr(csv_file, "write_csv", meanwhile)
    run_jobs()
    assert not Report.objects.exists()
    assert Job.objects.get(handler=HANDLER).state == Job.State.CANCELLED


def test_nothing_is_made_of_a_deleted_trip(run_jobs, trip, zoe, dinner, order, files):
    order(zoe)
    Trip.objects.filter(pk=trip.pk).update(deleted_at=timezone.now())

    assert run_jobs() == 1
    assert (Job.objects.get(handler=HANDLER).state, files()) == (Job.State.DONE, [])


def test_numbers_are_written_as_whoever_ordered_it_reads_them(run_jobs, zoe, dinner, order, monkeypatch):
    seen = []
    monkeypatch.setattr(
        csv_file, "write_csv", lambda trip, path, **_: path.write_text(str(seen.append(current_locale())))
    )
    order(zoe, locale="de_CH")
    run_jobs()

    assert seen == ["de_CH"]


def test_a_trip_that_changes_while_it_is_read_is_read_again(trip, zoe, friends, dinner, tmp_path):
    changes = iter([True, False])
    trip.refresh_from_db()
    before = trip.revision

    def load(fresh):
        contents = load_contents(fresh)
        if next(changes):
            spend(Trip.objects.get(pk=trip.pk), 1200, by=zoe, among=friends)
        return contents

    contents = at_one_revision(trip, load)
    assert (trip.revision, len(contents.rows)) == (before + 1, 2)


def test_a_trip_that_never_rests_is_read_while_everybody_waits(trip, zoe, friends, dinner):
    trip.refresh_from_db()
    reads = []

    def load(fresh):
        reads.append(fresh.revision)
        if len(reads) <= TRIES:
            spend(Trip.objects.get(pk=trip.pk), 1200, by=zoe, among=friends)
        return load_contents(fresh)

    contents = at_one_revision(trip, load)
    assert len(reads) == TRIES + 1
    assert (trip.revision, len(contents.rows)) == (reads[-1], TRIES + 1)


def test_a_trip_that_is_gone_is_told(trip):
    pk = trip.pk
    trip.delete()
    trip.pk = pk
    with pytest.raises(CannotBeMade, match="gone"):
        at_one_revision(trip, load_contents)


def test_why_it_cannot_be_made_is_final(zoe, dinner, order, monkeypatch):
    def write(*_, **__):
        raise CannotBeMade("Not today. " * 60)

    monkeypatch.setattr(csv_file, "write_csv", write)
    report = order(zoe)
    with pytest.raises(GiveUp):
        make_ordered(Running(claim()))
    report.refresh_from_db()
    assert report.error.startswith("Not today.")


def test_progress_is_told_now_and_then_and_stops_what_was_called_off(zoe, dinner, order, monkeypatch):
    order(zoe)
    job = claim()
    progress = now_and_then(Running(job))
    for done in range(100):
        progress(done, 100, "writing rows")
    job.refresh_from_db()
    assert (job.done, job.total, job.words) == (0, 100, "writing rows")
    monkeypatch.setattr("settlements.reports.making.PAUSE", 0)
    progress(99, 100, "nearly")
    job.refresh_from_db()
    assert (job.done, job.words) == (99, "nearly")
    cancel(job)
    with pytest.raises(Cancelled):
        progress(100, 100)


# -- what goes again ------------------------------------------------------------------------------------------------------
def test_the_nightly_sweep_takes_what_is_old_and_what_nobody_names(
    run_jobs, trip, zoe, david, dinner, order, files, media
):
    kept = order(zoe)
    run_jobs()
    kept.refresh_from_db()
    old = Report.objects.create(
        trip=trip,
        kind="csv",
        locale="en",
        ordered_by=david,
        revision=0,
        ordered_at=timezone.now() - datetime.timedelta(31),
    )
    with workbench() as bench:
        (bench / "report").write_text("of a report that was removed")
        settle(bench / "report", extension="csv")
    abandoned = media / "reports" / "new-abandoned"
    abandoned.mkdir()
    assert sweep_reports() == 0, "a file as young as these may be about to get its row"
    assert abandoned.exists()
    long_ago = (timezone.now() - 2 * KEEP_UNNAMED).timestamp()
    for path in [*(media / "reports").rglob("*")]:
        os.utime(path, (long_ago, long_ago))

    assert sweep_reports() == 1
    assert files() == [file_of(kept).name]
    assert not Report.objects.filter(pk=old.pk).exists()


def test_files_are_private(run_jobs, zoe, dinner, order, media):
    report = order(zoe)
    run_jobs()
    report.refresh_from_db()

    assert oct(file_of(report).stat().st_mode)[-3:] == "600"
    assert oct((media / "reports").stat().st_mode)[-3:] == "700"
