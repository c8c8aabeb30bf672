"""/accounts/: who one is here."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from tests.factories import ParticipantFactory, TripFactory

URL = "/accounts/"


@pytest.fixture
def zoe_client(client_of, zoe):
    return client_of(zoe)


def test_it_shows_name_and_address_and_leads_to_changing_them(zoe_client, zoe):
    page = zoe_client.get(URL).content.decode()
    assert zoe.user.email in page
    assert 'value="Zoë"' in page
    for name in ("account_email", "account_change_password", "account_delete", "account_logout"):
        assert f'href="{reverse(name)}"' in page
    assert reverse("device_link") not in page


def test_a_guest_sees_a_guest_and_how_to_stay(client_of, guest):
    page = client_of(guest).get(URL).content.decode()
    assert "guest on this device" in page
    for name in ("guest_upgrade", "device_link", "account_delete"):
        assert f'href="{reverse(name)}"' in page
    assert reverse("account_change_password") not in page


def test_an_address_that_waits_for_its_confirmation_is_shown(zoe_client, zoe):
    EmailAddress.objects.create(user=zoe.user, email="new@example.com")
    assert "new@example.com" in zoe_client.get(URL).content.decode()


def test_a_new_name_is_kept_and_the_names_in_trips_stay(zoe_client, zoe):
    response = zoe_client.post(URL, {"name": "  Zoë   Lind "})
    assert (response.status_code, response["Location"]) == (303, URL)
    zoe.refresh_from_db()
    zoe.user.refresh_from_db()
    assert (zoe.user.name, zoe.name) == ("Zoë Lind", "Zoë")


@pytest.mark.parametrize("name", ["", "Zo\u202eë", "x" * 81])
def test_a_name_that_cannot_be_is_told_at_the_field(zoe_client, zoe, name):
    response = zoe_client.post(URL, {"name": name})
    assert response.status_code == 422
    assert response.context["form"].errors["name"]
    zoe.user.refresh_from_db()
    assert zoe.user.name == "Zoë"


def test_htmx_gets_the_form_alone(zoe_client, htmx):
    page = zoe_client.post(URL, {"name": ""}, headers=htmx("name-form")).content.decode()
    assert page.lstrip().startswith("<form")
    assert "<html" not in page
    assert zoe_client.post(URL, {"name": "Zoë L"}, headers=htmx("name-form")).status_code == 204


def test_somebody_who_is_not_signed_in_is_asked_to_log_in(client, db):
    assert client.get(URL)["Location"] == f"{reverse('account_login')}?next={URL}"


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(zoe_client, method):
    assert getattr(zoe_client, method)(URL).status_code == 405


def test_its_queries_do_not_grow_with_the_trips(zoe_client, zoe, django_assert_num_queries):
    for _ in range(5):
        ParticipantFactory(trip=TripFactory(), user=zoe.user)
    with django_assert_num_queries(3):  # session, user, pending address
        zoe_client.get(URL)
