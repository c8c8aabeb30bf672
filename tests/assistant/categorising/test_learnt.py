"""…/categories/learnt/: what a trip taught is seen and forgotten, one by one or all; it leaves the trip only with who filed it."""

import pytest

from assistant.categorising.past import past_of
from assistant.learning import forget
from assistant.models import Forgotten
from expenses.models import Expense
from tests.expenses.recording import record, words
from tests.trips.recurring import queries
from trips.models import Participant
from trips.services import archive_trip
from tripsplit.ids import new_submit_key


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/categories/learnt/"


@pytest.fixture
def taught(trip, zoe, friends):
    record(trip, zoe, friends, description="Ramiro", category="food")
    record(trip, zoe, friends, description="Taxi home", category="fees", suggested="transport")
    record(trip, zoe, friends, description="Museum")
    return trip


def lessons(page):
    return [(each.description, each.label, each.instead_of) for each in page.context["lessons"]]


def suggested(client, trip, description):
    page = client.post(f"/trips/{trip.slug}/categories/suggest/", {"description": description})
    return page.context["offer"].suggested


def send(client, url, **fields):
    return client.post(f"{url}forget/", {"submit_key": new_submit_key(), **fields})


def test_what_was_taught_is_there_what_overruled_first(client_of, zoe, taught, url):
    page = client_of(zoe).get(url)
    assert lessons(page) == [("Taxi home", "Fees & insurance", "Transport"), ("Ramiro", "Food & drink", "")]
    assert "Fees & insurance, instead of Transport" in words(page)
    assert "Museum" not in words(page)


def test_one_is_forgotten_and_learnt_anew_when_it_is_chosen_anew(client_of, trip, zoe, friends, taught, url):
    client = client_of(zoe)
    assert suggested(client, trip, "taxi home") == "fees"
    assert send(client, url, words="home taxi").status_code == 303
    assert suggested(client, trip, "taxi home") == "transport"
    assert suggested(client, trip, "Ramiro") == "food"
    assert [each for each, *_ in lessons(client.get(url))] == ["Ramiro"]
    assert Expense.objects.get(description="Taxi home").category == "fees"
    record(trip, zoe, friends, description="Taxi home", category="other")
    assert suggested(client, trip, "taxi home") == "other"


def test_all_is_forgotten(client_of, trip, zoe, taught, url):
    client = client_of(zoe)
    send(client, url, all="1")
    assert suggested(client, trip, "taxi home") == "transport"
    assert suggested(client, trip, "Ramiro") == ""
    assert "Nothing is learnt yet" in words(client.get(url))


@pytest.mark.parametrize("fields", [{}, {"words": ""}])
def test_a_form_that_names_nothing_forgets_nothing(client_of, trip, zoe, taught, url, fields):
    client = client_of(zoe)
    assert send(client, url, **fields).status_code == 303
    page = client.get(url)
    assert "Nothing was forgotten." in words(page)
    assert len(lessons(page)) == 2
    assert not Forgotten.objects.exists()


def test_what_has_no_words_is_no_lesson(client_of, trip, zoe, friends, taught, url):
    """Its key would be everything's."""
    for description in ("???", "€"):
        record(trip, zoe, friends, description=description, category="food", suggested="transport")
    assert [each for each, *_ in lessons(client_of(zoe).get(url))] == ["Taxi home", "Ramiro"]


def test_what_nobody_taught_leaves_no_row(client_of, zoe, taught, url):
    assert send(client_of(zoe), url, words="never heard\x00").status_code == 303
    assert not Forgotten.objects.exists()


def test_what_is_forgotten_in_one_trip_is_forgotten_where_it_was_taken_along(trip, zoe, friends, taught, stranger):
    elsewhere = Participant.objects.create(trip=stranger.trip, name="Zoë", user=zoe.user, position=9)
    assert {each.category for each in past_of(stranger.trip, elsewhere.user)} == {"food", "fees"}
    forget(trip=trip)
    assert past_of(stranger.trip, elsewhere.user) == []


def test_nothing_is_taken_along_by_others_or_after_leaving(client_of, trip, zoe, david, taught, stranger, url):
    assert past_of(stranger.trip, stranger.user) == []
    assert past_of(stranger.trip, david.user) == []
    there = f"/trips/{stranger.trip.slug}/categories/learnt/"
    Participant.objects.create(trip=stranger.trip, name="Zoë", user=zoe.user, position=9)
    assert "Lisbon" in words(client_of(zoe).get(there))
    assert "Lisbon" not in words(client_of(stranger).get(there))
    Participant.objects.filter(pk=zoe.pk).update(deactivated_at="2026-05-05T00:00Z")
    assert past_of(stranger.trip, zoe.user) == []
    assert "Lisbon" not in words(client_of(zoe).get(there))


def test_a_closed_trip_forgets_nothing(client_of, trip, zoe, taught, url):
    archive_trip(trip=trip, by=zoe)
    send(client_of(zoe), url, all="1")
    assert not Forgotten.objects.exists()


def test_who_looks_on_sees_it_and_changes_nothing(client_of, emily, stranger, taught, url):
    page = client_of(emily).get(url)
    assert "Ramiro" in words(page)
    assert "Forget all" not in words(page)
    assert send(client_of(emily), url).status_code == 403
    assert client_of(stranger).get(url).status_code == 404
    assert send(client_of(stranger), url).status_code == 404


def test_wrong_method(client_of, zoe, url):
    assert client_of(zoe).post(url).status_code == 405
    assert client_of(zoe).get(f"{url}forget/").status_code == 405


def test_htmx_gets_the_fragment(client_of, zoe, taught, url, htmx):
    assert "<html" not in client_of(zoe).get(url, headers=htmx("learnt-list")).content.decode()


def test_queries_do_not_grow(client_of, trip, zoe, friends, taught, url):
    client = client_of(zoe)
    few = queries(lambda: client.get(url))
    for number in range(10):
        record(trip, zoe, friends, description=f"Place {'abcdefghij'[number] * 3}", category="food")
    assert queries(lambda: client.get(url)) == few
