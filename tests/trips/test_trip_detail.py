"""/trips/<slug>/ leads to the expenses."""

from tests.trips.recurring import assert_does_not_grow


def test_it_leads_to_the_expenses(client_of, trip, zoe):
    assert client_of(zoe).get(f"/trips/{trip.slug}/")["Location"] == f"/trips/{trip.slug}/expenses/"


def test_a_trip_of_other_people_does_not_exist(client_of, trip, stranger):
    assert client_of(stranger).get(f"/trips/{trip.slug}/").status_code == 404


def test_it_only_reads(client_of, trip, zoe):
    assert client_of(zoe).post(f"/trips/{trip.slug}/").status_code == 405


def test_htmx_is_led_on_too(client_of, trip, zoe, htmx):
    assert client_of(zoe).get(f"/trips/{trip.slug}/", headers=htmx()).status_code == 302


def test_the_number_of_queries_does_not_grow_with_the_trip(client_of, trip, zoe):
    client = client_of(zoe)
    assert_does_not_grow(lambda: client.get(f"/trips/{trip.slug}/"), trip)
