"""/accounts/device/: a guest's own way in on another device."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from trips.guest_accounts import device_token
from trips.models import User

URL = "/accounts/device/"


@pytest.fixture
def guest_client(client_of, guest):
    return client_of(guest)


def link_on(page):
    return page.context["link"]


def test_looking_makes_no_link(guest_client, guest):
    page = guest_client.get(URL)
    assert link_on(page) == ""
    guest.user.refresh_from_db()
    assert guest.user.device_nonce == ""


def test_a_button_makes_the_link_and_the_page_shows_it_with_its_picture(guest_client):
    assert guest_client.post(URL).status_code == 303
    page = guest_client.get(URL)
    assert link_on(page).startswith(f"{settings.PUBLIC_BASE_URL}/device/")
    text = page.content.decode()
    assert "<svg" in text
    assert "QR code of your personal link" in text
    assert "style=" not in text
    assert link_on(guest_client.get(URL)) == link_on(page)  # the same, as often as it is looked at


def test_the_link_carries_the_public_address_whatever_host_was_asked(guest_client, settings):
    settings.PUBLIC_BASE_URL, settings.ALLOWED_HOSTS = "https://trips.example.org", ["*"]
    guest_client.post(URL)
    assert link_on(guest_client.get(URL, HTTP_HOST="evil.example")).startswith("https://trips.example.org/device/")


def test_a_new_link_ends_the_old_one(guest_client):
    guest_client.post(URL)
    old = link_on(guest_client.get(URL))
    guest_client.post(URL, {"submit_key": "another"})
    new = link_on(guest_client.get(URL))
    assert new != old
    assert Client().get(old.removeprefix(settings.PUBLIC_BASE_URL)).status_code == 410
    assert Client().get(new.removeprefix(settings.PUBLIC_BASE_URL)).status_code == 200


def test_sending_the_button_twice_makes_one_link(guest_client, guest):
    guest_client.post(URL, {"submit_key": "one"})
    guest.user.refresh_from_db()
    nonce = guest.user.device_nonce
    guest_client.post(URL, {"submit_key": "one"})
    guest.user.refresh_from_db()
    assert guest.user.device_nonce == nonce


def test_after_seven_days_the_page_offers_to_make_another(guest_client, guest):
    guest_client.post(URL)
    guest.user.refresh_from_db()
    left = guest.user.device_link_expires_at - timezone.now()
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)
    User.objects.update(device_link_expires_at=timezone.now())
    assert link_on(guest_client.get(URL)) == ""


def test_nothing_that_is_stored_opens_the_link(guest_client, guest):
    guest_client.post(URL)
    guest.user.refresh_from_db()
    token = device_token(guest.user)
    stored = str(User.objects.filter(pk=guest.user_id).values().get())
    assert token not in stored
    assert token.partition(".")[2] not in stored


def test_somebody_with_an_account_needs_no_link(client_of, zoe):
    assert client_of(zoe).get(URL)["Location"] == reverse("account")
    client_of(zoe).post(URL)
    zoe.user.refresh_from_db()
    assert zoe.user.device_nonce == ""


def test_somebody_who_is_not_signed_in_is_asked_to_log_in(client, db):
    assert client.get(URL)["Location"].startswith(reverse("account_login"))
    assert client.post(URL)["Location"].startswith(reverse("account_login"))


def test_htmx_gets_the_section_alone(guest_client, htmx):
    assert guest_client.get(URL, headers=htmx("device-link")).content.decode().lstrip().startswith("<section")


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(guest_client, method):
    assert getattr(guest_client, method)(URL).status_code == 405
