"""…/expenses/<ref>/delete/: into the trash, with an Undo, and never what the reader has not seen."""

import pytest

from tests.expenses.recording import record, said, words
from tests.trips.recurring import assert_does_not_grow
from tripsplit.ids import new_submit_key


@pytest.fixture
def dinner(trip, zoe, friends):
    return record(trip, zoe, friends)


@pytest.fixture
def url(trip, dinner):
    return f"/trips/{trip.slug}/expenses/{dinner.ref}/delete/"


def test_it_goes_into_the_trash_and_the_message_can_undo_it(client_of, trip, dinner, zoe, url):
    client = client_of(zoe)
    answer = client.post(url, {"version": "1"})
    assert (answer.status_code, answer.url) == (303, f"/trips/{trip.slug}/expenses/")
    dinner.refresh_from_db()
    assert (dinner.is_deleted, dinner.version) == (True, 2)
    zoe.refresh_from_db()
    assert (zoe.paid, zoe.owed) == (0, 0)

    seen = client.get(answer.url).content.decode()
    undo = f"{dinner.get_absolute_url()}restore/?version=2"
    assert "Deleted “Dinner”." in seen
    assert f'action="{undo}"' in seen
    client.post(undo)
    dinner.refresh_from_db()
    assert not dinner.is_deleted


def test_what_another_changed_is_shown_before_it_goes(client_of, dinner, zoe, david, friends, url, htmx):
    edited = said(david, friends, description="Dinner at Ramiro", version="1")
    client_of(david).post(f"{dinner.get_absolute_url()}edit/", edited)
    answer = client_of(zoe).post(url, {"version": "1"}, headers=htmx())
    assert answer.status_code == 409
    assert answer.headers["HX-Retarget"] == "body"
    assert "Somebody else changed this" in words(answer)
    assert "Dinner at Ramiro" in words(answer)
    dinner.refresh_from_db()
    assert not dinner.is_deleted
    assert client_of(zoe).post(url, {"version": "2"}).status_code == 303


def test_deleting_twice_is_no_fault(client_of, dinner, zoe, david, url):
    client_of(david).post(url, {"version": "1"})
    answer = client_of(zoe).post(url, {"version": "1"}, follow=True)
    assert "is in the trash already" in words(answer)
    dinner.refresh_from_db()
    assert dinner.version == 2


def test_a_form_sent_twice_counts_once(client_of, dinner, zoe, url):
    client, form = client_of(zoe), {"version": "1", "submit_key": new_submit_key()}
    client.post(url, form)
    client.post(f"{dinner.get_absolute_url()}restore/", {"version": "2"})
    assert client.post(url, form).status_code == 303
    dinner.refresh_from_db()
    assert not dinner.is_deleted


def test_under_htmx_no_page_reloads(client_of, zoe, url, htmx):
    answer = client_of(zoe).post(url, {"version": "1"}, headers=htmx())
    assert answer.status_code == 204
    assert "HX-Location" in answer.headers


def test_a_closed_trip_keeps_what_it_has(client_of, trip, dinner, zoe, url):
    trip.archived_at = trip.created_at
    trip.save()
    answer = client_of(zoe).post(url, {"version": "1"}, follow=True)
    assert "nothing in it can change" in words(answer)
    dinner.refresh_from_db()
    assert not dinner.is_deleted


def test_viewers_are_told_and_strangers_find_nothing(client_of, trip, dinner, emily, zoe, stranger, url):
    other = record(stranger.trip, stranger, [stranger])
    assert client_of(emily).post(url, {"version": "1"}).status_code == 403
    assert client_of(stranger).post(url, {"version": "1"}).status_code == 404
    assert client_of(zoe).post(f"/trips/{trip.slug}/expenses/{other.ref}/delete/").status_code == 404
    dinner.refresh_from_db()
    assert not dinner.is_deleted


def test_looking_deletes_nothing(client_of, dinner, zoe, url):
    assert client_of(zoe).get(url).status_code == 405
    dinner.refresh_from_db()
    assert not dinner.is_deleted


def test_the_number_of_queries_does_not_grow(client_of, trip, dinner, zoe, url):
    client = client_of(zoe)

    def there_and_back():
        client.post(f"{dinner.get_absolute_url()}restore/")
        return client.post(url)

    assert_does_not_grow(there_and_back, trip)
