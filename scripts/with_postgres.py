"""Runs a command with DATABASE_URL naming a throw-away PostgreSQL server (Debian's package), which is gone when the command ends."""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn, TypedDict

START_SECONDS = 30
STOP_SECONDS = 15
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# Nothing here has to survive a power cut, so nothing waits for the disk.
SERVER_OPTIONS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "timezone=UTC", "max_connections=50")


class Account(TypedDict, total=False):
    """subprocess's words for running as somebody else."""

    user: int
    group: int
    extra_groups: list[int]


def program(name: str) -> str:
    """A program of the newest PostgreSQL server that Debian has installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if not found:
        raise SystemExit("PostgreSQL's server is not installed (Debian package: postgresql).")
    return str(found[-1].with_name(name))


def server_account() -> Account:
    """PostgreSQL refuses to run as root: then it runs as the user that Debian's package made for it."""
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam("postgres")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def make_cluster(folder: Path, *, password: str, account: Account) -> None:
    password_file = folder / "password"
    password_file.write_text(password)
    if account:
        for path in (folder, password_file):
            os.chown(path, account["user"], account["group"])
    command = [
        program("initdb"),
        "--pgdata",
        f"{folder}/data",
        "--username",
        "tripsplit",
        "--pwfile",
        str(password_file),
    ]
    command += ["--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, **account)


def wait_until_ready(server: subprocess.Popen[bytes], *, port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    asking = [program("pg_isready"), "--quiet", "--host", "127.0.0.1", "--port", str(port)]
    while subprocess.run(asking, check=False).returncode != 0:
        if server.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"PostgreSQL did not start:\n{log.read_text()}")
        time.sleep(0.1)


@contextmanager
def postgres() -> Iterator[str]:
    """A running server's DATABASE_URL; server and files are gone afterwards, whatever happens inside."""
    account, password, port = server_account(), secrets.token_hex(16), free_port()
    folder = Path(tempfile.mkdtemp(prefix="tripsplit-postgres-"))
    server: subprocess.Popen[bytes] | None = None
    try:
        make_cluster(folder, password=password, account=account)
        settings = (*SERVER_OPTIONS, "listen_addresses=127.0.0.1", f"port={port}", f"unix_socket_directories={folder}")
        # Should this script be killed with -9, the kernel stops the server.
        command = ["setpriv", "--pdeathsig", "INT", program("postgres"), "-D", f"{folder}/data"]
        command += [part for setting in settings for part in ("-c", setting)]
        with (folder / "log").open("wb") as log:
            # A group of its own: Ctrl-C goes to the command, and the server outlives it until it is told.
            server = subprocess.Popen(
                command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=folder, process_group=0, **account
            )
        wait_until_ready(server, port=port, log=folder / "log")
        yield f"postgres://tripsplit:{password}@127.0.0.1:{port}/postgres"
    finally:
        if server is not None:
            stop(server, by=signal.SIGINT)  # PostgreSQL's "fast": open connections are ended
        shutil.rmtree(folder, ignore_errors=True)


def stop(process: subprocess.Popen[bytes], *, by: signal.Signals) -> None:
    """Asks the process to end; does not wait for ever."""
    process.send_signal(by)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def end(number: int, _frame: object) -> NoReturn:
    for handled in SIGNALS:  # once is enough: a second Ctrl-C must not interrupt the cleaning up
        signal.signal(handled, signal.SIG_IGN)
    raise SystemExit(128 + number)


def run(command: list[str], *, url: str) -> int:
    running = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url})
    try:
        return running.wait()
    except SystemExit:
        stop(running, by=signal.SIGTERM)
        raise


def main(command: list[str]) -> int:
    if not command:
        sys.stderr.write("usage: with_postgres.py COMMAND…\n")
        return 2
    for number in SIGNALS:
        signal.signal(number, end)
    with postgres() as url:
        return run(command, url=url)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
