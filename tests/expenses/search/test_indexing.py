"""The vectors follow the expenses: after every kind of change, after every loss, for one trip and never for another."""

import random

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from expenses.drafts import draft_of
from expenses.models import Expense
from expenses.search.indexing import HANDLER, begin_again, index_trip, queue_indexing, queue_stale, reconcile
from expenses.search.meaning import find_by_term, least_likeness, like_term
from expenses.search.store import Hit, Missing
from expenses.services import delete_expense, edit_expense, restore_expense
from tests.expenses.recording import record
from tripsplit.jobs import drain
from tripsplit.models import Job


@pytest.fixture
def index(engine):
    return lambda trip: index_trip(trip.pk, door=engine, store=engine.store)


def known(engine, trip):
    return dict(engine.store.versions(trip.pk).values())


def test_an_expense_that_is_made_changed_deleted_and_restored_is_followed(engine, index, trip, zoe, friends):
    row = record(trip, zoe, friends, description="Boat to the island", ref="boat")
    index(trip)
    assert known(engine, trip) == {"boat": 1}
    row = edit_expense(expense=row, by=zoe, version=1, draft=draft_of(row))
    assert index(trip) == 1
    assert known(engine, trip) == {"boat": 2}
    row = delete_expense(expense=row, by=zoe, version=2)
    index(trip)
    assert known(engine, trip) == {}
    restore_expense(expense=row, by=zoe, version=3)
    index(trip)
    assert known(engine, trip) == {"boat": 4}
    assert index(trip) == 0


def test_a_change_queues_one_job_for_its_trip_however_many_there_are(engine, trip, zoe, friends, stranger):
    for _ in range(5):
        record(trip, zoe, friends)
    record(stranger.trip, stranger, [stranger])
    assert sorted(Job.objects.filter(handler=HANDLER).values_list("args", flat=True), key=str) == [
        {"trip": pk} for pk in sorted([trip.pk, stranger.trip.pk], key=str)
    ]


def test_a_change_while_the_job_runs_queues_another(engine, trip, zoe, friends):
    record(trip, zoe, friends)
    Job.objects.update(state="running", token="x", lease_until="2099-01-01T00:00Z")
    record(trip, zoe, friends)
    assert Job.objects.filter(handler=HANDLER).count() == 2


def test_two_jobs_do_not_embed_the_same_rows(engine, serving_engine, trip, zoe, friends, run_jobs):
    record(trip, zoe, friends)
    Job.objects.update(state="running", token="x", lease_until=timezone.now() + django_settings.JOBS_LEASE)
    record(trip, zoe, friends)
    run_jobs()
    assert [job.words for job in Job.objects.filter(state="done")] == ["Another one is at it"]
    assert Expense.objects.stale().count() == 2
    assert Job.objects.filter(state="queued", run_at__gt=timezone.now()).count() == 1
    # The other was killed: it is not waited for, once it has been silent for a minute.
    Job.objects.filter(state="running").update(lease_until=timezone.now() + django_settings.JOBS_LEASE / 2)
    Job.objects.filter(state="queued").update(run_at=timezone.now())
    run_jobs()
    assert not Expense.objects.stale().exists()


def test_a_site_that_wants_none_queues_nothing(trip, zoe, friends):
    record(trip, zoe, friends)
    assert not Job.objects.exists()


def test_rows_that_came_past_the_services_are_found(engine, trip, zoe, friends, run_jobs, serving_engine):
    record(trip, zoe, friends, ref="quiet")
    Job.objects.all().delete()
    assert queue_stale() == 1
    run_jobs()
    assert known(engine, trip) == {"quiet": 1}
    assert queue_stale() == 0


@pytest.fixture
def serving_engine(engine, monkeypatch):
    """The jobs of this process find the model here."""
    monkeypatch.setattr("expenses.jobs.own_engine", lambda: engine)
    monkeypatch.setattr("expenses.jobs.serving_here.wait", lambda _seconds: True)
    return engine


def test_the_job_does_what_is_due_and_says_so(engine, serving_engine, trip, zoe, friends, run_jobs):
    for number in range(3):
        record(trip, zoe, friends, ref=f"row{number}")
    run_jobs()
    assert Job.objects.get(handler=HANDLER).words == "3 expenses read"
    assert len(known(engine, trip)) == 3


def test_a_folder_that_was_deleted_is_made_again(engine, serving_engine, own, trip, zoe, friends, run_jobs):
    record(trip, zoe, friends, description="Boat to the island", ref="boat")
    run_jobs()
    engine.store.delete()
    with pytest.raises(Missing):
        engine.store.count()
    begin_again()
    run_jobs()
    assert known(engine, trip) == {"boat": 1}


@pytest.mark.parametrize("seed", range(4))
def test_a_folder_that_was_damaged_is_put_aside_and_made_again(engine, trip, zoe, friends, index, own, seed):
    for number in range(40):
        record(trip, zoe, friends, description=f"Boat number {number}", ref=f"boat{number}")
    index(trip)
    chance = random.Random(seed)
    files = sorted(path for path in engine.store.folder.rglob("*") if path.is_file())
    for path in chance.sample(files, min(2 + seed, len(files))):
        path.write_bytes([b"", b"rubbish" * 10, path.read_bytes()[: path.stat().st_size // 2]][seed % 3])
    own._fresh.add(trip.pk)
    like = like_term(trip, "boat")  # never an error
    if not like.asked:
        begin_again()
    edit_expense(
        expense=trip.expenses.get(ref="boat1"), by=zoe, version=1, draft=draft_of(trip.expenses.get(ref="boat1"))
    )
    index(trip)
    reconcile(engine.store)
    index(trip)
    assert len(known(engine, trip)) == 40
    assert like_term(trip, "boat").found


def test_every_trip_has_its_own(engine, index, trip, zoe, friends, stranger, own):
    record(trip, zoe, friends, description="Boat to the island", ref="ours")
    record(stranger.trip, stranger, [stranger], description="Boat to the island", ref="theirs")
    index(trip)
    index(stranger.trip)
    hits = engine.search(trip.pk, "boat")
    assert [hit.ref for hit in hits] == ["ours"]
    # The control: without the fence both are there.
    assert engine.store.count() == 2


@pytest.mark.parametrize("fence", [0, -1, None, "", "1 OR 1=1", True, 1.0])
def test_without_a_fence_nothing_is_found(engine, index, trip, zoe, friends, fence):
    record(trip, zoe, friends)
    index(trip)
    assert engine.store.search(fence, [0.1] * 384, most=10) == []
    assert engine.store.versions(fence) == {}


def test_a_hit_is_looked_up_again(engine, index, trip, zoe, friends, stranger, own, monkeypatch):
    row = record(trip, zoe, friends, description="Boat to the island", ref="boat")
    theirs = record(stranger.trip, stranger, [stranger], description="Boat", ref="theirs")
    gone = delete_expense(expense=record(trip, zoe, friends, ref="gone"), by=zoe, version=1)
    hits = {
        "right": Hit(row.pk, "boat", 1, 0.9),
        "another trip's": Hit(theirs.pk, "theirs", 1, 0.9),
        "of another version": Hit(row.pk, "boat", 7, 0.9),
        "of another ref": Hit(row.pk, "other", 1, 0.9),
        "deleted": Hit(gone.pk, "gone", 2, 0.9),
        "not there": Hit(10**9, "none", 1, 0.9),
        "hardly like it": Hit(row.pk, "boat", 1, least_likeness("boat", is_found=False) - 0.01),
    }
    for why, hit in hits.items():
        monkeypatch.setattr(own, "search", lambda *_args, hit=hit, **_more: [hit])
        assert like_term(trip, "boat").found == ([row.pk] if why == "right" else []), why


def test_a_command_catches_up_before_it_asks(engine, own, trip, zoe, friends):
    row = record(trip, zoe, friends, description="Sailing around the bay", ref="bay")
    found = find_by_term(trip, "ocean trip by ship")
    assert found.how == "meaning"
    assert [*found.sure, *found.maybe] in ([row.pk], [])
    assert known(engine, trip) == {"bay": 1}


def test_what_nobody_has_any_more_is_dropped_and_what_is_missing_is_read_again(engine, index, trip, zoe, friends):
    rows = [record(trip, zoe, friends, ref=f"row{number}") for number in range(4)]
    index(trip)
    engine.store.forget([rows[0].pk])
    Expense.objects.filter(pk=rows[1].pk).update(version=5, indexed_version=5)
    engine.store.upsert(
        [
            type("Row", (), {"expense": 10**6, "trip": 10**6, "ref": "old", "version": 1, "vector": [0.0] * 384})(),
            type(
                "Row", (), {"expense": 10**6 + 1, "trip": trip.pk, "ref": "odd", "version": 1, "vector": [0.0] * 384}
            )(),
        ]
    )
    assert reconcile(engine.store) == 2
    assert index(trip) == 2
    assert known(engine, trip) == {"row0": 1, "row1": 5, "row2": 1, "row3": 1}
    assert engine.store.trips() == {trip.pk}


def test_the_stale_rows_are_found_by_an_index_of_their_own(db):
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's plan")
    assert "expenses_expense_stale" in Expense.objects.stale().filter(trip=1).explain()


def test_indexing_many_is_a_few_writes(engine, index, trip, zoe, friends):
    for number in range(60):
        record(trip, zoe, friends, ref=f"row{number}")
    index(trip)
    assert len(list(engine.store.folder.rglob("*.manifest"))) <= 3
    queue_indexing(trip.pk)
    assert drain(limit=0) == 0
