"""A real site for tests: granian with two workers on a database of its own, and browsers that talk HTTP to it from many threads."""

import contextlib
import http.cookiejar
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from html.parser import HTMLParser
from pathlib import Path

from tests.processes import environment

ROOT = Path(__file__).resolve().parent.parent
DEMO_EMAIL, DEMO_PASSWORD = "demo@tripsplit.example", "paper boat saffron ink"
PATIENCE = 60  # seconds until a server must answer, on a busy machine


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Site:
    """A prepared DATA_DIR (migrated, static files, demo trip), and servers on it that can be started and killed."""

    def __init__(self, directory, *, like=None, **extra):
        """A site in `directory`: made from nothing, or a copy of the directory of one that was never started."""
        self.directory = directory
        self.database = directory / "data" / "tripsplit.sqlite3"
        self.log = directory / "server.log"
        self.extra = {"DJANGO_SETTINGS_MODULE": "tripsplit.settings", "DEMO_PASSWORD": DEMO_PASSWORD, **extra}
        self.servers = []
        if like is None:
            self.run("-m", "tripsplit.prepare")
        else:
            shutil.copytree(like, directory, dirs_exist_ok=True)

    def run(self, *arguments):
        """A command of the site's Python to its end; its standard output."""
        command = [sys.executable, *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=environment(self.directory, **self.extra), check=True, capture_output=True, text=True
        ).stdout

    def start(self, *, workers=2):
        """Start a server and return it at once; `wait` for its first answer."""
        server = Server(self, workers)
        self.servers.append(server)
        return server

    def browser(self):
        """A browser at the server of the `site` fixture."""
        return Browser(self.servers[0].url)

    def rows(self, query, *values):
        """What the database says, read past the site."""
        with contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10)) as connection:
            return connection.execute(query, values).fetchall()

    def stop(self):
        for server in self.servers:
            server.kill()


class Server:
    def __init__(self, site, workers):
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.site = site
        flags = "-m granian --interface asginl --no-ws --no-access-log --log-level warning --respawn-failed-workers"
        where = ["--workers", str(workers), "--host", "127.0.0.1", "--port", str(self.port)]
        with site.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, *flags.split(), *where, "tripsplit.asgi:application"],
                cwd=ROOT,
                env=environment(site.directory, **{**site.extra, "PUBLIC_BASE_URL": self.url}),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait(self):
        """Until it answers; itself."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.site.log.read_text()
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.url}/health", timeout=2):
                return self
            time.sleep(0.05)
        raise TimeoutError(self.site.log.read_text())

    def kill(self):
        """SIGKILL, to the server and its workers at once: no goodbye, no flush."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def location(self):
        return urllib.parse.urlsplit(self.headers.get("Location", "")).path

    def form(self, action=None, *, number=0):
        """The fields of the page's form with this action (or of the first that posts), as they would be sent untouched."""
        found = [form for form in Forms.of(self.body) if action in (None, form.action)]
        return list(found[number].fields)


class Forms(HTMLParser):
    """The forms of a page: enough of HTML to send one back as a browser without JavaScript would."""

    def __init__(self):
        super().__init__()
        self.forms, self.select, self.textarea = [], None, None

    @classmethod
    def of(cls, body):
        parser = cls()
        parser.feed(body)
        return [form for form in parser.forms if form.method == "post"]

    def handle_starttag(self, tag, pairs):
        at = dict(pairs)
        if tag == "form":
            self.forms.append(Form(at.get("action"), at.get("method", "get").lower()))
        elif not self.forms or "disabled" in at:
            return
        elif tag == "input" and at.get("name"):
            box = at.get("type") in ("radio", "checkbox")
            if at.get("type") not in ("submit", "button", "file") and (not box or "checked" in at):
                self.forms[-1].fields.append((at["name"], at.get("value", "on" if box else "")))
        elif tag == "select":
            self.select = at.get("name")
        elif tag == "option" and self.select and "selected" in at:
            self.forms[-1].fields.append((self.select, at.get("value", "")))
        elif tag == "textarea":
            self.textarea = at.get("name")
            self.forms[-1].fields.append((self.textarea, ""))

    def handle_data(self, data):
        if self.textarea:
            self.forms[-1].fields[-1] = (self.textarea, data.removeprefix("\n"))

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = None
        elif tag == "textarea":
            self.textarea = None


class Form:
    def __init__(self, action, method):
        self.action, self.method, self.fields = action, method, []


class Browser:
    """Keeps cookies, sends forms with their token, follows nothing by itself. Of one thread, or of several that only read its cookies."""

    def __init__(self, url):
        self.url = url
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(_Stay(), urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path, **headers):
        return self._ask(urllib.request.Request(self._at(path), headers=headers))

    def open(self, path, *, timeout=PATIENCE, **headers):
        """The answer itself, unread, for what streams; its caller closes it."""
        return self.opener.open(urllib.request.Request(self._at(path), headers=headers), timeout=timeout)

    def post(self, path, fields, **headers):
        data = urllib.parse.urlencode(list(fields.items() if isinstance(fields, dict) else fields)).encode()
        return self._ask(urllib.request.Request(self._at(path), data=data, headers={"Origin": self.url, **headers}))

    def log_in(self, email=DEMO_EMAIL, password=DEMO_PASSWORD):
        fields = dict(self.get("/accounts/login/").form("/accounts/login/"))
        answer = self.post("/accounts/login/", {**fields, "login": email, "password": password})
        assert answer.status in (302, 303), answer.body
        return self

    def cookie(self, name, value):
        """Be somebody who has this cookie of the site."""
        host = urllib.parse.urlsplit(self.url).hostname
        facts = (name, value, None, False, f"{host}.local" if "." not in host else host, False, False, "/", True)
        self.jar.set_cookie(http.cookiejar.Cookie(0, *facts, False, None, False, None, None, {}))

    def at(self, url):
        """The same person at another server of the same site."""
        other = Browser(url)
        for cookie in self.jar:
            other.jar.set_cookie(cookie)
        return other

    def _at(self, path):
        return self.url + path

    def _ask(self, request):
        try:
            with self.opener.open(request, timeout=PATIENCE) as response:
                return Answer(response.status, response.headers, response.read().decode())
        except urllib.error.HTTPError as refusal:
            return Answer(refusal.code, refusal.headers, refusal.read().decode())


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def changed(fields, **values):
    """The fields of a form with some filled in; a list as value stands for several of one name."""
    kept = [(name, value) for name, value in fields if name not in values]
    new = [(name, each) for name, value in values.items() for each in (value if isinstance(value, list) else [value])]
    return kept + new


def slug_of(path):
    """The trip's slug in one of its addresses."""
    return re.match(r"/trips/([^/]+)/", path)[1]
