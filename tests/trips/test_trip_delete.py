"""…/delete/ asks for the trip's name, and takes the trip away from everybody."""

import pytest

from tests.trips.recurring import assert_does_not_grow
from trips.services import archive_trip


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/delete/"


@pytest.mark.parametrize("typed", ["Lisbon", " lisbon "])
def test_whoever_types_the_name_deletes_the_trip(client_of, trip, zoe, david, url, typed):
    response = client_of(zoe).post(url, {"name": typed}, follow=True)

    assert f'action="/trips/{trip.slug}/restore/"' in response.content.decode()
    assert client_of(zoe).get(f"/trips/{trip.slug}/people/").status_code == 404
    assert client_of(david).get(f"/trips/{trip.slug}/people/").status_code == 404


@pytest.mark.parametrize("typed", ["", "Lisb", "Elsewhere"])
def test_another_name_deletes_nothing(client_of, trip, zoe, url, typed):
    response = client_of(zoe).post(url, {"name": typed})

    trip.refresh_from_db()
    assert (response.status_code, trip.deleted_at) == (422, None)


def test_an_archived_trip_can_be_deleted_too(client_of, trip, zoe, url):
    archive_trip(trip=trip, by=zoe)

    assert client_of(zoe).post(url, {"name": "Lisbon"}).status_code == 303


def test_a_second_press_of_the_button_leads_to_the_same_page(client_of, zoe, url):
    client = client_of(zoe)
    answers = [client.post(url, {"name": "Lisbon", "submit_key": "once"}) for _ in range(2)]

    assert [answer["Location"] for answer in answers] == ["/trips/", "/trips/"]


def test_editors_and_viewers_may_not(client_of, david, emily, url):
    assert [client_of(person).get(url).status_code for person in (david, emily)] == [403, 403]
    assert client_of(david).post(url, {"name": "Lisbon"}).status_code == 403


def test_a_trip_of_other_people_does_not_exist(client_of, stranger, url):
    assert client_of(stranger).post(url, {"name": "Lisbon"}).status_code == 404


def test_other_methods_are_refused(client_of, zoe, url):
    assert client_of(zoe).delete(url).status_code == 405


def test_htmx_gets_the_form_back(client_of, zoe, url, htmx):
    response = client_of(zoe).post(url, {"name": "No"}, headers=htmx("delete-form"))

    assert response.status_code == 422
    assert response.content.lstrip().startswith(b'<form class="card pad form" id="delete-form"')


def test_the_number_of_queries_does_not_grow_with_the_trip(client_of, trip, zoe, url):
    client = client_of(zoe)
    assert_does_not_grow(lambda: client.get(url), trip)
