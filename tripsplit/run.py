"""`make run`: web server, queue's worker and, if asked for, a mailbox under one parent. All stop together, also when one dies."""

import fcntl
import http.client
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address, ip_address
from pathlib import Path
from typing import NamedTuple

import environ

from tripsplit.demo import DEMO_EMAIL
from tripsplit.envfile import env_file, fresh_password, make_env_file
from tripsplit.process import Child, block_signals, stop_all, wait_for_signal

ANSWER_SECONDS = 60
HIGHEST_PORT = 65_535
MAILBOX_PORT = 8025  # the mails' page; they are taken in at the port after it


class CannotStart(Exception):
    """Why not, in one sentence for the person at the keyboard."""


class Died(Exception):
    """Which part of the site is gone."""


class Address(NamedTuple):
    host: str  # an IP address
    port: int

    @property
    def url(self) -> str:
        """What to type into a browser on this machine."""
        ip = ip_address(self.host)
        if ip.is_loopback or ip.is_unspecified:
            return f"http://localhost:{self.port}"
        return f"http://{self.host}:{self.port}" if isinstance(ip, IPv4Address) else f"http://[{self.host}]:{self.port}"


def wanted_address() -> Address:
    """HOST and PORT, found to be free; raises CannotStart."""
    name, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
    return free_address(name, port_of("PORT", port), hint="PORT=8001 make run")


def wanted_mailbox() -> Address | None:
    """Where MAILBOX (a port, or a yes) asks for the mails to be shown, found to be free; None without one. Raises CannotStart."""
    said = (os.environ.get("MAILBOX") or "no").lower()
    if said in {"0", "no", "off", "false"}:
        return None
    port = MAILBOX_PORT if said in {"1", "yes", "on", "true"} else port_of("MAILBOX", said, most=HIGHEST_PORT - 1)
    free_address("127.0.0.1", port + 1, hint="MAILBOX=8035 make run")
    return free_address("127.0.0.1", port, hint="MAILBOX=8035 make run")


def port_of(setting: str, text: str, *, most: int = HIGHEST_PORT) -> int:
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= most:
        raise CannotStart(f"{setting} is {text!r}: a number from 1 to {most} is needed.")
    return int(text)


def free_address(name: str, port: int, *, hint: str) -> Address:
    """Raises CannotStart where somebody else listens there."""
    try:
        family, kind, _, _, target = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a server that has just ended is no obstacle
            probe.bind(target)
    except OSError as error:
        raise CannotStart(f"Cannot listen on {name} port {port}: {error.strerror}. Try another: {hint}") from None
    return Address(str(target[0]), port)


def environment_for(address: Address, mailbox: Address | None = None) -> dict[str, str]:
    """What the children see: the environment, then `.env`, then what follows from the addresses."""
    defaults = {"DJANGO_SETTINGS_MODULE": "tripsplit.settings", "PUBLIC_BASE_URL": address.url}
    if mailbox:
        defaults["EMAIL_URL"] = f"smtp://{mailbox.host}:{mailbox.port + 1}"
    # Without a line in .env the demo's password is a new one at each start.
    password = os.environ.get("DEMO_PASSWORD") or fresh_password()
    return {**defaults, **os.environ, "DEMO_PASSWORD": password}


def web_command(address: Address) -> list[str]:
    # No access log: an invitation's token is part of its URL.
    flags = "--interface asginl --workers 2 --respawn-failed-workers --workers-kill-timeout 10 --no-ws --no-access-log --log-level warning"
    where = ["--host", address.host, "--port", str(address.port)]
    return [sys.executable, "-m", "granian", *flags.split(), *where, "tripsplit.asgi:application"]


def worker_command() -> list[str]:
    # SIGTERM lets running jobs end (tripsplit.consumer).
    return [sys.executable, "manage.py", "run_huey"]


def mailbox_command(mailbox: Address) -> list[str]:
    return [sys.executable, "-m", "tripsplit.mailbox", str(mailbox.port), str(mailbox.port + 1)]


def answers(address: Address) -> bool:
    """Whether the site says that it is well; raises Died if it says that it is not."""
    connection = http.client.HTTPConnection(address.host, address.port, timeout=10)
    try:
        connection.request("GET", "/health", headers={"Host": f"localhost:{address.port}"})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return False  # not yet
    finally:
        connection.close()
    if status >= http.HTTPStatus.BAD_REQUEST:
        raise Died(f"The site runs but is not well (/health answers {status}): stopping.")
    return True


def say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def prepare(environment: dict[str, str]) -> int | None:
    """Migrations, static files, demo trip. None when all is ready, else the exit code (0: asked to stop)."""
    child = Child("set-up", [sys.executable, "-m", "tripsplit.prepare"], environment=environment)
    while (exit_code := child.exit_code) is None:
        if wait_for_signal(1):
            stop_all([child])
            return 0
    if exit_code < 0:
        say(f"The set-up was killed by signal {-exit_code}.")
        return 1
    return exit_code or None


def announce(address: Address, password: str, mailbox: Address | None) -> None:
    mails = f"Mails: {mailbox.url}\n" if mailbox else ""
    sys.stdout.write(
        f"TripSplit is on {address.url}\nDemo log-in: {DEMO_EMAIL}, password {password}\n{mails}Ctrl-C stops it.\n"
    )
    sys.stdout.flush()


def check_alive(children: list[Child]) -> None:
    for child in children:
        if child.exit_code is not None:
            raise Died(f"The {child.name} has ended unexpectedly (exit code {child.exit_code}): stopping.")


def run_children(
    children: list[Child], *, address: Address, mailbox: Address | None, environment: dict[str, str]
) -> None:
    """Start mailbox, web and worker and stay until asked to stop; raises Died."""
    if mailbox:
        children.append(Child("mailbox", mailbox_command(mailbox), environment=environment))
    children.append(Child("web server", web_command(address), environment=environment, forgetful=True))
    deadline = time.monotonic() + ANSWER_SECONDS
    while not answers(address):
        check_alive(children)
        if time.monotonic() > deadline:
            raise Died(f"The site does not answer within {ANSWER_SECONDS} seconds: stopping.")
        if wait_for_signal(0.05):
            return
    # The worker comes second, so that the first page does not wait for it.
    children.append(Child("queue's worker", worker_command(), environment=environment))
    announce(address, environment["DEMO_PASSWORD"], mailbox)
    while not wait_for_signal(1):
        check_alive(children)


@contextmanager
def only_one_here() -> Iterator[None]:
    """Hold the data directory: of two starts at once, which both found the port free, one goes on. Raises CannotStart."""
    folder = Path(os.environ.get("DATA_DIR") or Path(__file__).resolve().parent.parent / "data")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (folder / "run.lock").open("w")
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CannotStart(f"TripSplit is running already, with its data in {folder}.") from None
    except OSError as error:
        raise CannotStart(f"{folder} cannot be written: {error.strerror}.") from None
    with lock:
        yield


def serve() -> int:
    """Exit code 0 after Ctrl-C, 1 if a child died; raises CannotStart."""
    path = env_file()
    try:
        make_env_file(path)
    except OSError as error:
        raise CannotStart(f"{path} cannot be written: {error.strerror}.") from None
    environ.Env.read_env(path)  # the environment itself wins over the file
    address, mailbox = wanted_address(), wanted_mailbox()
    with only_one_here():
        return run_site(environment_for(address, mailbox), address=address, mailbox=mailbox)


def run_site(environment: dict[str, str], *, address: Address, mailbox: Address | None) -> int:
    """Make ready, then run until asked to stop; the exit code."""
    exit_code = prepare(environment)
    if exit_code is not None:
        return exit_code
    children: list[Child] = []
    try:
        run_children(children, address=address, mailbox=mailbox, environment=environment)
    except Died as reason:
        say(str(reason))
        return 1
    finally:
        stop_all(children)
    return 0


def main() -> int:
    block_signals()
    try:
        return serve()
    except CannotStart as reason:
        say(str(reason))
        return 2


if __name__ == "__main__":
    sys.exit(main())
