"""…/payments/<ref>/delete/: undo a payment, and undo the undoing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from settlements.services import edit_payment
from tests.settlements.rows import grow, nets, pay, payment_draft


@pytest.fixture
def url(trip, payment):
    return f"/trips/{trip.slug}/payments/{payment.ref}/delete/"


def test_it_is_undone_and_the_message_brings_it_back(client_of, trip, zoe, payment, url):
    page = client_of(zoe).post(url, {"version": "1"}, follow=True).content.decode()

    payment.refresh_from_db()
    assert payment.is_deleted
    assert nets(trip)["David"] == -1000
    assert "Undone: David paid you €10.00." in page
    assert f'action="/trips/{trip.slug}/payments/{payment.ref}/restore/?version=2"' in page


def test_one_that_changed_meanwhile_stays(client_of, trip, zoe, david, payment, url):
    edit_payment(payment=payment, by=david, version=1, draft=payment_draft(800, sender=david, receiver=zoe))

    page = client_of(zoe).post(url, {"version": "1"}, follow=True).content.decode()

    payment.refresh_from_db()
    assert not payment.is_deleted
    assert "so nothing was done" in page


def test_undoing_it_again_does_nothing(client_of, trip, zoe, payment, url):
    client = client_of(zoe)
    client.post(url)

    assert "That is done already" in client.post(url, follow=True).content.decode()
    payment.refresh_from_db()
    assert payment.version == 2


def test_sending_the_form_twice_undoes_it_once(client_of, zoe, payment, url):
    client = client_of(zoe)
    for _ in range(2):
        assert client.post(url, {"submit_key": "once"}).status_code == 303
    payment.refresh_from_db()
    assert payment.version == 2


def test_an_archived_trip_stays_as_it_is(client_of, trip, zoe, payment, url):
    trip.archived_at = timezone.now()
    trip.save()

    assert "archived" in client_of(zoe).post(url, follow=True).content.decode()
    payment.refresh_from_db()
    assert not payment.is_deleted


def test_a_viewer_may_not(client_of, emily, url):
    assert client_of(emily).post(url).status_code == 403


def test_a_stranger_and_the_payment_of_another_trip_are_not_there(client_of, stranger, payment, url):
    assert client_of(stranger).post(url).status_code == 404
    assert client_of(stranger).post(f"/trips/{stranger.trip.slug}/payments/{payment.ref}/delete/").status_code == 404


def test_it_is_no_page(client_of, zoe, url):
    assert client_of(zoe).get(url).status_code == 405


def test_htmx_is_sent_to_the_balances(client_of, trip, zoe, htmx, url):
    response = client_of(zoe).post(url, headers=htmx())

    assert (response.status_code, f"/trips/{trip.slug}/balances/" in response.headers["HX-Location"]) == (204, True)


def test_its_queries_do_not_grow_with_the_trip(client_of, trip, zoe, david, friends, payment, url):
    client = client_of(zoe)

    def queries():
        undone = pay(trip, 10, sender=david, receiver=zoe)
        with CaptureQueriesContext(connection) as captured:
            client.post(f"/trips/{trip.slug}/payments/{undone.ref}/delete/")
        return len(captured)

    queries()
    before = queries()
    grow(trip, friends)
    assert queries() == before
