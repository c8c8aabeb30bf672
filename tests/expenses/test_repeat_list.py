"""…/repeats/: what repeats in the trip, how often, what comes next, and why one does not."""

import datetime

import pytest

from expenses.repeat_models import Repeat
from expenses.repeating import halt_repeat
from tests.expenses.recording import words
from tests.expenses.repeats import clock, rent, work
from tests.trips.recurring import assert_does_not_grow, queries


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/repeats/"


def test_it_says_what_how_much_how_often_and_what_comes(client_of, trip, zoe, url):
    rent(trip, zoe)
    work("2027-02-28")
    seen = words(client_of(zoe).get(url))
    assert "Every month on the 31st, or the month’s last day" in seen
    assert "Next on 31 March 2027 · 2 added so far" in seen
    assert "Rent" in seen
    assert "€900.00" in seen
    assert "Europe/Lisbon" in seen


def test_it_is_found_from_the_settings(client_of, trip, zoe, url):
    assert f'href="{url}"' in client_of(zoe).get(f"/trips/{trip.slug}/settings/").content.decode()


def test_those_that_come_next_stand_first_and_those_that_ended_last(client_of, trip, zoe, url):
    rent(trip, zoe, description="Stopped")
    Repeat.objects.update(stopped_at=datetime.datetime(2027, 2, 1, tzinfo=datetime.UTC))
    rent(trip, zoe, description="Over", times=2)
    work("2027-03-01")
    rent(trip, zoe, description="Later", on="2027-03-20")
    rent(trip, zoe, description="Soon", on="2027-03-02")
    rows = client_of(zoe).get(url).context["rows"]
    assert [(row.repeat.description, row.state) for row in rows] == [
        ("Soon", "Next on 2 April 2027"),
        ("Later", "Next on 20 April 2027"),
        ("Over", "Over"),
        ("Stopped", "Stopped"),
    ]


def test_a_paused_one_says_why_and_what_went_by(client_of, trip, zoe, url):
    repeat = rent(trip, zoe)
    halt_repeat(repeat=repeat, reason="David takes part no longer.")
    with clock("2027-03-31"):
        seen = words(client_of(zoe).get(url))
    assert "David takes part no longer." in seen
    assert "2 were due meanwhile: 28 February 2027 and 31 March 2027." in seen
    assert "Resume and add them" in seen


def test_with_none_it_says_how_one_is_made(client_of, zoe, emily, url):
    assert "open “Repeat” in the form" in words(client_of(zoe).get(url))
    assert "Add an expense" not in words(client_of(emily).get(url))


def test_viewers_and_archived_trips_get_no_buttons(client_of, trip, zoe, emily, url):
    rent(trip, zoe)
    for_viewer = client_of(emily).get(url).content.decode()
    trip.archived_at = trip.created_at
    trip.save()
    for seen in (for_viewer, client_of(zoe).get(url).content.decode()):
        assert "Rent" in seen
        assert "/stop/" not in seen


def test_htmx_gets_the_list_alone(client_of, zoe, url, htmx):
    seen = client_of(zoe).get(url, headers=htmx("repeat-list")).content.decode()
    assert seen.strip().startswith('<div class="stack" id="repeat-list"')


def test_a_trip_of_other_people_does_not_exist(client_of, stranger, url):
    assert client_of(stranger).get(url).status_code == 404


def test_it_is_only_read(client_of, zoe, url):
    assert client_of(zoe).post(url).status_code == 405


def test_the_number_of_queries_does_not_grow(client_of, trip, zoe, url):
    client = client_of(zoe)
    rent(trip, zoe)
    few = queries(lambda: client.get(url))
    for number in range(10):
        rent(trip, zoe, description=f"Room {number}")
    Repeat.objects.update(paused_at=datetime.datetime(2027, 2, 1, tzinfo=datetime.UTC))
    assert queries(lambda: client.get(url)) == few
    assert_does_not_grow(lambda: client.get(url), trip)
