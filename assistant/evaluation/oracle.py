"""Works out what a question's answer must be, from a trip's archive file alone. Standard library only, and nothing of ours.

It shares no code, no rounding and no query with what it checks. Amounts are integers in minor units of the trip's currency.
An expectation is a small dictionary, as `questions.jsonl` has it: see `KINDS` and `TESTS`.
"""

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

Expectation = dict[str, Any]
Row = dict[str, Any]


@dataclass(frozen=True)
class Expected:
    """What an answer must say to be right. What is None is not asked for."""

    minors: tuple[int, ...] = ()  # all of these are among the figures, whatever their sign
    sources: frozenset[str] | None = None  # exactly these rows are named
    words: tuple[str, ...] = ()  # each stands in the text
    plan: bool = False  # the plan settles everything, by as few payments as can be
    status: str = "answered"


def folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def half_up(value: Fraction) -> int:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


class Ledger:
    """One archive, read as it stands."""

    def __init__(self, archive: Row) -> None:
        self.trip = archive["trip"]
        self.names = {person["ref"]: person["name"] for person in archive["participants"]}
        self.expenses: list[Row] = archive["expenses"]
        self.payments: list[Row] = archive["payments"]

    @classmethod
    def read(cls, path: Path) -> "Ledger":
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def matching(self, where: Row) -> list[Row]:
        return [row for row in self.expenses if all(TESTS[word](row, wanted) for word, wanted in where.items())]

    def sum(self, measure: str, who: list[str], where: Row) -> int:
        return sum(amount_of(row, measure, who) for row in self.matching(where))

    def days(self) -> int:
        return (date.fromisoformat(self.trip["end_date"]) - date.fromisoformat(self.trip["start_date"])).days + 1

    def months(self) -> int:
        first, last = date.fromisoformat(self.trip["start_date"]), date.fromisoformat(self.trip["end_date"])
        return (last.year - first.year) * 12 + last.month - first.month + 1

    def balances(self) -> dict[str, int]:
        """Positive is owed money."""
        nets = dict.fromkeys(self.names, 0)
        for row in self.expenses:
            for ref in self.names:
                nets[ref] += amount_of(row, "paid", [ref]) - amount_of(row, "share", [ref])
        for row in self.payments:
            nets[row["from"]] += row["base_amount"]
            nets[row["to"]] -= row["base_amount"]
        return nets

    def debt(self, debtor: str, creditor: str) -> int:
        """What the one owes the other by the expenses that one of the two paid alone, less what they paid each other back."""
        owed = 0
        for row in self.expenses:
            for sign, payer, sharer in ((1, creditor, debtor), (-1, debtor, creditor)):
                if [line["participant"] for line in row["payers"]] == [payer]:
                    owed += sign * amount_of(row, "share", [sharer])
        return owed - self.paid_back(debtor, creditor) + self.paid_back(creditor, debtor)

    def paid_back(self, sender: str, receiver: str) -> int:
        return sum(row["base_amount"] for row in self.payments if (row["from"], row["to"]) == (sender, receiver))


def amount_of(row: Row, measure: str, who: list[str]) -> int:
    sign = -1 if row["kind"] == "income" else 1
    if measure == "spent":
        return sign * int(row["base_amount"])
    lines = row["payers"] if measure == "paid" else row["shares"]
    return sign * sum(int(line["base_amount"]) for line in lines if line["participant"] in who)


def refs_of(lines: list[Row]) -> set[str]:
    return {line["participant"] for line in lines}


TESTS: dict[str, Callable[[Row, Any], bool]] = {
    "categories": lambda row, keys: row["category"] in keys,
    "paid_by": lambda row, refs: bool(refs_of(row["payers"]) & set(refs)),
    "shared_by": lambda row, refs: set(refs) <= refs_of(row["shares"]),
    "from": lambda row, day: row["date"] >= day,
    "to": lambda row, day: row["date"] <= day,
    "currency": lambda row, code: row["currency"] == code,
    "least": lambda row, minor: row["base_amount"] > minor,
    "about": lambda row, pattern: re.search(pattern, folded(row["description"])) is not None,
    "not_about": lambda row, pattern: re.search(pattern, folded(row["description"])) is None,
    "kind": lambda row, kind: row["kind"] == kind,
}


def expected(ledger: Ledger, wanted: Expectation) -> Expected:
    """Raises KeyError for an expectation of an unknown kind."""
    kind = next(iter(wanted))
    return KINDS[kind](ledger, wanted)


def of_status(_ledger: Ledger, wanted: Expectation) -> Expected:
    return Expected(status=wanted["status"])


def of_sum(ledger: Ledger, wanted: Expectation) -> Expected:
    rows = ledger.matching(wanted["where"])
    if not rows:
        raise ValueError(f"The question is about nothing: {wanted}")
    return Expected((ledger.sum(wanted["sum"], wanted["who"], wanted["where"]),))


def of_count(ledger: Ledger, wanted: Expectation) -> Expected:
    return Expected(words=(str(len(ledger.matching(wanted["count"]))),))


def of_list(ledger: Ledger, wanted: Expectation) -> Expected:
    rows = ledger.matching(wanted["list"])
    return Expected(sources=frozenset(row["ref"] for row in rows))


def of_extreme(ledger: Ledger, wanted: Expectation) -> Expected:
    kind, where = next(iter(wanted.items()))
    rows = [row for row in ledger.matching(where) if row["kind"] == "expense"]
    chosen = {
        "max": lambda: max(row["base_amount"] for row in rows),
        "min": lambda: min(row["base_amount"] for row in rows),
        "last": lambda: rows[-1]["base_amount"],
    }[kind]()
    return Expected((chosen,))


def of_average(ledger: Ledger, wanted: Expectation) -> Expected:
    total = ledger.sum(wanted["average"], [], wanted["where"])
    parts = {
        "day": ledger.days(),
        "month": ledger.months(),
        "person": len(ledger.names),
        "person and day": ledger.days() * len(ledger.names),
        "expense": len(ledger.matching(wanted["where"])),
    }[wanted["per"]]
    return Expected((half_up(Fraction(total, parts)),))


def of_top(ledger: Ledger, wanted: Expectation) -> Expected:
    """Who stands highest (or lowest)."""
    if wanted["top"] == "balance":
        figures = ledger.balances()
    else:
        figures = {ref: ledger.sum(wanted["top"], [ref], wanted["where"]) for ref in ledger.names}
    best = (min if wanted["least"] else max)(figures, key=lambda ref: figures[ref])
    return Expected((figures[best],), words=(ledger.names[best].split()[0],))


def of_balance(ledger: Ledger, wanted: Expectation) -> Expected:
    return Expected((ledger.balances()[wanted["balance"]],))


def of_debt(ledger: Ledger, wanted: Expectation) -> Expected:
    debtor, creditor = wanted["debt"]
    return Expected((ledger.debt(debtor, creditor),))


def of_transfer(ledger: Ledger, wanted: Expectation) -> Expected:
    """What the plan lets the one pay the other; it can be told only where everybody's debts go to one person."""
    debtor, creditor = wanted["transfer"]
    nets = ledger.balances()
    debtors = [ref for ref, net in nets.items() if net < 0]
    if debtors != [debtor] or nets[creditor] <= 0:
        return Expected(status="(no one plan)")
    return Expected((nets[creditor],))


def of_payments(ledger: Ledger, wanted: Expectation) -> Expected:
    return Expected((ledger.paid_back(wanted["payments"]["from"], wanted["payments"]["to"]),))


def of_rate(ledger: Ledger, wanted: Expectation) -> Expected:
    rates = {row["rate"] for row in ledger.expenses if row["currency"] == wanted["rate"]}
    return Expected(words=tuple(rates))


def of_percent(ledger: Ledger, wanted: Expectation) -> Expected:
    part, whole = (ledger.sum(side["sum"], side["who"], side["where"]) for side in wanted["percent"].values())
    tenths = half_up(Fraction(part * 1000, whole))
    return Expected((part,), words=(f"{tenths // 10}.{tenths % 10}",))


def of_compare(ledger: Ledger, wanted: Expectation) -> Expected:
    return Expected(tuple(ledger.sum(side["sum"], side["who"], side["where"]) for side in wanted["compare"]))


def of_plan(_ledger: Ledger, _wanted: Expectation) -> Expected:
    return Expected(plan=True)


KINDS = {
    "status": of_status,
    "sum": of_sum,
    "count": of_count,
    "list": of_list,
    "max": of_extreme,
    "min": of_extreme,
    "last": of_extreme,
    "average": of_average,
    "top": of_top,
    "balance": of_balance,
    "debt": of_debt,
    "transfer": of_transfer,
    "payments": of_payments,
    "rate": of_rate,
    "percent": of_percent,
    "compare": of_compare,
    "plan": of_plan,
}


def settles(transfers: list[Row], nets: dict[str, int]) -> bool:
    """Whether these payments leave everybody at zero, and no plan needs fewer."""
    left = defaultdict(int, nets)
    for transfer in transfers:
        left[transfer["from"]] += transfer["minor"]
        left[transfer["to"]] -= transfer["minor"]
    return not any(left.values()) and len(transfers) == fewest(nets)


def fewest(nets: dict[str, int]) -> int:
    """People with a balance, less the most groups of them that cancel out, by trying all subsets."""
    open_nets = tuple(net for net in nets.values() if net)
    everybody = (1 << len(open_nets)) - 1
    sums = [sum(net for at, net in enumerate(open_nets) if mask >> at & 1) for mask in range(everybody + 1)]

    @cache
    def most_groups(mask: int) -> int:
        best, part = 0, mask
        while part:
            if sums[part] == 0:
                best = max(best, 1 + most_groups(mask ^ part))
            part = (part - 1) & mask
        return best

    return len(open_nets) - most_groups(everybody)
