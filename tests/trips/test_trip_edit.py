"""/trips/<slug>/settings/: what the trip is called, when it is, and in which currency."""

from decimal import Decimal

import pytest

from expenses.rating import set_trip_rate
from tests.trips.recurring import assert_does_not_grow
from trips.models import Revision


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/settings/"


def said(**more):
    return {"name": "Porto", "currency": "EUR", "emoji": "🌊", "time_zone": "Europe/Lisbon", "version": "1", **more}


def test_an_editor_changes_the_trip(client_of, trip, david, url):
    response = client_of(david).post(url, said(currency="CHF", start_date="2026-05-01", end_date="2026-05-06"))

    trip.refresh_from_db()
    assert (response.status_code, response["Location"]) == (303, url)
    assert (trip.name, trip.currency, str(trip.end_date)) == ("Porto", "CHF", "2026-05-06")


def test_the_change_is_written_down_with_before_and_after(client_of, trip, david, url):
    client_of(david).post(url, said())

    activity = trip.activities.get()
    assert (activity.actor, activity.verb, activity.subject) == (david, "edited", "trip")
    assert activity.changes == [{"field": "Name", "before": "Lisbon", "after": "Porto"}]


def test_saving_without_a_change_writes_nothing_down(client_of, trip, david, url):
    client_of(david).post(url, said(name="Lisbon"))

    assert not trip.activities.exists()


def test_the_currency_stays_once_something_was_recorded(client_of, trip, zoe, url):
    Revision.objects.create(trip=trip, kind="expense", ref="x", version=1, verb="recorded", snapshot={})

    response = client_of(zoe).post(url, said(currency="CHF"))

    trip.refresh_from_db()
    assert response.status_code == 422
    assert "currency can change only while" in response.content.decode()
    assert trip.currency == "EUR"


def test_the_trips_own_rates_go_with_the_currency_that_they_are_in(client_of, trip, david, url):
    for currency in ("VND", "USD"):
        set_trip_rate(trip=trip, by=david, currency=currency, rate=Decimal("0.5"))
    browser = client_of(david)
    browser.post(url, said())
    assert trip.rates.count() == 2

    browser.post(url, said(currency="CHF", version="2"))

    assert not trip.rates.exists()
    told = trip.activities.latest("pk").changes
    assert {"field": "Own rates", "before": "USD, VND", "after": ""} in told
    assert "for USD, VND, were in EUR, so they are gone" in browser.get(url).content.decode()


def test_a_currency_that_cannot_change_keeps_the_rates(client_of, trip, zoe, url):
    set_trip_rate(trip=trip, by=zoe, currency="USD", rate=Decimal("0.5"))
    Revision.objects.create(trip=trip, kind="expense", ref="x", version=1, verb="recorded", snapshot={})

    assert client_of(zoe).post(url, said(currency="CHF")).status_code == 422
    assert trip.rates.count() == 1


def test_a_time_zone_and_a_picture_from_elsewhere_survive_saving(client_of, trip, zoe, url):
    type(trip).objects.update(emoji="🦄", time_zone="Asia/Calcutta")

    page = client_of(zoe).get(url)

    assert page.context["form"]["emoji"].initial == "🦄"
    assert client_of(zoe).post(url, said(emoji="🦄", time_zone="Asia/Calcutta")).status_code == 303


def test_a_viewer_reads_the_settings_and_cannot_change_them(client_of, emily, url):
    page = client_of(emily).get(url)

    assert page.status_code == 200
    assert "<form" not in page.content.decode().split('<div class="section"')[1]
    assert client_of(emily).post(url, said()).status_code == 403


def test_an_editor_sees_no_button_to_archive_or_delete(client_of, david, url):
    page = client_of(david).get(url).content.decode()

    assert "Delete this trip" not in page
    assert "Archive this trip" not in page


def test_an_archived_trip_does_not_change(client_of, trip, zoe, url):
    client_of(zoe).post(f"/trips/{trip.slug}/archive/")

    response = client_of(zoe).post(url, said())

    trip.refresh_from_db()
    assert response.status_code == 422
    assert trip.name == "Lisbon"


def test_a_trip_of_other_people_does_not_exist(client_of, stranger, url):
    assert client_of(stranger).get(url).status_code == 404
    assert client_of(stranger).post(url, said()).status_code == 404


def test_other_methods_are_refused(client_of, zoe, url):
    assert client_of(zoe).delete(url).status_code == 405


def test_htmx_gets_the_form_back(client_of, zoe, url, htmx):
    response = client_of(zoe).post(url, said(name=""), headers=htmx("trip-form"))

    assert response.status_code == 422
    assert response.content.lstrip().startswith(b'<form class="card pad form" id="trip-form"')


def test_the_number_of_queries_does_not_grow_with_the_trip(client_of, trip, zoe, url):
    client = client_of(zoe)
    assert_does_not_grow(lambda: client.get(url), trip)
