"""…/people/new/ adds people by name."""

import pytest
from django.utils import timezone

from tests.trips.recurring import assert_does_not_grow
from trips.services import archive_trip


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/people/new/"


def names(trip):
    return list(trip.participants.in_order().values_list("name", flat=True))


def test_an_editor_adds_people_after_those_who_are_there(client_of, trip, friends, david, url):
    response = client_of(david).post(url, {"names": "Gül, Bo\nMei"})

    assert (response.status_code, response["Location"]) == (303, f"/trips/{trip.slug}/people/")
    assert names(trip) == ["Zoë", "David", "Emily", "Kenji", "Gül", "Bo", "Mei"]
    assert trip.activities.filter(verb="added", actor=david).count() == 3


@pytest.mark.parametrize("taken", ["Kenji", "KENJI", "Bo, kenji"])
def test_a_name_that_is_taken_is_refused_and_nobody_is_added(client_of, trip, friends, zoe, url, taken):
    response = client_of(zoe).post(url, {"names": taken})

    assert response.status_code == 422
    assert "already somebody called" in response.content.decode()
    assert len(names(trip)) == 4


def test_the_name_of_somebody_who_was_taken_off_stays_taken(client_of, trip, zoe, kenji, url):
    type(kenji).objects.filter(pk=kenji.pk).update(deactivated_at=timezone.now())

    assert client_of(zoe).post(url, {"names": "Kenji"}).status_code == 422


@pytest.mark.parametrize("typed", ["", " , ", "x" * 81, "Bo, bo"])
def test_what_is_no_name_is_refused(client_of, trip, zoe, url, typed):
    assert client_of(zoe).post(url, {"names": typed}).status_code == 422
    assert names(trip) == ["Zoë"]


def test_names_of_all_scripts_are_taken(client_of, trip, zoe, url):
    client_of(zoe).post(url, {"names": "محمد, 健司, Zoë-Anaïs 👩‍👧"})

    assert names(trip) == ["Zoë", "محمد", "健司", "Zoë-Anaïs 👩‍👧"]


def test_nobody_is_added_to_an_archived_trip(client_of, trip, zoe, url):
    archive_trip(trip=trip, by=zoe)

    assert client_of(zoe).post(url, {"names": "Bo"}).status_code == 422
    assert names(trip) == ["Zoë"]


def test_a_viewer_may_not(client_of, emily, url):
    assert client_of(emily).post(url, {"names": "Bo"}).status_code == 403


def test_a_trip_of_other_people_does_not_exist(client_of, stranger, url):
    assert client_of(stranger).post(url, {"names": "Bo"}).status_code == 404


def test_looking_adds_nobody(client_of, zoe, url):
    assert client_of(zoe).get(url).status_code == 405


def test_htmx_gets_the_form_back(client_of, zoe, url, htmx):
    response = client_of(zoe).post(url, {"names": "Zoë"}, headers=htmx("people-form"))

    assert response.status_code == 422
    assert response.content.lstrip().startswith(b'<form class="card pad form" id="people-form"')


def test_the_number_of_queries_does_not_grow_with_the_trip(client_of, trip, zoe, url):
    client, number = client_of(zoe), iter(range(100))
    assert_does_not_grow(lambda: client.post(url, {"names": f"Somebody {next(number)}"}), trip)
