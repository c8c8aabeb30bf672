"""…/archive/ closes a trip, and its undo opens it again."""

import pytest

from tests.trips.recurring import assert_does_not_grow


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/archive/"


def test_an_owner_closes_the_trip_and_can_undo_it(client_of, trip, zoe, url):
    client = client_of(zoe)
    response = client.post(url, follow=True)

    trip.refresh_from_db()
    assert trip.archived_at is not None
    assert f'action="/trips/{trip.slug}/unarchive/"' in response.content.decode()


def test_archiving_twice_is_archiving_once(client_of, trip, zoe, url):
    client = client_of(zoe)
    client.post(url)
    trip.refresh_from_db()
    archived_at = trip.archived_at

    assert "Archived Lisbon" in client.post(url, follow=True).content.decode()
    trip.refresh_from_db()
    assert (trip.activities.count(), trip.archived_at) == (1, archived_at)


def test_editors_and_viewers_may_not(client_of, trip, david, emily, url):
    assert [client_of(person).post(url).status_code for person in (david, emily)] == [403, 403]
    trip.refresh_from_db()
    assert trip.archived_at is None


def test_a_trip_of_other_people_does_not_exist(client_of, stranger, url):
    assert client_of(stranger).post(url).status_code == 404


def test_looking_archives_nothing(client_of, zoe, url):
    assert client_of(zoe).get(url).status_code == 405


def test_htmx_is_led_on(client_of, zoe, url, htmx):
    response = client_of(zoe).post(url, headers=htmx())

    assert (response.status_code, "/trips/" in response["HX-Location"]) == (204, True)


def test_the_number_of_queries_does_not_grow_with_the_trip(client_of, trip, zoe, url):
    client = client_of(zoe)
    assert_does_not_grow(lambda: client.post(url), trip)
