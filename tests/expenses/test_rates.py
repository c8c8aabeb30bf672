"""Reference rates are the European Central Bank's, never from the future, and say from which day they are."""

import datetime
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import currency_converter.currency_converter as library
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expenses import rates
from expenses.rates import SIGNIFICANT_DIGITS, Rate, data_until, reference_rate
from tripsplit.money import CURRENCIES, convert

FIRST = date(1999, 1, 4)
QUOTED = ["AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "IDR", "ILS", "INR", "ISK", "JPY",
          "KRW", "MXN", "MYR", "NOK", "NZD", "PHP", "PLN", "RON", "SEK", "SGD", "THB", "TRY", "USD", "ZAR"]  # fmt: skip
unhurried = settings(deadline=None, max_examples=150)
days = st.dates(date(2018, 2, 1), date(2026, 10, 30))


@pytest.fixture(scope="module")
def last_known():
    """The library's own fallback to the last known rate, which does not say from which day it is."""
    return library.CurrencyConverter(
        decimal=True, fallback_on_missing_rate=True, fallback_on_missing_rate_method="last_known"
    )


@pytest.fixture(scope="module")
def interpolating():
    """The library's fallback if nothing else is asked for."""
    return library.CurrencyConverter(decimal=True, fallback_on_missing_rate=True)


@pytest.mark.parametrize(
    ("day", "table"),
    [
        (date(2026, 4, 30), date(2026, 4, 30)),
        (date(2026, 5, 2), date(2026, 4, 30)),  # Saturday after a holiday: 1 May has no table
        (date(2026, 5, 3), date(2026, 4, 30)),
        (date(2026, 5, 4), date(2026, 5, 4)),
        (date(2026, 4, 6), date(2026, 4, 2)),  # Easter Monday: the longest gap there is
        (date(2025, 12, 28), date(2025, 12, 24)),
        (date(2026, 1, 1), date(2025, 12, 31)),
    ],
)
def test_a_day_without_a_table_has_the_rate_of_the_last_one_before_it(day, table):
    rate = reference_rate("USD", "EUR", day)
    assert rate == Rate(reference_rate("USD", "EUR", table).value, table, "ecb")


def test_rates_as_the_bank_published_them():
    # 30 October 2026: one euro was 1.1172 dollars and 175.68 yen.
    day = date(2026, 10, 30)
    assert reference_rate("EUR", "USD", day) == Rate(Decimal("1.1172"), day)
    assert reference_rate("USD", "EUR", day) == Rate(Decimal("0.8950948801"), day)
    assert reference_rate("USD", "JPY", day) == Rate(Decimal("157.2502685"), day)
    assert reference_rate("EUR", "IDR", day) == Rate(Decimal("20275.17"), day)


def test_the_librarys_usual_fallback_looks_into_the_future_and_ours_does_not(interpolating):
    friday, saturday, monday = date(2026, 10, 23), date(2026, 10, 24), date(2026, 10, 26)
    theirs = interpolating.convert(1, "EUR", "JPY", date=saturday)
    assert theirs not in {reference_rate("EUR", "JPY", day).value for day in (friday, monday)}, "a mean of both"
    assert reference_rate("EUR", "JPY", saturday) == reference_rate("EUR", "JPY", friday)


@unhurried
@given(days, st.sampled_from(QUOTED))
def test_every_day_has_the_last_known_rate(last_known, day, currency):
    rate = reference_rate("EUR", currency, day)
    assert rate.value == last_known.convert(1, "EUR", currency, date=day)
    if currency != "EUR":
        assert timedelta(0) <= day - rate.date <= timedelta(days=5)


@unhurried
@given(days, st.sampled_from(QUOTED), st.sampled_from(QUOTED))
def test_cross_rates_go_through_the_euro_exactly(day, source, target):
    rate = reference_rate(source, target, day)
    through = Fraction(reference_rate("EUR", target, day).value) / Fraction(reference_rate("EUR", source, day).value)
    assert len(rate.value.as_tuple().digits) <= SIGNIFICANT_DIGITS
    last_digit = Fraction(10) ** (rate.value.adjusted() - SIGNIFICANT_DIGITS + 1)
    assert abs(through - Fraction(rate.value)) <= last_digit / 2, "rounded half up, once"
    assert rate.source == ("same" if source == target else "ecb")


@unhurried
@given(days, st.sampled_from(QUOTED), st.integers(1, 10**8))
def test_ten_digits_convert_a_million_as_exactly_as_all_digits(day, source, minor):
    rate = reference_rate(source, "EUR", day).value
    per_euro = reference_rate("EUR", source, day).value
    decimals = 0 if source in {"JPY", "KRW", "ISK"} else 2
    exact = minor / Fraction(per_euro) * 100 / 10**decimals
    assert abs(convert(minor, rate=rate, source=source, target="EUR") - exact) <= Fraction(1, 2) + exact / 10**9


def test_no_rate_comes_from_a_later_day_than_the_one_asked_for():
    day = data_until()
    while day > data_until() - timedelta(days=400):
        assert reference_rate("CHF", "JPY", day).date <= day
        day -= timedelta(days=1)


@pytest.mark.parametrize("later", [1, 2, 30, 4000])
def test_after_the_last_table_its_rates_go_on_under_its_own_date(later):
    last = reference_rate("USD", "EUR", data_until())
    assert last.date == data_until()
    assert reference_rate("USD", "EUR", data_until() + timedelta(days=later)) == last


def test_before_the_first_table_there_is_no_rate():
    assert reference_rate("USD", "EUR", FIRST) == Rate(Decimal("0.8482483671"), FIRST)
    for day in (FIRST - timedelta(days=1), date(1970, 1, 1), date.min):
        assert reference_rate("USD", "EUR", day) is None


@pytest.mark.parametrize(
    ("currency", "last"),
    [("RUB", date(2022, 3, 1)), ("BGN", date(2025, 12, 31))],
)
def test_a_currency_that_the_bank_quotes_no_longer_has_no_rate_from_then_on(currency, last):
    assert reference_rate(currency, "EUR", last).date == last
    for later in (1, 2, 3, 365):
        day = last + timedelta(days=later)
        # A day without a table still has the last one, which had it.
        gone = reference_rate("USD", "EUR", day).date > last
        assert (reference_rate(currency, "EUR", day) is None) == gone
        assert (reference_rate("EUR", currency, day) is None) == gone
    assert reference_rate(currency, "USD", data_until()) is None


def test_years_without_a_quote_are_not_bridged_by_an_old_one(last_known):
    day = date(2013, 6, 3)
    assert last_known.convert(1, "EUR", "ISK", date=day) == 290, "the library goes on with December 2008"
    assert reference_rate("ISK", "EUR", day) is None
    assert reference_rate("ISK", "EUR", date(2018, 2, 1)).date == date(2018, 2, 1)


def test_a_currency_has_no_rate_before_the_bank_quoted_it():
    assert reference_rate("BRL", "EUR", date(2007, 12, 31)) is None
    assert reference_rate("BRL", "EUR", date(2008, 1, 2)).date == date(2008, 1, 2)


@pytest.mark.parametrize("currency", ["VND", "AED", "MAD", "EGP", "PEN", "COP", "KES", "GEL", "RSD", "XPF", "XYZ", ""])
def test_a_currency_that_the_bank_does_not_quote_has_no_rate(currency):
    assert reference_rate(currency, "EUR", date(2026, 5, 4)) is None
    assert reference_rate("USD", currency, date(2026, 5, 4)) is None


def test_the_quoted_currencies_are_those_that_the_documentation_names():
    assert [code for code in CURRENCIES if reference_rate(code, "EUR", date(2026, 5, 4))] == QUOTED


@pytest.mark.parametrize("currency", ["EUR", "VND"])
def test_one_currency_is_worth_itself_on_any_day(currency):
    day = date(1990, 1, 1)
    assert reference_rate(currency, currency, day) == Rate(Decimal(1), day, source="same")


def test_the_data_of_the_pinned_release_reach_to_the_autumn_of_2026():
    assert data_until() >= date(2026, 10, 30)
    assert type(data_until()) is datetime.date


def test_rates_are_loaded_once_and_only_when_asked_for(monkeypatch):
    loaded = []

    class Counting(library.CurrencyConverter):
        def load_file(self, currency_file):
            loaded.append(currency_file)
            super().load_file(currency_file)

    monkeypatch.setattr(rates, "CurrencyConverter", Counting)
    rates._converter.cache_clear()
    assert loaded == []
    reference_rate("USD", "EUR", date(2026, 5, 4))
    reference_rate("GBP", "EUR", date(2026, 5, 5))
    data_until()
    assert loaded == [library.CURRENCY_FILE], "the file inside the package, no address"
    rates._converter.cache_clear()
