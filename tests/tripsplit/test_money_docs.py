"""The worked tables of docs/money.md are what the code computes."""

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from expenses.rates import Rate, reference_rate
from expenses.splitting import SplitError, SplitItem, SplitLine, fair_order, left_to_assign, split, spread
from settlements.ledger import ExpenseEntry
from settlements.pairwise import pairwise
from tripsplit.calculator import evaluate_amount
from tripsplit.fields import canonical
from tripsplit.money import CURRENCIES, DoubtfulAmount, Money, convert, exponent, format_money, parse_amount
from tripsplit.parsing import parse_rate

DOC = Path(__file__).parents[2] / "docs" / "money.md"
PEOPLE = ["p1", "p2", "p3"]


def rows_of(name):
    """Yield each row of the table under `<!-- checked: name -->` as a dict, backticks taken off."""
    table = re.search(rf"<!-- checked: {name} -->\n\n((?:\|.*\n)+)", DOC.read_text(encoding="utf-8"))[1]
    lines = [[cell.strip().strip("`") for cell in line[1:-1].split("|")] for line in table.splitlines()]
    head, _rule, *body = lines
    return [dict(zip(head, cells, strict=True)) for cells in body]


def money_in(text):
    """Read "−€1.50", "¥100" or "KWD 10.000" as written in English."""
    negative, size = text.startswith("−"), text.removeprefix("−")
    signs = {"€": "EUR", "$": "USD", "¥": "JPY", "₹": "INR", "₫": "VND"}
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


def typed_minor(cell):
    return str(money_in(cell).minor) if cell else None


def outcome_of(method, total, lines, **bill):
    """Give what a row's last three cells say: the parts, or that it is refused, and where."""
    try:
        return split(method, total, lines, **bill)
    except SplitError as refusal:
        return dict.fromkeys(PEOPLE, f"refused at {refusal.participant}" if refusal.participant else "refused")


def outcome_in(row):
    return {
        person: row[person] if row[person].startswith("refused") else money_in(row[person]).minor for person in PEOPLE
    }


@pytest.mark.parametrize("row", rows_of("exact"), ids=lambda row: f"{row['Amount']} {row['Left to assign']}")
def test_the_table_of_exact_amounts_is_what_the_code_gives(row):
    total = money_in(row["Amount"]).minor
    lines = [SplitLine(person, typed_minor(row[f"{person} types"])) for person in PEOPLE]
    assert left_to_assign("exact", total, lines) == money_in(row["Left to assign"]).minor
    assert outcome_of("exact", total, lines, seed="x1") == outcome_in(row)


@pytest.mark.parametrize("row", rows_of("percent"), ids=lambda row: f"{row['Amount']} {row['p1 : p2 : p3']}")
def test_the_table_of_percentages_is_what_the_code_gives(row):
    total, percentages = money_in(row["Amount"]).minor, row["p1 : p2 : p3"].split(" : ")
    lines = [SplitLine(person, value) for person, value in zip(PEOPLE, percentages, strict=True)]
    assert left_to_assign("percent", total, lines) == Decimal(row["Left, in percent"].replace("−", "-"))
    assert outcome_of("percent", total, lines, seed=row["Expense"]) == outcome_in(row)


@pytest.mark.parametrize("row", rows_of("adjustment"), ids=lambda row: f"{row['Amount']} {row['p1 adds']}")
def test_the_table_of_adjustments_is_what_the_code_gives(row):
    lines = [SplitLine(person, typed_minor(row[f"{person} adds"])) for person in PEOPLE]
    assert outcome_of("adjustment", money_in(row["Amount"]).minor, lines, seed=row["Expense"]) == outcome_in(row)


@pytest.mark.parametrize("row", rows_of("items"), ids=lambda row: f"{row['Amount']} {row['Items']}")
def test_the_table_of_items_is_what_the_code_gives(row):
    total, tax, tip = (money_in(row[heading]).minor for heading in ("Amount", "Tax", "Tip"))
    priced = [cell.split(" ") for cell in row["Items"].split("; ")]
    items = [SplitItem("", money_in(price).minor, people) for price, *people in priced]
    lines = [SplitLine(person) for person in PEOPLE]
    left = left_to_assign("itemised", total, lines, items=items, tax=tax, tip=tip)
    assert left == money_in(row["Remainder"]).minor
    parts = outcome_of("itemised", total, lines, seed=row["Expense"], items=items, tax=tax, tip=tip)
    assert parts == outcome_in(row)


@pytest.mark.parametrize("row", rows_of("rates"), ids=lambda row: f"{row['Day']} {row['From']} {row['To']}")
def test_the_table_of_reference_rates_is_what_the_code_gives(row):
    rate = reference_rate(row["From"], row["To"], date.fromisoformat(row["Day"]))
    known = row["Rate"] != "none"
    assert rate == (Rate(Decimal(row["Rate"]), date.fromisoformat(row["Table of"])) if known else None)
    assert known or row["Table of"] == "none"


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


@pytest.mark.parametrize("row", rows_of("repricing"), ids=lambda row: row["Rate"])
def test_the_table_of_repriced_expenses_is_what_the_code_gives(row):
    total, worth = money_in(row["Amount"]), money_in(row["Worth"])
    assert convert(total.minor, rate=Decimal(row["Rate"]), source="VND", target="EUR") == worth.minor
    parts = split("equal", total.minor, [SplitLine(person) for person in PEOPLE], seed=row["Expense"])
    assert spread(worth.minor, parts, seed=row["Expense"]) == parts_in(row)


@pytest.mark.parametrize("row", rows_of("rate parsing"), ids=lambda row: row["Typed"])
def test_the_table_of_typed_rates_is_how_they_are_read(row):
    for locale in [heading.strip("`") for heading in row if heading != "Typed"]:
        try:
            read = canonical(parse_rate(row["Typed"], currency="EUR", locale=locale))
        except DoubtfulAmount:
            read = "refused"
        assert read == row[locale], locale


@pytest.mark.parametrize(
    ("read_by", "row"),
    [
        *((parse_amount, row) for row in rows_of("parsing")),
        *((evaluate_amount, row) for row in [*rows_of("parsing"), *rows_of("calculator")]),
    ],
    ids=lambda given: f"{given['Typed']} {given['Currency']}" if isinstance(given, dict) else given.__name__,
)
def test_the_tables_of_what_people_type_are_how_it_is_read(read_by, row):
    for locale in [heading.strip("`") for heading in row if heading not in {"Typed", "Currency"}]:
        try:
            read = read_by(row["Typed"], currency=row["Currency"], locale=locale)
        except DoubtfulAmount:
            assert row[locale] == "refused", locale
        else:
            assert row[locale] == written(Money(read, row["Currency"])), locale


@pytest.mark.parametrize("row", rows_of("pairs"))
def test_the_table_of_pairs_is_what_the_code_gives(row):
    payers = {person: money_in(row[f"{person} paid"]).minor for person in PEOPLE[:2]}
    shares = {person: money_in(row[f"{person} bears"]).minor for person in PEOPLE}
    debts = pairwise([ExpenseEntry(row["Expense"], "expense", payers, shares)])
    shown = {tuple(name.split(" to ")): money_in(cell).minor for name, cell in row.items() if " to " in name}
    assert debts == {pair: minor for pair, minor in shown.items() if minor}
