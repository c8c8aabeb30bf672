"""…/repeats/<ref>/pause/, resume/, stop/ and restart/ share their manners: a version, a key, an Undo, and words for those who may not."""

import datetime

import pytest

from expenses.repeat_models import Repeat
from tests.expenses.recording import words
from tests.expenses.repeats import clock, dates, rent, work
from tests.trips.recurring import assert_does_not_grow
from trips.people import deactivate_participant
from tripsplit.ids import new_submit_key
from tripsplit.jobs import drain

BUTTONS = ["pause", "resume", "stop", "restart"]
THEN = datetime.datetime(2027, 2, 1, tzinfo=datetime.UTC)
BEFORE = {"resume": {"paused_at": THEN}, "restart": {"stopped_at": THEN}}


@pytest.fixture(autouse=True)
def today():
    with clock("2027-02-10"):
        yield


@pytest.fixture
def repeat(trip, zoe, david):
    return rent(trip, zoe, [zoe, david])


@pytest.fixture
def press(trip, repeat):
    """Press one of the buttons, as somebody; the row is in the state in which that button is there."""

    def send(client, button, **fields):
        Repeat.objects.filter(version=1).update(**BEFORE.get(button, {}))
        return client.post(f"/trips/{trip.slug}/repeats/{repeat.ref}/{button}/", {"version": "1", **fields})

    return send


def state(repeat):
    repeat.refresh_from_db()
    return (bool(repeat.paused_at), bool(repeat.stopped_at), repeat.version)


@pytest.mark.parametrize(
    ("button", "after", "told"),
    [
        ("pause", (True, False, 2), "Paused “Rent”. Nothing is added until it is resumed."),
        ("resume", (False, False, 2), "Resumed “Rent”."),
        ("stop", (False, True, 2), "Stopped “Rent”. What was added stays."),
        ("restart", (False, False, 2), "“Rent” goes on."),
    ],
)
def test_it_does_what_it_says_and_says_what_it_did(client_of, trip, david, repeat, press, button, after, told):
    client = client_of(david)
    answer = press(client, button)
    assert (answer.status_code, answer.url) == (303, f"/trips/{trip.slug}/repeats/")
    assert state(repeat) == after
    assert told in words(client.get(answer.url))
    assert words(client.get(f"/trips/{trip.slug}/activity/")).count("Rent") >= 2


@pytest.mark.parametrize(("button", "undo"), [("pause", "resume"), ("stop", "restart")])
def test_undo_takes_it_back(client_of, trip, zoe, repeat, press, button, undo):
    client = client_of(zoe)
    address = f"/trips/{trip.slug}/repeats/{repeat.ref}/{undo}/?version=2"
    assert f'action="{address}"' in client.get(press(client, button).url).content.decode()
    client.post(address)
    assert state(repeat) == (False, False, 3)
    assert repeat.next_date == datetime.date(2027, 2, 28)


def test_a_paused_one_that_was_stopped_is_paused_again_after_undo(client_of, zoe, repeat, press):
    press(client_of(zoe), "pause")
    press(client_of(zoe), "stop", version="2")
    press(client_of(zoe), "restart", version="3")
    assert state(repeat) == (True, False, 4)


@pytest.mark.parametrize(
    ("missed", "expected"),
    [("", ["2027-01-31", "2027-04-30"]), ("yes", ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"])],
)
def test_what_went_by_while_it_was_paused_is_added_only_if_asked(client_of, trip, zoe, press, missed, expected):
    with clock("2027-04-01"):
        press(client_of(zoe), "resume", missed=missed)
        drain()
    work("2027-04-30")
    assert dates(trip) == expected


def test_it_does_not_go_on_while_somebody_is_missing(client_of, zoe, david, repeat, press):
    client = client_of(zoe)
    deactivate_participant(participant=david, by=zoe)
    seen = words(client.get(press(client, "resume").url))
    assert "David takes part no longer" in seen
    assert state(repeat) == (True, False, 1)


@pytest.mark.parametrize("button", BUTTONS)
def test_whoever_was_slower_sees_how_it_stands(client_of, zoe, repeat, press, button, htmx):
    answer = press(client_of(zoe, **htmx("body")), button, version="7")
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (409, "body")
    assert "Somebody else changed this in the meantime" in words(answer)
    assert state(repeat)[2] == 1


@pytest.mark.parametrize("button", BUTTONS)
def test_sent_twice_it_counts_once(client_of, zoe, repeat, press, button):
    client, key = client_of(zoe), new_submit_key()
    first, second = (press(client, button, submit_key=key) for _ in range(2))
    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert state(repeat)[2] == 2


@pytest.mark.parametrize("button", BUTTONS)
def test_under_htmx_it_leads_on_without_a_reload(client_of, zoe, press, button, htmx):
    answer = press(client_of(zoe, **htmx("body")), button)
    assert (answer.status_code, "/repeats/" in answer.headers["HX-Location"]) == (204, True)


@pytest.mark.parametrize("button", BUTTONS)
def test_a_closed_trip_keeps_it_as_it_is(client_of, trip, zoe, repeat, press, button):
    trip.archived_at = trip.created_at
    trip.save()
    client = client_of(zoe)
    assert "This trip is archived" in words(client.get(press(client, button).url))
    assert state(repeat)[2] == 1


@pytest.mark.parametrize("button", BUTTONS)
def test_viewers_are_told_and_strangers_find_nothing(client_of, trip, zoe, emily, stranger, repeat, press, button):
    assert press(client_of(emily), button).status_code == 403
    assert press(client_of(stranger), button).status_code == 404
    assert client_of(zoe).get(f"/trips/{trip.slug}/repeats/{repeat.ref}/{button}/").status_code == 405
    assert client_of(zoe).post(f"/trips/{trip.slug}/repeats/AAAAAAAAAA/{button}/").status_code == 404
    assert state(repeat)[2] == 1


@pytest.mark.parametrize("button", BUTTONS)
def test_the_number_of_queries_does_not_grow(client_of, trip, zoe, press, button):
    client = client_of(zoe)
    assert_does_not_grow(lambda: press(client, button), trip)
