"""…/balances/: where everybody stands, the plan, and the payments."""

import re
from dataclasses import replace

import pytest
from django.utils import timezone

from settlements import balances
from settlements.planner import plan_transfers
from settlements.services import delete_payment
from tests.settlements.rows import assert_queries_do_not_grow, pay, spend

WRITING = re.compile(r"/payments/(new/|[\w-]+/(edit|delete|restore|revert)/)")


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/balances/"


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_reader_stands_first_and_each_balance_has_a_sign_and_a_word(client_of, david, dinner, url):
    text = text_of(client_of(david).get(url))

    you, zoe = text.index("You owe −€10.00"), text.index("Zoë gets back +€30.00")
    assert you < zoe


def test_the_plan_says_who_pays_whom_and_how_many_payments_settle_everything(client_of, david, dinner, url):
    text = text_of(client_of(david).get(url))

    assert "You pay Zoë" in text
    assert "Kenji pays Zoë" in text
    assert "Three payments settle everything, and no plan needs fewer." in text


def test_fewest_is_claimed_only_where_it_is_proven(client_of, trip, friends, url, monkeypatch):
    zoe, david, emily, kenji = friends
    spend(trip, 500, by=zoe, among=[emily])
    spend(trip, 300, by=zoe, among=[kenji])
    spend(trip, 400, by=david, among=[kenji])
    assert "no plan needs fewer" in text_of(client_of(zoe).get(url))

    monkeypatch.setattr(balances, "plan_transfers", lambda nets, wishes: replace(plan_transfers(nets), proven=False))
    assert "Three payments settle everything." in text_of(client_of(zoe).get(url))


def test_a_ticket_leads_to_the_payment_form_with_everything_filled_in(client_of, trip, zoe, david, dinner, url):
    page = client_of(david).get(url).content.decode()

    assert f"/trips/{trip.slug}/payments/new/?from={david.ref}&to={zoe.ref}&amount=1000" in page.replace("&amp;", "&")


def test_a_ticket_says_why(client_of, david, dinner, url):
    text = text_of(client_of(david).get(url))

    assert "You owe €10.00 in all, and Zoë gets back €30.00" in text


def test_all_square_says_so_and_plans_nothing(client_of, trip, zoe, david, url):
    spend(trip, 1000, by=zoe, among=[david])
    pay(trip, 1000, sender=david, receiver=zoe)

    page = client_of(zoe).get(url)

    assert "All square" in page.content.decode()
    assert "Mark as paid" not in page.content.decode()


def test_payments_are_listed_and_undone_ones_are_a_click_away(client_of, trip, zoe, david, payment, url):
    client = client_of(zoe)
    assert "?trash=1" not in client.get(url).content.decode()
    delete_payment(payment=pay(trip, 77, sender=zoe, receiver=david), by=zoe, version=1)

    page = client.get(url)

    assert [row.words for row in page.context["payments"]] == ["David paid you"]
    assert f"/trips/{trip.slug}/payments/?trash=1" in page.content.decode()


def test_of_many_payments_the_latest_are_shown_and_a_way_to_all(client_of, trip, zoe, david, htmx, url):
    for minor in range(1, 26):
        pay(trip, minor, sender=david, receiver=zoe)

    page = client_of(zoe).get(url)

    assert [row.payment.amount for row in page.context["payments"]] == list(range(25, 5, -1))
    assert f'/trips/{trip.slug}/payments/">Show all payments' in page.content.decode()


def test_a_viewer_sees_everything_and_no_buttons(client_of, emily, payment, url):
    page = client_of(emily).get(url)

    assert page.status_code == 200
    assert "Mark as paid" not in page.content.decode()
    assert not WRITING.search(page.content.decode())


def test_an_archived_trip_offers_no_change(client_of, trip, zoe, payment, url):
    trip.archived_at = timezone.now()
    trip.save()

    assert not WRITING.search(client_of(zoe).get(url).content.decode())


def test_somebody_who_left_is_shown_until_they_are_square(client_of, zoe, kenji, david, trip, dinner, url):
    kenji.deactivated_at = timezone.now()
    kenji.save(update_fields=["deactivated_at"])
    assert "Kenji owes" in text_of(client_of(zoe).get(url))

    pay(trip, 1000, sender=kenji, receiver=zoe)

    names = [standing.name for standing in client_of(zoe).get(url).context["standings"]]
    assert "Kenji" not in names


def test_a_stranger_learns_nothing(client_of, stranger, dinner, url):
    assert client_of(stranger).get(url).status_code == 404


def test_it_is_for_looking_at(client_of, zoe, url):
    assert client_of(zoe).post(url).status_code == 405


def test_htmx_gets_the_fragment(client_of, zoe, dinner, htmx, url):
    response = client_of(zoe).get(url, headers=htmx("balance-list"))

    assert response.content.decode().strip().startswith('<div class="stack loose" id="balance-list"')


def test_its_queries_do_not_grow_with_the_trip(client_of, trip, zoe, friends, payment, url):
    client = client_of(zoe)
    assert_queries_do_not_grow(lambda: client.get(url), trip, friends)
