"""`manage.py` with settings that are wrong: one line that names them, exit code 2, never a traceback."""

import subprocess
import sys

import pytest

from tests.processes import environment


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"DATABASE_URL": "garbage"}, "DATABASE_URL"),
        ({"PUBLIC_BASE_URL": "nonsense"}, "PUBLIC_BASE_URL"),
        ({"HUEY_URL": "ftp://x"}, "HUEY_URL"),
    ],
)
def test_wrong_settings_are_said_in_one_line(tmp_path, wrong, word):
    outcome = subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", "verify_ledger"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env=environment(tmp_path, **wrong),
    )
    assert (outcome.returncode, outcome.stdout) == (2, "")
    (line,) = outcome.stderr.splitlines()
    assert word in line
