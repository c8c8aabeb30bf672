"""/accounts/guest/: a guest adds an e-mail and a password, and keeps everything."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD, UserFactory
from trips.guest_accounts import device_token, renew_device_link
from trips.models import User

URL = "/accounts/guest/"
FORM = {"email": "Gul@Example.com", "password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture
def guest_client(client_of, guest):
    return client_of(guest)


@pytest.fixture
def proven(settings):
    """Addresses have to be proven, as with a real mail server."""
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"


def log_in(client, email="gul@example.com"):
    return client.post(reverse("account_login"), {"login": email, "password": PASSWORD})


def confirm(client, mail):
    return client.post(re.search(r"localhost:8000(\S+)", mail.body)[1])


def test_the_same_user_has_an_account_afterwards_and_stays_signed_in(guest_client, guest, mailoutbox):
    response = guest_client.post(URL, FORM)
    assert (response.status_code, response["Location"]) == (303, reverse("account"))
    user = User.objects.get()
    assert (user.pk, user.email, user.name) == (guest.user_id, "gul@example.com", "Gül")
    assert guest_client.session[SESSION_KEY] == str(user.pk)
    assert guest_client.get(reverse("trip_list")).status_code == 200
    assert user.participants.get() == guest
    assert log_in(Client())["Location"] == reverse("trip_list")
    assert [mail.to for mail in mailoutbox] == [["gul@example.com"]]


def test_where_addresses_are_proven_the_guest_stays_one_until_then(guest_client, guest, mailoutbox, proven):
    guest_client.post(URL, FORM)
    guest.user.refresh_from_db()
    assert guest.user.is_guest
    assert "gul@example.com" in guest_client.get(reverse("account")).content.decode()
    assert log_in(Client())["Location"] == reverse("account_email_verification_sent")
    confirm(guest_client, mailoutbox[0])
    guest.user.refresh_from_db()
    assert guest.user.email == "gul@example.com"
    assert guest_client.session[SESSION_KEY] == str(guest.user_id)
    assert log_in(Client())["Location"] == reverse("trip_list")


def test_the_link_opened_in_another_browser_confirms_too(guest_client, guest, mailoutbox, proven):
    guest_client.post(URL, FORM)
    confirm(Client(), mailoutbox[0])
    guest.user.refresh_from_db()
    assert not guest.user.is_guest


def test_other_devices_and_their_links_end(guest_client, client_of, guest):
    renew_device_link(user=guest.user)
    link, elsewhere = reverse("device_join", args=[device_token(guest.user)]), client_of(guest)
    guest_client.post(URL, FORM)
    assert guest_client.get(reverse("account")).status_code == 200
    assert elsewhere.get(reverse("account")).status_code == 302
    assert Client().get(link).status_code == 410


def test_the_session_gets_a_new_key(guest_client):
    before = guest_client.session.session_key
    guest_client.post(URL, FORM)
    assert guest_client.session.session_key != before


def test_a_known_address_is_told_where_sign_up_tells_it(guest_client, guest, mailoutbox):
    UserFactory(email="gul@example.com")
    response = guest_client.post(URL, FORM)
    sign_up = Client().post(reverse("account_signup"), FORM | {"name": "Gül"})
    assert response.status_code == 422
    assert response.context["form"].errors["email"] == sign_up.context["form"].errors["email"]
    guest.user.refresh_from_db()
    assert (guest.user.is_guest, guest.user.has_usable_password()) == (True, False)
    assert not mailoutbox


def test_a_known_address_is_not_told_where_addresses_are_proven(client_of, guest, stranger, mailoutbox, proven):
    owner = UserFactory(email="known@example.com", name="Owner")
    EmailAddress.objects.create(user=owner, email=owner.email, primary=True, verified=True)
    pages = []
    for person, email in ((guest, "known@example.com"), (second_guest(guest), "unknown@example.com")):
        client = client_of(person)
        answer = client.post(URL, FORM | {"email": email})
        page = client.get(answer["Location"]).content.decode().replace(email, "")
        pages.append([line for line in page.splitlines() if "csrf" not in line.lower() and "submit_key" not in line])
    assert pages[0] == pages[1]
    assert [mail.to for mail in mailoutbox] == [["known@example.com"], ["unknown@example.com"]]
    assert "account with this address already" in mailoutbox[0].body
    assert (
        log_in(Client(), "known@example.com").status_code == 302
    )  # with the owner's own password, into the owner's account
    guest.user.refresh_from_db()
    assert guest.user.is_guest


def second_guest(guest):
    return UserFactory(name=guest.user.name, email=None, password=None)


def test_two_at_once_with_one_address_make_one_account(guest_client, guest, monkeypatch):
    UserFactory(email="gul@example.com")
    monkeypatch.setattr("trips.account_forms.email_already_exists", lambda email, user: (email, False))
    response = guest_client.post(URL, FORM)
    assert response.status_code == 422
    assert response.context["form"].errors["email"]
    guest.user.refresh_from_db()
    assert not guest.user.has_usable_password()


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", "gül"), ("email", ""), ("password1", "short"), ("password1", "gul@example.com"), ("password2", "else")],
)
def test_what_cannot_be_taken_is_said_at_its_field(guest_client, guest, field, value):
    response = guest_client.post(URL, FORM | {field: value})
    assert response.status_code == 422
    assert field in response.context["form"].errors
    guest.user.refresh_from_db()
    assert guest.user.is_guest


def test_a_second_address_takes_the_place_of_one_that_was_never_proven(guest_client, guest, mailoutbox, proven):
    guest_client.post(URL, FORM | {"email": "wrong@example.com"})
    guest_client.post(URL, FORM)
    assert [address.email for address in EmailAddress.objects.all()] == ["gul@example.com"]


def test_trying_out_addresses_is_limited(guest_client):
    cache.clear()
    for _ in range(20):
        guest_client.post(URL, {})
    assert guest_client.post(URL, FORM).status_code == 429


def test_the_page_leads_guests_who_have_an_account_to_it(guest_client):
    assert "/accounts/login/?next=/accounts/guest/merge/" in guest_client.get(URL).content.decode()


def test_somebody_with_an_account_is_led_to_it(client_of, zoe):
    assert client_of(zoe).get(URL)["Location"] == reverse("account")
    assert client_of(zoe).post(URL, FORM)["Location"] == reverse("account")


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_change_password", "account_set_password"])
def test_pages_of_accounts_lead_a_guest_here(guest_client, name):
    assert guest_client.get(reverse(name))["Location"] == URL


def test_somebody_who_is_not_signed_in_is_asked_to_log_in(client, db):
    assert client.get(URL)["Location"].startswith(reverse("account_login"))


def test_htmx_gets_the_form_alone(guest_client, htmx):
    page = guest_client.post(URL, {}, headers=htmx("upgrade-form")).content.decode()
    assert page.lstrip().startswith("<form")


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(guest_client, method):
    assert getattr(guest_client, method)(URL).status_code == 405
