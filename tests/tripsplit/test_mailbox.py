"""The mailbox of `make run`: takes every mail in by SMTP, shows it on this machine, and lets nothing in it act."""

import http.client
import smtplib
import subprocess
import sys
import time
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.servers import free_port
from tripsplit.mailbox import linked

ROOT = Path(__file__).resolve().parent.parent.parent
HTML = "<p>Hello <script>alert(1)</script><a href='https://trips.example/x'>Join</a></p>"


class Box:
    def __init__(self):
        self.port, self.smtp_port = free_port(), free_port()
        command = [sys.executable, "-m", "tripsplit.mailbox", str(self.port), str(self.smtp_port)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL)

    def wait(self):
        deadline = time.monotonic() + 60
        while True:
            try:
                return self.get("/")
            except OSError:
                assert time.monotonic() < deadline
                assert self.process.poll() is None
                time.sleep(0.05)

    def get(self, path, method="GET", host=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, headers={"Host": host or f"localhost:{self.port}"})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            connection.close()

    def send(self, subject="Hello", text="Open https://trips.example/join/abc/?a=1&b=2\n", html=HTML):
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "TripSplit <a@example.org>", "zoe@example.org", subject
        mail.set_content(text)
        if html:
            mail.add_alternative(html, subtype="html")
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=10) as server:
            server.send_message(mail)


@pytest.fixture(scope="module")
def box():
    made = Box()
    try:
        made.wait()
        yield made
    finally:
        made.process.terminate()
        made.process.wait(20)


def number_of(box, subject):
    page = box.get("/")[2]
    return page.partition(f">{subject}<")[0].rpartition("/mails/")[2].rstrip('"')


def test_mails_are_listed_the_latest_first_and_can_be_read(box):
    box.send(subject="First")
    box.send(subject="Zoë lädt dich ein")
    page = box.get("/")[2]
    assert page.index("Zoë lädt dich ein") < page.index("First")

    mail = box.get(f"/mails/{number_of(box, 'First')}")[2]
    assert 'href="https://trips.example/join/abc/?a=1&amp;b=2"' in mail
    assert "zoe@example.org" in mail


def test_html_is_a_page_without_an_origin_in_which_nothing_runs(box):
    box.send(subject="With HTML")
    _, headers, body = box.get(f"/mails/{number_of(box, 'With HTML')}/html")
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-popups")
    assert "default-src 'none'" in policy
    assert "script" not in policy.replace("allow-scripts", "script")
    assert HTML in body


def test_what_a_mail_says_is_text_on_our_own_pages(box):
    box.send(subject="<script>alert(1)</script>", text="<img src=x> http://x.example/<b>\n", html="")
    for path in ("/", f"/mails/{box.get('/')[2].partition('/mails/')[2].partition(chr(34))[0]}"):
        _, headers, body = box.get(path)
        assert "<script" not in body
        assert "<img" not in body
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
        assert headers["X-Frame-Options"] == "DENY"


def test_it_answers_to_this_machines_own_names_only(box):
    assert box.get("/", host=f"evil.example:{box.port}")[0] == 403
    assert box.get("/", host=f"127.0.0.1:{box.port}")[0] == 200


@pytest.mark.parametrize("path", ["/mails/99999", "/mails/0", "/mails/abc", "/../etc/passwd", "/mails/99999/html"])
def test_what_is_not_there_is_not_found(box, path):
    assert box.get(path)[0] == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_it_can_only_be_read(box, method):
    assert box.get("/", method=method)[0] == 501


def test_a_head_has_no_body(box):
    status, headers, body = box.get("/", method="HEAD")
    assert (status, body) == (200, "")
    assert int(headers["Content-Length"]) > 0


def test_addresses_in_a_text_become_links_and_the_rest_is_escaped():
    assert linked("a <b> https://x.example/?a=1&b=2 c") == (
        'a &lt;b&gt; <a href="https://x.example/?a=1&amp;b=2" rel="noreferrer noopener">'
        "https://x.example/?a=1&amp;b=2</a> c"
    )
    assert linked('javascript:alert(1) "') == "javascript:alert(1) &quot;"
