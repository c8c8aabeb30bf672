"""…/unarchive/ opens an archived trip again."""

import pytest

from tests.trips.recurring import assert_does_not_grow
from trips.services import archive_trip


@pytest.fixture
def url(trip, zoe):
    archive_trip(trip=trip, by=zoe)
    return f"/trips/{trip.slug}/unarchive/"


def test_an_owner_opens_the_trip_again(client_of, trip, zoe, url):
    response = client_of(zoe).post(url)

    trip.refresh_from_db()
    assert (response.status_code, trip.archived_at) == (303, None)
    assert trip.activities.order_by("pk").last().verb == "unarchived"


def test_opening_an_open_trip_is_no_event(client_of, trip, zoe, url):
    client = client_of(zoe)
    client.post(url)
    client.post(url)

    assert trip.activities.filter(verb="unarchived").count() == 1


def test_editors_and_viewers_may_not(client_of, david, emily, url):
    assert [client_of(person).post(url).status_code for person in (david, emily)] == [403, 403]


def test_a_trip_of_other_people_does_not_exist(client_of, stranger, url):
    assert client_of(stranger).post(url).status_code == 404


def test_looking_opens_nothing(client_of, zoe, url):
    assert client_of(zoe).get(url).status_code == 405


def test_htmx_is_led_on(client_of, zoe, url, htmx):
    assert client_of(zoe).post(url, headers=htmx()).status_code == 204


def test_the_number_of_queries_does_not_grow_with_the_trip(client_of, trip, zoe, url):
    client = client_of(zoe)
    assert_does_not_grow(lambda: client.post(url), trip)
