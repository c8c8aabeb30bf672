"""Mail over a real SMTP server on this machine: what arrives, and what people are told when nothing does."""

import email
import logging
import re
import socket
import subprocess
import sys
from email import policy
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from allauth.account.models import EmailAddress
from django.contrib.auth import SESSION_KEY
from django.contrib.messages import get_messages
from django.urls import reverse

from settlements.seeding import demo_user
from tests.factories import PASSWORD, UserFactory
from tests.processes import environment
from trips.accounts import CONFIRMATION_FAILED, MAIL_FAILED
from trips.models import User

ROOT = Path(__file__).resolve().parent.parent.parent
SIGN_UP = {"name": "Zoë", "email": "zoe@example.com", "password1": PASSWORD, "password2": PASSWORD}

pytestmark = pytest.mark.django_db


class Inbox:
    """Takes every mail; `answer` is what it says to each recipient."""

    def __init__(self):
        self.mails, self.answer = [], "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self.answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.mails.append(email.message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def link(self):
        (link,) = re.findall(r"http://localhost:8000(\S+)", self.mails[-1].get_body().get_content())
        return link


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def real_mail(settings):
    """The settings that EMAIL_URL=smtp://… makes."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", free_port(), 2
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    return settings


@pytest.fixture
def inbox(real_mail):
    handler = Inbox()
    server = Controller(handler, hostname="127.0.0.1", port=real_mail.EMAIL_PORT)
    server.start()
    yield handler
    server.stop()


@pytest.fixture
def zoe_user():
    user = UserFactory(name="Zoë", email="zoe@example.com")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def log_in(client, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": "zoe@example.com", "password": password})


def test_a_new_account_opens_by_the_link_in_the_mail(client, inbox):
    response = client.post(reverse("account_signup"), SIGN_UP)
    assert response["Location"] == reverse("account_email_verification_sent")
    assert SESSION_KEY not in client.session
    (mail,) = inbox.mails
    assert mail["To"] == "zoe@example.com"
    assert mail["From"] == "TripSplit <tripsplit@localhost>"
    assert mail["Subject"].startswith("TripSplit: ")
    page = inbox.link()
    assert SESSION_KEY not in client.session
    client.get(page)
    assert SESSION_KEY not in client.session
    client.post(page)
    assert client.session[SESSION_KEY] == str(
        User.objects.get().pk
    )  # in the browser that signed up, with no second log-in


def test_the_link_opened_elsewhere_confirms_and_signs_nobody_in(client, inbox):
    from django.test import Client

    client.post(reverse("account_signup"), SIGN_UP)
    elsewhere = Client()
    elsewhere.post(inbox.link())
    assert SESSION_KEY not in elsewhere.session
    assert EmailAddress.objects.get().verified
    assert log_in(elsewhere).status_code == 302
    assert SESSION_KEY in elsewhere.session


def test_nobody_logs_in_with_an_address_that_is_not_proven(client, inbox):
    client.post(reverse("account_signup"), SIGN_UP)
    assert log_in(client)["Location"] == reverse("account_email_verification_sent")
    assert SESSION_KEY not in client.session


def test_the_demo_user_logs_in_though_no_mail_reaches_it(client, inbox):
    user = demo_user()
    user.set_password(PASSWORD)
    user.save()
    assert demo_user() == user
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert client.session[SESSION_KEY] == str(user.pk)
    assert not inbox.mails


def test_the_mail_for_a_new_password_arrives_and_its_link_works(client, inbox, zoe_user):
    client.post(reverse("account_reset_password"), {"email": "zoe@example.com"})
    form = client.get(inbox.link())["Location"]
    client.post(form, {"password1": "paper boat at noon", "password2": "paper boat at noon"})
    assert log_in(client, "paper boat at noon").status_code == 302


@pytest.mark.parametrize("known", [True, False], ids=["known", "unknown"])
@pytest.mark.parametrize("fault", ["no server", "refuses", "silent"])
def test_a_mail_server_that_fails_is_told_in_words_at_reset(client, real_mail, request, fault, known, caplog):
    if known:
        request.getfixturevalue("zoe_user")
    break_mail(request, fault)
    response = client.post(reverse("account_reset_password"), {"email": "zoe@example.com"})
    assert (response.status_code, response["Location"]) == (302, reverse("account_reset_password"))
    assert told(response) == [MAIL_FAILED]
    assert MAIL_FAILED in client.get(response["Location"]).content.decode().replace("&#x27;", "'")


def break_mail(request, fault):
    if fault == "refuses":
        request.getfixturevalue("inbox").answer = "550 zoe@example.com is not welcome here"
    elif fault == "silent":
        silent = socket.create_server(("127.0.0.1", request.getfixturevalue("real_mail").EMAIL_PORT))
        request.addfinalizer(silent.close)
        request.getfixturevalue("real_mail").EMAIL_TIMEOUT = 0.2


@pytest.mark.parametrize("fault", ["no server", "refuses"])
def test_a_mail_server_that_fails_is_told_in_words_at_sign_up_and_the_next_log_in_sends_again(
    client, real_mail, request, fault
):
    break_mail(request, fault)
    response = client.post(reverse("account_signup"), SIGN_UP)
    assert response["Location"] == reverse("account_login")
    assert told(response) == [CONFIRMATION_FAILED]  # and not that it was sent
    inbox = request.getfixturevalue("inbox")
    inbox.answer = "250 OK"
    assert log_in(client)["Location"] == reverse("account_email_verification_sent")
    assert [mail["To"] for mail in inbox.mails] == ["zoe@example.com"]


def test_a_mail_server_that_fails_is_told_in_words_at_a_change_of_address(client_of, real_mail, zoe_user):
    client = client_of(zoe_user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": reverse("account_email")})
    response = client.post(reverse("account_email"), {"action_add": "", "email": "new@example.com"})
    assert response["Location"] == reverse("account_email")
    assert CONFIRMATION_FAILED in told(response)


@pytest.mark.django_db(transaction=True)
def test_a_notice_that_cannot_be_sent_disturbs_nobody(client_of, real_mail, zoe_user):
    new = "saffron paper boat"
    response = client_of(zoe_user).post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert response.status_code == 302
    assert not [words for words in told(response) if "could not" in words]
    zoe_user.refresh_from_db()
    assert zoe_user.check_password(new)


def test_what_is_logged_of_a_failure_names_no_address(client, inbox, zoe_user, caplog):
    inbox.answer = "550 zoe@example.com is not welcome here"
    with caplog.at_level(logging.INFO):
        client.post(reverse("account_reset_password"), {"email": "zoe@example.com"})
    ours = [
        record.getMessage() for record in caplog.records if record.name != "mail.log"
    ]  # the test's server has its own
    (line,) = [line for line in ours if "mail_failed" in line]
    assert "SMTPRecipientsRefused" in line
    assert not [line for line in ours if "zoe@" in line]
    assert "welcome" not in line


@pytest.mark.parametrize(
    ("url", "verification"),
    [("consolemail://", "optional"), ("smtp+tls://user:secret@mail.example.org:587", "mandatory")],
)
def test_addresses_have_to_be_proven_where_mail_really_leaves(tmp_path, url, verification):
    told = subprocess.run(
        [sys.executable, "-c", "from tripsplit import settings; print(settings.ACCOUNT_EMAIL_VERIFICATION)"],
        cwd=ROOT,
        env=environment(tmp_path, EMAIL_URL=url),
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == verification
