"""Amounts that people type are read as they mean them, or refused with a reason that helps."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tripsplit.money import CURRENCIES, MAX_MINOR, DoubtfulAmount, Money, UnknownCurrency, format_money, parse_amount
from tripsplit.parsing import parse_rate, parse_weight

LOCALES = ["en", "de", "fr", "de_CH", "en_IN", "pt_BR", "ja"]
unhurried = settings(deadline=None, max_examples=150)


def read(text, currency="EUR", locale="en"):
    return parse_amount(text, currency=currency, locale=locale)


def outcome(text, currency="EUR", locale="en"):
    """Give the amount and no reason, or no amount and the reason."""
    try:
        return parse_amount(text, currency=currency, locale=locale), ""
    except DoubtfulAmount as doubt:
        return None, doubt.reason


def reason(text, currency="EUR", locale="en"):
    with pytest.raises(DoubtfulAmount) as refusal:
        parse_amount(text, currency=currency, locale=locale)
    assert str(refusal.value) == refusal.value.reason
    return refusal.value.reason


@unhurried
@given(st.integers(1, MAX_MINOR), st.sampled_from(["JPY", "EUR", "INR", "KWD"]), st.sampled_from(LOCALES))
def test_what_is_written_is_read_back(minor, currency, locale):
    assert read(format_money(Money(minor, currency), locale=locale), currency, locale) == minor


@pytest.mark.parametrize("locale", [*LOCALES, "ar", "he", "fa", "hi", "bn", "da", "pl", "zh"])
def test_every_currency_is_read_back_in_every_script(locale):
    wrong = [
        code for code in CURRENCIES if read(format_money(Money(1234567, code), locale=locale), code, locale) != 1234567
    ]
    assert wrong == []


@unhurried
@given(
    st.text(st.sampled_from("0123456789.,' \u00a0\u202f’-+eE_€$xKWDEUR१１٣½\n"), max_size=14), st.sampled_from(LOCALES)
)
def test_any_text_is_an_amount_in_range_or_refused_in_words(text, locale):
    for currency in ("JPY", "EUR", "KWD"):
        minor, words = outcome(text, currency, locale)
        if minor is None:
            assert words.endswith(".")
        else:
            assert 1 <= minor <= MAX_MINOR
            digits = "".join(char for char in text if char in "0123456789")
            assert digits.lstrip("0").startswith(str(minor).rstrip("0")), "no digit is lost, moved or made up"


@unhurried
@given(st.text(st.characters(), max_size=70))
def test_no_text_at_all_breaks_the_reader(text):
    minor, words = outcome(text)
    assert (minor is None) == bool(words)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    "text", ["12,50", "12.50", "12,5", "12.5", " 12.50 ", "€12.50", "12,50 €", "12,50 EUR", "eur 12.50"]
)
def test_two_digits_after_one_sign_are_decimals_in_any_locale(text, locale):
    assert read(text, locale=locale) == 1250


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    "text", ["1.234,50", "1,234.50", "1 234,50", "1\u00a0234,50", "1\u202f234.50", "1'234.50", "1’234,50", "1234.5"]
)
def test_groups_then_decimals_have_one_meaning_in_any_locale(text, locale):
    assert read(text, locale=locale) == 123450


@pytest.mark.parametrize(
    ("text", "currency", "locale", "minor"),
    [
        ("1,234", "EUR", "en", 123400),
        ("1.234", "EUR", "de", 123400),
        ("1.234", "EUR", "pt_BR", 123400),
        ("1 234", "EUR", "fr", 123400),
        ("1’234", "CHF", "de_CH", 123400),
        ("1,250", "JPY", "ja", 1250),
        ("1.234", "KWD", "en", 1234),
        ("1,234", "KWD", "fr", 1234),
        ("1,234", "KWD", "en", 1234000),
        ("1234.567", "KWD", "fr", 1234567),
        ("1.234.567", "EUR", "en", 123456700),
    ],
)
def test_three_digits_after_one_sign_are_what_the_locale_says(text, currency, locale, minor):
    assert read(text, currency, locale) == minor


@pytest.mark.parametrize(
    ("text", "currency", "locale", "large", "small"),
    [
        ("1.234", "EUR", "en", "1234", "1.23"),
        ("1,234", "EUR", "de", "1234", "1,23"),
        ("1.234", "EUR", "fr", "1234", "1,23"),
        ("1,234", "CHF", "de_CH", "1234", "1.23"),
        ("1.234", "KWD", "fr", "1234", "1,234"),
        ("1.250", "JPY", "en", "1250", "1"),
    ],
)
def test_a_doubt_between_group_and_decimals_shows_how_to_write_both(text, currency, locale, large, small):
    words = reason(text, currency, locale)
    assert words == (
        f"“{text}” can be read in two ways. Write {large} for the large amount, or {small} for the small one."
    )
    assert read(large, currency, locale) > read(small, currency, locale)


@pytest.mark.parametrize("text", ["12,34,567.50", "1,23,456", "12,34,56,789"])
def test_groups_of_two_are_read_in_india_only(text):
    digits = text.replace(",", "")
    assert read(text, "INR", "en_IN") == round(float(digits) * 100)
    assert "cannot be read" in reason(text, "INR", "en")
    assert "cannot be read" in reason(text.replace(",", " "), "INR", "en_IN")


@pytest.mark.parametrize(
    "text",
    [
        "1,2,3", "1,23,4", "1,2345,678", "1234,567,890", "0,123,456", "1,234,56", "1.234.56", "1,,234", "1 23", "1  234",
        "1,234.567.890", "1'234 567", "1,234 567", "1.234,567.89", "1/234", "1:234", "1-234", "1_000", "1e3", "1E3", "0x10",
        "1\n234", "12 .50", "NaN", "Infinity", "-", "€", "(5)x(6)", "12k", "5 bananas", "12:50", "1+2",
    ],
)  # fmt: skip
def test_what_is_not_one_amount_is_refused_with_an_example(text):
    assert reason(text) in {
        "This cannot be read as one amount. Write it like 12.50.",
        "Enter an amount above zero, without a plus or minus sign.",
    }
    assert "12,50" in reason("1,2,3", locale="de")
    assert "12.500" in reason("1,2,3", "KWD")


@pytest.mark.parametrize("text", ["１２", "١٢", "१२", "12½", "十二", "1²", "１２.50", "1٫5"])
def test_digits_of_other_kinds_are_refused(text):
    assert reason(text).endswith("such as 12.50.") or "cannot be read" in reason(text)


def test_full_width_and_arabic_digits_are_answered_with_the_digits_to_use():
    assert reason("１２") == reason("١٢") == "Write the amount with the digits 0 to 9, such as 12.50."


@pytest.mark.parametrize("text", ["-5", "−5", "+5", "-0", "5-", "€-5", "-€5", "12.–", "–5"])
def test_a_sign_is_refused_in_words(text):
    assert reason(text) == "Enter an amount above zero, without a plus or minus sign."


@pytest.mark.parametrize("text", ["0", "0.00", "00", "€0", "0,0"])
def test_nothing_is_not_an_amount(text):
    assert reason(text) == "Enter an amount above zero."


@pytest.mark.parametrize("text", ["", "  ", "\u00a0"])
def test_an_empty_field_asks_for_an_amount(text):
    assert reason(text, locale="de") == "Enter an amount, such as 12,50."


@pytest.mark.parametrize("text", [".50", ",5", "12.", "12,", "€ .50", "12. €"])
def test_a_missing_digit_beside_the_decimal_sign_is_asked_for(text):
    assert reason(text) in {
        "Write digits on both sides of the decimal sign, such as 12.50.",
        "This cannot be read as one amount. Write it like 12.50.",
    }


@pytest.mark.parametrize(
    ("text", "currency", "words"),
    [
        ("12.345,678", "EUR", "Euro (EUR) has 2 decimals at most. Write it like 12345.67."),
        ("0.1234", "EUR", "Euro (EUR) has 2 decimals at most. Write it like 0.12."),
        ("1234.567", "EUR", "Euro (EUR) has 2 decimals at most. Write it like 1234.56."),
        ("1.2345", "KWD", "Kuwaiti Dinar (KWD) has 3 decimals at most. Write it like 1.234."),
        ("12.50", "JPY", "Japanese Yen (JPY) has no decimals. Write a whole amount, such as 12."),
        ("1,200.00", "JPY", "Japanese Yen (JPY) has no decimals. Write a whole amount, such as 1200."),
    ],
)
def test_more_decimals_than_the_currency_has_are_refused(text, currency, words):
    assert reason(text, currency) == words


@pytest.mark.parametrize(
    ("currency", "most"), [("EUR", "10000000000"), ("JPY", "1000000000000"), ("KWD", "1000000000")]
)
def test_there_is_a_largest_amount(currency, most):
    assert read(most, currency) == MAX_MINOR
    shown = f"{int(most):,}".replace(",", "\u202f")
    assert reason(str(int(most) + 1), currency) == f"That is too much for one amount. The most is {shown} {currency}."


def test_a_very_long_number_is_refused_at_once():
    assert reason("1" * 1_000_000) == "That is too long for an amount."


@pytest.mark.parametrize(
    ("text", "currency", "locale", "minor"),
    [
        ("¥1200", "JPY", "en", 1200),
        ("￥1200", "JPY", "ja", 1200),
        ("kr. 1200", "DKK", "da", 120000),
        ("1200 kr", "SEK", "sv", 120000),
        ("1200 Kč", "CZK", "cs", 120000),
        ("EUR 12 EUR", "EUR", "en", 1200),
    ],
)
def test_the_sign_of_the_same_currency_is_accepted(text, currency, locale, minor):
    assert read(text, currency, locale) == minor


@pytest.mark.parametrize(
    ("text", "currency", "locale", "meant"),
    [
        ("$12.50", "EUR", "en", "US Dollar"),
        ("12.50 usd", "EUR", "en", "US Dollar"),
        ("£5", "EUR", "de", "British Pound"),
        ("$12", "CAD", "en", "US Dollar"),
        ("¥100", "JPY", "zh", "Chinese Yuan"),
    ],
)
def test_another_currency_is_refused_by_name(text, currency, locale, meant):
    words = reason(text, currency, locale)
    assert f"stands for {meant}, but this amount is in" in words
    assert "Change the currency, or leave the sign out." in words


def test_a_dollar_sign_means_the_readers_own_dollar():
    assert read("$12", "CAD", "en_CA") == 1200
    assert "Canadian Dollar" in reason("$12", "USD", "en_CA")


def test_an_unknown_currency_is_the_programmers_mistake():
    with pytest.raises(UnknownCurrency):
        read("12", "XYZ")


@pytest.mark.parametrize(
    ("text", "weight"),
    [("1", "1"), ("1.50", "1.5"), ("1,5", "1.5"), (" 2 ", "2"), ("0", "0"), ("03", "3"), ("1.0", "1")],
)
def test_a_number_of_shares_is_read_with_comma_or_point(text, weight):
    assert parse_weight(text) == weight


@pytest.mark.parametrize("text", ["", "-1", "1/3", "1.234", "1,000", "1e3", "١", "NaN", "1_0", "1234567", "one"])
def test_what_is_no_number_of_shares_is_refused(text):
    with pytest.raises(DoubtfulAmount, match="number of shares"):
        parse_weight(text)


@pytest.mark.parametrize(
    ("text", "locale", "rate"),
    [
        ("1.171", "en", "1.171"),
        ("1,171", "de", "1.171"),
        ("1,171", "fr", "1.171"),
        ("1.171", "de_CH", "1.171"),
        ("0,895", "en", "0.895"),
        ("0.8950948801", "de", "0.8950948801"),
        ("25000", "en", "25000"),
        ("25,000.5", "en", "25000.5"),
        ("25 000,5", "fr", "25000.5"),
        ("€1.25", "en", "1.25"),
        ("1.25 EUR", "en", "1.25"),
        ("0", "en", "0"),
        ("0.000000001", "en", "0.000000001"),
    ],
)
def test_a_rate_is_read_as_the_reader_writes_it(text, locale, rate):
    assert parse_rate(text, currency="EUR", locale=locale) == Decimal(rate)


@pytest.mark.parametrize(
    ("text", "locale", "large", "small"),
    [("1,171", "en", "1171", "1.171"), ("1.171", "de", "1171", "1,171"), ("25,000", "en_IN", "25000", "25.000")],
)
def test_a_rate_that_may_be_thousands_is_not_guessed(text, locale, large, small):
    with pytest.raises(DoubtfulAmount, match=f"Write {large} for the large rate, or {small} for the small one"):
        parse_rate(text, currency="EUR", locale=locale)


@pytest.mark.parametrize("text", ["", " ", "-1", "1e3", "1_000", "NaN", "Infinity", "١", "１", "1,2,3", "$1.2", "0x1", ".5"])  # fmt: skip
def test_what_is_no_rate_is_refused_in_words_that_name_a_rate(text):
    with pytest.raises(DoubtfulAmount) as refusal:
        parse_rate(text, currency="EUR", locale="en")
    assert "amount" not in refusal.value.reason


@unhurried
@given(st.text(max_size=80), st.sampled_from(LOCALES))
def test_any_text_is_a_finite_rate_or_refused(text, locale):
    try:
        rate = parse_rate(text, currency="EUR", locale=locale)
    except DoubtfulAmount:
        return
    assert rate.is_finite()
