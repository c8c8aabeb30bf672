"""Migrations go down to nothing and up again, and what they build is guarded by the database itself."""

import subprocess
import sys

import pytest

from tests.processes import environment

APPS = ("settlements", "expenses", "trips", "tripsplit")


def manage(*arguments, env):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments], capture_output=True, text=True, check=False, timeout=120, env=env
    )


@pytest.fixture
def env(tmp_path):
    return environment(tmp_path)


def test_migrate_alone_makes_a_working_site_and_goes_down_and_up_again(env):
    up = manage("migrate", env=env)
    assert up.returncode == 0, up.stderr
    assert manage("check", "--database", "default", "--fail-level", "WARNING", env=env).returncode == 0
    for app in APPS:
        down = manage("migrate", app, "zero", env=env)
        assert down.returncode == 0, down.stderr
    left = manage(
        "shell", "-v", "0", "-c", "from django.db import connection as c; print(c.introspection.table_names())", env=env
    )
    assert not [name for name in ("cache", *APPS) if name in left.stdout], left.stdout
    again = manage("migrate", env=env)
    assert again.returncode == 0, again.stderr
    assert "No changes detected" in manage("makemigrations", "--check", "--dry-run", env=env).stdout
