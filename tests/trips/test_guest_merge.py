"""/accounts/guest/merge/<token>/: somebody who was here as a guest had an account all along."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import SESSION_KEY
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import PASSWORD, ParticipantFactory, TripFactory, UserFactory
from trips import guest_accounts
from trips.guest_accounts import device_token, merge_token, renew_device_link
from trips.models import Activity, Participant, User


@pytest.fixture
def account():
    user = UserFactory(name="Gül", email="gul@example.com")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def url(guest):
    return reverse("guest_merge", args=[merge_token(guest.user)])


def told(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_a_guest_logs_in_and_takes_the_trips_along(client_of, guest, account):
    client = client_of(guest)
    login = client.get(reverse("account_login"))
    page = client.get(login["Location"])
    assert "/accounts/guest/merge/" in page.content.decode()
    form = {"login": account.email, "password": PASSWORD, "next": page.context["redirect_field_value"]}
    merge = client.post(reverse("account_login"), form)["Location"]
    assert client.session[SESSION_KEY] == str(account.pk)
    assert "Lisbon" in client.get(merge).content.decode()
    guest.refresh_from_db()
    assert guest.user != account  # looking moves nothing
    done = client.post(merge)
    assert done["Location"] == reverse("trip_list")
    guest.refresh_from_db()
    assert guest.user == account
    assert not User.objects.filter(email=None).exists()


def test_a_guest_who_forgets_the_way_back_is_led_to_it(client_of, guest, account):
    answer = client_of(guest).post(
        reverse("account_login"), {"login": account.email, "password": PASSWORD, "next": "/trips/new/"}
    )
    assert answer["Location"].startswith("/accounts/guest/merge/")


def test_a_guest_who_fails_to_log_in_is_still_a_guest(client_of, guest, account):
    client = client_of(guest)
    assert client.post(reverse("account_login"), {"login": account.email, "password": "wrong"}).status_code == 200
    assert client.session[SESSION_KEY] == str(guest.user_id)


def test_neither_a_reset_link_nor_a_confirmation_link_logs_a_guest_out(client_of, guest, account, mailoutbox):
    import re

    from allauth.account.models import EmailConfirmationHMAC

    client = client_of(guest)
    client.post(reverse("account_reset_password"), {"email": account.email})
    page = re.search(r"localhost:8000(\S+)", mailoutbox[0].body)[1]
    form = client.get(page)["Location"]
    client.post(form, {"password1": "a new boat at noon", "password2": "a new boat at noon"})
    account.refresh_from_db()
    assert account.check_password("a new boat at noon")
    assert client.session[SESSION_KEY] == str(guest.user_id)
    pending = EmailAddress.objects.create(user=account, email="new@example.com")
    client.post(reverse("account_confirm_email", args=[EmailConfirmationHMAC(pending).key]))
    account.refresh_from_db()
    assert account.email == "new@example.com"
    assert client.session[SESSION_KEY] == str(guest.user_id)


def test_everything_booked_stays_where_it_is(client_of, guest, account):
    Participant.objects.filter(pk=guest.pk).update(paid=1000, sent=50, role="owner")
    client_of(account).post(url(guest))
    guest.refresh_from_db()
    assert (guest.user, guest.paid, guest.sent, guest.role, guest.name) == (account, 1000, 50, "owner", "Gül")
    line = Activity.objects.get()
    assert (line.actor, line.verb) == (guest, "edited")
    assert account.email not in str(line.changes)


def test_where_the_account_takes_part_the_guests_name_stays_behind_and_that_is_said(client_of, guest, account):
    own = ParticipantFactory(trip=guest.trip, name="Gül D.", user=account, role="viewer")
    Participant.objects.filter(pk=guest.pk).update(owed=700)
    response = client_of(account).post(url(guest))
    assert "Lisbon: you take part there already" in told(response)
    guest.refresh_from_db()
    own.refresh_from_db()
    assert (guest.user, guest.owed, guest.is_active) == (None, 700, True)
    assert (own.user, own.role) == (account, "editor")  # the stronger of both


def test_an_owner_who_was_a_guest_leaves_no_trip_without_one(client_of, guest, account):
    own = ParticipantFactory(trip=guest.trip, name="Gül D.", user=account)
    Participant.objects.filter(pk=guest.pk).update(role="owner")
    client_of(account).post(url(guest))
    assert Participant.objects.filter(trip=guest.trip, role="owner").get() == own


def test_a_place_that_the_account_had_lost_does_not_stand_in_the_way(client_of, guest, account):
    own = ParticipantFactory(trip=guest.trip, name="Gül D.", user=account, deactivated_at=timezone.now())
    client_of(account).post(url(guest))
    guest.refresh_from_db()
    own.refresh_from_db()
    assert (guest.user, own.user) == (account, None)


def test_archived_and_deleted_trips_move_too(client_of, guest, account):
    places = [
        ParticipantFactory(trip=TripFactory(**closed), name="Gül", user=guest.user)
        for closed in ({"archived_at": timezone.now()}, {"deleted_at": timezone.now()})
    ]
    client_of(account).post(url(guest))
    assert Participant.objects.filter(user=account).count() == len(places) + 1


def test_the_guests_other_devices_and_link_end(client_of, guest, account):
    elsewhere = client_of(guest)
    renew_device_link(user=guest.user)
    link = reverse("device_join", args=[device_token(guest.user)])
    client_of(account).post(url(guest))
    assert elsewhere.get(reverse("account")).status_code == 302
    assert Client().get(link).status_code == 410


@pytest.mark.parametrize(
    "spoil", ["made up", "altered", "expired", "used", "guest has an account", "guest was signed out"]
)
def test_a_token_that_holds_no_more_is_told_in_words_and_moves_nothing(client_of, guest, account, spoil, monkeypatch):
    token = merge_token(guest.user)
    if spoil == "made up":
        token = "WzEsImFiYyJd.1xVHR6.made-up"
    elif spoil == "altered":
        token = token[:-1] + ("A" if token[-1] != "A" else "B")
    elif spoil == "expired":
        monkeypatch.setattr(guest_accounts, "MERGE_TOKEN_AGE", timedelta(seconds=-1))
    elif spoil == "used":
        client_of(account).post(url(guest))
    elif spoil == "guest has an account":
        User.objects.filter(pk=guest.user_id).update(email="own@example.com")
    else:
        guest.user.set_unusable_password()
        guest.user.save()
    before = Participant.objects.get(pk=guest.pk).user_id
    response = client_of(account).post(reverse("guest_merge", args=[token]))
    assert response.status_code == 410
    assert "does not work any more" in response.content.decode()
    assert Participant.objects.get(pk=guest.pk).user_id == before


def test_a_guest_on_the_page_is_led_to_the_log_in(client_of, guest):
    assert client_of(guest).get(url(guest))["Location"].startswith(reverse("account_login"))


def test_somebody_who_is_not_signed_in_is_asked_to_log_in(client, guest):
    assert client.get(url(guest))["Location"].startswith(reverse("account_login"))


def test_merging_needs_the_csrf_token(guest, account):
    client = Client(enforce_csrf_checks=True)
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(url(guest)).status_code == 403


def test_htmx_gets_the_section_alone(client_of, guest, account, htmx):
    page = client_of(account).get(url(guest), headers=htmx("guest-merge")).content.decode()
    assert page.lstrip().startswith("<section")


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client_of, guest, account, method):
    assert getattr(client_of(account), method)(url(guest)).status_code == 405


def test_its_queries_do_not_grow_with_the_trips(client_of, guest, account, django_assert_num_queries):
    client = client_of(account)
    address = url(guest)
    for _ in range(5):
        ParticipantFactory(trip=TripFactory(), user=guest.user)
    with django_assert_num_queries(5):  # session, user, guest, places, own places
        client.get(address)
