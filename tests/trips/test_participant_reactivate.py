"""…/reactivate/ brings somebody back."""

import pytest

from tests.trips.recurring import assert_does_not_grow
from trips.people import deactivate_participant


@pytest.fixture
def url(trip, david):
    return f"/trips/{trip.slug}/people/{david.ref}/reactivate/"


def test_whoever_comes_back_sees_the_trip_again(client_of, trip, zoe, david, url):
    deactivate_participant(participant=david, by=zoe)

    assert client_of(zoe).post(url).status_code == 303
    assert client_of(david).get(f"/trips/{trip.slug}/people/").status_code == 200
    assert trip.activities.order_by("pk").last().verb == "reactivated"


def test_bringing_back_somebody_who_is_there_is_no_event(client_of, trip, zoe, url):
    client_of(zoe).post(url)

    assert not trip.activities.exists()


def test_editors_and_viewers_may_not(client_of, trip, david, emily, kenji):
    url = f"/trips/{trip.slug}/people/{kenji.ref}/reactivate/"

    assert [client_of(person).post(url).status_code for person in (david, emily)] == [403, 403]


def test_people_of_other_trips_do_not_exist(client_of, trip, zoe, stranger, url):
    assert client_of(stranger).post(url).status_code == 404
    assert client_of(zoe).post(f"/trips/{trip.slug}/people/{stranger.ref}/reactivate/").status_code == 404


def test_looking_changes_nothing(client_of, zoe, url):
    assert client_of(zoe).get(url).status_code == 405


def test_htmx_is_led_on(client_of, trip, zoe, url, htmx):
    response = client_of(zoe).post(url, headers=htmx())

    assert (response.status_code, f"/trips/{trip.slug}/people/" in response["HX-Location"]) == (204, True)


def test_the_number_of_queries_does_not_grow_with_the_trip(client_of, trip, zoe, url):
    client = client_of(zoe)
    assert_does_not_grow(lambda: client.post(url), trip)
