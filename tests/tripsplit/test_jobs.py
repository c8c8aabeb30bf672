"""The queue of background work: what is queued is done, once, however often it is queued, claimed, killed or called off."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.tripsplit import job_handlers
from tripsplit.jobs import Cancelled, LeaseLost, NotPossible, Running, call_off, cancel, drain, enqueue, retry, sweep
from tripsplit.jobs.draining import claim, give_back_all, held, pause
from tripsplit.jobs.forgetting import forget_old_jobs
from tripsplit.jobs.sweeping import period
from tripsplit.models import Job

HERE = "tests.tripsplit.job_handlers."
NOTE, FAIL, GIVE_UP, HOOKED = (HERE + name for name in ("note", "fail", "give_up", "hooked"))


@pytest.fixture(autouse=True)
def nothing_seen_yet(db, settings):
    settings.PERIODIC_JOBS = []
    job_handlers.seen.clear()
    job_handlers.hooks.clear()


def hook(function, **options):
    """A job that does what the test says."""
    job = enqueue(HOOKED, **options)
    job_handlers.hooks[job.key] = function
    return job


def again(job):
    """As if its pause were over."""
    Job.objects.filter(pk=job.pk).update(run_at=timezone.now())


def silent(job):
    """As if its worker had not been heard of for longer than its lease."""
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


# -- queueing -------------------------------------------------------------------------------------------------------------
def test_a_job_gets_its_arguments_and_its_key(run_jobs):
    enqueue(NOTE, key="k", args={"trip": 7, "why": "so"})
    assert run_jobs() == 1
    assert job_handlers.seen == [({"trip": 7, "why": "so"}, "k", 1)]
    assert Job.objects.get().state == "done"
    assert run_jobs() == 0


def test_the_same_key_again_is_the_job_that_there_is_even_when_it_is_done(run_jobs):
    first = enqueue(NOTE, key="k", args={"n": 1})
    assert enqueue(NOTE, key="k", args={"n": 2}).pk == first.pk
    run_jobs()
    assert enqueue(NOTE, key="k").state == "done"
    assert run_jobs() == 0
    assert enqueue(GIVE_UP, key="k").pk != first.pk


def test_without_a_key_each_is_a_new_one():
    assert enqueue(NOTE).pk != enqueue(NOTE).pk


def test_a_job_of_a_cause_that_did_not_happen_does_not_exist(run_jobs):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        _ = enqueue(NOTE).attempts / 0
    assert run_jobs() == 0


def test_a_job_for_later_waits(run_jobs):
    job = enqueue(NOTE, run_at=timezone.now() + timedelta(hours=1))
    assert run_jobs() == 0
    again(job)
    assert run_jobs() == 1


def test_what_has_been_due_for_the_longest_comes_first(run_jobs):
    now = timezone.now()
    for minutes in (1, 3, 2):
        enqueue(NOTE, key=str(minutes), run_at=now - timedelta(minutes=minutes))
    assert run_jobs(limit=2) == 2
    assert [key for _, key, _ in job_handlers.seen] == ["3", "2"]


def test_a_label_is_made_of_the_handlers_name_where_none_is_given():
    assert (enqueue(GIVE_UP).label, enqueue(NOTE, label="Mail to Zoë").label) == ("Give up", "Mail to Zoë")


def test_the_door_is_rung_after_the_commit_once_for_each_new_job(monkeypatch, django_capture_on_commit_callbacks):
    rung = []
    monkeypatch.setattr("tripsplit.jobs.queueing.ring_quietly", lambda: rung.append(1))
    with django_capture_on_commit_callbacks(execute=True):
        enqueue(NOTE, key="k")
        enqueue(NOTE, key="k")
        assert rung == []
    assert rung == [1]


# -- failing --------------------------------------------------------------------------------------------------------------
def test_a_failure_is_tried_again_after_a_pause_and_ends_where_a_person_sees_it(run_jobs):
    job = enqueue(FAIL, attempts=3)
    for attempt in (1, 2):
        assert run_jobs(may_fail=True) == 1
        job.refresh_from_db()
        assert (job.state, job.attempts) == ("queued", attempt)
        assert job.run_at > timezone.now()
        assert run_jobs(may_fail=True) == 0
        again(job)
    assert run_jobs(may_fail=True) == 1
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("failed", 3)
    assert job.error == "ValueError: no luck, […], attempt 3"


def test_giving_up_is_final_at_once(run_jobs):
    job = enqueue(GIVE_UP)
    run_jobs(may_fail=True)
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "There is no such trip any more.")


def test_a_handler_that_does_not_exist_is_a_failure_like_any_other(run_jobs):
    job = enqueue("trips.nothing.of_the_kind", attempts=1)
    run_jobs(may_fail=True)
    job.refresh_from_db()
    assert (job.state, job.error[:19]) == ("failed", "ModuleNotFoundError")


def test_a_failed_job_can_be_tried_again_with_all_its_attempts(run_jobs):
    job = enqueue(GIVE_UP)
    run_jobs(may_fail=True)
    retry(job)
    assert (job.state, job.attempts, job.error) == ("queued", 0, "")
    assert run_jobs(may_fail=True) == 1


def test_a_job_that_is_waiting_or_done_cannot_be_tried_again(run_jobs):
    job = enqueue(NOTE)
    with pytest.raises(NotPossible):
        retry(job)
    run_jobs()
    with pytest.raises(NotPossible):
        retry(job)


def test_pauses_double_up_to_an_hour_and_differ(settings):
    settings.JOBS_BACKOFF = timedelta(seconds=10)
    for attempt in range(1, 40):
        longest = min(10 * 2 ** (attempt - 1), 3600)
        assert longest / 2 <= pause(attempt).total_seconds() <= longest
    assert len({pause(5) for _ in range(9)}) > 1


# -- effect and mark ------------------------------------------------------------------------------------------------------
def test_effect_and_mark_commit_together(run_jobs):
    job = enqueue(HERE + "effect_and_mark", key="k")
    run_jobs()
    job.refresh_from_db()
    assert (job.state, job.words, job.finished_at is not None) == ("done", "All of it", True)
    assert Job.objects.filter(handler="effect", key="k").count() == 1


def test_effect_and_mark_are_undone_together(run_jobs):
    job = enqueue(HERE + "effect_but_fail", key="k")
    run_jobs(may_fail=True)
    job.refresh_from_db()
    assert job.state == "queued"
    assert not Job.objects.filter(handler="effect").exists()


@pytest.mark.django_db(transaction=True)
def test_a_handler_runs_outside_of_any_transaction():
    enqueue(HERE + "in_own_transaction")
    drain()
    assert job_handlers.seen == [False]


# -- leases ---------------------------------------------------------------------------------------------------------------
def test_a_job_whose_worker_fell_silent_is_taken_back_by_the_sweep_and_done(run_jobs):
    job = enqueue(NOTE, key="k")
    lost = claim()
    assert run_jobs() == 0
    sweep()
    assert run_jobs() == 0, "its lease is good"
    silent(job)
    assert run_jobs() == 0, "nobody has swept"
    sweep()
    assert run_jobs() == 1
    assert job_handlers.seen == [({}, "k", lost.attempts + 1)]


def test_a_worker_whose_lease_ran_out_can_neither_report_nor_finish(run_jobs):
    job = enqueue(NOTE)
    slow = Running(claim())
    silent(job)
    sweep()
    owner = Running(claim())
    for act in (slow.finish, lambda: slow.report(1, 2)):
        with pytest.raises(LeaseLost):
            act()
    owner.report(1, 2, "half")
    job.refresh_from_db()
    assert (job.state, job.progress_words) == ("running", "1 of 2, half")
    owner.finish()
    with pytest.raises(LeaseLost):
        slow.finish()


def test_the_effect_of_a_worker_whose_lease_ran_out_is_undone(run_jobs):
    def lose_it(running):
        with transaction.atomic():
            Job.objects.create(handler="effect", key="x", label="effect")
            silent(running)
            sweep()
            running.finish()

    job = hook(lose_it)
    run_jobs()
    assert not Job.objects.filter(handler="effect").exists()
    job.refresh_from_db()
    assert job.state == "running", "undone with the rest of that transaction, and swept later"


def test_reporting_renews_the_lease(settings):
    job = enqueue(NOTE)
    running = Running(claim())
    silent(job)
    running.report(1, 2)
    sweep()
    job.refresh_from_db()
    assert job.state == "running"


def test_a_job_that_kills_its_worker_each_time_ends_as_failed(run_jobs):
    job = enqueue(NOTE, attempts=3)
    for _ in range(3):
        assert claim().pk == job.pk
        silent(job)
        sweep()
    assert claim() is None
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("failed", 3)
    assert "middle of every attempt" in job.error


def test_a_lease_from_before_the_clock_went_back_is_no_lease(run_jobs):
    job = enqueue(NOTE)
    claim()
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() + timedelta(days=1))
    sweep()
    assert run_jobs() == 1


def test_a_worker_that_is_told_to_stop_gives_its_jobs_back_with_their_attempt(run_jobs):
    job = enqueue(NOTE)
    claimed = claim()
    held[claimed.token] = claimed.pk
    give_back_all()
    assert held == {}
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("queued", 0)
    with pytest.raises(LeaseLost):
        Running(claimed).finish()


def test_a_handler_that_is_interrupted_gives_its_job_back(run_jobs):
    def interrupted(running):
        raise KeyboardInterrupt

    job = hook(interrupted)
    with pytest.raises(KeyboardInterrupt):
        run_jobs()
    job.refresh_from_db()
    assert (job.state, job.attempts, held) == ("queued", 0, {})


def test_no_job_is_begun_after_the_word_to_stop(run_jobs):
    enqueue(NOTE)
    enqueue(NOTE)
    assert drain(stop=lambda: len(job_handlers.seen) == 1) == 1


# -- cancelling -----------------------------------------------------------------------------------------------------------
def test_a_cancelled_job_is_not_begun(run_jobs):
    job = enqueue(NOTE)
    cancel(job)
    assert (run_jobs(), job.state) == (0, "cancelled")
    with pytest.raises(NotPossible):
        cancel(job)
    retry(job)
    assert run_jobs() == 1


def test_calling_off_is_content_with_a_job_that_ended_meanwhile_or_never_was(run_jobs):
    waiting, seen_waiting = enqueue(NOTE, key="waits"), enqueue(NOTE, key="ends")
    Job.objects.filter(pk=seen_waiting.pk).update(state="done", finished_at=timezone.now())
    for job in (waiting, seen_waiting, None):
        call_off(job)
    assert [job.state for job in Job.objects.order_by("pk")] == ["cancelled", "done"]


def test_a_running_job_stops_at_its_next_report(run_jobs):
    steps = []

    def work(running):
        for step in range(3):
            running.report(step, 3)
            steps.append(step)
            cancel(Job.objects.get(pk=running.pk))

    job = hook(work)
    run_jobs()
    job.refresh_from_db()
    assert (steps, job.state) == ([0], "cancelled")


def test_a_running_job_that_was_cancelled_cannot_mark_itself_done():
    job = enqueue(NOTE)
    running = Running(claim())
    cancel(job)
    with pytest.raises(Cancelled):
        running.finish()


def test_a_job_that_is_done_cannot_be_cancelled_and_one_that_failed_can(run_jobs):
    done = enqueue(NOTE)
    run_jobs()
    with pytest.raises(NotPossible):
        cancel(done)
    failed = enqueue(GIVE_UP)
    run_jobs(may_fail=True)
    cancel(failed)
    assert failed.state == "cancelled"


# -- periodic work --------------------------------------------------------------------------------------------------------
def test_periodic_work_is_queued_once_whoever_sweeps(settings, run_jobs):
    settings.PERIODIC_JOBS = [(NOTE, "hourly"), (GIVE_UP, "nightly")]
    for _ in range(3):
        sweep()
    assert sorted(Job.objects.values_list("handler", flat=True)) == [GIVE_UP, NOTE]
    run_jobs(may_fail=True)
    sweep()
    assert Job.objects.count() == 2


def test_periodic_work_does_not_pile_up_behind_one_that_is_still_to_be_done(settings):
    settings.PERIODIC_JOBS = [(NOTE, "minutely")]
    enqueue(NOTE, key="minute of yore")
    sweep()
    assert Job.objects.count() == 1


@pytest.mark.parametrize(
    ("rhythm", "moment", "name"),
    [
        ("minutely", datetime(2026, 2, 28, 23, 59, 59, tzinfo=UTC), "minute 2026-02-28T23:59Z"),
        ("hourly", datetime(2026, 2, 28, 23, 59, 59, tzinfo=UTC), "hour 2026-02-28T23Z"),
        ("nightly", datetime(2028, 2, 29, 2, 59, 59, tzinfo=UTC), "night 2028-02-28"),
        ("nightly", datetime(2028, 2, 29, 3, 0, tzinfo=UTC), "night 2028-02-29"),
    ],
)
def test_a_night_lasts_from_three_to_three(rhythm, moment, name):
    assert period(rhythm, moment) == name


# -- forgetting -----------------------------------------------------------------------------------------------------------
def test_jobs_long_over_are_forgotten_and_failed_ones_are_not(settings, run_jobs):
    for name in ("note", "give_up"):
        enqueue(HERE + name)
    run_jobs(may_fail=True)
    soon, late = timezone.now() + timedelta(days=29), timezone.now() + timedelta(days=31)
    assert forget_old_jobs(now=soon) == 0
    settings.PERIODIC_JOBS = [(NOTE, "hourly")]
    assert forget_old_jobs(now=soon) == 1
    assert forget_old_jobs(now=late) == 0
    assert Job.objects.get().handler == GIVE_UP


# -- what the database refuses --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "columns",
    [
        {"state": "lost"},
        {"state": "running"},
        {"token": "t", "lease_until": datetime(2026, 1, 1, tzinfo=UTC)},
        {"done": 2, "total": 1},
    ],
)
def test_the_database_refuses_a_job_that_makes_no_sense(columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(handler="h", key="k", label="l", **columns)
