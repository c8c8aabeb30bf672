"""allauth's flows as people meet them: signing up, in and out, a new password, a new address; with mail that goes nowhere yet."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import IntegrityError
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.factories import PASSWORD, UserFactory
from trips.accounts import AccountAdapter
from trips.models import User

SIGN_UP = {"name": "Zoë", "email": "Zoe@Example.com", "password1": PASSWORD, "password2": PASSWORD}
NEW_PASSWORD = "saffron paper boat at noon"

pytestmark = pytest.mark.django_db


@pytest.fixture
def zoe_user():
    user = UserFactory(name="Zoë", email="zoe@example.com")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def log_in(client, email="zoe@example.com", password=PASSWORD, **extra):
    return client.post(reverse("account_login"), {"login": email, "password": password, **extra})


def signed_in_as(client):
    return client.session.get(SESSION_KEY)


def links_in(mail):
    return re.findall(r"https?://\S+", mail.body)


def test_signing_up_makes_a_user_with_name_and_address_and_signs_in(client, mailoutbox):
    response = client.post(reverse("account_signup"), SIGN_UP)
    user = User.objects.get()
    assert (user.name, user.email, user.is_guest) == ("Zoë", "zoe@example.com", False)
    assert signed_in_as(client) == str(user.pk)
    assert response["Location"] == reverse("trip_list")
    assert [mail.to for mail in mailoutbox] == [["zoe@example.com"]]


def test_the_sign_up_form_asks_for_the_name_first(client):
    page = client.get(reverse("account_signup")).content.decode()
    assert [name for name in re.findall(r'name="(\w+)"', page) if name in SIGN_UP] == list(SIGN_UP)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "Zo\u202eë"),
        ("email", "not an address"),
        ("password1", "short"),
        ("password1", "password1234"),
        ("password2", "something else altogether"),
    ],
)
def test_what_sign_up_cannot_take_is_said_at_its_field(client, field, value):
    response = client.post(reverse("account_signup"), SIGN_UP | {field: value})
    assert field in response.context["form"].errors
    assert not User.objects.exists()


def test_an_address_that_has_an_account_gets_no_second_one(client, zoe_user):
    client.post(reverse("account_signup"), SIGN_UP)
    assert User.objects.get() == zoe_user


def test_of_two_sign_ups_at_once_the_second_is_led_to_the_log_in(client, monkeypatch):
    def lose_the_race(*_args, **_kwargs):
        raise IntegrityError("UNIQUE constraint failed: trips_user.email")

    monkeypatch.setattr(AccountAdapter, "save_user", lose_the_race)
    assert client.post(reverse("account_signup"), SIGN_UP)["Location"] == reverse("account_login")


def test_logging_in_takes_any_capitals_in_the_address_and_none_in_the_password(client, zoe_user):
    assert log_in(client, password=PASSWORD.upper()).status_code == 200
    assert signed_in_as(client) is None
    assert log_in(client, email="ZOE@example.COM").status_code == 302
    assert signed_in_as(client) == str(zoe_user.pk)


def test_logging_in_gives_the_session_a_new_key(client, zoe_user):
    client.get(reverse("account_login"))
    client.session.save()
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = planted = session.session_key
    log_in(client)
    assert client.session.session_key != planted
    assert not type(session)(planted).exists(planted)


def test_logging_in_as_another_leaves_nothing_of_the_first_session(client_of, zoe_user):
    client = client_of(UserFactory())
    session = client.session
    session["private"] = "of the first"
    session.save()
    client.post(reverse("account_logout"))
    log_in(client)
    assert "private" not in client.session


def test_logging_out_takes_a_button(client_of, zoe_user):
    client = client_of(zoe_user)
    assert client.get(reverse("account_logout")).status_code == 200
    assert signed_in_as(client) is not None
    assert client.post(reverse("account_logout"))["Location"] == reverse("home")
    assert signed_in_as(client) is None


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "https:///evil.example",
        "javascript:alert(1)",
        "http://localhost/trips/",
        "\thttps://evil.example",
    ],
)
def test_next_never_leaves_the_site(client, zoe_user, target):
    assert log_in(client, next=target)["Location"] == reverse("trip_list")


def test_next_leads_to_a_page_of_the_site(client, zoe_user):
    assert log_in(client, next="/trips/new/")["Location"] == "/trips/new/"


def test_changing_the_password_ends_every_other_session(client_of, zoe_user):
    here, there = client_of(zoe_user), client_of(zoe_user)
    response = here.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    assert response.status_code == 302
    assert here.get(reverse("account")).status_code == 200
    assert there.get(reverse("account")).status_code == 302


def test_changing_the_password_takes_the_old_one(client_of, zoe_user):
    wrong = {"oldpassword": "not this one", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    client_of(zoe_user).post(reverse("account_change_password"), wrong)
    zoe_user.refresh_from_db()
    assert zoe_user.check_password(PASSWORD)


def test_a_forgotten_password_is_set_anew_by_the_link_in_a_mail(client, zoe_user, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": "zoe@example.com"})
    (link,) = links_in(mailoutbox[0])
    form = client.get(link.removeprefix(settings.PUBLIC_BASE_URL))["Location"]
    assert "set-password" in form  # the key has left the address
    done = client.post(form, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert done["Location"] == reverse("account_reset_password_from_key_done")
    assert log_in(client, password=NEW_PASSWORD).status_code == 302
    second_time = Client().get(link.removeprefix(settings.PUBLIC_BASE_URL))
    assert second_time.status_code == 200
    assert second_time.context["token_fail"]


def test_resetting_the_password_ends_the_sessions(client, client_of, zoe_user, mailoutbox):
    elsewhere = client_of(zoe_user)
    client.post(reverse("account_reset_password"), {"email": "zoe@example.com"})
    form = client.get(links_in(mailoutbox[0])[0].removeprefix(settings.PUBLIC_BASE_URL))["Location"]
    client.post(form, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert elsewhere.get(reverse("account")).status_code == 302


def test_mails_carry_the_public_address_and_never_the_host_of_whoever_asked(client, zoe_user, mailoutbox, settings):
    settings.PUBLIC_BASE_URL = "https://trips.example.org"
    settings.ALLOWED_HOSTS = ["*"]
    evil = {"HTTP_HOST": "evil.example", "HTTP_X_FORWARDED_HOST": "evil.example"}
    client.post(reverse("account_reset_password"), {"email": "zoe@example.com"}, **evil)
    client.post(reverse("account_reset_password"), {"email": "nobody@example.com"}, **evil)
    client.post(reverse("account_signup"), SIGN_UP | {"email": "new@example.com"}, **evil)
    assert len(mailoutbox) == 3
    for mail in mailoutbox:
        assert all(link.startswith("https://trips.example.org/accounts/") for link in links_in(mail))
        assert links_in(mail)
        assert "evil" not in mail.body + mail.subject


def test_the_account_already_exists_mail_carries_the_public_address(client, zoe_user, mailoutbox, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.PUBLIC_BASE_URL = "https://trips.example.org"
    client.post(reverse("account_signup"), SIGN_UP)
    assert links_in(mailoutbox[0]) == ["https://trips.example.org/accounts/password/reset/"]


def reauthenticated(client):
    """The page that asks for the password once more is answered."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": reverse("account_email")})
    return client


def test_changing_the_address_asks_for_the_password_first(client_of, zoe_user, mailoutbox):
    response = client_of(zoe_user).post(reverse("account_email"), {"action_add": "", "email": "new@example.com"})
    assert response["Location"].startswith(reverse("account_reauthenticate"))
    assert not mailoutbox


def test_a_new_address_counts_once_its_link_was_opened(
    client_of, zoe_user, mailoutbox, django_capture_on_commit_callbacks
):
    client = reauthenticated(client_of(zoe_user))
    client.post(reverse("account_email"), {"action_add": "", "email": "new@example.com"})
    zoe_user.refresh_from_db()
    assert zoe_user.email == "zoe@example.com"
    page = links_in(mailoutbox[0])[0].removeprefix(settings.PUBLIC_BASE_URL)
    client.get(page)
    zoe_user.refresh_from_db()
    assert zoe_user.email == "zoe@example.com"  # looking confirms nothing
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page)
    zoe_user.refresh_from_db()
    assert zoe_user.email == "new@example.com"
    assert [address.email for address in EmailAddress.objects.all()] == ["new@example.com"]
    # The old address is told.
    assert mailoutbox[-1].to == ["zoe@example.com"]


def test_an_address_that_became_somebody_elses_in_the_meantime_is_refused_in_words(client_of, zoe_user, mailoutbox):
    client = reauthenticated(client_of(zoe_user))
    client.post(reverse("account_email"), {"action_add": "", "email": "new@example.com"})
    UserFactory(email="new@example.com")
    response = client.post(links_in(mailoutbox[0])[0].removeprefix(settings.PUBLIC_BASE_URL), follow=True)
    assert response.status_code == 200
    zoe_user.refresh_from_db()
    assert zoe_user.email == "zoe@example.com"
    assert not EmailAddress.objects.filter(email="new@example.com", verified=True).exists()


def test_a_link_that_confirms_nothing_says_so(client):
    response = client.get(reverse("account_confirm_email", args=["made-up"]))
    assert response.status_code == 200
    assert not response.context["can_confirm"]


@pytest.mark.parametrize(
    "name", ["account_request_login_code", "account_confirm_login_code", "account_signup_by_passkey", "mfa_index"]
)
def test_no_other_flow_of_allauth_has_an_address(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_reset_password", "account_inactive"])
def test_the_pages_of_somebody_who_is_not_signed_in_open(client, name):
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize(
    "name", ["account_email", "account_change_password", "account_reauthenticate", "account_logout"]
)
def test_the_pages_of_somebody_who_is_signed_in_open(client_of, zoe_user, name):
    assert client_of(zoe_user).get(reverse(name)).status_code == 200


def test_somebody_who_was_switched_off_does_not_get_in(client, zoe_user):
    zoe_user.is_active = False
    zoe_user.save()
    log_in(client)
    assert signed_in_as(client) is None


@pytest.mark.parametrize(
    "password", [" " * 6 + "spaces around " * 2, "пароль из нескольких слов", "🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊", "x" * 4_000]
)
def test_passwords_are_taken_as_they_are(client, password):
    client.post(reverse("account_signup"), SIGN_UP | {"password1": password, "password2": password})
    client.post(reverse("account_logout"))
    assert (
        log_in(client, password=password.strip() if password.strip() != password else password + "x").status_code == 200
    )
    assert log_in(client, password=password).status_code == 302


def test_a_password_of_ten_megabytes_is_refused_unread(client):
    assert log_in(client, password="x" * 10_000_000).status_code == 413
