"""…/lock/ keeps a trip as it is, and its undo lets it change again."""

import pytest

from tests.settlements.rows import spend
from tests.trips.recurring import assert_does_not_grow
from trips.errors import TripIsClosed


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/lock/"


def test_an_owner_locks_the_trip_and_can_undo_it(client_of, trip, zoe, url):
    response = client_of(zoe).post(url, follow=True)

    trip.refresh_from_db()
    assert trip.locked_at is not None
    page = response.content.decode()
    assert f'action="/trips/{trip.slug}/unlock/"' in page
    assert "You</bdi> locked this trip" in page


def test_nothing_in_a_locked_trip_changes(client_of, trip, zoe, david, url):
    client_of(zoe).post(url)
    trip.refresh_from_db()

    with pytest.raises(TripIsClosed):
        spend(trip, 1000, by=zoe, among=[zoe, david])
    page = client_of(david).get(f"/trips/{trip.slug}/balances/").content.decode()
    assert f"/trips/{trip.slug}/expenses/new/" not in page


def test_a_locked_trip_stays_among_the_others(client_of, trip, zoe, url):
    client_of(zoe).post(url)
    page = client_of(zoe).get("/trips/").content.decode()
    assert trip.slug in page
    assert "Archived" not in page


def test_locking_twice_is_locking_once(client_of, trip, zoe, url):
    client = client_of(zoe)
    client.post(url)
    client.post(url)
    assert trip.activities.filter(verb="locked").count() == 1


def test_editors_and_viewers_may_not(client_of, trip, david, emily, url):
    assert [client_of(person).post(url).status_code for person in (david, emily)] == [403, 403]
    trip.refresh_from_db()
    assert trip.locked_at is None


def test_a_trip_of_other_people_does_not_exist(client_of, stranger, url):
    assert client_of(stranger).post(url).status_code == 404


def test_looking_locks_nothing(client_of, zoe, url):
    assert client_of(zoe).get(url).status_code == 405


def test_htmx_is_led_on(client_of, zoe, url, htmx):
    response = client_of(zoe).post(url, headers=htmx())
    assert (response.status_code, "/balances/" in response["HX-Location"]) == (204, True)


def test_the_number_of_queries_does_not_grow_with_the_trip(client_of, trip, zoe, url):
    client = client_of(zoe)
    assert_does_not_grow(lambda: client.post(url), trip)
