"""The doorbell on a real Redis (Debian's redis-server), and what happens while it is down: nothing is lost, nobody waits."""

import socket
import subprocess
import time

import pytest

from tests.safety.job_processes import PATIENCE, JobSite
from tests.servers import free_port

pytestmark = pytest.mark.slow
A_DAY = str(86_400)


class Redis:
    """A server of its own that can be stopped and started again."""

    def __init__(self, directory):
        self.directory, self.port, self.process = directory, free_port(), None

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self):
        where = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.directory), "--save", ""]
        self.process = subprocess.Popen(["redis-server", *where], stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise TimeoutError

    def stop(self):
        self.process.kill()
        self.process.wait()


@pytest.fixture
def redis(tmp_path):
    server = Redis(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def redis_site(redis, prepared_jobs, tmp_path):
    made = JobSite(tmp_path, like=prepared_jobs, HUEY_URL=redis.url)
    yield made
    made.stop()


def test_a_ring_through_redis_wakes_a_worker_that_does_not_sweep(redis_site):
    redis_site.do("queue", "row", 1, "before")
    redis_site.start_worker(TEST_SWEEP_SECONDS=A_DAY)
    # Its first sweep is over when this is done.
    redis_site.wait_for(done=1)
    redis_site.do("queue", "row", 3, "k")
    redis_site.wait(lambda: redis_site.begun() == 4, seconds=5)
    assert redis_site.wait_for(done=4)["twice"] == []


def test_with_redis_down_queueing_works_and_the_sweep_finds_the_job(redis_site, redis):
    redis.stop()
    assert redis_site.do("queue", "row", 3, "k")["seconds"] < 5
    worker = redis_site.start_worker()
    redis_site.wait(lambda: "Error reading from queue" in redis_site.log.read_text())
    assert redis_site.do("tell")["states"] == {"queued": 3}
    redis.start()
    redis_site.wait_for(done=3)
    assert worker.poll() is None
