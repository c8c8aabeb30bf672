"""…/invitation/renew/ opens the link for another week, or makes the first one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.trips.recurring import assert_does_not_grow
from trips.invitations import find_invitation, invitation_for, revoke_invitation, token_of


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/invitation/renew/"


def test_an_expired_link_works_again(client_of, client, trip, zoe, david, url):
    token = token_of(invitation_for(trip=trip, by=zoe))
    trip.invitations.update(expires_at=timezone.now() - timedelta(days=1))

    assert client.get(f"/join/{token}/").status_code == 410
    assert client_of(david).post(url).status_code == 303
    assert client.get(f"/join/{token}/").status_code == 200
    assert timedelta(days=6) < trip.invitations.get().expires_at - timezone.now() <= timedelta(days=7)


def test_a_trip_without_a_link_gets_one(client_of, trip, david, url):
    client_of(david).post(url)

    assert trip.invitations.get().is_open()


def test_a_link_that_was_withdrawn_stays_dead(client_of, trip, zoe, url):
    token = token_of(invitation_for(trip=trip, by=zoe))
    trip.invitations.update(revoked_at=timezone.now())
    client_of(zoe).post(url)

    assert find_invitation(token) is None
    assert trip.invitations.get().is_open()


def test_a_viewer_may_not(client_of, emily, url):
    assert client_of(emily).post(url).status_code == 403


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


def test_what_an_owner_has_withdrawn_only_an_owner_opens_again(client_of, trip, zoe, david, url):
    invitation_for(trip=trip, by=zoe)
    revoke_invitation(trip=trip, by=zoe)
    assert client_of(david).post(url).status_code == 403
    assert b"Make a link" not in client_of(david).get(f"/trips/{trip.slug}/people/").content
    assert client_of(zoe).post(url).status_code == 303
    assert trip.invitations.get().is_open()
