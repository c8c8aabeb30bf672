"""A child process for what may go wrong badly: it has little memory and time, and neither our environment nor our secrets. Pure.

`run` starts it and reads its answer; the child's own first step is `shut_in`.
"""

import json
import resource
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ANSWER_LENGTH = 1_000


@dataclass(frozen=True)
class Limits:
    """What one child may use: bytes of address space and of a written file, and seconds."""

    memory: int
    cpu_seconds: int
    wall_seconds: int
    file_size: int


def run(module: str, folder: Path, limits: Limits, *more: str, data: bytes = b"") -> int:
    """Run `python -m module FOLDER LIMITS` (and `more`) with `data` as its input; the exit code, negative for the signal that ended it.

    What it says goes to `answer` and `faults` in the folder. It writes no bytecode (-B): a limit could cut that short, and
    the next child would read it.
    """
    command = [sys.executable, "-B", "-E", "-s", "-m", module, str(folder), json.dumps(asdict(limits)), *more]
    with (folder / "answer").open("wb") as answer, (folder / "faults").open("wb") as faults:
        try:
            done = subprocess.run(
                command,
                input=data,
                stdout=answer,
                stderr=faults,
                cwd=ROOT,
                env={},
                check=False,
                timeout=limits.wall_seconds + 1,
            )
        except subprocess.TimeoutExpired:
            return -signal.SIGKILL
    return done.returncode


def shut_in(limits: Limits) -> None:
    """Take away from this process what could be used up. Past the time the kernel ends it."""
    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, limits.file_size),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    signal.alarm(limits.wall_seconds)


def limits_from(argument: str) -> Limits:
    """The child's second argument, read."""
    return Limits(**json.loads(argument))


def last_fault(folder: Path) -> str:
    """The last line that the child wrote to its standard error, for the log."""
    lines = (folder / "faults").read_text(errors="replace").splitlines()
    return lines[-1][:ANSWER_LENGTH] if lines else ""
