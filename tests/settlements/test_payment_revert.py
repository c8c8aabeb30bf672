"""…/payments/<ref>/revert/<number>/: an earlier version comes back as a new one."""

import pytest

from settlements.services import delete_payment, edit_payment
from tests.settlements.rows import nets, pay, payment_draft
from tests.trips.recurring import assert_does_not_grow


@pytest.fixture
def changed(payment, zoe, david):
    """Ten euros that became eight."""
    return edit_payment(payment=payment, by=zoe, version=1, draft=payment_draft(800, sender=david, receiver=zoe))


@pytest.fixture
def url(trip, changed):
    return f"/trips/{trip.slug}/payments/{changed.ref}/revert/1/"


def undo_of(answer):
    return next(iter(answer.context["messages"])).extra_tags.removeprefix("undo:")


def test_it_is_what_it_was_and_undo_takes_that_back(client_of, trip, zoe, changed, url):
    client = client_of(zoe)

    answer = client.post(url, {"version": "2"}, follow=True)

    assert answer.redirect_chain == [(f"/trips/{trip.slug}/payments/{changed.ref}/", 303)]
    assert "Brought back version 1: David paid you €10.00." in answer.content.decode()
    changed.refresh_from_db()
    assert (changed.amount, changed.version, changed.note) == (1000, 3, "For the dinner")
    client.post(undo_of(answer))
    changed.refresh_from_db()
    assert (changed.amount, changed.version) == (800, 4)


def test_out_of_the_trash_and_undo_puts_it_there_again(client_of, trip, zoe, changed, url):
    delete_payment(payment=changed, by=zoe, version=2)
    client = client_of(zoe)

    answer = client.post(url, {"version": "3"}, follow=True)
    assert nets(trip)["David"] == 0
    client.post(undo_of(answer))
    changed.refresh_from_db()
    assert (changed.is_deleted, changed.version) == (True, 5)


def test_whoever_saw_another_version_sees_how_it_stands_now(client_of, zoe, david, changed, url):
    delete_payment(payment=changed, by=zoe, version=2)

    answer = client_of(david).post(url, {"version": "2"})

    assert answer.status_code == 409
    assert "Somebody else changed this in the meantime" in answer.content.decode()
    changed.refresh_from_db()
    assert changed.is_deleted


def test_a_version_that_never_was_is_not_there(client_of, zoe, url):
    assert client_of(zoe).post(url.replace("/1/", "/7/")).status_code == 404


def test_an_archived_trip_stays_as_it_is(client_of, trip, zoe, changed, url):
    trip.archived_at = trip.created_at
    trip.save()
    assert "nothing in it can change" in client_of(zoe).post(url, follow=True).content.decode()


def test_viewers_are_told_and_strangers_find_nothing(client_of, emily, zoe, trip, stranger, url):
    other = pay(stranger.trip, 5, sender=stranger, receiver=stranger.trip.participants.create(name="Other"))
    assert client_of(emily).post(url).status_code == 403
    assert client_of(stranger).post(url).status_code == 404
    assert client_of(zoe).post(f"/trips/{trip.slug}/payments/{other.ref}/revert/1/").status_code == 404


def test_it_is_no_page(client_of, zoe, url):
    assert client_of(zoe).get(url).status_code == 405


def test_htmx_is_sent_to_the_payment(client_of, zoe, htmx, url):
    answer = client_of(zoe).post(url, headers=htmx())
    assert (answer.status_code, "HX-Location" in answer.headers) == (204, True)


def test_its_queries_do_not_grow_with_the_trip(client_of, trip, zoe, url):
    client = client_of(zoe)
    assert_does_not_grow(lambda: client.post(url), trip)
