"""Converted amounts say their rate and where it is from, in the list, on their own page and in the statement of a balance."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expenses.conversion import conversion_of, equation, example, offer_in_words, shortened, where_from, written_rate
from expenses.rating import LEAST, MOST, MOST_DIGITS, RateOffer
from settlements.services import PaymentDraft, record_payment
from tests.expenses.recording import record, words
from tripsplit.fields import canonical
from tripsplit.locale import reading_as
from tripsplit.money import CURRENCIES
from tripsplit.parsing import parse_rate

DAY = datetime.date(2026, 10, 30)
LOCALES = ["en", "de", "fr", "de_CH", "en_IN", "pt_BR", "ja", "pl", "da"]
a_rate = (
    st.decimals(LEAST, MOST, allow_nan=False, allow_infinity=False)
    .map(lambda rate: Decimal(f"{rate:.{MOST_DIGITS}g}"))
    .filter(lambda rate: rate > 0)
)


@given(a_rate, st.sampled_from(LOCALES))
def test_every_rate_that_is_written_is_read_back(rate, locale):
    with reading_as(locale):
        assert parse_rate(written_rate(rate), currency="EUR", locale=locale) == rate


@given(a_rate, st.sampled_from(CURRENCIES), st.sampled_from(CURRENCIES))
def test_every_rate_has_an_example(rate, currency, base):
    assert " is " in example(rate, currency, base)


@given(a_rate)
def test_a_shortened_rate_is_the_rate_to_five_digits(rate):
    short = shortened(rate)
    assert abs(short - rate) <= rate * Decimal("0.00005")
    assert len(canonical(short).replace(".", "").strip("0")) <= 10


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("ecb", "European Central Bank, 30 October 2026"),
        ("trip", "this trip’s own rate, 30 October 2026"),
        ("card", "what the card statement says"),
        ("file", "what the imported file said"),
        ("same", ""),
    ],
)
def test_the_source_is_said_in_words(source, says):
    assert where_from(source, DAY) == says


@pytest.mark.parametrize(
    ("rate", "currency", "base", "says"),
    [
        ("1.171", "GBP", "EUR", "£10.00 is €11.71"),
        ("0.00004", "VND", "EUR", "₫100,000 is €4.00"),
        ("25000", "USD", "VND", "$10.00 is ₫250,000"),
        ("0.0061", "JPY", "KWD", "¥1,000 is KWD 6.100"),
    ],
)
def test_an_example_is_a_round_amount_that_buys_something(rate, currency, base, says):
    assert example(Decimal(rate), currency, base).replace("\xa0", " ") == says


def test_an_offer_has_its_direction_and_its_source():
    assert offer_in_words(RateOffer(Decimal("0.92"), DAY, "ecb"), "USD", "EUR") == (
        "1 USD = 0.92 EUR, European Central Bank, 30 October 2026"
    )
    assert offer_in_words(RateOffer(Decimal(1), DAY, "same"), "EUR", "EUR") == ""
    with reading_as("de"):
        assert equation(Decimal("0.92"), "USD", "EUR") == "1 USD = 0,92 EUR"


@pytest.fixture
def taxi(trip, zoe, david):
    facts = {"currency": "GBP", "rate": Decimal("1.1712345"), "rate_source": "ecb", "rate_date": DAY}
    return record(trip, zoe, [zoe, david], amount=2660, description="Taxi", **facts)


def test_what_is_in_the_trips_currency_was_not_converted(trip, zoe):
    assert conversion_of(record(trip, zoe, [zoe])) is None


def test_a_card_rate_follows_from_the_amounts_so_it_is_about_right(trip, zoe):
    by_card = record(trip, zoe, [zoe], amount=2660, currency="GBP", rate_source="card", card_amount=3131)
    assert conversion_of(by_card).equation == "1 GBP ≈ 1.1771 EUR"
    assert conversion_of(by_card).source == "what the card statement says"


def test_the_list_the_page_and_the_statement_all_say_it(client_of, trip, zoe, david, taxi):
    browser = client_of(zoe)
    assert "£26.60 at 1.1712" in words(browser.get(f"/trips/{trip.slug}/expenses/"))
    page = words(browser.get(taxi.get_absolute_url()))
    assert "€31.15 at 1 GBP = 1.1712345 EUR European Central Bank, 30 October 2026" in page
    assert "paid €31.15, part €15.5" in words(browser.get(f"/trips/{trip.slug}/balances/{zoe.ref}/"))
    assert "£26.60 at 1.1712" in words(browser.get(f"/trips/{trip.slug}/balances/{david.ref}/"))
    german = client_of(zoe, accept_language="de")
    assert "26,60 £ at 1,1712" in words(german.get(f"/trips/{trip.slug}/expenses/"))


def test_a_payment_in_another_currency_says_it_too(client_of, trip, zoe, david):
    draft = PaymentDraft(
        date=DAY, sender=david.ref, receiver=zoe.ref, amount=2000, currency="USD", rate=Decimal("0.9"),
        rate_source="trip",
    )  # fmt: skip
    record_payment(trip=trip, by=david, draft=draft)
    assert "$20.00 at 0.9" in words(client_of(zoe).get(f"/trips/{trip.slug}/balances/{zoe.ref}/"))
