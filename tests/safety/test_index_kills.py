"""Real workers with the real model: one is killed while it indexes, two run side by side, and one takes over from the other."""

import contextlib
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from expenses.search.client import Client
from expenses.search.embedding import Embedder, model_folder
from expenses.search.engine import INDEX, NotAvailable
from expenses.search.store import Store
from tests.processes import environment

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 240
EXPENSES = 600

pytestmark = pytest.mark.slow


class IndexSite:
    def __init__(self, directory):
        self.data = directory / "data"
        self.log = directory / "worker.log"
        self.env = environment(directory, DJANGO_SETTINGS_MODULE="tests.safety.index_settings", EMBEDDING_MODEL_PATH="")
        self.workers = []
        self.do("migrate", "-v0")
        self.do("seed_demo", "--expenses", str(EXPENSES))

    def do(self, *words):
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(
            command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False, timeout=PATIENCE
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def start(self):
        with self.log.open("a") as log:
            command = [sys.executable, "manage.py", "run_huey"]
            worker = subprocess.Popen(command, cwd=ROOT, env=self.env, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.workers.append(worker)
        return worker

    def one(self, query):
        with contextlib.closing(sqlite3.connect(f"file:{self.data / 'tripsplit.sqlite3'}?mode=ro", uri=True)) as rows:
            return rows.execute(query).fetchone()[0]

    @property
    def indexed(self):
        return self.one("SELECT count(*) FROM expenses_expense WHERE indexed_version = version")

    def answers(self):
        with contextlib.suppress(NotAvailable):
            return bool(Client(self.data).search(self.one("SELECT min(id) FROM trips_trip"), "dinner"))

    def wait(self, fact):
        deadline = time.monotonic() + PATIENCE
        while not fact():
            assert time.monotonic() < deadline, self.log.read_text()[-3000:]
            time.sleep(0.02)


@pytest.fixture
def site(tmp_path):
    site = IndexSite(tmp_path)
    yield site
    for worker in site.workers:
        worker.kill()
        worker.wait()


def has_model(worker):
    return "libtorch" in Path(f"/proc/{worker.pid}/maps").read_text()


def test_a_killed_worker_loses_nothing_and_two_share_one_model(site):
    first = site.start()
    site.wait(lambda: site.indexed > 0)
    first.kill()
    first.wait()
    assert site.indexed < EXPENSES, "killed in the middle"
    assert (site.data / "meaning.sock").exists()

    pair = [site.start(), site.start()]
    site.wait(lambda: site.indexed == EXPENSES)
    site.wait(site.answers)
    assert [worker.poll() for worker in pair] == [None, None]
    assert sum(map(has_model, pair)) == 1
    store = Store(site.data / INDEX, model=Embedder(model_folder("")).fingerprint)
    assert len(store.versions(site.one("SELECT min(id) FROM trips_trip"))) == EXPENSES

    serving, waiting = sorted(pair, key=has_model, reverse=True)
    serving.kill()
    serving.wait()
    site.wait(site.answers)
    waiting.terminate()
    assert waiting.wait(30) == 0
    assert not (site.data / "meaning.sock").exists()
