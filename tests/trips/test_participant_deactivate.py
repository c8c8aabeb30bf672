"""…/deactivate/ takes somebody off the trip; what is booked on them stays."""

import pytest

from tests.trips.recurring import assert_does_not_grow
from trips.kitties import add_kitty


@pytest.fixture
def url(trip, david):
    return f"/trips/{trip.slug}/people/{david.ref}/deactivate/"


def test_whoever_is_taken_off_sees_nothing_and_keeps_what_they_owe(client_of, trip, zoe, david, url):
    type(david).objects.filter(pk=david.pk).update(owed=1200)

    response = client_of(zoe).post(url, follow=True)

    david.refresh_from_db()
    assert (david.is_active, david.owed) == (False, 1200)
    assert client_of(david).get(f"/trips/{trip.slug}/people/").status_code == 404
    assert f'action="/trips/{trip.slug}/people/{david.ref}/reactivate/"' in response.content.decode()


def test_the_last_owner_stays(client_of, trip, zoe):
    response = client_of(zoe).post(f"/trips/{trip.slug}/people/{zoe.ref}/deactivate/", follow=True)

    zoe.refresh_from_db()
    assert zoe.is_active
    assert "needs an owner" in response.content.decode()


def test_an_owner_whose_account_cannot_sign_in_does_not_count(client_of, trip, zoe, david):
    type(david).objects.filter(pk=david.pk).update(role="owner", user=None)

    client_of(zoe).post(f"/trips/{trip.slug}/people/{zoe.ref}/deactivate/")

    zoe.refresh_from_db()
    assert zoe.is_active


def test_a_second_time_is_no_event(client_of, trip, zoe, url):
    client = client_of(zoe)
    client.post(url)
    client.post(url)

    assert trip.activities.filter(verb="deactivated").count() == 1


def test_editors_and_viewers_may_not(client_of, trip, david, emily, kenji):
    url = f"/trips/{trip.slug}/people/{kenji.ref}/deactivate/"

    assert [client_of(person).post(url).status_code for person in (david, emily)] == [403, 403]


def test_people_of_other_trips_do_not_exist(client_of, trip, zoe, stranger, url):
    assert client_of(stranger).post(url).status_code == 404
    assert client_of(zoe).post(f"/trips/{trip.slug}/people/{stranger.ref}/deactivate/").status_code == 404


def test_looking_changes_nothing(client_of, zoe, url):
    assert client_of(zoe).get(url).status_code == 405


def test_htmx_is_led_on(client_of, trip, zoe, url, htmx):
    response = client_of(zoe).post(url, headers=htmx())

    assert (response.status_code, f"/trips/{trip.slug}/people/" in response["HX-Location"]) == (204, True)


def test_the_number_of_queries_does_not_grow_with_the_trip(client_of, trip, zoe, url):
    client = client_of(zoe)
    assert_does_not_grow(lambda: client.post(url), trip)


def test_a_kitty_is_closed_when_it_is_empty(client_of, trip, zoe):
    kitty = add_kitty(trip=trip, by=zoe, name="Kitty")
    url = f"/trips/{trip.slug}/people/{kitty.ref}/deactivate/"
    for net, is_active in ((500, True), (-500, True), (0, False)):
        type(kitty).objects.filter(pk=kitty.pk).update(sent=max(net, 0), received=max(-net, 0))
        response = client_of(zoe).post(url, follow=True)
        kitty.refresh_from_db()
        assert kitty.is_active == is_active
        assert ("Kitty is closed." if net == 0 else "Kitty is not empty.") in response.content.decode()
    assert trip.activities.filter(verb="closed", ref=kitty.ref).count() == 1


def test_a_kitty_says_what_it_holds_where_it_could_be_closed(client_of, trip, zoe):
    kitty = add_kitty(trip=trip, by=zoe, name="Kitty")
    url = f"/trips/{trip.slug}/people/{kitty.ref}/"
    assert "Close Kitty" in client_of(zoe).get(url).content.decode()
    type(kitty).objects.filter(pk=kitty.pk).update(received=500)
    page = client_of(zoe).get(url).content.decode()
    assert "Close Kitty" not in page
    assert "still holds" in page
