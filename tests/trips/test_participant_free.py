"""…/free/ lets go of a name that was claimed by mistake."""

import pytest

from tests.trips.recurring import assert_does_not_grow
from trips.invitations import invitation_for, token_of


@pytest.fixture
def url(trip, david):
    return f"/trips/{trip.slug}/people/{david.ref}/free/"


def test_the_name_waits_for_its_person_again(client_of, client, trip, zoe, david, url):
    assert client_of(zoe).post(url).status_code == 303

    token = token_of(invitation_for(trip=trip, by=zoe))
    assert client_of(david).get(f"/trips/{trip.slug}/people/").status_code == 404
    assert "I am David" in client.get(f"/join/{token}/").content.decode()


def test_an_owner_keeps_the_name(client_of, trip, zoe):
    response = client_of(zoe).post(f"/trips/{trip.slug}/people/{zoe.ref}/free/", follow=True)

    zoe.refresh_from_db()
    assert zoe.user is not None
    assert "owns this trip" in response.content.decode()


def test_freeing_a_name_that_nobody_has_is_no_event(client_of, trip, zoe, kenji):
    client_of(zoe).post(f"/trips/{trip.slug}/people/{kenji.ref}/free/")

    assert not trip.activities.exists()


def test_editors_and_viewers_may_not(client_of, trip, david, emily, kenji):
    url = f"/trips/{trip.slug}/people/{kenji.ref}/free/"

    assert [client_of(person).post(url).status_code for person in (david, emily)] == [403, 403]


def test_people_of_other_trips_do_not_exist(client_of, trip, zoe, stranger, url):
    assert client_of(stranger).post(url).status_code == 404
    assert client_of(zoe).post(f"/trips/{trip.slug}/people/{stranger.ref}/free/").status_code == 404


def test_looking_changes_nothing(client_of, zoe, url):
    assert client_of(zoe).get(url).status_code == 405


def test_htmx_is_led_on(client_of, trip, zoe, url, htmx):
    response = client_of(zoe).post(url, headers=htmx())

    assert (response.status_code, f"/trips/{trip.slug}/people/" in response["HX-Location"]) == (204, True)


def test_the_number_of_queries_does_not_grow_with_the_trip(client_of, trip, zoe, url):
    client = client_of(zoe)
    assert_does_not_grow(lambda: client.post(url), trip)
