"""An archive's money in two currencies: the row's own, and the trip's. Pure."""

from decimal import Decimal

from settlements.archive.facts import MoneyFacts
from settlements.archive.objects import Object
from settlements.archive.vocabulary import DECIMAL, RATE_LENGTH, RATE_SOURCES
from tripsplit.money import CURRENCIES, MAX_MINOR, Money, canonical, convert, rate_between

SAME, CARD, FILE = "same", "card", "file"


def read_money(row: Object, *, base: str, day: str) -> MoneyFacts:
    """The row's amount, what it is in the trip's currency (`base`), and by which rate. `day` is the row's own."""
    currency = row.choice("currency", CURRENCIES)
    found = MoneyFacts(
        currency=currency,
        amount=row.minor("amount", least=1),
        base_amount=0,
        rate="1",
        rate_date=row.day("rate_date", day),
        rate_source=row.choice("rate_source", RATE_SOURCES, SAME if currency == base else FILE),
    )
    given = row.minor("base_amount") if row.has("base_amount") else None
    if not row.is_sound() or not base:
        return found
    if currency == base:
        _check_same(row, found)
    else:
        _read_rate(row, found, base, given)
    if row.is_sound():
        _fill_base(row, found, base, given)
    return found


def _check_same(row: Object, found: MoneyFacts) -> None:
    if found["rate_source"] != SAME:
        row.fault(f"is {found['rate_source']}, and should be same: this is the trip’s own currency", "rate_source")
    if row.has("rate") and row.decimal("rate", DECIMAL) != "1":
        row.fault("should be 1: this is the trip’s own currency", "rate")


def _read_rate(row: Object, found: MoneyFacts, base: str, given: int | None) -> None:
    if found["rate_source"] == SAME:
        row.fault("is same, although the currency is not the trip’s", "rate_source")
    if row.has("rate"):
        found["rate"] = row.decimal("rate", DECIMAL)
        if row.is_sound() and (found["rate"] == "0" or len(found["rate"]) > RATE_LENGTH):
            row.fault(f"should be above zero, and have {RATE_LENGTH} digits at most", "rate")
    elif given is None:
        row.fault("is missing, and so is base_amount", "rate")
    elif row.is_sound():
        found["rate"] = canonical(rate_between(Money(found["amount"], found["currency"]), Money(given, base)))


def _fill_base(row: Object, found: MoneyFacts, base: str, given: int | None) -> None:
    exact = convert(found["amount"], rate=Decimal(found["rate"]), source=found["currency"], target=base)
    found["base_amount"] = exact if given is None else given
    off = 0 if found["rate_source"] == SAME else 1
    if max(exact, found["base_amount"]) > MAX_MINOR:
        row.fault(f"comes to {exact}, and {MAX_MINOR} is the most", "base_amount")
    elif found["rate_source"] != CARD and abs(found["base_amount"] - exact) > off:
        row.fault(f"is {given}, and amount × rate is {exact}", "base_amount")
