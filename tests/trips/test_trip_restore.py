"""…/restore/ brings a deleted trip back, for those who owned it."""

import pytest
from django.utils import timezone

from tests.trips.recurring import assert_does_not_grow
from trips.services import delete_trip


@pytest.fixture
def url(trip, zoe, david):
    delete_trip(trip=trip, by=zoe, typed_name="Lisbon")
    return f"/trips/{trip.slug}/restore/"


def test_the_owner_brings_the_trip_back(client_of, trip, zoe, david, url):
    assert client_of(zoe).post(url).status_code == 303
    assert client_of(david).get(f"/trips/{trip.slug}/people/").status_code == 200


def test_to_everybody_else_the_trip_does_not_exist(client_of, trip, david, stranger, url):
    assert [client_of(person).post(url).status_code for person in (david, stranger)] == [404, 404]
    trip.refresh_from_db()
    assert trip.deleted_at is not None


def test_a_trip_that_is_not_deleted_cannot_be_brought_back(client_of, zoe, url):
    client = client_of(zoe)
    client.post(url)

    assert client.post(url).status_code == 404


def test_looking_brings_nothing_back(client_of, zoe, url):
    assert client_of(zoe).get(url).status_code == 405


def test_htmx_is_led_on(client_of, zoe, url, htmx):
    assert client_of(zoe).post(url, headers=htmx()).status_code == 204


def test_the_number_of_queries_does_not_grow_with_the_trip(client_of, trip, zoe, url):
    client = client_of(zoe)

    def visit():
        type(trip).objects.filter(pk=trip.pk).update(deleted_at=timezone.now())
        return client.post(url)

    assert_does_not_grow(visit, trip)
