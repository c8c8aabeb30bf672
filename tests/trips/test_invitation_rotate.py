"""…/invitation/rotate/ gives the trip a new link and ends the old one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.trips.recurring import assert_does_not_grow
from trips.invitations import find_invitation, invitation_for, token_of


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/invitation/rotate/"


def test_the_old_link_opens_nothing_and_the_new_one_opens_for_a_week(client_of, client, trip, zoe, url):
    old = token_of(invitation_for(trip=trip, by=zoe))
    trip.invitations.update(expires_at=timezone.now() - timedelta(days=1))

    client_of(zoe).post(url)

    new = token_of(trip.invitations.get())
    assert client.get(f"/join/{old}/").status_code == 404
    assert find_invitation(old) is None
    assert client.get(f"/join/{new}/").status_code == 200


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
