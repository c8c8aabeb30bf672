"""…/pay/?from=&to=&amount=: how one transfer of the plan can be made."""

import pytest

from settlements.models import PaymentDetail
from tests.settlements.rows import assert_queries_do_not_grow

IBAN = "DE89370400440532013000"


@pytest.fixture
def url(trip, zoe, david):
    return f"/trips/{trip.slug}/pay/?from={david.ref}&to={zoe.ref}&amount=4210"


@pytest.fixture
def details(zoe):
    for kind, value in (("iban", IBAN), ("paypal", "zoe42"), ("venmo", "zoe-42"), ("other", "Cash, please")):
        PaymentDetail.objects.create(participant=zoe, kind=kind, value=value)


def test_it_offers_what_carries_the_amount(client_of, david, details, url):
    page = client_of(david).get(url).content.decode()

    assert "DE89 3704 0044 0532 0130 00" in page
    assert 'href="https://paypal.me/zoe42/42.10EUR"' in page
    assert "Cash, please" in page
    assert "QR code of the SEPA transfer" in page
    assert "venmo" not in page.lower()  # it carries dollars only


def test_nothing_said_is_said_so(client_of, david, zoe, url):
    assert "has not said yet how to be paid in EUR" in client_of(david).get(url).content.decode()


def test_the_receiver_is_led_to_their_details(client_of, trip, zoe, david, url):
    assert f"/trips/{trip.slug}/people/{zoe.ref}/pay/" in client_of(zoe).get(url).content.decode()
    assert f"/trips/{trip.slug}/people/{zoe.ref}/pay/" not in client_of(david).get(url).content.decode()


@pytest.mark.parametrize("amount", ["", "0", "-5", "x", "1e3", "9" * 14, "٣"])
def test_an_amount_that_is_none_is_not_found(client_of, trip, zoe, david, amount):
    url = f"/trips/{trip.slug}/pay/?from={david.ref}&to={zoe.ref}&amount={amount}"
    assert client_of(david).get(url).status_code == 404


def test_people_of_another_trip_are_not_found(client_of, trip, zoe, david, stranger):
    PaymentDetail.objects.create(participant=stranger, kind="iban", value=IBAN)
    url = f"/trips/{trip.slug}/pay/?from={david.ref}&to={stranger.ref}&amount=4210"
    assert client_of(david).get(url).status_code == 404


def test_without_a_question_it_leads_to_the_balances(client_of, trip, zoe):
    assert client_of(zoe).get(f"/trips/{trip.slug}/pay/").headers["Location"] == f"/trips/{trip.slug}/balances/"


def test_a_stranger_learns_nothing(client_of, stranger, details, url):
    assert client_of(stranger).get(url).status_code == 404


def test_it_is_for_looking_at(client_of, zoe, url):
    assert client_of(zoe).post(url).status_code == 405


def test_htmx_gets_the_fragment_into_the_ticket(client_of, zoe, david, details, htmx, url):
    place = f"transfer-pay-{david.ref}-{zoe.ref}"
    part = client_of(david).get(url, headers=htmx(place)).content.decode()
    assert "<html" not in part
    assert "QR code of the SEPA transfer" in part
    other = f"transfer-pay-{zoe.ref}-{david.ref}"
    assert "<html" in client_of(david).get(url, headers=htmx(other)).content.decode()


def test_its_queries_do_not_grow_with_the_trip(client_of, trip, friends, david, dinner, details, url):
    client = client_of(david)
    assert_queries_do_not_grow(lambda: client.get(url), trip, friends)
