"""…/ask/turns/<ref>/: one turn by itself, for a page whose answer became another one; and …/stop/, …/clear/ as plain buttons."""

import pytest

from assistant.models import Question
from tests.assistant.asked import address, asked, figures_on
from tests.expenses.recording import record
from tests.trips.recurring import assert_does_not_grow


@pytest.fixture
def question(client_of, trip, zoe, friends):
    record(trip, zoe, friends, amount=14_200)
    return asked(client_of(zoe), trip)


@pytest.fixture
def url(trip, question):
    return f"{address(trip)}turns/{question.ref}/"


def test_htmx_gets_the_turn_alone(client_of, zoe, question, url, htmx):
    seen = client_of(zoe).get(url, headers=htmx(f"turn-{question.ref}")).content.decode()
    assert seen.lstrip().startswith(f'<li class="turn" id="turn-{question.ref}"')
    assert [amount for _, amount in figures_on(seen)] == ["€142.00"]


def test_a_browser_is_led_to_its_place_on_the_page(client_of, trip, zoe, question, url):
    answer = client_of(zoe).get(url)
    assert (answer.status_code, answer.url) == (303, f"{address(trip)}#turn-{question.ref}")


def test_nobody_else_sees_it(client_of, zoe, david, stranger, url, htmx):
    for person in (david, stranger):
        assert client_of(person).get(url, headers=htmx("x")).status_code == 404
        assert client_of(person).post(f"{url}stop/").status_code == 404
    assert client_of(zoe).post(url).status_code == 405
    assert client_of(zoe).get(f"{url}stop/").status_code == 405


def test_what_was_cleared_away_is_gone(client_of, trip, zoe, url, htmx):
    client = client_of(zoe)
    client.post(f"{address(trip)}clear/")
    assert client.get(url, headers=htmx("x")).status_code == 404


def test_the_number_of_queries_does_not_grow(client_of, trip, zoe, url, htmx):
    client = client_of(zoe)
    assert_does_not_grow(lambda: client.get(url, headers=htmx("x")), trip)


def test_stopping_what_is_over_changes_nothing(client_of, trip, zoe, question, url, htmx):
    client = client_of(zoe)
    before = Question.objects.values().get()
    assert client.post(f"{url}stop/").status_code == 303
    assert client.post(f"{url}stop/", headers=htmx("x")).status_code == 204
    assert Question.objects.values().get() == before


def test_clearing_is_of_ones_own_conversation(client_of, trip, zoe, david, question):
    client_of(david).post(f"{address(trip)}clear/")
    assert Question.objects.shown().count() == 1
