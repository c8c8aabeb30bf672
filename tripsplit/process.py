"""Child processes that end with their parent, and signals that are waited for instead of handled. No Django."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

TIED = Path(__file__).with_name("tied.py")
STOPPING = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
WATCHED = STOPPING | {signal.SIGCHLD}
GRACE_SECONDS = 30.0  # more than the worker's own patience with a running task
ENDING_SECONDS = 5.0  # for the kernel to end what was killed; a busy machine needs some of it
IMPATIENCE_SECONDS = 1.0  # `make` passes a signal on that the terminal has sent already: that is no second Ctrl-C


def block_signals() -> None:
    """From now on a signal waits until `wait_for_signal` takes it: no traceback, no half-done step."""
    signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)


def wait_for_signal(seconds: float) -> bool:
    """Sleep until something happens or the time is up; True if we are asked to stop."""
    received = signal.sigtimedwait(WATCHED, seconds)
    return received is not None and received.si_signo in STOPPING


class Child:
    """A command in a process group of its own, so that the terminal's Ctrl-C reaches only the parent.

    `forgetful` is one whose own children lose a SIGTERM that comes while they are still loading: they are told again.
    """

    def __init__(
        self, name: str, command: Sequence[str], *, environment: Mapping[str, str], forgetful: bool = False
    ) -> None:
        self.name = name
        self.forgetful = forgetful
        # Standard output carries only the result, which is the parent's to print.
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(TIED), str(os.getpid()), *command],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            process_group=0,
        )

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative for the signal that killed it."""
        return self.process.poll()

    def terminate(self) -> None:
        if self.exit_code is None:
            self.process.terminate()

    def remind(self) -> None:
        if self.forgetful and self.exit_code is None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGTERM)

    def kill_group(self) -> None:
        """What is left of it and of its own children, and see them gone: a killed process takes a moment to end."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        deadline = time.monotonic() + ENDING_SECONDS
        with suppress(ProcessLookupError, PermissionError):
            while time.monotonic() < deadline:
                os.killpg(self.process.pid, 0)
                time.sleep(0.01)


def stop_all(children: Iterable[Child], *, grace: float = GRACE_SECONDS) -> None:
    """Ask all to end, wait for them at most `grace` seconds (a second Ctrl-C cuts that short), then kill what is left."""
    running = list(children)
    started = time.monotonic()
    for child in running:
        child.terminate()
    while any(child.exit_code is None for child in running):
        waited = time.monotonic() - started
        if waited > grace or (wait_for_signal(0.2) and waited > IMPATIENCE_SECONDS):
            break
        for child in running:
            child.remind()
    for child in running:
        child.kill_group()
