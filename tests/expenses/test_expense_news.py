"""…/expenses/<ref>/news/: what became of an expense while its form was open."""

import pytest

from tests.expenses.recording import record, said, words
from tests.trips.recurring import assert_does_not_grow


@pytest.fixture
def dinner(trip, zoe, friends):
    return record(trip, zoe, friends)


@pytest.fixture
def url(dinner):
    return f"{dinner.get_absolute_url()}news/?version={dinner.version}"


def change(client_of, person, dinner, friends):
    edited = said(person, friends, description="Dinner at Ramiro", version="1")
    assert client_of(person).post(f"{dinner.get_absolute_url()}edit/", edited).status_code == 303


def test_an_expense_as_it_was_is_no_news(client_of, zoe, url):
    assert client_of(zoe).get(url).content.strip() == b""


def test_somebody_elses_change_is_told_with_their_name(client_of, dinner, zoe, david, friends, url):
    change(client_of, david, dinner, friends)
    assert "David changed this expense while you were writing." in words(client_of(zoe).get(url))


def test_ones_own_change_on_another_screen_is_told_as_that(client_of, dinner, zoe, friends, url):
    change(client_of, zoe, dinner, friends)
    assert "You changed this expense somewhere else." in words(client_of(zoe).get(url))


def test_a_deleted_expense_is_told_as_that(client_of, dinner, zoe, david, url):
    client_of(david).post(f"{dinner.get_absolute_url()}delete/", {"version": "1"})
    assert "David deleted this expense while you were writing." in words(client_of(zoe).get(url))


def test_htmx_gets_the_same(client_of, dinner, zoe, david, friends, url, htmx):
    change(client_of, david, dinner, friends)
    assert client_of(zoe).get(url, headers=htmx()).content.strip().startswith(b"<p")


def test_to_others_it_does_not_exist(client_of, stranger, url):
    assert client_of(stranger).get(url).status_code == 404


def test_nothing_is_sent_to_it(client_of, zoe, url):
    assert client_of(zoe).post(url).status_code == 405


def test_its_queries_do_not_grow_with_the_trip(client_of, trip, dinner, zoe, david, friends, url):
    change(client_of, david, dinner, friends)
    assert_does_not_grow(lambda: client_of(zoe).get(url), trip)
