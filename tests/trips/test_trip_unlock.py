"""…/unlock/ lets a locked trip be changed again."""

import pytest

from tests.settlements.rows import spend
from tests.trips.recurring import assert_does_not_grow
from trips.closing import lock_trip


@pytest.fixture
def url(trip, zoe):
    lock_trip(trip=trip, by=zoe)
    return f"/trips/{trip.slug}/unlock/"


def test_an_owner_unlocks_the_trip(client_of, trip, zoe, david, url):
    response = client_of(zoe).post(url)

    trip.refresh_from_db()
    assert (response.status_code, trip.locked_at) == (303, None)
    assert spend(trip, 1000, by=zoe, among=[zoe, david])


def test_unlocking_an_open_trip_is_no_event(client_of, trip, zoe, url):
    client = client_of(zoe)
    client.post(url)
    client.post(url)
    assert trip.activities.filter(verb="unlocked").count() == 1


def test_editors_and_viewers_may_not(client_of, david, emily, url):
    assert [client_of(person).post(url).status_code for person in (david, emily)] == [403, 403]


def test_a_trip_of_other_people_does_not_exist(client_of, stranger, url):
    assert client_of(stranger).post(url).status_code == 404


def test_looking_unlocks_nothing(client_of, zoe, url):
    assert client_of(zoe).get(url).status_code == 405


def test_htmx_is_led_on(client_of, zoe, url, htmx):
    assert client_of(zoe).post(url, headers=htmx()).status_code == 204


def test_the_number_of_queries_does_not_grow_with_the_trip(client_of, trip, zoe, url):
    client = client_of(zoe)
    assert_does_not_grow(lambda: client.post(url), trip)
