"""…/presets/<ref>/remove/: a kept split goes, and no expense changes."""

import pytest

from expenses.models import Preset
from expenses.presets import save_preset
from expenses.splitting import SplitLine
from tests.expenses.recording import words
from tests.trips.recurring import assert_does_not_grow
from tripsplit.ids import new_submit_key


@pytest.fixture
def preset(trip, zoe):
    return save_preset(trip=trip, by=zoe, name="By room", method="equal", lines=[SplitLine(zoe.ref)])


@pytest.fixture
def url(trip, preset):
    return f"/trips/{trip.slug}/presets/{preset.ref}/remove/"


def test_it_goes_and_a_message_says_so(client_of, trip, david, url):
    client = client_of(david)
    answer = client.post(url)
    assert (answer.status_code, answer.url) == (303, f"/trips/{trip.slug}/presets/")
    assert "Removed “By room”" in words(client.get(answer.url))
    assert not Preset.objects.exists()


def test_sent_twice_it_counts_once(client_of, zoe, url):
    client, form = client_of(zoe), {"submit_key": new_submit_key()}
    first, second = client.post(url, form), client.post(url, form)
    assert (first.status_code, first.url) == (second.status_code, second.url)


def test_under_htmx_it_leads_on_without_a_reload(client_of, trip, zoe, url, htmx):
    answer = client_of(zoe).post(url, headers=htmx("body"))
    assert (answer.status_code, f"/trips/{trip.slug}/presets/" in answer.headers["HX-Location"]) == (204, True)


def test_a_closed_trip_keeps_it(client_of, trip, zoe, url):
    trip.archived_at = trip.created_at
    trip.save()
    client = client_of(zoe)
    assert "This trip is archived" in words(client.post(url, follow=True))
    assert Preset.objects.exists()


def test_viewers_are_told_and_strangers_find_nothing(client_of, emily, stranger, url):
    assert client_of(emily).post(url).status_code == 403
    assert client_of(stranger).post(url).status_code == 404
    assert Preset.objects.exists()


def test_it_is_only_sent(client_of, zoe, url):
    assert client_of(zoe).get(url).status_code == 405


def test_the_number_of_queries_does_not_grow(client_of, trip, zoe, url):
    client = client_of(zoe)
    client.post(url)
    assert_does_not_grow(lambda: client.post(url), trip)
