"""…/invitation/edit/ says what those who join by the link may do."""

import pytest

from tests.factories import UserFactory
from tests.trips.recurring import assert_does_not_grow
from trips.invitations import find_invitation, invitation_for, token_of
from trips.joining import claim_participant, join_as_new


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/invitation/edit/"


def test_who_joins_by_a_viewers_link_looks_on_and_the_link_stays_the_same(client_of, trip, zoe, kenji, url):
    token = token_of(invitation_for(trip=trip, by=zoe))

    client_of(zoe).post(url, {"role": "viewer", "version": "1"})

    invitation = find_invitation(token)
    assert claim_participant(invitation=invitation, user=UserFactory(), ref=kenji.ref).role == "viewer"
    assert join_as_new(invitation=invitation, user=UserFactory(), name="Ada").role == "viewer"
    change = trip.activities.get(subject="invitation", verb="edited").changes[0]
    assert (change["before"], change["after"]) == ("Editor", "Viewer")


@pytest.mark.parametrize("role", ["owner", "", "admin"])
def test_no_link_makes_an_owner(client_of, trip, zoe, url, role):
    invitation_for(trip=trip, by=zoe)
    client_of(zoe).post(url, {"role": role})
    assert trip.invitations.get().role == "editor"


def test_editors_and_viewers_may_not(client_of, david, emily, url):
    assert [
        client_of(person).post(url, {"role": "viewer", "version": "1"}).status_code for person in (david, emily)
    ] == [403, 403]


def test_a_trip_of_other_people_does_not_exist(client_of, stranger, url):
    assert client_of(stranger).post(url, {"role": "viewer", "version": "1"}).status_code == 404


def test_looking_changes_nothing(client_of, zoe, url):
    assert client_of(zoe).get(url).status_code == 405


def test_htmx_is_led_on(client_of, zoe, url, htmx):
    assert client_of(zoe).post(url, {"role": "viewer"}, headers=htmx()).status_code == 204


def test_the_number_of_queries_does_not_grow_with_the_trip(client_of, trip, zoe, url):
    client = client_of(zoe)
    assert_does_not_grow(lambda: client.post(url, {"role": "viewer", "version": "1"}), trip)
