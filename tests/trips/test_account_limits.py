"""Guessing: after five wrong passwords for an address from a place there is a pause, whoever answers, wherever they are typed."""

import threading
import time
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from axes.models import AccessAttempt
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.db import connections
from django.test import Client, RequestFactory
from django.urls import reverse

from tests.factories import PASSWORD, UserFactory
from trips.accounts import AccountAdapter
from trips.models import User
from tripsplit.middleware import client_ip

LIMIT = 5
GUESS = "not the password"

pytestmark = pytest.mark.django_db


@pytest.fixture
def zoe_user():
    user = UserFactory(name="Zoë", email="zoe@example.com")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def log_in(client, email="zoe@example.com", password=GUESS, **headers):
    return client.post(reverse("account_login"), {"login": email, "password": password}, headers=headers)


def guess(client, times=LIMIT, **kwargs):
    return [log_in(client, **kwargs).status_code for _ in range(times)]


def test_the_fifth_wrong_password_is_the_last_one_for_a_while(client, zoe_user):
    assert guess(client) == [200] * (LIMIT - 1) + [429]
    assert log_in(client, password=PASSWORD).status_code == 429
    assert SESSION_KEY not in client.session


def test_the_pause_is_told_in_words(client, zoe_user):
    guess(client)
    response = log_in(client)
    assert "429.html" in [template.name for template in response.templates]
    assert "Please wait five minutes" in response.content.decode()
    assert response["Retry-After"] == "300"


def test_the_pause_is_told_under_htmx_in_place_of_the_page(client, zoe_user, htmx):
    guess(client)
    response = log_in(client, **htmx("login-form"))
    assert (response.status_code, response["HX-Retarget"]) == (429, "body")
    assert "Please wait five minutes" in response.content.decode()


def test_the_pause_is_told_in_words_to_scripts_too(client, zoe_user):
    guess(client)
    response = log_in(client, **{"X-Requested-With": "XMLHttpRequest"})
    assert (response.status_code, response["Content-Type"]) == (429, "text/html; charset=utf-8")


def test_the_pause_ends_after_five_minutes_and_knocking_does_not_make_it_longer(client, zoe_user):
    guess(client, LIMIT + 3)
    assert AccessAttempt.objects.get().failures_since_start == LIMIT
    AccessAttempt.objects.update(
        attempt_time=AccessAttempt.objects.get().attempt_time - timedelta(minutes=5, seconds=1)
    )
    assert log_in(client, password=PASSWORD).status_code == 302


def test_capitals_and_spaces_in_the_address_start_no_new_count(client, zoe_user):
    spellings = ["zoe@example.com", "ZOE@example.com", "Zoe@Example.Com", " zoe@example.com ", "zoe@EXAMPLE.com"]
    assert [log_in(client, email=spelling).status_code for spelling in spellings][-1] == 429
    assert log_in(client, password=PASSWORD).status_code == 429


def test_another_browser_and_another_device_start_no_new_count(zoe_user):
    assert [log_in(Client(), **{"User-Agent": f"Browser {n}"}).status_code for n in range(LIMIT)][-1] == 429


def test_one_address_in_a_pause_leaves_the_others_alone(client, zoe_user):
    UserFactory(email="david@example.com")
    guess(client)
    assert log_in(Client(), email="david@example.com", password=PASSWORD).status_code == 302


def test_a_stranger_elsewhere_cannot_lock_somebody_out_of_their_own_place(zoe_user):
    guess(Client(REMOTE_ADDR="198.51.100.7"))
    assert log_in(Client(REMOTE_ADDR="203.0.113.9"), password=PASSWORD).status_code == 302


def test_a_right_password_in_between_does_not_start_the_count_anew(zoe_user):
    guess(Client(), LIMIT - 1)
    log_in(Client(), password=PASSWORD)
    assert log_in(Client()).status_code == 429


@pytest.mark.parametrize(("proxies", "real"), [(1, "{real}"), (2, "{real}, 10.0.0.2")])
def test_behind_trusted_proxies_the_hop_that_they_saw_counts(zoe_user, settings, proxies, real):
    settings.TRUSTED_PROXIES = settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    for number in range(LIMIT):
        forged = f"192.0.2.{number}, " + real.format(real="203.0.113.9")
        status = log_in(Client(), **{"X-Forwarded-For": forged}).status_code
    assert status == 429
    elsewhere = "192.0.2.1, " + real.format(real="198.51.100.7")
    assert log_in(Client(), password=PASSWORD, **{"X-Forwarded-For": elsewhere}).status_code == 302


def test_with_no_trusted_proxy_a_forged_hop_changes_nothing(zoe_user):
    statuses = [log_in(Client(), **{"X-Forwarded-For": f"192.0.2.{n}"}).status_code for n in range(LIMIT)]
    assert statuses[-1] == 429
    assert set(AccessAttempt.objects.values_list("ip_address", flat=True)) == {"127.0.0.1"}


def test_sign_ups_are_counted_by_the_same_address(settings):
    cache.clear()
    for number in range(20):
        Client().post(reverse("account_signup"), {}, headers={"X-Forwarded-For": f"192.0.2.{number}"})
    assert Client().post(reverse("account_signup"), {}).status_code == 429


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "counted"),
    [
        (0, "203.0.113.9", "192.0.2.1", "203.0.113.9"),
        (1, "10.0.0.1", "192.0.2.1, 203.0.113.9", "203.0.113.9"),
        (1, "10.0.0.1", "", "10.0.0.1"),
        (2, "10.0.0.1", "203.0.113.9", "10.0.0.1"),
        (0, "2001:db8:1:2:aaaa::1", "", "2001:db8:1:2::"),
        (0, "2001:db8:1:2:bbbb::2", "", "2001:db8:1:2::"),
        (0, "::ffff:203.0.113.9", "", "203.0.113.9"),
        (1, "10.0.0.1", "<script>", None),
        (0, "", "", None),
    ],
)
def test_whose_tries_are_counted_together(settings, proxies, remote, forwarded, counted):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory(REMOTE_ADDR=remote).get("/", headers={"X-Forwarded-For": forwarded} if forwarded else {})
    assert client_ip(request) == counted


def test_a_caller_without_an_address_is_answered_and_counted(zoe_user):
    assert guess(Client(REMOTE_ADDR=""))[-1] == 429


def test_guesses_at_the_admin_are_counted_on_the_same_page(client):
    UserFactory(email="staff@example.com", is_staff=True)
    login = client.get(reverse("admin:index"), follow=True)
    assert login.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert client.post(reverse("admin:login"), {"username": "staff@example.com", "password": GUESS}).status_code == 302
    assert not AccessAttempt.objects.exists()
    assert guess(client, email="staff@example.com")[-1] == 429


def test_guesses_where_the_password_is_asked_for_again_count_too(client_of, zoe_user):
    client = client_of(zoe_user)
    for _ in range(LIMIT):
        response = client.post(reverse("account_reauthenticate"), {"password": GUESS})
    assert response.status_code == 429
    assert client.post(reverse("account_delete"), {"password": PASSWORD}).status_code == 429
    assert User.objects.filter(pk=zoe_user.pk).exists()


def test_what_is_written_down_of_a_try_holds_no_password_and_no_token(client, zoe_user):
    secret = {"login": "zoe@example.com", "password": GUESS, "next": "/accounts/guest/merge/secret-token/"}
    client.post(reverse("account_login") + "?next=/accounts/guest/merge/secret-token/", secret)
    attempt = AccessAttempt.objects.get()
    written = f"{attempt.get_data} {attempt.post_data}"
    assert GUESS not in written
    assert "secret-token" not in written
    assert "zoe@" not in written


def test_an_unknown_address_meets_the_same_page_and_the_same_pause(zoe_user):
    pages = {}
    for email in ("zoe@example.com", "nobody@example.com"):
        answers = [log_in(Client(), email=email) for _ in range(LIMIT)]
        assert [answer.status_code for answer in answers] == [200] * (LIMIT - 1) + [429]
        pages[email] = [forget(answer.content.decode(), email) for answer in answers]
    assert pages["zoe@example.com"] == pages["nobody@example.com"]


def forget(page, email):
    """The page without what differs each time: the address that was typed, and tokens."""
    lines = page.replace(email, "").splitlines()
    return [line for line in lines if "csrf" not in line.lower()]


def test_an_unknown_address_costs_as_much_hashing_as_a_known_one(zoe_user, monkeypatch):
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: hashed.append(1) or encode(*args))
    work = {}
    for email in ("zoe@example.com", "nobody@example.com"):
        hashed.clear()
        log_in(Client(), email=email)
        work[email] = len(hashed)
    assert work["zoe@example.com"] == work["nobody@example.com"] > 0


def test_asking_for_a_new_password_tells_nothing_and_always_sends_a_mail(zoe_user, mailoutbox):
    answers = [
        Client().post(reverse("account_reset_password"), {"email": email}, follow=True)
        for email in ("zoe@example.com", "nobody@example.com")
    ]
    assert [mail.to for mail in mailoutbox] == [["zoe@example.com"], ["nobody@example.com"]]
    assert len({tuple(forget(answer.content.decode(), "")) for answer in answers}) == 1
    assert len({tuple(answer.redirect_chain) for answer in answers}) == 1


def test_signing_up_with_a_known_address_tells_nothing_where_addresses_are_proven(
    zoe_user, mailoutbox, settings, monkeypatch
):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: hashed.append(1) or encode(*args))
    answers, work = [], []
    for email in ("zoe@example.com", "nobody@example.com"):
        form = {"name": "Zoë", "email": email, "password1": PASSWORD, "password2": PASSWORD}
        answers.append(Client().post(reverse("account_signup"), form, follow=True))
        work.append(len(hashed))
        hashed.clear()
    assert len({tuple(forget(answer.content.decode(), answer.wsgi_request.path)) for answer in answers}) <= 2
    assert answers[0].redirect_chain == answers[1].redirect_chain
    assert work[0] == work[1]
    assert len(mailoutbox) == 2


def test_a_right_password_that_comes_too_late_is_refused(zoe_user, monkeypatch):
    """Others used up the tries while this password was being checked: that is how many guesses sent at once are held to the limit."""
    check, first = User.check_password, [True]

    def slow_check(self, password):
        if first and first.pop():
            guess(Client())
        return check(self, password)

    monkeypatch.setattr(User, "check_password", slow_check)
    client = Client()
    assert log_in(client, password=PASSWORD).status_code == 429
    assert SESSION_KEY not in client.session


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_many_guesses_at_once_get_no_more_answers_than_the_limit(zoe_user, monkeypatch):
    """Sixteen browsers at once, the right password among the last: of all answers, at most LIMIT - 1 say "wrong", and none lets in."""
    barrier, answers = threading.Barrier(16), []
    authenticate = AccountAdapter.authenticate

    def after_the_others(self, request, **credentials):
        if credentials["password"] == PASSWORD:
            deadline = time.monotonic() + 10
            while time.monotonic() < deadline and len(answers) < LIMIT:
                time.sleep(0.01)
        return authenticate(self, request, **credentials)

    monkeypatch.setattr(AccountAdapter, "authenticate", after_the_others)

    def knock(number):
        barrier.wait()
        try:
            answers.append(log_in(Client(), password=PASSWORD if number == 0 else f"{GUESS} {number}").status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=knock, args=[number]) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 16
    assert 302 not in answers
    assert answers.count(200) <= LIMIT - 1
    assert set(answers) <= {200, 429}
