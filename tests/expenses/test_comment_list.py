"""…/expenses/<ref>/comments/: everything that was said about an expense, where its own page shows the latest."""

import pytest

from expenses.commenting import SHOWN_AT_FIRST
from tests.expenses.recording import record
from tests.expenses.talk import FRAGMENT, remarks, say
from tests.trips.recurring import queries


@pytest.fixture
def dinner(trip, zoe, friends):
    return record(trip, zoe, friends)


@pytest.fixture
def url(dinner):
    return f"{dinner.get_absolute_url()}comments/"


def test_all_of_it_is_here_and_the_expense_leads_to_it(client_of, dinner, zoe, david, url):
    for number in range(SHOWN_AT_FIRST + 5):
        say(dinner, david, f"Number {number}")
    client = client_of(zoe)

    assert f'href="{url}"' in client.get(dinner.get_absolute_url()).content.decode()
    page = client.get(url)
    assert [text for _, text in remarks(page)] == [f"Number {number}" for number in range(SHOWN_AT_FIRST + 5)]
    assert f'href="{url}"' not in page.content.decode()


def test_htmx_gets_the_comments_alone(client_of, dinner, emily, zoe, url, htmx):
    say(dinner, zoe)
    seen = client_of(emily).get(url, headers=htmx(FRAGMENT)).content.decode()
    assert seen.strip().startswith('<section class="stack tight" id="comment-list"')


def test_each_has_a_button_to_remove_it_for_those_who_may(client_of, dinner, zoe, david, emily, url):
    for person in (zoe, david, emily):
        say(dinner, person)
    buttons = {
        person.name: client_of(person).get(url).content.decode().count('/remove/" hx-post')
        for person in (zoe, david, emily)
    }
    assert buttons == {"Zoë": 3, "David": 1, "Emily": 1}


def test_in_an_archived_trip_it_is_only_read(client_of, trip, dinner, zoe, url):
    say(dinner, zoe)
    trip.archived_at = trip.created_at
    trip.save()
    page = client_of(zoe).get(url)
    assert remarks(page)
    assert "/comments/" not in page.content.decode()


def test_to_others_it_does_not_exist(client_of, trip, zoe, stranger, url):
    other = record(stranger.trip, stranger, [stranger])
    assert client_of(stranger).get(url).status_code == 404
    assert client_of(zoe).get(f"/trips/{trip.slug}/expenses/{other.ref}/comments/").status_code == 404


def test_it_is_only_looked_at(client_of, zoe, url):
    assert client_of(zoe).post(url).status_code == 405


def test_the_number_of_queries_does_not_grow(client_of, dinner, zoe, friends, url):
    say(dinner, zoe)
    client = client_of(zoe)
    few = queries(lambda: client.get(url)), queries(lambda: client.get(dinner.get_absolute_url()))
    for number in range(40):
        say(dinner, friends[number % 3])
    assert (queries(lambda: client.get(url)), queries(lambda: client.get(dinner.get_absolute_url()))) == few
