"""…/payments/<ref>/restore/: bring back a payment that was undone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from settlements.services import delete_payment
from tests.settlements.rows import grow, nets, pay


@pytest.fixture
def undone(zoe, payment):
    return delete_payment(payment=payment, by=zoe, version=1)


@pytest.fixture
def url(trip, undone):
    return f"/trips/{trip.slug}/payments/{undone.ref}/restore/"


def test_it_counts_again(client_of, trip, zoe, undone, url):
    page = client_of(zoe).post(f"{url}?version=2", follow=True).content.decode()

    undone.refresh_from_db()
    assert (undone.is_deleted, undone.version) == (False, 3)
    assert nets(trip)["David"] == 0
    assert "Restored: David paid you €10.00." in page


def test_an_old_undo_button_changes_nothing(client_of, trip, zoe, undone, url):
    page = client_of(zoe).post(f"{url}?version=1", follow=True).content.decode()

    undone.refresh_from_db()
    assert undone.is_deleted
    assert "so nothing was done" in page


def test_restoring_it_again_does_nothing(client_of, zoe, undone, url):
    client = client_of(zoe)
    client.post(url)

    assert "That is done already" in client.post(url, follow=True).content.decode()
    undone.refresh_from_db()
    assert undone.version == 3


def test_an_archived_trip_stays_as_it_is(client_of, trip, zoe, undone, url):
    trip.archived_at = timezone.now()
    trip.save()

    assert "archived" in client_of(zoe).post(url, follow=True).content.decode()
    undone.refresh_from_db()
    assert undone.is_deleted


def test_a_viewer_may_not(client_of, emily, url):
    assert client_of(emily).post(url).status_code == 403


def test_a_stranger_and_the_payment_of_another_trip_are_not_there(client_of, stranger, undone, url):
    assert client_of(stranger).post(url).status_code == 404
    assert client_of(stranger).post(f"/trips/{stranger.trip.slug}/payments/{undone.ref}/restore/").status_code == 404


def test_it_is_no_page(client_of, zoe, url):
    assert client_of(zoe).get(url).status_code == 405


def test_htmx_is_sent_to_the_balances(client_of, trip, zoe, htmx, url):
    response = client_of(zoe).post(url, headers=htmx())

    assert (response.status_code, f"/trips/{trip.slug}/balances/" in response.headers["HX-Location"]) == (204, True)


def test_its_queries_do_not_grow_with_the_trip(client_of, trip, zoe, david, friends, payment):
    client = client_of(zoe)

    def queries():
        gone = delete_payment(payment=pay(trip, 10, sender=david, receiver=zoe), by=zoe, version=1)
        with CaptureQueriesContext(connection) as captured:
            client.post(f"/trips/{trip.slug}/payments/{gone.ref}/restore/")
        return len(captured)

    queries()
    before = queries()
    grow(trip, friends)
    assert queries() == before
