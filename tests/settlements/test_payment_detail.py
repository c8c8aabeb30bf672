"""…/payments/<ref>/: one payment with its history."""

import html
import re

import pytest

from settlements.services import delete_payment, edit_payment
from tests.settlements.rows import assert_queries_do_not_grow, payment_draft


@pytest.fixture
def url(trip, payment):
    return f"/trips/{trip.slug}/payments/{payment.ref}/"


def text_of(response):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def test_it_says_who_paid_whom_and_how_it_came_to_be(client_of, zoe, david, payment, url):
    edit_payment(
        payment=payment, by=david, version=1, draft=payment_draft(800, sender=david, receiver=zoe, note="Taxi")
    )

    page = client_of(zoe).get(url)

    assert "David paid you" in text_of(page)
    assert "€8.00" in text_of(page)
    latest, first = page.context["history"].versions
    assert [(change.fact, change.before, change.after) for change in latest.changes] == [
        ("Amount", "€10.00", "€8.00"),
        ("Note", "For the dinner", "Taxi"),
    ]
    assert (latest.words, first.words, first.facts["Amount"]) == ("changed this", "added this", "€10.00")
    assert "David changed this" in text_of(page)


def test_an_undone_one_says_so_and_can_be_restored(client_of, zoe, payment, url):
    delete_payment(payment=payment, by=zoe, version=1)

    page = client_of(zoe).get(url)

    assert "This payment was undone" in text_of(page)
    assert f"{url}restore/" in page.content.decode()
    assert f"{url}edit/" not in page.content.decode()


def test_a_long_history_starts_with_its_newest_part_and_shows_all(client_of, zoe, david, payment, htmx, url):
    for version in range(1, 13):
        payment = edit_payment(
            payment=payment, by=zoe, version=version, draft=payment_draft(version, sender=david, receiver=zoe)
        )
    client = client_of(zoe)

    assert len(client.get(url).context["history"].versions) == 10
    everything = client.get(f"{url}?history=all", headers=htmx("payment-history"))
    assert everything.content.decode().strip().startswith('<section class="stack tight" id="payment-history"')
    assert everything.content.decode().count("changed this") == 12


def test_a_viewer_sees_it_and_changes_nothing(client_of, emily, url):
    page = client_of(emily).get(url)
    assert page.status_code == 200
    assert not re.search(r"/(edit|delete|restore|revert)/", page.content.decode())


def test_strangers_and_other_trips_payments_are_not_there(client_of, stranger, zoe, payment, url):
    assert client_of(stranger).get(url).status_code == 404
    assert client_of(stranger).get(f"/trips/{stranger.trip.slug}/payments/{payment.ref}/").status_code == 404
    assert client_of(zoe).get(url.replace(payment.ref, "nothing")).status_code == 404


def test_it_is_for_looking_at(client_of, zoe, url):
    assert client_of(zoe).post(url).status_code == 405


def test_its_queries_do_not_grow(client_of, trip, zoe, friends, url):
    client = client_of(zoe)
    assert_queries_do_not_grow(lambda: client.get(url), trip, friends)
