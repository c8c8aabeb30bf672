"""What `make` does before anything else: packages and the virtual environment, or one clear sentence."""

import importlib.util
import os
import subprocess
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parent.parent.parent / "scripts"
SPECIFICATION = importlib.util.spec_from_file_location("setup_script", SCRIPTS / "setup.py")
setup = importlib.util.module_from_spec(SPECIFICATION)
SPECIFICATION.loader.exec_module(setup)


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A Debian machine on which only libpango is installed; `programs` are scripts by name, and what they were told is in `calls`."""

    class Machine:
        calls = tmp_path / "calls"

        def has(self, name, script):
            path = tmp_path / "bin" / name
            path.write_text(f'#!/bin/sh\necho "{name} $*" >> {self.calls}\n{script}\n')
            path.chmod(0o755)

        def was_told(self):
            return self.calls.read_text() if self.calls.exists() else ""

    (tmp_path / "bin").mkdir()
    (tmp_path / "installed").write_text("libpango-1.0-0 installed\nhalf-there config-files\n")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    made = Machine()
    made.has("dpkg-query", f"cat {tmp_path / 'installed'}; exit 1")
    made.has("sudo", "exit 1")
    made.has("apt-get", "echo 'E: Unable to locate package' >&2; exit 100")
    made.installed = tmp_path / "installed"
    return made


def as_user(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)


def as_root(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)


def test_nothing_is_installed_where_nothing_is_missing(machine, monkeypatch):
    as_root(monkeypatch)
    setup.install_packages(["libpango-1.0-0"])
    assert "apt-get" not in machine.was_told()


def test_a_removed_package_counts_as_missing(machine):
    assert setup.missing_packages(["libpango-1.0-0", "half-there", "chromium"]) == ["half-there", "chromium"]


def test_without_root_or_sudo_the_missing_package_is_named(machine, monkeypatch):
    as_user(monkeypatch)
    with pytest.raises(
        setup.SetupFailed, match=r"Missing Debian packages: chromium \(as root: apt-get install chromium\)\."
    ):
        setup.install_packages(["libpango-1.0-0", "chromium"])
    assert "apt-get" not in machine.was_told()


def test_a_package_that_apt_cannot_install_is_named_with_the_reason(machine, monkeypatch):
    as_root(monkeypatch)
    with pytest.raises(setup.SetupFailed, match=r"E: Unable to locate package\nMissing Debian packages: chromium"):
        setup.install_packages(["chromium"])


def test_root_installs_only_what_is_missing(machine, monkeypatch):
    as_root(monkeypatch)
    machine.has("apt-get", f"echo 'chromium installed' >> {machine.installed}")
    setup.install_packages(["libpango-1.0-0", "chromium"])
    installing = [line for line in machine.was_told().splitlines() if " install " in line]
    assert len(installing) == 1
    assert installing[0].endswith("install -y --no-install-recommends chromium")


def test_sudo_is_used_where_it_asks_for_no_password(machine, monkeypatch):
    as_user(monkeypatch)
    machine.has("sudo", 'shift; exec "$@"')
    machine.has("apt-get", f"echo 'chromium installed' >> {machine.installed}")
    setup.install_packages(["chromium"])
    assert "sudo -n env DEBIAN_FRONTEND=noninteractive apt-get" in machine.was_told()


def test_what_is_only_better_to_have_is_asked_for_where_apt_knows_it_and_never_stops_the_set_up(machine, monkeypatch):
    as_root(monkeypatch)
    machine.has("apt-cache", "exit 100")
    setup.install_if_on_offer("shell")
    assert "apt-get" not in machine.was_told()
    machine.has("apt-cache", "exit 0")
    setup.install_if_on_offer("shell")  # apt-get fails here
    assert "install -y --no-install-recommends shell" in machine.was_told()


def test_a_missing_package_ends_the_set_up_with_2_before_anything_is_downloaded(machine, monkeypatch, capsys, tmp_path):
    as_user(monkeypatch)
    monkeypatch.setattr(setup, "VENV", tmp_path / "venv")
    assert setup.main(["test"]) == 2
    assert "chromium" in capsys.readouterr().err
    assert not (tmp_path / "venv").exists()


@pytest.mark.parametrize("arguments", [[], ["everything"], ["run", "test"]])
def test_only_known_purposes_are_accepted(arguments, capsys):
    assert setup.main(arguments) == 2
    assert capsys.readouterr().err == "usage: setup.sh run|test|test-postgres\n"


@pytest.fixture
def venv(tmp_path, monkeypatch):
    """A virtual environment whose Python writes down what it is told."""
    folder = tmp_path / "venv"
    (folder / "bin").mkdir(parents=True)
    for name in ("python", "pip"):
        (folder / "bin" / name).write_text(f'#!/bin/sh\necho "$*" >> {folder}/calls\n')
        (folder / "bin" / name).chmod(0o755)
    lock = tmp_path / "requirements.lock"
    lock.write_text("django==5.2.19\n")
    for name, path in {"VENV": folder, "LOCK": lock, "STAMP": folder / "requirements.sha256"}.items():
        monkeypatch.setattr(setup, name, path)
    return folder


def modules_run(venv):
    return [call.split()[1] for call in (venv / "calls").read_text().splitlines()]


def test_the_lock_is_installed_once_and_again_only_when_it_changes(venv):
    setup.make_venv()
    setup.install_lock()
    setup.install_lock()
    assert modules_run(venv) == ["pip", "compileall"]
    setup.LOCK.write_text("django==5.2.20\n")
    setup.install_lock()
    assert modules_run(venv) == ["pip", "compileall"] * 2


def test_an_installation_that_failed_is_tried_again(venv):
    (venv / "bin" / "python").write_text("#!/bin/sh\nexit 1\n")
    for _ in range(2):
        with pytest.raises(setup.SetupFailed, match="could not be installed"):
            setup.install_lock()
    assert not setup.STAMP.exists()


def test_the_shell_script_without_python_says_what_it_needs(tmp_path):
    """No Python, no apt-get on the PATH: the script of another folder has no .venv either."""
    (tmp_path / "scripts").mkdir()
    script = tmp_path / "scripts" / "setup.sh"
    script.write_text((SCRIPTS / "setup.sh").read_text())
    (tmp_path / "bin").mkdir()
    for program in ("dirname", "id"):
        (tmp_path / "bin" / program).symlink_to(f"/usr/bin/{program}")
    outcome = subprocess.run(
        ["/bin/sh", script, "run"], env={"PATH": str(tmp_path / "bin")}, capture_output=True, text=True, check=False
    )
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert outcome.stderr == "TripSplit needs Python 3.11 (on Debian 12: apt-get install python3.11 python3.11-venv).\n"
