"""…/balances/<ref>/: the lines that make one person's balance."""

import pytest
from django.db import connection

from expenses.models import Expense
from expenses.services import delete_expense
from tests.settlements.rows import assert_queries_do_not_grow, pay, spend


@pytest.fixture
def url(trip, david):
    return f"/trips/{trip.slug}/balances/{david.ref}/"


def lines_of(response):
    return [
        (line.title, line.words, line.effect.minor, line.balance.minor) for line in response.context["statement"].rows
    ]


def test_each_expense_and_payment_is_a_line_and_they_come_to_the_balance(client_of, trip, david, payment, zoe, url):
    spend(trip, 600, by=david, among=[david, zoe], description="Taxi")
    gone = spend(trip, 999, by=david, among=[zoe], description="Never was")
    delete_expense(expense=gone, by=david, version=1)

    page = client_of(david).get(url)

    assert lines_of(page) == [
        ("Taxi", "paid €6.00, part €3.00", 300, 300),
        ("You paid Zoë", "", 1000, 0),
        ("Dinner", "part €10.00", -1000, -1000),
    ]
    david.refresh_from_db()
    assert page.context["statement"].rows[0].balance == david.net


def test_an_income_counts_the_other_way(client_of, trip, david, zoe, url):
    spend(trip, 500, by=david, among=[david, zoe], kind=Expense.Kind.INCOME, description="Refund")

    assert lines_of(client_of(zoe).get(url)) == [("Refund", "received €5.00, part €2.50", -250, -250)]


def test_lines_go_by_the_day_of_the_row_not_by_when_it_was_written_down(client_of, trip, david, zoe, url):
    spend(trip, 200, by=david, among=[zoe], description="Later", date="2026-05-09")
    spend(trip, 100, by=david, among=[zoe], description="Earlier", date="2026-05-01")

    assert [title for title, *_ in lines_of(client_of(zoe).get(url))] == ["Later", "Earlier"]


def test_a_payment_and_an_expense_of_one_ref_are_two_lines(client_of, trip, zoe, david, url):
    spend(trip, 500, by=david, among=[zoe], ref="same")
    pay(trip, 500, sender=zoe, receiver=david, ref="same")

    assert [balance for *_, balance in lines_of(client_of(zoe).get(url))] == [0, 500]


def test_lines_that_do_not_come_to_the_balance_are_never_passed_off_as_right(client_of, zoe, david, dinner, url):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE trips_participant SET sent = 5 WHERE id = %s", [david.pk])

    assert "something is damaged" in client_of(zoe).get(url).content.decode()


def test_long_statements_come_in_pages(client_of, trip, zoe, david, url):
    for minor in range(1, 103):
        pay(trip, minor, sender=david, receiver=zoe)
    client = client_of(zoe)

    assert len(client.get(url).context["page"].object_list) == 100
    assert len(client.get(f"{url}?page=2").context["page"].object_list) == 2


def test_a_viewer_may_look_and_is_led_to_no_form(client_of, emily, payment, url):
    page = client_of(emily).get(url)

    assert page.status_code == 200
    assert "/edit/" not in page.content.decode()


def test_a_stranger_and_an_unknown_person_are_not_there(client_of, zoe, stranger, trip, dinner, url):
    assert client_of(stranger).get(url).status_code == 404
    assert client_of(zoe).get(f"/trips/{trip.slug}/balances/{stranger.ref}/").status_code == 404


def test_it_is_for_looking_at(client_of, zoe, url):
    assert client_of(zoe).post(url).status_code == 405


def test_htmx_gets_the_fragment(client_of, zoe, dinner, htmx, url):
    response = client_of(zoe).get(url, headers=htmx("balance-detail"))

    assert response.content.decode().strip().startswith('<div class="stack" id="balance-detail"')


def test_its_queries_do_not_grow_with_the_trip(client_of, trip, zoe, friends, payment, url):
    client = client_of(zoe)
    assert_queries_do_not_grow(lambda: client.get(url), trip, friends)
