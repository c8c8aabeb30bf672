"""`make run`'s second half: real processes on a free port, with a data directory and a `.env` of their own."""

import http.client
import http.cookiejar
import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tripsplit.envfile import make_env_file
from tripsplit.run import Address, CannotStart, environment_for, wanted_mailbox

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60
# What the test run itself was started with must not reach the site under test.
OWN_SETTINGS = {
    "DATABASE_URL",
    "DJANGO_SETTINGS_MODULE",
    "HOST",
    "PORT",
    "PUBLIC_BASE_URL",
    "SECRET_KEY",
    "DEMO_PASSWORD",
    "HUEY_URL",
    "EMAIL_URL",
    "MAILBOX",
}

pytestmark = pytest.mark.slow


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(fact, *, seconds=PATIENCE):
    deadline = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def is_running(pid):
    with suppress(FileNotFoundError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def descendants(pid):
    """Process ids below this one, the nearest first."""
    found = []
    with suppress(FileNotFoundError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            found += [int(child), *descendants(int(child))]
    return found


def command_line(pid):
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")


class Home:
    """A data directory, a `.env` and an address of their own."""

    def __init__(self, folder):
        self.folder = folder
        self.env_file = folder / ".env"
        self.port = free_port()
        kept = {name: value for name, value in os.environ.items() if name not in OWN_SETTINGS}
        own = {
            "DATA_DIR": folder / "data",
            "MEDIA_ROOT": folder / "media",
            "ENV_FILE": self.env_file,
            "PORT": self.port,
        }
        self.environment = kept | {name: str(value) for name, value in own.items()}

    def run(self, **changes):
        """Start the site where it is bound to fail at once."""
        return subprocess.run(
            [sys.executable, "-m", "tripsplit.run"],
            check=False,
            cwd=ROOT,
            env=self.environment | changes,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )

    @contextmanager
    def site(self):
        """The running site, after it has printed where it is."""
        with (self.folder / "stderr").open("w") as stderr:
            process = subprocess.Popen(
                [sys.executable, "-m", "tripsplit.run"],
                cwd=ROOT,
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
            )
        pids = []
        try:
            site = Site(self, process)
            pids = descendants(process.pid)
            yield site
        finally:
            process.kill()
            process.communicate()
            for pid in pids:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


class Site:
    def __init__(self, home, process):
        self.home = home
        self.process = process
        self.said = []
        for line in process.stdout:
            self.said.append(line.rstrip())
            if "Ctrl-C" in line:
                break
        assert self.said, f"no word from the site: {self.stderr}"
        self.password = re.search(r"password (\S+)$", self.said[1])[1]

    @property
    def stderr(self):
        return (self.home.folder / "stderr").read_text()

    @property
    def url(self):
        return f"http://localhost:{self.home.port}"

    @property
    def pids(self):
        return descendants(self.process.pid)

    def child(self, word):
        """The direct child whose command line has the word; on a busy machine it may be a moment until it bears its name."""
        patience = time.monotonic() + PATIENCE
        while time.monotonic() < patience:
            for pid in self.pids:
                if word in command_line(pid):
                    return pid
            time.sleep(0.05)
        raise AssertionError(f"no {word} among {[command_line(pid) for pid in self.pids]}")

    def stop(self, number):
        """Send the signal; the exit code, and how many of the site's processes outlived it."""
        pids = self.pids
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        return code, [pid for pid in pids if is_running(pid)]

    def log_in(self, password):
        """Where the browser ends up after the log-in form."""
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        with browser.open(f"{self.url}/accounts/login/") as page:
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.read().decode())[1]
        form = {"csrfmiddlewaretoken": token, "login": "demo@tripsplit.example", "password": password}
        request = urllib.request.Request(
            f"{self.url}/accounts/login/", urllib.parse.urlencode(form).encode(), {"Referer": self.url}
        )
        with browser.open(request) as answer:
            return urllib.parse.urlsplit(answer.url).path


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Shared by the tests that only need some running site: the first start is the slow one."""
    return Home(tmp_path_factory.mktemp("site"))


def test_the_site_is_served_and_ctrl_c_stops_all_of_it(home):
    with home.site() as site:
        assert site.said[0] == f"TripSplit is on {site.url}"
        with urllib.request.urlopen(f"{site.url}/health") as answer:
            assert json.load(answer) == {"status": "ok"}
        assert stat.S_IMODE(home.env_file.stat().st_mode) == 0o600
        assert site.log_in(site.password) == "/trips/"
        assert {child for child in ("granian", "run_huey") if site.child(child)} == {"granian", "run_huey"}

        idle = http.client.HTTPConnection("127.0.0.1", home.port)  # a browser that keeps its connection open
        idle.request("GET", "/health")
        idle.getresponse().read()
        assert site.stop(signal.SIGINT) == (0, [])
        idle.close()
        assert "Traceback" not in site.stderr
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", home.port)) != 0


def test_a_wrong_demo_password_does_not_let_in(home):
    with home.site() as site:
        assert site.log_in("not " + site.password) == "/accounts/login/"


def test_a_second_start_keeps_the_secrets_and_collects_nothing_anew(home):
    with home.site() as site:
        secrets, password = home.env_file.read_text(), site.password
        collected = (home.folder / "data" / "static.sha256").stat().st_mtime_ns
        assert site.stop(signal.SIGTERM) == (0, [])
    with home.site() as site:
        assert (home.env_file.read_text(), site.password) == (secrets, password)
        assert (home.folder / "data" / "static.sha256").stat().st_mtime_ns == collected


@pytest.mark.parametrize(("word", "name"), [("granian", "web server"), ("run_huey", "queue's worker")])
def test_when_one_half_dies_the_other_is_stopped(home, word, name):
    with home.site() as site:
        pids = site.pids
        os.kill(site.child(word), signal.SIGKILL)
        assert site.process.wait(PATIENCE) == 1
        assert f"The {name} has ended unexpectedly (exit code -9): stopping." in site.stderr.splitlines()
        assert [pid for pid in pids if is_running(pid)] == []


def test_nothing_is_orphaned_when_the_parent_is_killed(home):
    with home.site() as site:
        pids = site.pids
        assert pids
        site.process.kill()
        site.process.wait(PATIENCE)
        wait_until(lambda: not any(is_running(pid) for pid in pids))


def test_a_busy_port_is_one_clear_line(home):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        outcome = home.run(PORT=str(port))
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert (
        outcome.stderr
        == f"Cannot listen on 127.0.0.1 port {port}: Address already in use. Try another: PORT=8001 make run\n"
    )


def test_of_two_starts_at_once_one_goes_on(home):
    with home.site():
        outcome = home.run(PORT=str(free_port()))
    assert outcome.returncode == 2
    assert outcome.stderr == f"TripSplit is running already, with its data in {home.folder / 'data'}.\n"


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "²"])
def test_a_port_that_is_none_is_refused(home, port):
    outcome = home.run(PORT=port)
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert outcome.stderr == f"PORT is {port!r}: a number from 1 to 65535 is needed.\n"


def test_a_site_without_a_secret_does_not_start(tmp_path):
    home = Home(tmp_path)
    home.env_file.write_text("# nothing here\n")
    outcome = home.run()
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert outcome.stderr.startswith("TripSplit cannot start: SECRET_KEY is not set")
    assert len(outcome.stderr.splitlines()) == 1


def test_a_database_that_cannot_be_reached_is_one_clear_line(tmp_path):
    outcome = Home(tmp_path).run(DATABASE_URL=f"postgres://nobody@127.0.0.1:{free_port()}/nothing")
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert outcome.stderr.startswith("TripSplit cannot start: ")
    assert len(outcome.stderr.splitlines()) == 1


def test_the_env_file_is_made_once_for_its_owner_alone(tmp_path):
    path = tmp_path / ".env"
    assert make_env_file(path)
    text = path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert re.search(r"^SECRET_KEY=\S{50,}$", text, re.MULTILINE)
    assert re.search(r"^DEMO_PASSWORD=\S{16,}$", text, re.MULTILINE)
    assert not make_env_file(path)
    assert path.read_text() == text


def test_two_env_files_share_no_secret(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    make_env_file(first)
    make_env_file(second)
    assert set(first.read_text().splitlines()) & set(second.read_text().splitlines()) == {
        first.read_text().splitlines()[0]
    }


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://localhost:8000"),
        ("0.0.0.0", "http://localhost:8000"),
        ("::", "http://localhost:8000"),
        ("192.168.1.5", "http://192.168.1.5:8000"),
        ("fd00::1", "http://[fd00::1]:8000"),
    ],
)
def test_the_printed_address_can_be_opened_in_a_browser(host, url):
    assert Address(host, 8000).url == url


def test_links_carry_the_address_unless_the_owner_has_named_another(monkeypatch):
    monkeypatch.delenv("PUBLIC_BASE_URL", raising=False)
    assert environment_for(Address("127.0.0.1", 9000))["PUBLIC_BASE_URL"] == "http://localhost:9000"
    monkeypatch.setenv("PUBLIC_BASE_URL", "https://trips.example")
    assert environment_for(Address("127.0.0.1", 9000))["PUBLIC_BASE_URL"] == "https://trips.example"


def test_without_a_demo_password_in_the_settings_each_start_makes_another(monkeypatch):
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    address = Address("127.0.0.1", 8000)
    assert environment_for(address)["DEMO_PASSWORD"] != environment_for(address)["DEMO_PASSWORD"]


@pytest.mark.parametrize(("said", "port"), [("true", 8025), ("YES", 8025), ("9025", 9025), ("false", None), ("", None)])
def test_a_mailbox_is_there_where_it_is_asked_for(monkeypatch, said, port):
    monkeypatch.setattr("tripsplit.run.free_address", lambda name, port, hint: Address(name, port))
    monkeypatch.setenv("MAILBOX", said)
    mailbox = wanted_mailbox()
    assert (mailbox and mailbox.port) == port


@pytest.mark.parametrize("said", ["perhaps", "65535", "-1", "٨"])
def test_a_mailbox_that_cannot_be_is_told(monkeypatch, said):
    monkeypatch.setenv("MAILBOX", said)
    with pytest.raises(CannotStart, match="MAILBOX is"):
        wanted_mailbox()


def test_mails_go_to_the_mailbox_unless_the_owner_has_a_server(monkeypatch):
    address, mailbox = Address("127.0.0.1", 9000), Address("127.0.0.1", 9025)
    monkeypatch.delenv("EMAIL_URL", raising=False)
    assert "EMAIL_URL" not in environment_for(address)
    assert environment_for(address, mailbox)["EMAIL_URL"] == "smtp://127.0.0.1:9026"
    monkeypatch.setenv("EMAIL_URL", "smtp://mail.example:25")
    assert environment_for(address, mailbox)["EMAIL_URL"] == "smtp://mail.example:25"


def test_with_a_mailbox_mails_are_shown_and_it_stops_with_the_others(home):
    home.environment["MAILBOX"] = str(port := two_free_ports())
    try:
        with home.site() as site:
            assert site.said[2] == f"Mails: http://localhost:{port}"
            assert site.child("tripsplit.mailbox")
            ask_for_a_new_password(site)
            with urllib.request.urlopen(f"http://localhost:{port}/") as answer:
                assert "demo@tripsplit.example" in answer.read().decode()
            assert site.stop(signal.SIGTERM) == (0, [])
    finally:
        del home.environment["MAILBOX"]


def two_free_ports():
    """The first of two in a row."""
    while True:
        port = free_port()
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port + 1))
            return port


def ask_for_a_new_password(site):
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    address = f"{site.url}/accounts/password/reset/"
    with browser.open(address) as page:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.read().decode())[1]
    form = urllib.parse.urlencode({"csrfmiddlewaretoken": token, "email": "demo@tripsplit.example"}).encode()
    with browser.open(urllib.request.Request(address, form, {"Referer": site.url})) as answer:
        assert answer.status == 200
