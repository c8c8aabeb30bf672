"""…/invitation/revoke/ lets nobody join by the link any more."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.trips.recurring import assert_does_not_grow
from trips.invitations import find_invitation, invitation_for, token_of


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/invitation/revoke/"


def test_the_link_opens_nothing_any_more(client_of, client, trip, zoe, kenji, url):
    token = token_of(invitation_for(trip=trip, by=zoe))

    client_of(zoe).post(url)

    kenji.refresh_from_db()
    assert client.get(f"/join/{token}/").status_code == 410
    assert client.post(f"/join/{token}/", {"participant": kenji.ref}).status_code == 410
    assert find_invitation(token).revoked_at <= timezone.now() < find_invitation(token).created_at + timedelta(days=1)
    assert kenji.user is None


def test_withdrawing_twice_is_no_event(client_of, trip, zoe, url):
    invitation_for(trip=trip, by=zoe)
    client = client_of(zoe)
    client.post(url)
    client.post(url)

    assert trip.activities.filter(verb="revoked").count() == 1


def test_editors_and_viewers_may_not(client_of, david, emily, url):
    assert [client_of(person).post(url).status_code for person in (david, emily)] == [403, 403]


def test_a_trip_of_other_people_does_not_exist(client_of, stranger, url):
    assert client_of(stranger).post(url).status_code == 404


def test_looking_changes_nothing(client_of, trip, zoe, url):
    assert client_of(zoe).get(url).status_code == 405
    assert not trip.invitations.exists()


def test_htmx_is_led_on(client_of, zoe, url, htmx):
    assert client_of(zoe).post(url, headers=htmx()).status_code == 204


def test_the_number_of_queries_does_not_grow_with_the_trip(client_of, trip, zoe, url):
    client = client_of(zoe)
    assert_does_not_grow(lambda: client.post(url), trip)
