"""…/activity/: who did what, with before and after, fifty lines at a time."""

from decimal import Decimal

import pytest

from tests.trips.recurring import assert_does_not_grow, grow
from trips.feed import SENTENCES
from trips.history import log_activity
from trips.people import edit_participant


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/activity/"


def lines(response):
    return response.content.decode().count("<time ")


def test_a_change_shows_who_made_it_and_what_it_was_before(client_of, zoe, kenji, url):
    edit_participant(participant=kenji, by=zoe, version=1, name="Kenji S", weight=Decimal(1))

    page = client_of(zoe).get(url).content.decode()

    assert "<strong>Zoë</strong> changed" in page
    assert '<del><span class="visually-hidden">was </span>Kenji</del>' in page
    assert '<ins><span class="visually-hidden">now </span>Kenji S</ins>' in page


def test_every_kind_of_line_can_be_read(client_of, trip, zoe, url):
    for subject, verb in SENTENCES:
        log_activity(trip=trip, by=zoe, verb=verb, subject=subject, ref="abc", label="Dinner & wine")
    log_activity(trip=trip, by=None, verb="imported", subject="file", label="old.csv")

    page = client_of(zoe).get(url).content.decode()

    assert "Dinner &amp; wine" in page
    assert "<strong>TripSplit</strong> imported" in page
    assert f"/trips/{trip.slug}/expenses/abc/" in page


def test_amounts_are_written_as_the_reader_writes_them(client_of, trip, zoe, url):
    before, after = {"minor": 120_000, "currency": "EUR"}, {"minor": 140_050, "currency": "EUR"}
    changes = [{"field": "Amount", "before": before, "after": after}]
    log_activity(trip=trip, by=zoe, verb="edited", subject="expense", ref="abc", label="Dinner", changes=changes)

    page = client_of(zoe, accept_language="de-DE").get(url).content.decode()

    assert "1.200,00" in page
    assert "1.400,50" in page


def test_the_day_is_the_trips_own(client_of, trip, zoe, url):
    activity = log_activity(trip=trip, by=zoe, verb="edited", subject="trip")
    type(trip).objects.update(time_zone="Pacific/Auckland")
    type(activity).objects.update(at="2026-05-03T20:30:00Z")

    page = client_of(zoe).get(url).content.decode()

    assert "Monday 4 May 2026" in page
    assert "08:30" in page


def test_older_lines_come_fifty_at_a_time_and_none_is_lost(client_of, trip, zoe, url):
    grow(trip, people=120)
    client = client_of(zoe)

    first = client.get(url)
    second = client.get(f"{url}?before={first.context['older']}")
    third = client.get(f"{url}?before={second.context['older']}")

    assert [lines(page) for page in (first, second, third)] == [50, 50, 20]
    assert third.context["older"] is None
    seen = [entry.activity.pk for page in (first, second, third) for entry in page.context["entries"]]
    assert seen == sorted(trip.activities.values_list("pk", flat=True), reverse=True)


@pytest.mark.parametrize("before", ["abc", "-1", "9" * 40, "²", ""])
def test_an_address_that_makes_no_sense_shows_the_newest(client_of, trip, zoe, url, before):
    grow(trip, people=1)

    assert lines(client_of(zoe).get(url, {"before": before})) == 1


def test_an_empty_feed_says_so(client_of, zoe, url):
    assert "Nothing has happened yet" in client_of(zoe).get(url).content.decode()


def test_a_trip_of_other_people_does_not_exist(client_of, trip, stranger, url):
    assert client_of(stranger).get(url).status_code == 404


def test_lines_of_other_trips_are_not_there(client_of, zoe, stranger, url):
    log_activity(trip=stranger.trip, by=stranger, verb="edited", subject="trip", label="Elsewhere")

    assert lines(client_of(zoe).get(url)) == 0


def test_it_only_reads(client_of, zoe, url):
    assert client_of(zoe).post(url).status_code == 405


def test_htmx_gets_the_next_lines_only(client_of, trip, zoe, url, htmx):
    grow(trip, people=60)

    response = client_of(zoe).get(url, headers=htmx("activity-list"))

    assert b"<html" not in response.content
    assert lines(response) == 50
    assert b'id="activity-list"' in response.content


def test_the_number_of_queries_does_not_grow_with_the_trip(client_of, trip, zoe, url):
    client = client_of(zoe)
    grow(trip, people=2)
    assert_does_not_grow(lambda: client.get(url), trip)
