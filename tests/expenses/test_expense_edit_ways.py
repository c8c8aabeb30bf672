"""…/expenses/<ref>/edit/, every way of splitting: saving what nobody changed changes nothing, and changing one thing keeps the rest."""

import datetime
import re
from dataclasses import replace
from decimal import Decimal

import pytest

from expenses.drafts import draft_of
from expenses.models import Expense
from expenses.splitting import SplitItem, SplitLine
from tests.expenses.recording import record, words
from tests.trips.recurring import queries

DAY = datetime.date(2026, 5, 1)


def lines(people, values):
    return [SplitLine(person.ref, value) for person, value in zip(people, values, strict=False)]


def facts_of(way, friends):
    """What an expense of €20.00 (or of another currency) says in each way that it can be made."""
    zoe, david, _, kenji = friends
    return {
        "equal": {},
        "shares": {"method": "shares", "lines": lines(friends, ["1.5", "0.333333", "0"])},
        "exact": {"method": "exact", "lines": lines(friends, ["1000", "580", "420", None])},
        "percent": {"method": "percent", "lines": lines(friends, ["33.400001", "66.599999", None])},
        "adjustment": {"method": "adjustment", "lines": lines(friends, ["400", "-200", None, "0"])},
        "itemised": {
            "method": "itemised",
            "lines": lines(friends, [None] * 4),
            "items": [SplitItem("Fish", 1500, [zoe.ref, david.ref]), SplitItem("", -100, [zoe.ref])],
            "tax": 200,
            "tip": 400,
        },
        "several payers": {"payers": {zoe.ref: 1500, kenji.ref: 500}},
        "money back": {"kind": "income", "payers": {david.ref: 2000}},
        "at the bank's rate": {"currency": "GBP", "rate": Decimal("1.15"), "rate_source": "ecb", "rate_date": DAY},
        "at the trip's rate": {"currency": "VND", "rate": Decimal("0.000034"), "rate_source": "trip", "rate_date": DAY},
        "at a file's rate": {"currency": "KWD", "rate": Decimal("2.9"), "rate_source": "file", "rate_date": DAY},
        "by card": {"currency": "USD", "rate_source": "card", "card_amount": 1799},
    }[way]


WAYS = [
    *("equal", "shares", "exact", "percent", "adjustment", "itemised", "several payers", "money back"),
    *("at the bank's rate", "at the trip's rate", "at a file's rate", "by card"),
]


@pytest.fixture(params=WAYS)
def expense(request, trip, zoe, friends):
    return record(trip, zoe, friends[:3], amount=2000, **facts_of(request.param, friends))


def as_sent(page):
    """The fields of the expense form that a browser would send: what is ticked, chosen, written and hidden."""
    form = page.context["form"]
    fields = {name: form[name].value() for name in form.fields if form[name].value() not in (None, [])}
    return fields | {"version": re.search(r'name="version" value="(\d+)"', page.content.decode())[1]}


def said_by(expense):
    return draft_of(Expense.objects.with_items().select_related("trip").get(pk=expense.pk))


@pytest.mark.parametrize("language", ["en-GB", "de-DE", "sv-SE"])
def test_saving_what_nobody_touched_changes_nothing(client_of, zoe, expense, language):
    before, shares = said_by(expense), list(expense.shares.values_list("participant", "amount", "base_amount"))
    client, url = client_of(zoe, accept_language=language), f"{expense.get_absolute_url()}edit/"
    answer = client.post(url, as_sent(client.get(url)))
    assert answer.status_code == 303, words(answer)
    assert said_by(expense) == before
    assert list(expense.shares.values_list("participant", "amount", "base_amount")) == shares


def test_a_new_description_keeps_the_split_and_the_rate(client_of, zoe, expense):
    before = said_by(expense)
    client, url = client_of(zoe), f"{expense.get_absolute_url()}edit/"
    client.post(url, as_sent(client.get(url)) | {"description": "Supper", "category": "food"})
    assert said_by(expense) == replace(before, description="Supper", category="food")


def test_two_versions_can_be_told_apart_and_mine_is_saved_whole(client_of, zoe, expense):
    before = said_by(expense)
    client, url = client_of(zoe), f"{expense.get_absolute_url()}edit/"
    mine = as_sent(client.get(url)) | {"note": "Mine"}
    client.post(url, mine | {"note": "Theirs"})
    conflict = client.post(url, mine)
    assert conflict.status_code == 409
    form = re.search(r'<form class="actions".*?</form>', conflict.content.decode(), re.DOTALL)[0]
    fields = {}
    for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form):
        fields.setdefault(name, []).append(value)
    assert client.post(url, fields).status_code == 303
    assert said_by(expense) == replace(before, note="Mine")


def test_changing_the_way_keeps_what_was_typed_for_the_other(client_of, trip, zoe, david, friends):
    exact = record(trip, zoe, friends, amount=2000, **facts_of("exact", friends))
    client, url = client_of(zoe), f"{exact.get_absolute_url()}edit/"
    form = as_sent(client.get(url)) | {"method": "percent", f"percent_{zoe.ref}": "99.99"}
    refused = client.post(url, form)
    assert refused.status_code == 422
    assert f'name="exact_{david.ref}" value="5.80"' in refused.content.decode()


def test_another_currency_gets_the_rate_of_the_day(client_of, trip, zoe, friends):
    pounds = record(trip, zoe, friends, amount=2000, **facts_of("at the bank's rate", friends))
    client, url = client_of(zoe), f"{pounds.get_absolute_url()}edit/"
    client.post(url, as_sent(client.get(url)) | {"currency": "CHF"})
    pounds.refresh_from_db()
    assert (pounds.currency, pounds.rate_source, str(pounds.rate_date)) == ("CHF", "ecb", "2026-04-30")
    assert pounds.rate != Decimal("1.15")


def test_back_in_the_trips_currency_there_is_no_rate(client_of, trip, zoe, friends):
    card = record(trip, zoe, friends, amount=2000, **facts_of("by card", friends))
    client, url = client_of(zoe), f"{card.get_absolute_url()}edit/"
    client.post(url, as_sent(client.get(url)) | {"currency": "EUR"})
    card.refresh_from_db()
    assert (card.rate_source, card.rate, card.base_amount) == ("same", 1, 2000)


def test_the_number_of_queries_does_not_grow_with_the_items(client_of, trip, zoe, friends):
    refs = [person.ref for person in friends]

    def bill(count):
        items = [SplitItem("Olive", 10, refs) for _ in range(count)]
        return record(trip, zoe, friends, amount=10 * count, method="itemised", items=items)

    client = client_of(zoe)
    few, many = (f"{bill(count).get_absolute_url()}edit/" for count in (2, 50))
    assert queries(lambda: client.get(many)) == queries(lambda: client.get(few))
