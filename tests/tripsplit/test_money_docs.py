"""The worked tables of docs/money.md are what the code computes."""

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from expenses.splitting import SplitLine, fair_order, split, spread
from tripsplit.money import CURRENCIES, DoubtfulAmount, Money, convert, exponent, format_money, parse_amount

DOC = Path(__file__).parents[2] / "docs" / "money.md"
PEOPLE = ["p1", "p2", "p3"]


def rows_of(name):
    """Yield each row of the table under `<!-- checked: name -->` as a dict, backticks taken off."""
    table = re.search(rf"<!-- checked: {name} -->\n\n((?:\|.*\n)+)", DOC.read_text(encoding="utf-8"))[1]
    lines = [[cell.strip().strip("`") for cell in line.strip("|").split(" | ")] for line in table.splitlines()]
    head, _rule, *body = lines
    return [dict(zip(head, cells, strict=True)) for cells in body]


def money_in(text):
    """Read "−€1.50", "¥100" or "KWD 10.000" as written in English."""
    negative, size = text.startswith("−"), text.removeprefix("−")
    signs = {"€": "EUR", "$": "USD", "¥": "JPY", "₹": "INR"}
    currency = signs.get(size[0]) or size[:3]
    assert currency in CURRENCIES
    minor = 0 if not re.search("[1-9]", size) else parse_amount(size, currency=currency, locale="en")
    return Money(-minor if negative else minor, currency)


def written(money):
    return format_money(money, locale="en").replace("\N{NO-BREAK SPACE}", " ")


def parts_in(row):
    return {person: money_in(row[person]).minor for person in PEOPLE}


@pytest.mark.parametrize("row", rows_of("rotation"), ids=lambda row: row["Expense"])
def test_the_table_of_leftover_cents_is_what_the_hash_gives(row):
    lines = [SplitLine(person) for person in PEOPLE]
    assert ", ".join(fair_order(row["Expense"], PEOPLE)) == row["Order"]
    assert split("equal", money_in(row["Amount"]).minor, lines, seed=row["Expense"]) == parts_in(row)


def test_in_the_table_of_leftover_cents_everybody_gets_the_odd_cent_at_some_time():
    assert {row["Order"][:2] for row in rows_of("rotation")} == set(PEOPLE)


@pytest.mark.parametrize("row", rows_of("equal"), ids=lambda row: row["Amount"])
def test_the_table_of_equal_splits_is_what_the_code_gives(row):
    lines = [SplitLine(person) for person in PEOPLE]
    assert split("equal", money_in(row["Amount"]).minor, lines, seed=row["Expense"]) == parts_in(row)


@pytest.mark.parametrize("row", rows_of("shares"), ids=lambda row: row["Weights p1 : p2 : p3"])
def test_the_table_of_shares_is_what_the_code_gives(row):
    weights = row["Weights p1 : p2 : p3"].split(" : ")
    total = money_in(row["Amount"]).minor
    lines = [SplitLine(person, weight) for person, weight in zip(PEOPLE, weights, strict=True)]
    assert split("shares", total, lines, seed=row["Expense"]) == parts_in(row)
    quotas = [total * Fraction(weight) / sum(map(Fraction, weights)) for weight in weights]
    assert [Decimal(quota) for quota in row["Exact quotas (minor units)"].split(" / ")] == [
        round(Decimal(quota.numerator) / quota.denominator, 2) for quota in quotas
    ]


@pytest.mark.parametrize("row", rows_of("conversion"), ids=lambda row: f"{row['Amount']} at {row['Rate']}")
def test_the_table_of_conversions_is_what_the_code_gives(row):
    source, target, rate = money_in(row["Amount"]), money_in(row["Result"]), Decimal(row["Rate"])
    assert convert(source.minor, rate=rate, source=source.currency, target=target.currency) == target.minor
    exact = source.minor * rate * Decimal(10) ** (exponent(target.currency) - exponent(source.currency))
    assert Decimal(row["Exact, in the target's minor units"].replace("−", "-")) == exact


@pytest.mark.parametrize("row", rows_of("spread"), ids=lambda row: row["Expense"])
def test_the_table_of_spread_amounts_is_what_the_code_gives(row):
    total, base = money_in(row["Amount"]), money_in(row["At 0.92"])
    assert convert(total.minor, rate=Decimal("0.92"), source="USD", target="EUR") == base.minor
    parts = split("equal", total.minor, [SplitLine(person) for person in PEOPLE], seed=row["Expense"])
    in_base = spread(base.minor, parts, seed=row["Expense"])
    for person in PEOPLE:
        assert row[person] == f"{written(Money(parts[person], 'USD'))} → {written(Money(in_base[person], 'EUR'))}"


@pytest.mark.parametrize("row", rows_of("parsing"), ids=lambda row: f"{row['Typed']} {row['Currency']}")
def test_the_table_of_what_people_type_is_how_it_is_read(row):
    for locale in [heading.strip("`") for heading in row if heading not in {"Typed", "Currency"}]:
        try:
            read = parse_amount(row["Typed"], currency=row["Currency"], locale=locale)
        except DoubtfulAmount:
            assert row[locale] == "refused", locale
        else:
            assert row[locale] == written(Money(read, row["Currency"])), locale
