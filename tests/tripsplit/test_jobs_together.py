"""Many workers at one queue, on the database at hand, and what the log and the doorbell say."""

import sqlite3
import threading

import pytest
import structlog
from django.db import connection, transaction
from structlog.testing import capture_logs

from tests.tripsplit import job_handlers
from tests.tripsplit.test_jobs import FAIL, GIVE_UP, NOTE
from tripsplit.jobs import doorbell, drain, draining, enqueue, sweep
from tripsplit.models import Job

WORKERS, JOBS = 6, 60


@pytest.fixture(autouse=True)
def nothing_seen_yet(settings):
    settings.PERIODIC_JOBS = []
    job_handlers.seen.clear()


def together(act):
    """The act in several threads at once, each with a connection of its own; what it returned."""
    start, results = threading.Barrier(WORKERS), []

    def run():
        try:
            start.wait()
            results.append(act())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == WORKERS
    return results


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_exactly_one_does_each_job():
    with transaction.atomic():
        for number in range(JOBS):
            enqueue(NOTE, key=str(number))
    assert sum(together(drain)) == JOBS
    assert sorted(int(key) for _, key, _ in job_handlers.seen) == list(range(JOBS))
    assert set(Job.objects.values_list("state", "attempts")) == {("done", 1)}


@pytest.mark.django_db(transaction=True)
def test_of_many_who_queue_the_same_key_one_makes_the_job():
    assert len({job.pk for job in together(lambda: enqueue(NOTE, key="k"))}) == 1


@pytest.mark.django_db(transaction=True)
def test_any_number_may_sweep_at_once(settings):
    settings.PERIODIC_JOBS = [(NOTE, "hourly")]
    together(sweep)
    assert Job.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_condition_a_job_is_done_by_several(monkeypatch):
    """The claim as it must not be: looked at first, taken afterwards."""
    seen = threading.Barrier(WORKERS)

    def careless():
        job = Job.objects.get()
        seen.wait()
        Job.objects.filter(pk=job.pk).update(state="running", token="t", lease_until=job.run_at)
        job.token = "t"
        draining.run(job)

    enqueue(NOTE)
    together(careless)
    assert len(job_handlers.seen) == WORKERS


@pytest.fixture
def fresh_loggers(monkeypatch):
    """Loggers of the present configuration: those that an earlier test has used keep the one of then, and would not be heard."""
    for module in (draining, doorbell):
        monkeypatch.setattr(module, "log", structlog.get_logger())


def test_the_log_names_job_handler_attempt_and_request(db, run_jobs, fresh_loggers):
    with structlog.contextvars.bound_contextvars(request_id="r-1"):
        job = enqueue(NOTE)
    # As the site's own chain does; capturing replaces it.
    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        run_jobs()
    told = [(line["event"], line["job"], line["handler"], line["attempt"], line["request_id"]) for line in lines]
    assert told == [(event, job.pk, NOTE, 1, "r-1") for event in ("job_started", "job_finished")]


def test_the_log_tells_of_failures_without_addresses(db, run_jobs, fresh_loggers):
    enqueue(FAIL)
    enqueue(GIVE_UP)
    with capture_logs() as lines:
        run_jobs(may_fail=True)
    failures = [(line["error"], line["for_good"]) for line in lines if line["event"] == "job_failed"]
    assert failures == [
        ("ValueError: no luck, […], attempt 1", False),
        ("There is no such trip any more.", True),
    ]


def test_a_doorbell_that_cannot_be_reached_is_logged_once_and_harms_nobody(monkeypatch, db, fresh_loggers):
    def broken():
        tries.append(1)
        raise sqlite3.OperationalError("unable to open database file")

    tries = []
    monkeypatch.setattr(doorbell, "ring", broken)
    monkeypatch.setattr(doorbell.bell.storage, "queue_size", lambda: 0)
    monkeypatch.setattr(doorbell.Silence, "until", 0.0)
    with capture_logs() as lines:
        doorbell.ring_quietly()
        doorbell.ring_quietly()
    assert [line["event"] for line in lines] == ["doorbell_unreachable"]
    assert tries == [1]


def test_a_bell_that_is_still_ringing_is_not_rung_again(monkeypatch):
    rung = []
    monkeypatch.setattr(doorbell, "ring", lambda: rung.append(1))
    monkeypatch.setattr(doorbell.Silence, "until", 0.0)
    for waiting in range(9):
        monkeypatch.setattr(doorbell.bell.storage, "queue_size", lambda waiting=waiting: waiting)
        doorbell.ring_quietly()
    assert len(rung) == doorbell.ENOUGH
