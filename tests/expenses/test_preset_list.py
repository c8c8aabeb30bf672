"""…/presets/: the splits that the trip keeps, in words."""

import pytest

from expenses.presets import save_preset
from expenses.splitting import SplitLine
from tests.expenses.recording import words
from tests.trips.recurring import assert_does_not_grow, queries


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/presets/"


def keep(trip, by, name="By room", **weights):
    lines = [SplitLine(ref, weight) for ref, weight in weights.items()]
    return save_preset(trip=trip, by=by, name=name, method="shares", lines=lines)


def test_it_says_who_has_what(client_of, trip, zoe, david, url):
    preset = keep(trip, zoe, **{zoe.ref: "1.5", david.ref: "1"})
    seen = client_of(zoe, accept_language="de-DE").get(url)
    assert "By room By shares: you 1,5 shares, David 1 share" in words(seen)
    assert f'action="{url}{preset.ref}/remove/"' in seen.content.decode()


def test_with_none_it_says_how_one_is_made(client_of, zoe, url):
    assert "give it a name in the form" in words(client_of(zoe).get(url))


def test_viewers_and_archived_trips_get_no_buttons(client_of, trip, zoe, emily, url):
    keep(trip, zoe, **{zoe.ref: "1"})
    for_viewer = client_of(emily).get(url).content.decode()
    trip.archived_at = trip.created_at
    trip.save()
    for seen in (for_viewer, client_of(zoe).get(url).content.decode()):
        assert "By room" in seen
        assert "/remove/" not in seen


def test_htmx_gets_the_list_alone(client_of, zoe, url, htmx):
    seen = client_of(zoe).get(url, headers=htmx("preset-list")).content.decode()
    assert seen.strip().startswith('<div class="stack" id="preset-list"')


def test_a_trip_of_other_people_does_not_exist(client_of, stranger, url):
    assert client_of(stranger).get(url).status_code == 404


def test_it_is_only_read(client_of, zoe, url):
    assert client_of(zoe).post(url).status_code == 405


def test_the_number_of_queries_does_not_grow(client_of, trip, zoe, url):
    client = client_of(zoe)
    keep(trip, zoe, **{zoe.ref: "1"})
    few = queries(lambda: client.get(url))
    for number in range(10):
        keep(trip, zoe, name=f"Room {number}", **{zoe.ref: "1"})
    assert queries(lambda: client.get(url)) == few
    assert_does_not_grow(lambda: client.get(url), trip)
