"""/device/<token>/: what a guest's personal link opens."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import GuestFactory
from trips.guest_accounts import device_token, renew_device_link
from trips.models import User


@pytest.fixture
def url(guest):
    renew_device_link(user=guest.user)
    return reverse("device_join", args=[device_token(guest.user)])


def test_a_button_signs_the_guest_in_for_as_long_as_browsers_keep_a_cookie(client, guest, url):
    response = client.post(url)
    assert response["Location"] == reverse("trip_list")
    assert client.session[SESSION_KEY] == str(guest.user_id)
    assert client.session.get_expiry_age() == settings.GUEST_SESSION_AGE
    assert response.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 400 * 86_400


def test_looking_signs_nobody_in(client, guest, url):
    for method in (client.get, client.head):
        assert method(url).status_code == 200
    assert SESSION_KEY not in client.session
    assert "Continue as Gül" in client.get(url).content.decode()


def test_the_address_is_told_to_nobody(client, guest, url):
    assert client.get(url)["Referrer-Policy"] == "strict-origin"
    assert client.post(url)["Referrer-Policy"] == "strict-origin"
    assert client.get("/device/made-up/")["Referrer-Policy"] == "strict-origin"
    assert url not in Client().get(url).content.decode().split("<title>")[1].split("</title>")[0]


def test_the_devices_that_are_in_stay_in(client, client_of, guest, url):
    first = client_of(guest)
    client.post(url)
    assert first.get(reverse("account")).status_code == 200


def test_the_session_gets_a_new_key(client, url):
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    client.post(url)
    assert client.session.session_key != session.session_key


@pytest.mark.parametrize(
    "token", ["made-up", "1.made-up", ".", "999999.abc", "-1.abc", "x.y", "9" * 400 + ".abc", "١.abc", "1"]
)
def test_a_link_that_was_made_up_opens_nothing(client, guest, url, token):
    response = client.post(reverse("device_join", args=[token]))
    assert response.status_code == 410
    assert "does not work any more" in response.content.decode()
    assert SESSION_KEY not in client.session


def test_a_link_of_seven_days_ago_opens_nothing(client, url):
    User.objects.update(device_link_expires_at=timezone.now() - timedelta(seconds=1))
    assert client.post(url).status_code == 410
    assert SESSION_KEY not in client.session


def test_a_link_of_somebody_who_has_an_account_by_now_opens_nothing(client, guest, url):
    User.objects.filter(pk=guest.user_id).update(email="gul@example.com")
    assert client.post(url).status_code == 410


def test_a_link_of_somebody_who_was_switched_off_opens_nothing(client, guest, url):
    User.objects.filter(pk=guest.user_id).update(is_active=False)
    assert client.post(url).status_code == 410


def test_one_guests_link_is_not_anothers(client, guest, url):
    other = GuestFactory()
    renew_device_link(user=other)
    mine, theirs = device_token(guest.user), device_token(other)
    mixed = f"{other.pk}.{mine.partition('.')[2]}"
    assert mixed != theirs
    assert client.post(reverse("device_join", args=[mixed])).status_code == 410


def test_the_guest_who_is_here_already_goes_to_the_trips(client_of, guest, url):
    assert client_of(guest).get(url)["Location"] == reverse("trip_list")


def test_another_guest_is_not_signed_out_because_that_would_lose_their_trips(client_of, guest, url):
    other = GuestFactory(name="Kim")
    client = client_of(other)
    assert "This browser belongs to the guest <strong>Kim</strong>" in client.get(url).content.decode()
    assert client.post(url).status_code == 409
    assert client.session[SESSION_KEY] == str(other.pk)


def test_somebody_with_an_account_is_told_that_they_will_be_logged_out_here(client_of, guest, zoe, url):
    client = client_of(zoe)
    assert f"You are logged in as {zoe.user.email}" in client.get(url).content.decode()
    client.post(url)
    assert client.session[SESSION_KEY] == str(guest.user_id)


def test_signing_in_needs_the_csrf_token(url):
    client = Client(enforce_csrf_checks=True)
    assert client.post(url).status_code == 403
    assert SESSION_KEY not in client.session


def test_htmx_gets_the_section_alone(client, url, htmx):
    assert client.get(url, headers=htmx("device-join")).content.decode().lstrip().startswith("<section")


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client, url, method):
    assert getattr(client, method)(url).status_code == 405
