"""/join/<token>/: "which one are you?", as a guest or with an account. Looking changes nothing."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from tests.factories import UserFactory
from tests.trips.recurring import assert_does_not_grow
from trips.invitations import invitation_for, revoke_invitation, rotate_invitation, token_of
from trips.models import Participant, SubmitKey, User
from trips.people import free_participant
from trips.services import archive_trip, delete_trip


@pytest.fixture
def invitation(trip, friends, zoe):
    return invitation_for(trip=trip, by=zoe)


@pytest.fixture
def url(invitation):
    return f"/join/{token_of(invitation)}/"


def expenses(trip):
    return f"/trips/{trip.slug}/expenses/"


# -- looking ----------------------------------------------------------------------------------------------------------


def test_only_the_names_that_wait_are_offered(client, trip, kenji, url):
    Participant.objects.create(trip=trip, name="Gone", deactivated_at=timezone.now())
    Participant.objects.create(trip=trip, name="Kitty", kind="kitty", role="viewer")
    Participant.objects.create(trip=trip, name="Lonely owner", role="owner")

    response = client.get(url)

    assert [person.name for person in response.context["names"]] == ["Kenji"]
    page = response.content.decode()
    assert "I am Kenji" in page
    assert "Zoë" not in page


def test_looking_changes_nothing(client, trip, url):
    def state():
        rows = [list(model.objects.values()) for model in (User, Participant, SubmitKey)]
        return rows, type(trip).objects.get().revision

    before = state()
    for _ in range(3):
        client.get(url)
        client.head(url)
    assert state() == before
    assert "ts_session" not in client.cookies


def test_the_address_is_told_to_no_page_and_the_form_still_says_where_it_is_from(client, url):
    # "no-referrer" would hide the address as well, but a browser then sends "Origin: null" and the form is refused.
    assert client.get(url)["Referrer-Policy"] == "strict-origin"
    assert client.get(url[:-2] + "x/")["Referrer-Policy"] == "strict-origin"


def test_whoever_has_an_account_can_log_in_first_and_come_back(client, url):
    assert f"/accounts/login/?next={url}" in client.get(url).content.decode()


def test_whoever_is_in_already_goes_to_the_trip(client_of, trip, david, url):
    assert client_of(david).get(url)["Location"] == expenses(trip)
    assert client_of(david).post(url, {"name": "Dave"})["Location"] == expenses(trip)


def test_whoever_was_taken_off_is_told_so(client_of, trip, david, url):
    type(david).objects.filter(pk=david.pk).update(deactivated_at=timezone.now())

    for response in (client_of(david).get(url), client_of(david).post(url, {"name": "Somebody else"})):
        assert response.status_code == 403
        assert "no longer part of this trip" in response.content.decode()
    assert trip.participants.count() == 4


# -- a link that opens nothing ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["x", "A" * 53, "new", "AAAAAAAAAA" + "é" * 10, "%00"])
def test_an_unknown_link_ends_on_a_friendly_page(client, db, token):
    response = client.get(f"/join/{token}/")

    assert response.status_code == 404
    assert "opens nothing any more" in response.content.decode()


@pytest.mark.parametrize("end", ["expired", "revoked", "rotated", "deleted"])
def test_a_link_that_has_ended_lets_nobody_in(client, trip, zoe, kenji, invitation, url, end):
    if end == "expired":
        trip.invitations.update(expires_at=timezone.now())
    elif end == "revoked":
        revoke_invitation(trip=trip, by=zoe)
    elif end == "rotated":
        rotate_invitation(trip=trip, by=zoe)
    else:
        delete_trip(trip=trip, by=zoe, typed_name="Lisbon")
    status = 404 if end == "rotated" else 410

    answers = [client.get(url), client.post(url, {"participant": kenji.ref}), client.post(url, {"name": "Bo"})]

    assert [answer.status_code for answer in answers] == [status] * 3
    assert all("opens nothing any more" in answer.content.decode() for answer in answers)
    assert trip.participants.filter(user=None).count() == 1


# -- as a guest -------------------------------------------------------------------------------------------------------


def test_a_guest_says_who_they_are_and_is_in(client, trip, kenji, url):
    response = client.post(url, {"participant": kenji.ref, "submit_key": "k"})

    kenji.refresh_from_db()
    assert (response.status_code, response["Location"]) == (303, expenses(trip))
    assert (kenji.user.name, kenji.user.email, kenji.user.has_usable_password()) == ("Kenji", None, False)
    assert client.get(f"/trips/{trip.slug}/people/").status_code == 200
    assert trip.activities.get().verb == "joined"


def test_a_guest_stays_signed_in_for_400_days(client, kenji, url):
    client.post(url, {"participant": kenji.ref})

    assert client.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 400 * 86_400
    assert client.session.get_expiry_age() == 400 * 86_400


def test_a_guest_who_is_new_gets_a_name_of_their_own(client, trip, url):
    client.post(url, {"name": "  Mei  ", "submit_key": "k"})

    mei = trip.participants.get(name="Mei")
    assert (mei.role, mei.position, mei.user.name) == ("editor", 4, "Mei")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"name": "zoë"}, "already somebody called"),
        ({"name": ""}, "Write your name"),
        ({}, "Write your name"),
        ({"name": "Bo\u202e"}, "invisible mark"),
        ({"participant": "nobody"}, "is taken"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_no_guest_behind(client, trip, url, said, words):
    response = client.post(url, said)

    assert response.status_code == 422
    assert words in response.content.decode()
    assert not User.objects.filter(email=None).exists()
    assert trip.participants.count() == 4


@pytest.mark.parametrize("name", ["Zoë", "David", "Emily"])
def test_owners_and_names_that_are_claimed_cannot_be_claimed(client, trip, friends, url, name):
    person = trip.participants.get(name=name)

    response = client.post(url, {"participant": person.ref})

    assert response.status_code == 422
    assert f"{name} is taken" in response.content.decode()
    assert trip.participants.get(name=name).user == person.user


def test_a_person_of_another_trip_cannot_be_claimed(client, url, stranger):
    other = Participant.objects.create(trip=stranger.trip, name="Free")

    assert client.post(url, {"participant": other.ref}).status_code == 422
    other.refresh_from_db()
    assert other.user is None


def test_a_double_tap_lets_one_guest_in_whichever_answer_the_browser_keeps(trip, kenji, url):
    first, second = Client(), Client()
    first.get(url)
    second.cookies["ts_csrf"] = first.cookies[
        "ts_csrf"
    ].value  # one browser; the cookie of the first answer was dropped
    said = {"participant": kenji.ref, "submit_key": "once"}

    first.post(url, said)
    second.post(url, said)

    assert User.objects.filter(email=None).count() == 1
    assert second.get(f"/trips/{trip.slug}/people/").status_code == 200


@pytest.mark.parametrize("change", ["browser", "key", "body", "later", "freed"])
def test_nobody_else_is_signed_in_by_sending_a_form_again(trip, zoe, kenji, url, change):
    first, second = Client(), Client()
    first.get(url)
    if change != "browser":
        second.cookies["ts_csrf"] = first.cookies["ts_csrf"].value
    said = {"participant": kenji.ref, "submit_key": "once"}
    first.post(url, said)
    kenji.refresh_from_db()
    if change == "later":
        SubmitKey.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    if change == "freed":
        free_participant(participant=kenji, by=zoe)

    second.post(url, said | {"key": {"submit_key": "other"}, "body": {"name": "x"}}.get(change, {}))

    assert second.get(f"/trips/{trip.slug}/people/").status_code == 302


# -- with an account --------------------------------------------------------------------------------------------------


def test_an_account_joins_as_itself(client_of, trip, kenji, url):
    user = UserFactory(name="Kenji Sato")

    response = client_of(user).post(url, {"participant": kenji.ref})

    kenji.refresh_from_db()
    assert (response["Location"], kenji.user, kenji.name) == (expenses(trip), user, "Kenji")
    assert not User.objects.filter(email=None).exists()


def test_a_guest_of_one_trip_joins_another_as_the_same_guest(client_of, guest, stranger):
    url = f"/join/{token_of(invitation_for(trip=stranger.trip, by=stranger))}/"

    client_of(guest).post(url, {"name": "Gül"})

    assert stranger.trip.participants.get(name="Gül").user == guest.user


def test_the_form_knows_the_name_of_the_account(client_of, url):
    assert 'value="Mei"' in client_of(UserFactory(name="Mei")).get(url).content.decode()


# -- an archived trip -------------------------------------------------------------------------------------------------


def test_an_archived_trip_can_be_looked_up_by_those_in_it_and_by_nobody_new(client, trip, zoe, kenji, url):
    archive_trip(trip=trip, by=zoe)

    assert "I am new here" not in client.get(url).content.decode()
    assert client.post(url, {"name": "Bo"}).status_code == 422
    assert client.post(url, {"participant": kenji.ref}).status_code == 303


# -- the recurring ones -----------------------------------------------------------------------------------------------


def test_other_methods_are_refused(client, url):
    assert client.delete(url).status_code == 405


def test_htmx_gets_the_whole_page_because_joining_signs_in(client, url, htmx):
    assert b"<html" in client.get(url, headers=htmx("content")).content


def test_the_number_of_queries_does_not_grow_with_the_trip(client, trip, url):
    assert_does_not_grow(lambda: client.get(url), trip)
