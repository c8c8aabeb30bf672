"""IHateMoney beside us: the newest 7.x in a virtual environment of its own, behind gunicorn, with the same bills and the same clients."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

from tests.benchmarks.measuring import Page, Target
from tests.servers import PATIENCE, Browser, free_port

PINS = ("ihatemoney==7.2.1", "gunicorn==27.0.1")
ROWS = Path(__file__).with_name("ihatemoney_rows.py")
PASSWORD = "paper boat saffron ink"
SETTINGS = """\
SQLALCHEMY_DATABASE_URI = "sqlite:///{database}"
SECRET_KEY = "only-for-this-benchmark"
SESSION_COOKIE_SECURE = False
"""
BILLS = """
    SELECT e.id, e.date, e.description, e.base_amount, payer.participant_id, share.participant_id
    FROM expenses_expense e
    JOIN trips_trip t ON t.id = e.trip_id
    JOIN expenses_payer payer ON payer.expense_id = e.id
    JOIN expenses_share share ON share.expense_id = e.id
    WHERE t.slug = ? ORDER BY e.id, share.position
"""
PEOPLE = "SELECT p.id, p.name FROM trips_participant p JOIN trips_trip t ON t.id = p.trip_id WHERE t.slug = ? ORDER BY p.position"


class Peer:
    """An installation of it in `directory`, and its server."""

    def __init__(self, directory):
        self.directory = directory
        self.bin = directory / "venv" / "bin"
        self.settings, self.database = directory / "settings.py", directory / "ihatemoney.sqlite3"
        self.log = directory / "server.log"
        self.process = None

    def install(self):
        """From the package index, unless the pinned releases are there."""
        stamp = self.directory / "installed"
        if stamp.exists() and stamp.read_text() == " ".join(PINS):
            return
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(self.directory / "venv")], check=True)
        subprocess.run([str(self.bin / "pip"), "install", "-qq", *PINS], check=True)
        stamp.write_text(" ".join(PINS))

    def fill(self, site, slugs):
        """A fresh database with the trips of our site: `slugs` by the number of their expenses."""
        for left in self.directory.glob("ihatemoney.sqlite3*"):
            left.unlink()
        self.settings.write_text(SETTINGS.format(database=self.database))
        asked = {"password": PASSWORD, "projects": [project_of(site, size, slug) for size, slug in slugs.items()]}
        command = [str(self.bin / "python"), "-I", str(ROWS)]
        subprocess.run(
            command, input=json.dumps(asked), env=self._environment(), check=True, capture_output=True, text=True
        )

    def start(self):
        """Its server, once it answers, as a target with nobody signed in."""
        port = free_port()
        command = [str(self.bin / "gunicorn"), "--workers", "2", "--bind", f"127.0.0.1:{port}"]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [*command, "--timeout", "300", "ihatemoney.wsgi:application"],
                env=self._environment(), cwd=self.directory, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.log.read_text()
            with (
                contextlib.suppress(OSError),
                urllib.request.urlopen(f"http://localhost:{port}/healthcheck", timeout=2),
            ):
                return port
            time.sleep(0.1)
        raise TimeoutError(self.log.read_text())

    def stop(self):
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def visit(self, port, size):
        """The target with somebody signed in to the project of that size, and its pages: list, balances, add."""
        browser, name = Browser(f"http://localhost:{port}"), name_of(size)
        fields = {"id": name, "password": PASSWORD, "csrf_token": token_of(browser.get("/authenticate"))}
        answer = browser.post("/authenticate", fields)
        assert answer.status == 302, answer.body
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.jar)
        headers = {"Cookie": cookies, "Origin": browser.url, "Accept-Language": "en-GB,en;q=0.9"}
        target = Target(port=port, root=self.process.pid, headers=headers, host_name=f"localhost:{port}")
        pages = [
            Page("list", f"/{name}/"),
            Page("balances", f"/{name}/settle_bills"),
            adding(browser.get(f"/{name}/add"), name),
        ]
        return target, pages

    def _environment(self):
        return {**os.environ, "IHATEMONEY_SETTINGS_FILE_PATH": str(self.settings)}


def name_of(size):
    return f"trip{size}"


def project_of(site, size, slug):
    """The trip as its rows: its name, its people, and (day, what, cents, payer, those who share it) for each expense."""
    people = site.rows(PEOPLE, slug)
    place = {key: number for number, (key, _) in enumerate(people)}
    bills = {}
    for key, date, what, amount, payer, sharer in site.rows(BILLS, slug):
        bills.setdefault(key, [date, what, amount, place[payer], []])[4].append(place[sharer])
    return name_of(size), [name for _, name in people], list(bills.values())


def token_of(answer):
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.body)[1]


def adding(answer, name):
    """Its form as a browser sends it, for everybody."""
    members = re.findall(r'name="payed_for"[^>]*value="(\d+)"', answer.body) or re.findall(
        r'value="(\d+)"[^>]*name="payed_for"', answer.body
    )
    assert members, answer.body
    fields = [
        *(("csrf_token", token_of(answer)), ("date", "2026-05-03"), ("what", "Dinner by the harbour")),
        *(("payer", members[0]), ("amount", "47.50"), ("original_currency", "EUR"), ("bill_type", "Expense")),
        *(("payed_for", member) for member in members),
        ("submit", "Submit"),
    ]
    return Page("add", f"/{name}/add", method="POST", body=urllib.parse.urlencode(fields), good="302")
