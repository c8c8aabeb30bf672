"""…/expenses/<ref>/revert/<number>/: an earlier version comes back as a new one."""

from dataclasses import replace

import pytest

from expenses.drafts import draft_of
from expenses.models import Expense
from expenses.services import delete_expense, edit_expense
from tests.expenses.recording import record, words
from tests.trips.recurring import assert_does_not_grow


@pytest.fixture
def dinner(trip, zoe, friends):
    """A dinner of ten euros that became a lunch of twelve."""
    expense = record(trip, zoe, friends)
    draft = replace(draft_of(expense), amount=1200, payers={zoe.ref: 1200}, description="Lunch")
    return edit_expense(expense=expense, by=zoe, version=1, draft=draft)


@pytest.fixture
def url(trip, dinner):
    return f"/trips/{trip.slug}/expenses/{dinner.ref}/revert/1/"


def undo_of(answer):
    return next(iter(answer.context["messages"])).extra_tags.removeprefix("undo:")


def test_it_is_what_it_was_and_says_so(client_of, dinner, david, zoe, url):
    answer = client_of(david).post(url, {"version": "2"}, follow=True)

    assert answer.redirect_chain == [(dinner.get_absolute_url(), 303)]
    assert "Brought back version 1 of “Dinner”." in words(answer)
    assert "You brought back version 1" in words(answer)
    dinner.refresh_from_db()
    zoe.refresh_from_db()
    assert (dinner.amount, dinner.description, dinner.version, zoe.paid) == (1000, "Dinner", 3, 1000)


def test_undo_takes_it_back(client_of, dinner, zoe, url):
    client = client_of(zoe)
    client.post(undo_of(client.post(url, {"version": "2"}, follow=True)))

    dinner.refresh_from_db()
    assert (dinner.amount, dinner.description, dinner.version) == (1200, "Lunch", 4)


def test_out_of_the_trash_and_undo_puts_it_there_again(client_of, dinner, zoe, url):
    delete_expense(expense=dinner, by=zoe, version=2)
    client = client_of(zoe)

    answer = client.post(url, {"version": "3"}, follow=True)
    dinner.refresh_from_db()
    assert (dinner.is_deleted, dinner.amount) == (False, 1000)

    client.post(undo_of(answer))
    dinner.refresh_from_db()
    assert (dinner.is_deleted, dinner.version) == (True, 5)


def test_whoever_saw_another_version_sees_how_it_stands_now(client_of, dinner, david, zoe, url, htmx):
    delete_expense(expense=dinner, by=zoe, version=2)

    answer = client_of(david).post(url, {"version": "2"}, headers=htmx())

    assert answer.status_code == 409
    assert "Somebody else changed this in the meantime" in words(answer)
    dinner.refresh_from_db()
    assert dinner.is_deleted


def test_each_version_that_says_something_else_has_a_button(client_of, trip, dinner, zoe, emily, url):
    page = client_of(zoe).get(dinner.get_absolute_url()).content.decode()
    assert url in page
    assert f"/expenses/{dinner.ref}/revert/2/" not in page  # it is the present one
    assert "/revert/" not in client_of(emily).get(dinner.get_absolute_url()).content.decode()  # who only looks
    trip.archived_at = trip.created_at
    trip.save()
    assert "/revert/" not in client_of(zoe).get(dinner.get_absolute_url()).content.decode()


def test_each_version_can_be_read_in_full(client_of, dinner, zoe):
    versions = client_of(zoe).get(dinner.get_absolute_url()).context["history"].versions

    assert [version.facts["What"] for version in versions] == ["Lunch", "Dinner"]
    assert versions[1].facts["Amount"] == "€10.00"


@pytest.mark.parametrize("number", ["3", "0", "99999999999999999999"])
def test_a_version_that_never_was_is_not_there(client_of, dinner, zoe, url, number):
    assert client_of(zoe).post(url.replace("/1/", f"/{number}/")).status_code == 404


def test_a_closed_trip_changes_nothing(client_of, trip, dinner, zoe, url):
    trip.archived_at = trip.created_at
    trip.save()
    assert "nothing in it can change" in words(client_of(zoe).post(url, follow=True))
    dinner.refresh_from_db()
    assert dinner.version == 2


def test_viewers_are_told_and_strangers_find_nothing(client_of, trip, dinner, emily, zoe, stranger, url):
    other = record(stranger.trip, stranger, [stranger])
    assert client_of(emily).post(url).status_code == 403
    assert client_of(stranger).post(url).status_code == 404
    assert client_of(zoe).post(f"/trips/{trip.slug}/expenses/{other.ref}/revert/1/").status_code == 404


def test_looking_brings_nothing_back(client_of, dinner, zoe, url):
    assert client_of(zoe).get(url).status_code == 405
    assert Expense.objects.get(pk=dinner.pk).version == 2


def test_under_htmx_no_page_reloads(client_of, zoe, url, htmx):
    answer = client_of(zoe).post(url, headers=htmx())
    assert (answer.status_code, "HX-Location" in answer.headers) == (204, True)


def test_the_number_of_queries_does_not_grow(client_of, trip, dinner, zoe, url):
    client = client_of(zoe)
    assert_does_not_grow(lambda: client.post(url), trip)
