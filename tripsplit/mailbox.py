"""A mailbox for those who try the site out (`MAILBOX=true make run`): takes every mail, sends none on, and shows them on this machine only.

Kept in memory, the latest MOST of them, and read only. What mails say is shown with no script, no picture from elsewhere and no frame.
"""

import re
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Keeper

HOST = "127.0.0.1"
MOST, LARGEST = 200, 2**20
NAMES = {"localhost", HOST}  # a page elsewhere that gets itself a name for this address learns nothing
LINK = re.compile(r"https?://[^\s<>\"]+")
OURS = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
# A page of its own without an origin: links work, nothing else does.
THEIRS = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
)
STYLE = """
:root { color-scheme: light dark; }
body { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem; font: 1rem/1.5 system-ui, sans-serif;
  background: light-dark(#faf7f2, #0f1420); color: light-dark(#1d2740, #eef1f8); overflow-wrap: anywhere; }
h1 { font-size: 1.25rem; }
ul { padding: 0; list-style: none; }
li, pre { padding: .75rem 1rem; margin: 0 0 .75rem; border: 1px solid light-dark(#e6e0d6, #2a3550); border-radius: 14px;
  background: light-dark(#ffffff, #182034); }
pre { white-space: pre-wrap; font: inherit; }
a { color: light-dark(#23356f, #9db2ff); }
.small { color: light-dark(#5b6478, #a3acc2); font-size: .8125rem; }
"""


@dataclass(frozen=True)
class Received:
    """One mail, by its number."""

    number: int
    at: datetime
    message: EmailMessage

    def header(self, name: str) -> str:
        return str(self.message[name] or "")

    def part(self, form: str) -> str:
        """What it says as "plain" or "html"; nothing where it has no such part."""
        part = self.message.get_body((form,))
        return str(part.get_content()) if part else ""


class Mailbox(Keeper):
    """What has arrived, the latest first."""

    def __init__(self) -> None:
        super().__init__()
        self._mails: deque[Received] = deque(maxlen=MOST)
        self._numbers = count(1)

    def __iter__(self) -> Iterator[Received]:
        return reversed(list(self._mails))

    def find(self, number: int) -> Received | None:
        return next((mail for mail in self if mail.number == number), None)

    def handle_message(self, message: Message) -> None:
        read = message_from_bytes(message.as_bytes(), _class=EmailMessage, policy=default)
        self._mails.append(Received(next(self._numbers), datetime.now().astimezone(), read))


def list_page(mailbox: Mailbox) -> str:
    rows = "".join(
        f'<li><a href="/mails/{mail.number}">{escape(mail.header("Subject")) or "No subject"}</a>'
        f'<br><span class="small">to {escape(mail.header("To"))}, {mail.at:%H:%M:%S}</span></li>'
        for mail in mailbox
    )
    return page("Mails", f"<ul>{rows}</ul>" if rows else "<p>No mail has come yet. Load this page again to look.</p>")


def mail_page(mail: Received) -> str:
    """Its headers and its text, with links that can be followed."""
    names = ("From", "To", "Date", "Message-ID", "List-Unsubscribe")
    facts = "".join(f"{name}: {escape(mail.header(name))}<br>" for name in names if mail.header(name))
    html = f'<p><a href="/mails/{mail.number}/html">Show it as HTML</a></p>' if mail.part("html") else ""
    body = f'<p class="small">{facts}</p><pre>{linked(mail.part("plain"))}</pre>{html}<p><a href="/">All mails</a></p>'
    return page(mail.header("Subject"), body)


def linked(text: str) -> str:
    """The text as HTML, with its addresses as links."""
    found, last = [], 0
    for match in LINK.finditer(text):
        url = escape(match[0])
        found += [escape(text[last : match.start()]), f'<a href="{url}" rel="noreferrer noopener">{url}</a>']
        last = match.end()
    return "".join([*found, escape(text[last:])])


def page(title: str, body: str) -> str:
    start = (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    )
    style = '<link rel="stylesheet" href="/style.css">'
    return f"{start}<title>{escape(title)}</title>{style}</head><body><h1>{escape(title)}</h1>{body}</body></html>"


class Reader(BaseHTTPRequestHandler):
    """Answers GET, and HEAD, and nothing else."""

    mailbox: Mailbox
    server_version, sys_version = "mailbox", ""

    def do_GET(self) -> None:
        if self.headers.get("Host", "").rpartition(":")[0] not in NAMES:
            return self.answer("Not here.", kind="plain", status=HTTPStatus.FORBIDDEN)
        if self.path == "/":
            return self.answer(list_page(self.mailbox))
        if self.path == "/style.css":
            return self.answer(STYLE, kind="css")
        match = re.fullmatch(r"/mails/([0-9]{1,9})(/html)?", self.path)
        mail = self.mailbox.find(int(match[1])) if match else None
        if mail is None or match is None:
            return self.answer(page("Not found", '<p><a href="/">All mails</a></p>'), status=HTTPStatus.NOT_FOUND)
        if match[2]:
            return self.answer(mail.part("html"), policy=THEIRS)
        return self.answer(mail_page(mail))

    def do_HEAD(self) -> None:
        self.do_GET()

    def answer(self, text: str, *, kind: str = "html", policy: str = OURS, status: HTTPStatus = HTTPStatus.OK) -> None:
        body = text.encode()
        self.send_response(status)
        for name, value in {
            "Content-Type": f"text/{kind}; charset=utf-8",
            "Content-Length": str(len(body)),
            "Content-Security-Policy": policy,
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
        }.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: whoever looks knows that they look."""


def serve(port: int, smtp_port: int) -> None:
    """Take mail at `smtp_port` and show it at `port`, until the process is told to end."""
    mailbox = Mailbox()
    Controller(mailbox, hostname=HOST, port=smtp_port, data_size_limit=LARGEST).start()
    reader = type("ReaderOfThis", (Reader,), {"mailbox": mailbox})
    with ThreadingHTTPServer((HOST, port), reader) as server:
        server.serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]))
