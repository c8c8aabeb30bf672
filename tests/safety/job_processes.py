"""A database of its own with jobs in it, and real workers that can be started and killed."""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tests.processes import environment

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60


class JobSite:
    """A prepared DATA_DIR, programs that queue and tell, and workers."""

    def __init__(self, directory, *, like=None, **extra):
        """Made from nothing, or a copy of the directory of one where nothing was queued yet."""
        self.directory, self.workers = directory, []
        self.env = environment(directory, DJANGO_SETTINGS_MODULE="tests.safety.job_settings", **extra)
        self.log = directory / "worker.log"
        if like is None:
            self.do("prepare")
        else:
            shutil.copytree(like, directory, dirs_exist_ok=True)

    def do(self, *words):
        """What one of job_site's verbs says."""
        command = [sys.executable, "-m", "tests.safety.job_site", *map(str, words)]
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False, timeout=180)
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout) if done.stdout else None

    def start_worker(self, *flags, **extra):
        with self.log.open("a") as log:
            worker = subprocess.Popen(
                [sys.executable, "manage.py", "run_huey", *flags],
                cwd=ROOT,
                env=self.env | extra,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.workers.append(worker)
        return worker

    def stop(self):
        for worker in self.workers:
            worker.kill()
            worker.wait()

    def begun(self):
        """How many attempts have begun."""
        path = self.directory / "data" / "begun"
        return len(path.read_text().splitlines()) if path.exists() else 0

    def wait(self, fact, *, seconds=PATIENCE):
        deadline = time.monotonic() + seconds
        while not fact():
            assert time.monotonic() < deadline, self.log.read_text()[-3000:]
            time.sleep(0.02)

    def wait_for(self, **wanted):
        """Until so many jobs are in these states; what is told then."""
        told = {}

        def there():
            told.update(self.do("tell"))
            return all(told["states"].get(state, 0) == count for state, count in wanted.items())

        self.wait(there)
        return told
