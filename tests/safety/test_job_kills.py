"""The power of kill -9 over background work: every job is done, and none twice, however often its worker dies."""

import random
import signal
import sys
import time

import pytest

from tests.safety.job_processes import PATIENCE

KILLS = 200

pytestmark = pytest.mark.slow


@pytest.fixture
def seed():
    """Pytest shows what was printed where a test has failed."""
    number = random.randrange(10**9)
    sys.stdout.write(f"seed {number}\n")
    return number


def all_done_once(told, count):
    assert (told["missing"], told["twice"]) == ([], [])
    assert (told["states"], told["effects"]) == ({"done": count}, count)


def test_of_two_hundred_killed_workers_every_job_is_done_once(job_site, seed):
    count = 2 * KILLS
    job_site.do("queue", "row,file_and_row", count, "k")
    started = time.monotonic()
    told = job_site.do("kill", KILLS, seed, "sweeping")
    assert told["kills"] == KILLS
    all_done_once(told, count)
    assert told["files"] == count // 2
    assert told["attempts"] > count + KILLS / 4, "the kills did not hit jobs in the middle"
    assert time.monotonic() - started < 90


def test_control_with_the_sweep_off_killed_workers_lose_jobs(job_site, seed):
    job_site.do("queue", "row", 60, "k")
    told = job_site.do("kill", 20, seed, "not")
    assert told["states"]["running"] == len(told["missing"]) > 0


def test_control_an_effect_that_is_not_marked_in_its_transaction_happens_twice(job_site, seed):
    job_site.do("queue", "careless_row", 60, "k")
    told = job_site.do("kill", 20, seed, "sweeping")
    assert told["missing"] == []
    assert told["twice"]


def test_a_killed_run_huey_loses_nothing_and_what_waited_for_a_worker_is_done(job_site, seed):
    chance, count = random.Random(seed), 600
    job_site.do("queue", "row,file_and_row", count, "k")
    # Nobody rang, or nobody heard it.
    for path in (job_site.directory / "data").glob("huey.sqlite3*"):
        path.unlink()
    worker = job_site.start_worker()
    for _ in range(5):
        least = job_site.begun() + chance.randrange(1, 12)
        job_site.wait(lambda least=least: job_site.begun() >= least)
        time.sleep(chance.uniform(0, 0.02))
        following = job_site.start_worker()
        worker.kill()
        assert worker.wait(PATIENCE) == -signal.SIGKILL
        worker = following
    all_done_once(job_site.wait_for(done=count), count)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(PATIENCE) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_told_to_stop_finishes_its_job_and_begins_no_other(job_site, number):
    worker = job_site.start_worker()
    job_site.do("queue", "slow_row", 6, "k")
    job_site.wait(lambda: job_site.begun() >= 1)
    worker.send_signal(number)
    assert worker.wait(PATIENCE) == 0
    told = job_site.do("tell")
    assert told["states"]["done"] == told["effects"] == job_site.begun() == told["attempts"] <= 2
    assert told["states"]["queued"] == 6 - told["effects"]


def test_a_worker_that_cannot_wait_gives_its_job_back(job_site):
    worker = job_site.start_worker("--shutdown-timeout", "1")
    job_site.do("queue", "endless", 1, "k")
    job_site.wait(lambda: job_site.begun() == 1)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(PATIENCE) == 0
    told = job_site.do("tell")
    assert (told["states"], told["attempts"]) == ({"queued": 1}, 0)
