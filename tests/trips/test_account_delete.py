"""/accounts/delete/: the person goes, the ledger stays."""

import pytest
from allauth.account.models import EmailAddress
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import PASSWORD, ParticipantFactory, TripFactory, UserFactory
from trips.models import Activity, Participant, SubmitKey, User
from trips.totals import Delta, set_totals

URL = "/accounts/delete/"


def delete(client, password=PASSWORD):
    return client.post(URL, {"password": password})


def test_it_asks_for_the_password(client_of, zoe):
    client = client_of(zoe)
    assert client.get(URL).status_code == 200
    response = delete(client, "a wrong one")
    assert response.status_code == 422
    assert "This is not your password." in response.content.decode()
    assert User.objects.filter(pk=zoe.user_id).exists()


def test_a_guest_types_a_word(client_of, guest):
    client = client_of(guest)
    assert client.post(URL, {"word": "no"}).status_code == 422
    assert client.post(URL, {"word": " Delete "}).status_code == 303
    assert not User.objects.filter(pk=guest.user_id).exists()


def test_the_account_goes_with_all_that_is_about_the_person(client_of, zoe, client):
    email, key = zoe.user.email, zoe.user_id
    EmailAddress.objects.create(user=zoe.user, email=email, primary=True, verified=True)
    SubmitKey.objects.create(owner=f"user:{key}", key="k", body_hash="h", location="/")
    client.post(reverse("account_login"), {"login": email.upper(), "password": "wrong"})
    here, there = client_of(zoe), client_of(zoe)
    david = client_of(UserFactory())
    response = delete(here)
    assert response["Location"] == reverse("home")
    assert "account is deleted" in here.get(response["Location"]).content.decode()
    for model in (EmailAddress, AccessAttempt, SubmitKey):
        assert not model.objects.exists()
    assert not User.objects.filter(pk=key).exists()
    owners = [session.get_decoded().get("_auth_user_id") for session in Session.objects.all()]
    assert str(key) not in owners
    assert there.get(reverse("account")).status_code == 302
    assert david.get(reverse("account")).status_code == 200


def test_the_ledger_keeps_a_participant_without_a_name(client_of, zoe, david, trip):
    set_totals(zoe, Delta(paid=1000, owed=400))
    zoe.save()
    delete(client_of(zoe))
    zoe.refresh_from_db()
    assert (zoe.name, zoe.user, zoe.is_active) == ("Former participant", None, False)
    assert (zoe.paid, zoe.owed) == (1000, 400)
    line = Activity.objects.get(verb="left")
    assert (line.actor, line.label) == (zoe, "Former participant")
    assert "Zoë" not in str(list(Activity.objects.values()))


def test_former_participants_are_numbered(client_of, zoe, david, emily):
    delete(client_of(zoe))
    delete(client_of(emily))
    assert {zoe.name, emily.name} == {"Zoë", "Emily"}
    names = Participant.objects.filter(trip=zoe.trip).order_by("position").values_list("name", flat=True)
    assert list(names) == ["Former participant", "David", "Former participant 2"]


def test_whoever_was_longest_there_becomes_owner_after_the_last_one(client_of, zoe, kenji, david, emily):
    delete(client_of(zoe))
    roles = dict(Participant.objects.filter(trip=zoe.trip).values_list("name", "role"))
    assert roles["David"] == "owner"
    assert (roles["Emily"], roles["Kenji"], roles["Former participant"]) == ("viewer", "editor", "editor")
    line = Activity.objects.get(verb="edited")
    assert line.changes == [{"field": "Role", "before": "Editor", "after": "Owner"}]
    assert zoe.trip.__class__.objects.live().count() == 1


def test_another_owner_stays_the_owner(client_of, zoe, david, emily):
    Participant.objects.filter(pk=emily.pk).update(role="owner")
    delete(client_of(zoe))
    assert dict(Participant.objects.filter(trip=zoe.trip).values_list("name", "role"))["David"] == "editor"


def test_neither_a_name_without_a_user_nor_somebody_deactivated_inherits(client_of, zoe, kenji, david, emily):
    Participant.objects.filter(pk=david.pk).update(deactivated_at=timezone.now())
    delete(client_of(zoe))
    emily.refresh_from_db()
    assert emily.role == "owner"


def test_a_trip_where_nobody_else_can_sign_in_is_deleted_softly_and_said_before(client_of, zoe, kenji):
    client = client_of(zoe)
    assert "Lisbon" in client.get(URL).content.decode()
    delete(client)
    zoe.trip.refresh_from_db()
    assert zoe.trip.deleted_at is not None
    assert Activity.objects.filter(verb="deleted", subject="trip").exists()


def test_a_trip_with_others_is_not_announced_as_ending(client_of, zoe, david):
    assert client_of(zoe).get(URL).context["ending"] == []


def test_archived_and_deleted_trips_forget_the_name_too(client_of, zoe, david):
    archived, gone = TripFactory(archived_at=timezone.now()), TripFactory(deleted_at=timezone.now())
    places = [ParticipantFactory(trip=trip, name="Zoë", user=zoe.user) for trip in (archived, gone)]
    delete(client_of(zoe))
    for place in places:
        place.refresh_from_db()
        assert (place.name, place.user) == ("Former participant", None)


def test_the_trips_count_the_change(client_of, zoe, david):
    before = zoe.trip.revision
    delete(client_of(zoe))
    zoe.trip.refresh_from_db()
    assert zoe.trip.revision == before + 1


def test_htmx_gets_the_form_alone(client_of, zoe, htmx):
    page = client_of(zoe).post(URL, {"password": "wrong"}, headers=htmx("delete-form")).content.decode()
    assert page.lstrip().startswith("<form")


def test_somebody_who_is_not_signed_in_deletes_nothing(client, zoe):
    assert client.post(URL, {"password": PASSWORD})["Location"].startswith(reverse("account_login"))
    assert User.objects.filter(pk=zoe.user_id).exists()


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client_of, zoe, method):
    assert getattr(client_of(zoe), method)(URL).status_code == 405


def test_its_queries_do_not_grow_with_the_trips(client_of, zoe, django_assert_num_queries):
    for _ in range(5):
        ParticipantFactory(trip=TripFactory(), user=zoe.user)
    client = client_of(zoe)
    with django_assert_num_queries(3):  # session, user, trips
        client.get(URL)


def test_deleting_needs_the_csrf_token(zoe):
    client = Client(enforce_csrf_checks=True)
    client.force_login(zoe.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert delete(client).status_code == 403
    assert User.objects.filter(pk=zoe.user_id).exists()
