"""…/payments/: all payments, and with ?trash=1 those that were undone, with who undid them and when."""

import datetime
import html
import re

import pytest
from django.utils import timezone

from settlements.models import Payment
from settlements.services import delete_payment
from tests.settlements.rows import DAY, grow, pay, queries


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/payments/"


def text_of(response):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def amounts(response):
    return [row.payment.amount for row in response.context["listing"].rows]


def undone(trip, minor, *, sender, receiver, by):
    return delete_payment(payment=pay(trip, minor, sender=sender, receiver=receiver), by=by, version=1)


def test_the_latest_day_comes_first(client_of, trip, zoe, david, url):
    pay(trip, 1, sender=zoe, receiver=david, date=DAY)
    pay(trip, 2, sender=david, receiver=zoe, date=DAY + datetime.timedelta(1))
    undone(trip, 3, sender=david, receiver=zoe, by=zoe)

    assert amounts(client_of(zoe).get(url)) == [2, 1]


def test_the_trash_says_who_undid_what_and_when(client_of, trip, zoe, david, url):
    gone = undone(trip, 300, sender=zoe, receiver=david, by=david)
    undone(trip, 200, sender=zoe, receiver=david, by=zoe)

    page = client_of(zoe).get(f"{url}?trash=1")

    at = timezone.localtime(gone.deleted_at, datetime.UTC)
    assert amounts(page) == [200, 300]
    assert "undone by David" in text_of(page)
    assert "undone by you" in text_of(page)
    assert f"{at.day} {at:%B %Y}" in text_of(page)
    assert f"/payments/{gone.ref}/restore/" in page.content.decode()


@pytest.mark.parametrize("trash", ["", "trash=1"])
def test_pages_follow_one_another_and_none_is_lost_or_twice(client_of, trip, zoe, david, url, trash):
    """Several of one day and one moment, so that the key's second half counts."""
    for minor in range(1, 121):
        pay(trip, minor, sender=david, receiver=zoe, date=DAY + datetime.timedelta(minor // 50))
    if trash:
        for number, payment in enumerate(Payment.objects.all()):
            moment = datetime.datetime(2026, 5, 4, tzinfo=datetime.UTC) + datetime.timedelta(seconds=number // 40)
            Payment.objects.filter(pk=payment.pk).update(deleted_at=moment)
    client, seen, query = client_of(zoe), [], trash
    while query or not seen:
        page = client.get(f"{url}?{query}")
        seen += amounts(page)
        query = page.context["listing"].more

    assert seen == list(range(120, 0, -1))


def test_what_comes_or_goes_meanwhile_shifts_nothing(client_of, trip, zoe, david, url):
    for minor in range(1, 61):
        pay(trip, minor, sender=david, receiver=zoe)
    client = client_of(zoe)
    query = client.get(url).context["listing"].more
    undone(trip, 999, sender=david, receiver=zoe, by=zoe)
    pay(trip, 998, sender=david, receiver=zoe)

    assert amounts(client.get(f"{url}?{query}")) == list(range(10, 0, -1))


@pytest.mark.parametrize(
    "after", ["", "~", "soon~x", "2026-05-03", "2026-05-03~nobody", "2026-99-99~a", "2026-05-03T10:00~a", "x" * 500]
)
@pytest.mark.parametrize("trash", ["", "&trash=1"])
def test_an_address_that_makes_no_sense_shows_the_first_page(client_of, trip, zoe, payment, url, after, trash):
    assert client_of(zoe).get(f"{url}?after={after}{trash}").status_code == 200


def test_nothing_there_says_what_comes_here(client_of, zoe, url):
    assert "No payments yet" in text_of(client_of(zoe).get(url))
    assert "Nothing is undone" in text_of(client_of(zoe).get(f"{url}?trash=1"))


def test_a_viewer_restores_nothing(client_of, trip, emily, zoe, david, url):
    undone(trip, 300, sender=zoe, receiver=david, by=david)
    assert "/restore/" not in client_of(emily).get(f"{url}?trash=1").content.decode()


def test_a_stranger_learns_nothing_and_looking_is_all(client_of, stranger, zoe, url):
    assert client_of(stranger).get(url).status_code == 404
    assert client_of(zoe).post(url).status_code == 405


def test_htmx_gets_the_next_rows_only(client_of, trip, zoe, david, htmx, url):
    for minor in range(1, 61):
        pay(trip, minor, sender=david, receiver=zoe)
    client = client_of(zoe)
    more = client.get(f"{url}?{client.get(url).context['listing'].more}", headers=htmx("payment-more"))
    whole = client.get(url, headers=htmx("payment-list"))

    assert more.content.decode().strip().startswith("<li")
    assert '<div class="stack" id="payment-list"' in whole.content.decode().strip()[:60]


@pytest.mark.parametrize("trash", ["", "?trash=1"])
def test_its_queries_do_not_grow(client_of, trip, zoe, david, friends, payment, url, trash):
    undone(trip, 300, sender=zoe, receiver=david, by=david)
    client = client_of(zoe)
    before = queries(lambda: client.get(url + trash))
    grow(trip, friends)
    for minor in range(1, 9):
        undone(trip, minor, sender=zoe, receiver=david, by=david)

    assert queries(lambda: client.get(url + trash)) == before
