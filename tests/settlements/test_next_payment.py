"""…/next-payment/: the next payment that concerns the reader, at the side of the trip's pages."""

import pytest

from tests.settlements.rows import assert_queries_do_not_grow, spend


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/next-payment/"


def test_it_names_the_payment_that_concerns_the_reader(client_of, trip, zoe, david, dinner, htmx, url):
    page = client_of(david).get(url, headers=htmx()).content.decode()

    assert "You</bdi></strong> pay <strong><bdi>Zoë" in page
    assert "€10.00" in page
    assert f"?from={david.ref}" in page


def test_others_payments_are_not_the_readers(client_of, trip, zoe, david, emily, htmx, url):
    spend(trip, 1000, by=zoe, among=[emily])

    assert "Nothing to pay" in client_of(david).get(url, headers=htmx()).content.decode()


def test_a_viewer_is_offered_no_form(client_of, emily, dinner, htmx, url):
    page = client_of(emily).get(url, headers=htmx()).content.decode()

    assert "You</bdi></strong> pay" in page
    assert "Mark as paid" not in page


def test_opened_as_a_page_it_leads_to_the_balances(client_of, trip, zoe, url):
    assert client_of(zoe).get(url).headers["Location"] == f"/trips/{trip.slug}/balances/"


def test_a_stranger_learns_nothing(client_of, stranger, dinner, htmx, url):
    assert client_of(stranger).get(url, headers=htmx()).status_code == 404


def test_it_is_for_looking_at(client_of, zoe, htmx, url):
    assert client_of(zoe).post(url, headers=htmx()).status_code == 405


def test_htmx_gets_a_fragment_and_no_page(client_of, zoe, dinner, htmx, url):
    assert "<html" not in client_of(zoe).get(url, headers=htmx()).content.decode()


def test_its_queries_do_not_grow_with_the_trip(client_of, trip, zoe, friends, dinner, htmx, url):
    client = client_of(zoe)
    assert_queries_do_not_grow(lambda: client.get(url, headers=htmx()), trip, friends)
