"""Runs every linter, two at a time, and shows what those that fail say; exit 1 if any did. `--fix` lets the formatters write."""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"


class Outcome(NamedTuple):
    name: str
    returncode: int
    output: str
    seconds: float


def templates() -> list[str]:
    """The templates that git tracks or would track."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", "*.html"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [name for name in names if (ROOT / name).exists()]


def checks() -> dict[str, list[str]]:
    """The slowest first, so that the two lanes end at about the same time."""
    python, html = str(BIN / "python"), templates()
    found = {
        "mypy": [str(BIN / "mypy")],
        # Runs all system checks too, django-linear-migrations' among them.
        "migrations": [python, "manage.py", "makemigrations", "--check", "--dry-run"],
        # Lints only: its formatter and djade's would undo each other's blank lines.
        "djlint": [str(BIN / "djlint"), "--lint", "--quiet", *html],
        "import-linter": [str(BIN / "lint-imports")],
        "djade": [str(BIN / "djade"), "--check", *html],
        "ruff": [str(BIN / "ruff"), "check"],
        "ruff format": [str(BIN / "ruff"), "format", "--check"],
    }
    return found if html else {name: command for name, command in found.items() if not name.startswith("dj")}


def fixes() -> dict[str, list[str]]:
    html = templates()
    found = {
        "ruff": [str(BIN / "ruff"), "check", "--fix-only", "--exit-zero"],
        "ruff format": [str(BIN / "ruff"), "format"],
        "djade": [str(BIN / "djade"), *html],
    }
    return found if html else {name: command for name, command in found.items() if not name.startswith("dj")}


def run(name: str, command: list[str], *, data_dir: str) -> Outcome:
    # Settings of their own: neither the site's data nor its .env has a say in whether the code is clean.
    environment = {**os.environ, "DATA_DIR": data_dir, "ENV_FILE": os.devnull, "SECRET_KEY": "lint"}
    environment.pop("DATABASE_URL", None)
    started = time.monotonic()
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Outcome(name, done.returncode, done.stdout, time.monotonic() - started)


def report(outcomes: list[Outcome]) -> int:
    failed = [outcome for outcome in outcomes if outcome.returncode != 0]
    for outcome in failed:
        sys.stderr.write(f"--- {outcome.name} (exit {outcome.returncode})\n{outcome.output.rstrip()}\n")
    told = ", ".join(
        f"{outcome.name} {'FAILED' if outcome in failed else 'ok'} {outcome.seconds:.1f} s" for outcome in outcomes
    )
    sys.stderr.write(f"lint: {told}\n")
    return 1 if failed else 0


def main(arguments: list[str]) -> int:
    fixing = arguments == ["--fix"]
    with tempfile.TemporaryDirectory() as data_dir:
        if fixing:  # one after the other: they write the same files
            return report([run(name, command, data_dir=data_dir) for name, command in fixes().items()])
        with ThreadPoolExecutor(max_workers=2) as lanes:
            waiting = [lanes.submit(run, name, command, data_dir=data_dir) for name, command in checks().items()]
            return report([task.result() for task in waiting])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
