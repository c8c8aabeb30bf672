"""Makes this machine ready for `run`, `test` or `test-postgres`: Debian packages, `.venv`, the lock. Standard library only."""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "requirements.sha256"

# Text and fonts for PDF reports; for the tests a browser, a Redis and the programs that read our files (PDF, spreadsheet, journal);
# a database server for the tests on PostgreSQL.
RUN_PACKAGES = (
    "fontconfig",
    "fonts-dejavu-core",
    "fonts-noto-color-emoji",
    "fonts-noto-core",
    "libharfbuzz-subset0",
    "libharfbuzz0b",
    "libpango-1.0-0",
    "libpangoft2-1.0-0",
)
LIGHTER = "chromium-headless-shell"  # the same browser without windows, for tests in less time; Ubuntu has none
TEST_PACKAGES = (*RUN_PACKAGES, "chromium", "redis-server", "poppler-utils", "libreoffice-calc", "hledger")
PACKAGES = {
    "run": RUN_PACKAGES,
    "test": TEST_PACKAGES,
    "test-postgres": (*TEST_PACKAGES, "postgresql"),
}


class SetupFailed(Exception):
    """What is missing, in one sentence for the person at the keyboard."""


def say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def missing_packages(names: Sequence[str]) -> list[str]:
    """Those of the Debian packages that dpkg does not have installed."""
    if shutil.which("dpkg-query") is None:
        raise SetupFailed(f"This is no Debian system: `make` cannot install {', '.join(names)} here.")
    query = ["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n", *names]
    answer = subprocess.run(query, capture_output=True, text=True, check=False)
    installed = {line.split()[0] for line in answer.stdout.splitlines() if line.endswith(" installed")}
    return [name for name in names if name not in installed]


def root_command() -> list[str] | None:
    """What to put before a command so that it runs as root; None where nothing does without asking for a password."""
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n"]
    return None


def install_packages(names: Sequence[str]) -> None:
    """Installs what is missing of the Debian packages; raises SetupFailed naming them where that cannot be done."""
    missing = missing_packages(names)
    if not missing:
        return
    by_hand = f"Missing Debian packages: {' '.join(missing)} (as root: apt-get install {' '.join(missing)})."
    prefix = root_command()
    if prefix is None or shutil.which("apt-get") is None:
        raise SetupFailed(by_hand)
    say(f"Installing Debian packages: {' '.join(missing)} …")
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=120"]
    # An index that cannot be refreshed may still be good enough to install from.
    subprocess.run([*apt, "update"], capture_output=True, check=False)
    install = [*apt, "install", "-y", "--no-install-recommends", *missing]
    outcome = subprocess.run(install, capture_output=True, text=True, check=False)
    if outcome.returncode != 0 or missing_packages(names):
        raise SetupFailed(f"{last_line(outcome.stderr)}{by_hand}")


def install_if_on_offer(name: str) -> None:
    """Installs a Debian package that is better to have, where apt knows it and may; nothing depends on it."""
    if shutil.which("apt-cache") is None or root_command() is None or not missing_packages([name]):
        return
    if subprocess.run(["apt-cache", "show", name], capture_output=True, check=False).returncode == 0:
        with suppress(SetupFailed):
            install_packages([name])


def last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return f"{lines[-1]}\n" if lines else ""


def make_venv() -> None:
    """Creates `.venv` unless a usable one is there."""
    if (VENV / "bin" / "python").exists() and (VENV / "bin" / "pip").exists():
        return
    if importlib.util.find_spec("ensurepip") is None:
        install_packages(["python3.11-venv"])
    say("Making .venv …")
    outcome = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True, check=False
    )
    if outcome.returncode != 0:
        raise SetupFailed(f"{last_line(outcome.stderr or outcome.stdout)}{VENV} could not be made.")


def install_lock() -> None:
    """Installs requirements.lock into `.venv`, only when it is another one than last time."""
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    say("Installing the Python packages of requirements.lock (gigabytes; minutes, once) …")
    python = [str(VENV / "bin" / "python"), "-m"]
    pip = [*python, "pip", "--disable-pip-version-check", "--no-input"]
    install = [*pip, "install", "--quiet", "--no-compile", "--requirement", str(LOCK)]
    if subprocess.run(install, stdout=sys.stderr, check=False).returncode != 0:
        raise SetupFailed("The Python packages could not be installed.")
    # pip would compile with one core. What cannot be compiled (a package's tests for a newer Python) nobody imports.
    subprocess.run([*python, "compileall", "-qq", "-j", "0", str(VENV / "lib")], stdout=subprocess.DEVNULL, check=False)
    STAMP.write_text(wanted)


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in PACKAGES:
        say(f"usage: setup.sh {'|'.join(PACKAGES)}")
        return 2
    try:
        install_packages(PACKAGES[arguments[0]])
        if "chromium" in PACKAGES[arguments[0]]:
            install_if_on_offer(LIGHTER)
        make_venv()
        install_lock()
    except SetupFailed as failure:
        say(str(failure))
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
