"""…/rates/: each currency of the trip, the rate that the next expense in it gets, and where that is from."""

import datetime
from decimal import Decimal

import pytest

from expenses.rating import set_trip_rate
from tests.expenses.rates import in_dong
from tests.expenses.recording import record, words
from tests.trips.recurring import assert_does_not_grow, queries
from trips.models import Trip


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/rates/"


@pytest.fixture
def own(trip, zoe):
    return set_trip_rate(trip=trip, by=zoe, currency="VND", rate=Decimal("0.00005"))


def test_a_trip_in_one_currency_says_so_and_offers_to_set_a_rate(client_of, zoe, url):
    page = client_of(zoe).get(url)
    assert "Everything so far is in one currency" in words(page)
    assert 'name="currency"' in page.content.decode()
    assert '<option value="EUR"' not in page.content.decode()


def test_a_currency_that_is_used_shows_the_banks_rate_and_its_date(client_of, trip, zoe, david, url, monkeypatch):
    monkeypatch.setattr("expenses.rate_table.today", lambda: datetime.date(2026, 5, 2))
    record(trip, zoe, [david], currency="USD", rate=Decimal("0.85"), rate_source="ecb")
    shown = words(client_of(zoe).get(url))
    assert "US Dollar (USD)" in shown
    assert "1 USD = 0.854554777 EUR" in shown
    assert "$10.00 is €8.55" in shown
    assert "30 April 2026" in shown
    assert "1 expense " in shown


def test_the_trips_own_rate_goes_first_and_says_who_set_it_and_when(client_of, trip, zoe, david, url):
    own = set_trip_rate(trip=trip, by=zoe, currency="USD", rate=Decimal("0.9"))
    type(own).objects.update(updated_at=datetime.datetime(2026, 5, 3, 12, tzinfo=datetime.UTC))
    shown = words(client_of(david).get(url))
    assert "1 USD = 0.9 EUR $10.00 is €9.00" in shown
    assert "set by Zoë on 3 May 2026" in shown
    assert "Instead of 1 USD = 0." in shown
    assert "no expense yet" in shown


def test_a_currency_without_any_rate_asks_for_one(client_of, trip, zoe, david, url):
    in_dong(trip, zoe, [david], 1000, rate_source="card", card_amount=4)
    page = client_of(zoe).get(url)
    assert "There is no rate for VND yet" in words(page)
    assert f'href="{url}VND/"' in page.content.decode()


def test_numbers_are_written_as_the_reader_writes_them(client_of, zoe, own, url):
    shown = words(client_of(zoe, accept_language="de-DE").get(url))
    assert "1 VND = 0,00005 EUR 100.000 ₫ is 5,00 €" in shown


def test_expenses_at_an_earlier_rate_are_counted_with_a_way_to_update_them(client_of, trip, zoe, david, own, url):
    for rate in ("0.00004", "0.00003", "0.00005"):
        in_dong(trip, zoe, [david], 1000, rate=rate)
    page = client_of(zoe).get(url)
    assert "2 expenses used an earlier rate" in words(page)
    assert f'href="{url}VND/reprice/"' in page.content.decode()


def test_choosing_a_currency_leads_to_its_form(client_of, zoe, url):
    answer = client_of(zoe).get(url, {"currency": "VND"})
    assert (answer.status_code, answer.url) == (302, f"{url}VND/")


@pytest.mark.parametrize("currency", ["", "EUR", "XXX", "vnd", "../"])
def test_what_cannot_be_chosen_is_refused_in_words(client_of, zoe, url, currency):
    answer = client_of(zoe).get(url, {"currency": currency})
    assert answer.status_code == 422
    assert "Choose a currency" in words(answer)


@pytest.mark.parametrize("why", ["a viewer", "a closed trip"])
def test_who_cannot_change_anything_sees_the_rates_and_no_way_to_change_them(
    client_of, trip, zoe, david, emily, own, url, why
):
    in_dong(trip, zoe, [david], 1000)
    if why == "a closed trip":
        Trip.objects.filter(pk=trip.pk).update(archived_at=datetime.datetime.now(tz=datetime.UTC))
    page = client_of(emily if why == "a viewer" else zoe).get(url)
    assert "1 VND = 0.00005 EUR" in words(page)
    section = page.content.decode().split('<div class="section"')[1]
    assert "<form" not in section
    assert "/VND/" not in section


def test_strangers_learn_nothing(client_of, stranger, url, client):
    assert client_of(stranger).get(url).status_code == 404
    assert client.get(url).status_code == 302


def test_only_looking_is_possible(client_of, zoe, url):
    assert client_of(zoe).post(url).status_code == 405


def test_htmx_gets_the_fragment(client_of, zoe, url, htmx):
    body = client_of(zoe).get(url, headers=htmx("rate-list")).content.decode().strip()
    assert body.startswith('<div class="stack" id="rate-list"')


def test_the_settings_lead_here(client_of, trip, zoe, emily, url):
    for reader in (zoe, emily):
        assert f'href="{url}"' in client_of(reader).get(f"/trips/{trip.slug}/settings/").content.decode()


def test_its_queries_grow_neither_with_people_nor_with_currencies(client_of, trip, zoe, david, own, url):
    reader = client_of(zoe)
    in_dong(trip, zoe, [david], 1000)
    assert_does_not_grow(lambda: reader.get(url), trip)
    before = queries(lambda: reader.get(url))
    for currency in ("LAK", "KHR", "MMK"):
        set_trip_rate(trip=trip, by=zoe, currency=currency, rate=Decimal("0.0005"))
        in_dong(trip, zoe, [david], 1000, currency=currency)
    assert queries(lambda: reader.get(url)) == before
