"""An expense written out: as the archive writes it (for the history), and as a person reads it (for the feed)."""

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from expenses.drafts import Division, ExpenseDraft
from expenses.lines import SplitItem, SplitLine
from expenses.models import Expense, Item, Line, SplitMethod
from trips.history import Shown, shown_day, shown_money
from trips.ledger_row import RateSource
from tripsplit.fields import canonical
from tripsplit.money import Money


def snapshot(expense: Expense) -> dict[str, Any]:
    """The expense with its payers and shares, in the trip archive's form; participants are refs, amounts minor units."""
    return {
        "ref": expense.ref,
        "date": expense.date.isoformat(),
        "description": expense.description,
        "note": expense.note,
        "category": expense.category,
        "kind": expense.kind,
        "currency": expense.currency,
        "amount": expense.amount,
        "base_amount": expense.base_amount,
        "rate": canonical(expense.rate),
        "rate_date": expense.rate_date.isoformat(),
        "rate_source": expense.rate_source,
        "payers": [_line(payer) for payer in expense.payers.all()],
        "split": {
            "method": expense.method,
            "lines": [
                {"participant": share.participant.ref, "value": share.value or None} for share in expense.shares.all()
            ],
            "items": [_item(item) for item in expense.items.all()],
            "tax": expense.tax,
            "tip": expense.tip,
        },
        "shares": [_line(share) for share in expense.shares.all()],
    }


def _item(item: Item) -> dict[str, Any]:
    had = [sharer.participant.ref for sharer in item.sharers.all()]
    return {"label": item.label, "amount": item.amount, "participants": had}


def _line(line: Line) -> dict[str, Any]:
    return {"participant": line.participant.ref, "amount": line.amount, "base_amount": line.base_amount}


def read_snapshot(written: Mapping[str, Any]) -> tuple[ExpenseDraft, Division]:
    """What a snapshot says of its expense, and the figures that it came to then, in the expense's currency and in the trip's."""
    split, carded = written["split"], written["rate_source"] == RateSource.CARD
    plain = ("description", "note", "category", "kind", "currency", "amount", "rate_source")
    draft = ExpenseDraft(
        **{name: written[name] for name in plain},
        date=datetime.date.fromisoformat(written["date"]),
        rate=Decimal(written["rate"]),
        rate_date=datetime.date.fromisoformat(written["rate_date"]),
        card_amount=written["base_amount"] if carded else None,
        payers=_side(written["payers"], "amount"),
        method=split["method"],
        lines=[SplitLine(line["participant"], line["value"]) for line in split["lines"]],
        items=[SplitItem(item["label"], item["amount"], item["participants"]) for item in split.get("items", [])],
        tax=split.get("tax", 0),
        tip=split.get("tip", 0),
    )
    sides = [_side(written[side], name) for side in ("payers", "shares") for name in ("amount", "base_amount")]
    return draft, Division(written["base_amount"], *sides)


def _side(lines: Sequence[Mapping[str, Any]], amount: str) -> dict[str, int]:
    return {line["participant"]: line[amount] for line in lines}


def described(expense: Expense) -> dict[str, Shown]:
    """The expense's facts by their names, for showing what a change changed."""
    facts: dict[str, Shown] = {
        "What": expense.description,
        "Amount": shown_money(expense.money),
        "Date": shown_day(expense.date),
        "Category": expense.get_category_display(),
        "Kind": expense.get_kind_display(),
        "Split": SplitMethod(expense.method).label,
        "Note": expense.note,
    }
    for payer in expense.payers.all():
        facts[f"Paid by {payer.participant.name}"] = shown_money(payer.money)
    for share in expense.shares.all():
        facts[f"{share.participant.name}’s part"] = shown_money(share.money)
    if expense.currency != expense.trip.currency:
        facts |= {"Worth": shown_money(expense.base_money), "Rate": canonical(expense.rate)}
        facts["Rate from"] = expense.get_rate_source_display()
    if expense.method == SplitMethod.ITEMISED:
        facts |= {
            "Tax": shown_money(Money(expense.tax, expense.currency)),
            "Tip": shown_money(Money(expense.tip, expense.currency)),
        }
        facts["Items"] = ", ".join(item.label for item in expense.items.all())
    return facts
