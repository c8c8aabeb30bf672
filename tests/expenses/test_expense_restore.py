"""…/expenses/<ref>/restore/: out of the trash, as it was."""

import pytest

from expenses.services import delete_expense, restore_expense
from tests.expenses.recording import record, words
from tests.trips.recurring import assert_does_not_grow


@pytest.fixture
def dinner(trip, zoe, friends):
    return delete_expense(expense=record(trip, zoe, friends), by=zoe, version=1)


@pytest.fixture
def url(trip, dinner):
    return f"/trips/{trip.slug}/expenses/{dinner.ref}/restore/"


@pytest.mark.parametrize("version", ["form", "address", "missing"])
def test_it_comes_back_as_it_was(client_of, trip, dinner, david, zoe, url, version):
    where = {"form": (url, {"version": "2"}), "address": (f"{url}?version=2", {}), "missing": (url, {})}
    answer = client_of(david).post(*where[version], follow=True)
    assert answer.redirect_chain == [(f"/trips/{trip.slug}/expenses/", 303)]
    assert "Restored “Dinner”." in words(answer)
    dinner.refresh_from_db()
    zoe.refresh_from_db()
    assert (dinner.is_deleted, dinner.version, zoe.paid, zoe.owed) == (False, 3, 1000, 250)


def test_an_undo_that_came_too_late_shows_how_things_stand(client_of, dinner, zoe, david, url, htmx):
    back = restore_expense(expense=dinner, by=david, version=2)
    delete_expense(expense=back, by=david, version=3)
    answer = client_of(zoe).post(f"{url}?version=2", headers=htmx())
    assert answer.status_code == 409
    assert (answer.headers["HX-Retarget"], answer.headers["HX-Reswap"]) == ("body", "innerHTML")
    dinner.refresh_from_db()
    assert dinner.is_deleted


def test_restoring_twice_is_no_fault(client_of, dinner, zoe, url):
    client_of(zoe).post(url)
    assert "is back already" in words(client_of(zoe).post(url, follow=True))
    dinner.refresh_from_db()
    assert dinner.version == 3


def test_a_closed_trip_changes_nothing(client_of, trip, dinner, zoe, url):
    trip.archived_at = trip.created_at
    trip.save()
    assert "nothing in it can change" in words(client_of(zoe).post(url, follow=True))
    dinner.refresh_from_db()
    assert dinner.is_deleted


def test_viewers_are_told_and_strangers_find_nothing(client_of, trip, dinner, emily, zoe, stranger, url):
    other = delete_expense(expense=record(stranger.trip, stranger, [stranger]), by=stranger, version=1)
    assert client_of(emily).post(url).status_code == 403
    assert client_of(stranger).post(url).status_code == 404
    assert client_of(zoe).post(f"/trips/{trip.slug}/expenses/{other.ref}/restore/").status_code == 404


def test_looking_restores_nothing(client_of, dinner, zoe, url):
    assert client_of(zoe).get(url).status_code == 405
    dinner.refresh_from_db()
    assert dinner.is_deleted


def test_under_htmx_no_page_reloads(client_of, zoe, url, htmx):
    answer = client_of(zoe).post(url, headers=htmx())
    assert answer.status_code == 204
    assert "HX-Location" in answer.headers


def test_the_number_of_queries_does_not_grow(client_of, trip, dinner, zoe, url):
    client = client_of(zoe)

    def there_and_back():
        client.post(f"{dinner.get_absolute_url()}delete/")
        return client.post(url)

    assert_does_not_grow(there_and_back, trip)
