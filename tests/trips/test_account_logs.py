"""The log: one JSON line for each event, a request's lines found by its id, and nothing in it that opens a door or names a person."""

import io
import json
import logging
import logging.config
import re

import pytest
import structlog
from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories import UserFactory
from trips.guest_accounts import device_token, merge_token, renew_device_link
from trips.invitations import invitation_for, token_of
from trips.models import User
from tripsplit.logs import logging_settings

PASSWORD = "canary-password-7f3a"
NEW_PASSWORD = "canary-new-password-91"

pytestmark = pytest.mark.django_db


class Log:
    def __init__(self, stream):
        self.stream = stream

    @property
    def text(self):
        return self.stream.getvalue()

    @property
    def lines(self):
        """Every line as JSON: anything else fails here."""
        return [json.loads(line) for line in self.text.split("\n") if line]

    def of(self, response):
        return [line for line in self.lines if line.get("request_id") == response["X-Request-ID"]]


@pytest.fixture
def log():
    """The product's own logging, written to memory."""
    stream, root = io.StringIO(), logging.getLogger()
    kept = root.handlers[:], root.level
    configured = logging_settings()
    configured["handlers"]["stderr"]["stream"] = stream
    logging.config.dictConfig(configured)
    yield Log(stream)
    root.handlers, root.level = kept
    logging.config.dictConfig(logging_settings())
    root.handlers = kept[0]


@pytest.fixture
def visitor():
    """Sees the site's own error page, as a person does."""
    return Client(raise_request_exception=False)


def break_in(monkeypatch, *canaries):
    """A fault in a view, with secrets about in its variables and in its message."""

    def fail(*_args, **_kwargs):
        local = canaries
        raise RuntimeError(f"broken for canary.person@example.com at /join/{local[0]}/")

    monkeypatch.setattr("trips.account_views.trips_that_end_with", fail)


def test_no_secret_and_no_address_is_ever_logged(log, visitor, zoe, guest, mailoutbox, monkeypatch):
    zoe.user.email = "canary.person@example.com"
    zoe.user.set_password(PASSWORD)
    zoe.user.save()
    EmailAddress.objects.create(user=zoe.user, email=zoe.user.email, primary=True, verified=True)
    invitation = token_of(invitation_for(trip=zoe.trip, by=zoe))
    renew_device_link(user=guest.user)
    device, merge = device_token(guest.user), merge_token(guest.user)
    secrets = {PASSWORD, NEW_PASSWORD, settings.SECRET_KEY, "canary.person", invitation, device, merge}

    def remember(client=visitor):
        secrets.add(client.session.session_key)
        secrets.update(client.cookies[name].value for name in (settings.CSRF_COOKIE_NAME,) if name in client.cookies)

    # Wrong and right passwords, a forgotten one, sign-up, another address, all the links, and a fault.
    merge_url = reverse("guest_merge", args=[merge])
    for password in ("canary-wrong-password", PASSWORD):
        secrets.add(password)
        visitor.post(
            f"{reverse('account_login')}?next={merge_url}",
            {"login": zoe.user.email, "password": password, "next": merge_url},
        )
        remember()
    visitor.get(merge_url)
    visitor.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": reverse("account_email")})
    visitor.post(reverse("account_email"), {"action_add": "", "email": "canary.second@example.com"})
    break_in(monkeypatch, invitation)
    assert visitor.get(reverse("account_delete")).status_code == 500
    visitor.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    remember()
    visitor.post(reverse("account_logout"))
    visitor.post(reverse("account_reset_password"), {"email": zoe.user.email})
    for mail in mailoutbox:
        for link in re.findall(r"http://localhost:8000(\S+)", mail.body):
            secrets.add(link.rstrip("/").rpartition("/")[2])
            visitor.get(link)
            visitor.get(link.replace(":", "%3A"))
    visitor.get(f"/join/{invitation}/")
    visitor.get(f"/join/{invitation}")
    visitor.get(f"/join/{invitation}/?email=canary.person@example.com&token={device}")
    visitor.get(f"/device/{device}/", headers={"Referer": f"http://localhost/join/{invitation}/"})
    visitor.post(f"/device/{device}/")
    visitor.get(f"/nowhere/canary.person%40example.com/?key={device}")
    account = {"name": "C", "email": "canary.third@example.com", "password1": PASSWORD, "password2": PASSWORD}
    visitor.post(reverse("guest_upgrade"), account)
    Client().post(reverse("account_signup"), account | {"email": "canary.fourth@example.com"})
    remember()
    secrets |= {"canary.second", "canary.third", "canary.fourth"}
    # The flows did run.
    zoe.user.refresh_from_db()
    assert zoe.user.check_password(NEW_PASSWORD)
    assert User.objects.filter(email__startswith="canary.").count() == 3
    assert len(mailoutbox) >= 3
    assert "" not in secrets
    assert sorted(secret for secret in secrets if secret in log.text) == []
    # Half of a token is half of a secret.
    halves = {token[len(token) // 2 :] for token in (invitation, device, merge)}
    assert sorted(half for half in halves if half in log.text) == []


def test_a_login_of_axes_is_logged_without_the_person_and_the_place(log, client):
    UserFactory(email="zoe@example.com")
    for _ in range(6):
        client.post(
            reverse("account_login"), {"login": "zoe@example.com", "password": "wrong"}, REMOTE_ADDR="203.0.113.77"
        )
    warnings = [line["event"] for line in log.lines if line["logger"].startswith("axes") and line["level"] == "warning"]
    assert any("Locking out" in event for event in warnings)
    assert "203.0.113.77" not in log.text


def test_a_fault_is_logged_with_its_traceback_and_shows_a_plain_page(log, visitor, zoe, monkeypatch):
    visitor.force_login(zoe.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    break_in(monkeypatch, "token")
    response = visitor.get(reverse("account_delete"))
    assert response.status_code == 500
    page = response.content.decode()
    assert "RuntimeError" not in page
    assert "Traceback" not in page
    (failure,) = [line for line in log.of(response) if line["event"] == "request_failed"]
    assert "RuntimeError" in failure["exception"]
    assert failure["level"] == "error"


def test_every_line_of_a_request_has_its_id_and_the_answer_tells_it(log, visitor, monkeypatch, zoe):
    responses = [visitor.get("/health"), visitor.get("/nowhere/"), visitor.post(reverse("account_login"), {})]
    visitor.force_login(zoe.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    break_in(monkeypatch, "token")
    responses.append(visitor.get(reverse("account_delete")))
    ids = {response["X-Request-ID"] for response in responses}
    assert len(ids) == len(responses)
    for response in responses:
        events = [line["event"] for line in log.of(response)]
        assert events[0] == "request_started"
        assert len(events) >= 2
    outside = [line for line in log.lines if line.get("request_id") not in ids and "AXES" not in line["event"]]
    assert outside == []


def test_a_caller_cannot_choose_the_request_id(log, client):
    response = client.get("/health", headers={"X-Request-ID": "chosen", "X-Correlation-ID": "chosen"})
    assert response["X-Request-ID"] != "chosen"
    assert "chosen" not in log.text


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\u2028", "\x85", "\x1b[31m", "\x00", "\x0b"])
def test_nothing_that_a_caller_sends_makes_a_line_of_its_own(log, visitor, end):
    forged = f'x{end}{{"event": "forged", "level": "critical"}}'
    response = visitor.get(f"/trips/{forged}/", HTTP_USER_AGENT=forged, HTTP_X_REQUEST_ID=forged)
    visitor.get("/trips/", {"q": forged})
    visitor.post(reverse("account_login"), {"login": forged, "password": forged})
    assert response.status_code in (302, 404)
    assert [line for line in log.lines if line["event"] == "forged"] == []
    assert "\x1b" not in log.text
    assert not set("\r\x00\x0b") & set(log.text)


def test_a_lone_surrogate_in_an_address_stops_neither_the_page_nor_the_log(log, visitor):
    assert visitor.get("/trips/%ED%A0%80/").status_code in (302, 404)
    assert log.lines


def test_what_our_own_code_logs_goes_through_the_same_net(log):
    structlog.get_logger("trips.test").warning(
        "something",
        who="zoe@example.com",
        where="/device/1.abcdef/",
        deep={"links": ["/join/abcdefghij0123/?token=xyz"]},
    )
    (line,) = log.lines
    assert "zoe@" not in log.text
    assert "abcdef" not in log.text
    assert "xyz" not in log.text
    assert line["where"] == "/device/[…]/"


def test_a_library_that_logs_is_put_into_the_same_form(log):
    logging.getLogger("some.package").error("mail to %s\nfailed", "zoe@example.com")
    (line,) = log.lines
    assert (line["logger"], line["level"], line["event"]) == ("some.package", "error", "mail to […]\nfailed")
