"""Money is exact: it adds up in one currency, divides without a remainder and converts by one rounding rule."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from babel import Locale
from hypothesis import given, settings
from hypothesis import strategies as st

from tripsplit.money import (
    CURRENCIES,
    MAX_MINOR,
    CurrencyMismatch,
    Money,
    UnknownCurrency,
    allocate,
    convert,
    currency_name,
    exponent,
    format_compact,
    format_money,
    symbol,
)

unhurried = settings(deadline=None, max_examples=100)
amounts = st.integers(-MAX_MINOR, MAX_MINOR)
weights = st.one_of(
    st.integers(0, 10**6), st.fractions(min_value=0, max_value=1000, max_denominator=1000), st.sampled_from([0, 1, 2])
)
some_weights = st.lists(weights, min_size=1, max_size=30).filter(any)


def test_amounts_of_one_currency_add_up_and_cancel():
    assert Money(1050, "EUR") + Money(50, "EUR") == Money(1100, "EUR")
    assert Money(50, "EUR") - Money(1050, "EUR") == -Money(1000, "EUR")
    assert not Money(5, "EUR") - Money(5, "EUR")
    assert Money(-1, "EUR")


@pytest.mark.parametrize("combine", [Money.__add__, Money.__sub__])
def test_amounts_of_two_currencies_do_not_mix(combine):
    with pytest.raises(CurrencyMismatch, match="EUR and USD"):
        combine(Money(1, "EUR"), Money(1, "USD"))


def test_the_same_number_in_two_currencies_is_not_the_same_amount():
    assert Money(100, "EUR") != Money(100, "USD")


def test_amounts_have_no_order():
    with pytest.raises(TypeError):
        assert Money(1, "EUR") < Money(2, "EUR")


def test_an_amount_is_never_a_float():
    with pytest.raises(TypeError, match="whole minor units"):
        Money(10.5, "EUR")


@pytest.mark.parametrize("code", ["", "eur", "EURO", "XYZ", "XAU", "DEM"])
def test_a_currency_that_is_not_in_use_is_unknown(code):
    for ask in (exponent, lambda code: Money(1, code), lambda code: symbol(code, "en")):
        with pytest.raises(UnknownCurrency, match="There is no currency"):
            ask(code)


@pytest.mark.parametrize(
    ("code", "decimals"), [("JPY", 0), ("ISK", 0), ("EUR", 2), ("HUF", 2), ("IDR", 2), ("KWD", 3), ("IQD", 3)]
)
def test_decimals_are_those_of_the_iso_standard(code, decimals):
    assert exponent(code) == decimals


def test_every_currency_has_a_name_and_stands_once_in_order():
    names = Locale("en").currencies
    assert [code for code in CURRENCIES if code not in names] == []
    assert list(CURRENCIES) == sorted(set(CURRENCIES))


def test_a_currency_is_called_what_its_reader_calls_it():
    assert currency_name("CHF", "de") == "Schweizer Franken"
    assert symbol("CAD", "en") == "CA$"
    assert symbol("ILS", "he") == "₪"
    assert symbol("AED", "ar") == "د.إ.", "without CLDR's invisible mark"


@unhurried
@given(amounts, some_weights)
def test_the_parts_sum_exactly_to_the_whole(total, weights):
    assert sum(allocate(total, weights)) == total


@unhurried
@given(amounts, some_weights)
def test_each_part_is_less_than_one_unit_from_its_exact_quota(total, weights):
    exact = [Fraction(total) * weight / sum(weights) for weight in weights]
    assert all(abs(part - quota) < 1 for part, quota in zip(allocate(total, weights), exact, strict=True))


@unhurried
@given(st.integers(0, MAX_MINOR), some_weights)
def test_a_larger_weight_never_gets_less(total, weights):
    in_order = sorted(zip(weights, allocate(total, weights), strict=True))
    parts = [part for _, part in in_order]
    assert parts == sorted(parts)


@unhurried
@given(amounts, some_weights)
def test_no_weight_gets_nothing(total, weights):
    parts = allocate(total, weights)
    assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if weight == 0)


@unhurried
@given(amounts, some_weights, st.fractions(min_value=Fraction(1, 50), max_value=50, max_denominator=50))
def test_only_the_proportions_of_weights_count(total, weights, factor):
    assert allocate(total, weights) == allocate(total, [weight * factor for weight in weights])


@unhurried
@given(amounts, some_weights)
def test_a_refund_is_the_mirror_image_of_its_expense(total, weights):
    assert allocate(-total, weights) == [-part for part in allocate(total, weights)]


def test_leftover_units_go_to_the_largest_fractions_and_then_in_the_order_given():
    assert allocate(100, [1, 1, 1]) == [34, 33, 33]
    assert allocate(101, [1, 1, 1]) == [34, 34, 33]
    assert allocate(10, [1, 1, 4]) == [2, 2, 6], "1.67, 1.67 and 6.67: two units for three equal fractions"
    assert allocate(100, [3, 2, 2]) == [43, 29, 28]


@pytest.mark.parametrize(
    ("weights", "words"),
    [([], "Nobody"), ([0, 0], "Nobody"), ([1, -1], "negative"), ([2, Fraction(-1, 2)], "negative")],
)
def test_what_cannot_be_divided_is_an_error(weights, words):
    with pytest.raises(ValueError, match=words):
        allocate(100, weights)


@pytest.mark.parametrize("weight", [0.5, Decimal("0.5"), "1"])
def test_a_weight_that_is_not_exact_is_an_error(weight):
    with pytest.raises(TypeError, match="exact"):
        allocate(100, [weight, 1])


@unhurried
@given(
    amounts,
    st.decimals(min_value="0.00001", max_value=100_000, places=6),
    st.sampled_from(["EUR", "JPY", "KWD"]),
    st.sampled_from(["EUR", "JPY", "KWD"]),
)
def test_conversion_rounds_half_up_away_from_zero(minor, rate, source, target):
    exact = Decimal(minor).scaleb(exponent(target) - exponent(source)) * rate
    expected = int(exact.to_integral_value(rounding=ROUND_HALF_UP))
    assert convert(minor, rate=rate, source=source, target=target) == expected


@unhurried
@given(st.integers(1, MAX_MINOR), st.decimals(min_value="1", max_value=1000, places=4))
def test_a_rate_and_its_inverse_lead_back_within_one_unit(minor, rate):
    there = convert(minor, rate=rate, source="EUR", target="USD")
    back = Fraction(there) / Fraction(rate)
    assert abs(back - minor) <= 1


@given(amounts)
def test_a_rate_of_one_changes_nothing(minor):
    assert convert(minor, rate=Decimal(1), source="EUR", target="USD") == minor


@pytest.mark.parametrize("rate", ["0", "-1", "NaN", "Infinity"])
def test_a_rate_is_a_number_above_zero(rate):
    with pytest.raises(ValueError, match="above zero"):
        convert(100, rate=Decimal(rate), source="EUR", target="USD")


@pytest.mark.parametrize(
    ("minor", "currency", "locale", "written"),
    [
        (123456750, "EUR", "en", "€1,234,567.50"),
        (123456750, "EUR", "de", "1.234.567,50\N{NO-BREAK SPACE}€"),
        (123456750, "EUR", "fr", "1\u202f234\u202f567,50\N{NO-BREAK SPACE}€"),
        (123456750, "CHF", "de_CH", "CHF\N{NO-BREAK SPACE}1’234’567.50"),
        (123456750, "INR", "en_IN", "₹12,34,567.50"),
        (123456750, "BRL", "pt_BR", "R$\N{NO-BREAK SPACE}1.234.567,50"),
        (1234567, "JPY", "ja", "￥1,234,567"),
        (1234567, "KWD", "en", "KWD\N{NO-BREAK SPACE}1,234.567"),
        (1234567, "HUF", "hu", "12\N{NO-BREAK SPACE}345,67\N{NO-BREAK SPACE}Ft"),
        (123450, "EUR", "ar_EG", "1,234.50\N{NO-BREAK SPACE}€"),
        (5, "EUR", "en", "€0.05"),
        (0, "EUR", "en", "€0.00"),
    ],
)
def test_amounts_are_written_as_their_reader_expects(minor, currency, locale, written):
    assert format_money(Money(minor, currency), locale=locale) == written


@pytest.mark.parametrize(
    ("minor", "sign", "written"),
    [
        (150, "auto", "€1.50"),
        (-150, "auto", "\N{MINUS SIGN}€1.50"),
        (150, "always", "+€1.50"),
        (-150, "always", "\N{MINUS SIGN}€1.50"),
        (0, "always", "€0.00"),
        (-150, "never", "€1.50"),
    ],
)
def test_the_sign_stands_first(minor, sign, written):
    assert format_money(Money(minor, "EUR"), locale="en", sign=sign) == written


@pytest.mark.parametrize(
    ("minor", "currency", "locale", "written"),
    [
        (500_00, "EUR", "en", "500"),
        (1_500_00, "EUR", "en", "1.5K"),
        (20_000, "JPY", "en", "20K"),
        (1_000_000_00, "EUR", "de", "1\N{NO-BREAK SPACE}Mio."),
        (50, "EUR", "en", "0.50"),
        (50, "EUR", "fr", "0,50"),
        (-50, "EUR", "en", "−0.50"),
        (-2_000_00, "EUR", "en", "−2K"),
        (500, "KWD", "en", "0.500"),
        (0, "EUR", "en", "0"),
    ],
)
def test_a_scale_says_its_amounts_shortly(minor, currency, locale, written):
    assert format_compact(Money(minor, currency), locale=locale) == written
