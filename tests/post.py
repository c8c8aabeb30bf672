"""A mail server for tests: a real one (aiosmtpd), which can refuse for now, refuse for good, and break off after it has accepted."""

import asyncio
import contextlib
from email import message_from_bytes
from email.policy import default

from aiosmtpd.controller import Controller
from django.test import override_settings

from tests.servers import free_port


class PostOffice:
    """What arrived, in order. `answers` are what the next mails get instead of "250 OK"; "drop" cuts the line after accepting.

    `pauses` are the seconds between a mail's arrival and its answer.
    """

    def __init__(self):
        self.received, self.answers, self.refused = [], [], []
        self.pauses = 0

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address in self.refused:
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250") or answer == "drop":
            self.received.append(message_from_bytes(envelope.content, policy=default))
        if self.pauses:
            await asyncio.sleep(self.pauses)
        if answer == "drop":
            server.transport.close()
        return answer

    @property
    def message_ids(self):
        return {mail["Message-ID"] for mail in self.received}

    def to(self, address):
        return [mail for mail in self.received if mail["To"] == address]


@contextlib.contextmanager
def open_post_office():
    """A server on a port of its own that Django's mail goes to while it is open."""
    office = PostOffice()
    port = free_port()
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        backend = "django.core.mail.backends.smtp.EmailBackend"
        with override_settings(EMAIL_BACKEND=backend, EMAIL_HOST="127.0.0.1", EMAIL_PORT=port, EMAIL_USE_TLS=False):
            yield office
    finally:
        controller.stop()
