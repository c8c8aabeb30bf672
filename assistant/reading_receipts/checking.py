"""What a model says that a receipt says becomes a proposal, or a doubt: nothing of it is believed that cannot be checked. Pure."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from assistant.reading_receipts.amounts import Amounts, printed
from assistant.reading_receipts.currency import currency_of
from assistant.reading_receipts.proposal import Line, Proposal
from tripsplit.text import salvaged

MOST_LINES = 80
LONGEST_MERCHANT, LONGEST_LABEL = 120, 120
LONG_AGO = datetime.timedelta(days=366)
DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")


@dataclass(frozen=True, slots=True)
class Known:
    """What we know without the receipt."""

    today: datetime.date
    currency: str  # that the form says
    currencies: tuple[str, ...] = ()  # that the trip uses
    start: datetime.date | None = None  # of the trip


def propose(found: Mapping[str, Any], known: Known) -> Proposal:
    """`found` is what a model filled in: any JSON at all. Never raises."""
    doubts: dict[str, str] = {}
    currency = currency_of(_words(found.get("currency"), 20), known.currency, known.currencies, doubts)
    rows = _rows(found.get("lines"))
    if len(rows) > MOST_LINES:
        doubts["items"] = f"It has more than {MOST_LINES} lines. The rest is missing here."
    others = {name: printed(found.get(name)) for name in ("tax", "tip", "total")}
    amounts = Amounts([*(amount for _, amount in rows), *others.values()], currency)
    read = {name: amounts.read(text) for name, text in others.items()}
    total = read["total"] or 0
    if total <= 0:
        doubts["amount"] = "It seems to be money back." if total < 0 else "Its total could not be read."
    return _settled(
        Proposal(
            currency=currency,
            total=total if total > 0 else None,
            lines=_lines(rows[:MOST_LINES], amounts),
            tax=max(read["tax"] or 0, 0),
            tip=max(read["tip"] or 0, 0),
            merchant=_words(found.get("merchant"), LONGEST_MERCHANT),
            date=_date(found.get("date"), known, doubts),
            doubts=doubts,
        )
    )


def _settled(read: Proposal) -> Proposal:
    """Tax that is in the prices already, as in Europe, and a tip that is only suggested are no part of the sum."""
    for inside, beside in ((0, 0), (read.tax, 0), (0, read.tip), (read.tax, read.tip)):
        tried = replace(read, tax=read.tax - inside, tip=read.tip - beside, tax_inside=inside, tip_beside=beside)
        if tried.adds_up:
            return tried
    return read


def _rows(value: Any) -> list[tuple[str, str]]:
    """Labels and prices, as texts; rows of another shape are none."""
    rows = value if isinstance(value, list) else []
    found = [
        (_words(row.get("label"), LONGEST_LABEL), printed(row.get("amount")))
        for row in rows[: MOST_LINES * 4]
        if isinstance(row, dict)
    ]
    return [(label, amount) for label, amount in found if label or amount]


def _lines(rows: list[tuple[str, str]], amounts: Amounts) -> tuple[Line, ...]:
    """What costs nothing is nobody's to share."""
    lines = [Line(label, amounts.read(amount)) for label, amount in rows]
    return tuple(line for line in lines if line.amount != 0)


def _words(value: Any, longest: int) -> str:
    """One line of what can be seen; empty where nothing is left. What it says is only ever shown."""
    if not isinstance(value, str):
        return ""
    return salvaged(salvaged(value[: longest * 4])[:longest])


def _date(value: Any, known: Known, doubts: dict[str, str]) -> datetime.date | None:
    text = value.strip() if isinstance(value, str) else ""
    if not text:
        return None
    match = DAY.fullmatch(text[:20])
    try:
        day = datetime.date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        day = None
    if day is None:
        doubts["date"] = "The day on the receipt could not be read."
    elif day > known.today:
        doubts["date"] = f"The receipt says {_in_words(day)}, which has not come yet."
    elif day < (known.start or known.today) - LONG_AGO:
        doubts["date"] = f"The receipt says {_in_words(day)}, which is long before the trip."
    else:
        return day
    return None


def _in_words(day: datetime.date) -> str:
    return f"{day.day} {day:%B} {day.year}"
