"""An expense written out: as the archive writes it (for the history), and as a person reads it (for the feed)."""

from typing import Any

from expenses.models import Expense, Line, SplitMethod
from trips.history import Shown, shown_money
from tripsplit.fields import canonical


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
            "items": [],
            "tax": 0,
            "tip": 0,
        },
        "shares": [_line(share) for share in expense.shares.all()],
    }


def _line(line: Line) -> dict[str, Any]:
    return {"participant": line.participant.ref, "amount": line.amount, "base_amount": line.base_amount}


def described(expense: Expense) -> dict[str, Shown]:
    """The expense's facts by their names, for showing what a change changed."""
    facts: dict[str, Shown] = {
        "What": expense.description,
        "Amount": shown_money(expense.money),
        "Date": expense.date.isoformat(),
        "Category": expense.get_category_display(),
        "Kind": expense.get_kind_display(),
        "Split": SplitMethod(expense.method).label,
        "Note": expense.note,
    }
    for payer in expense.payers.all():
        facts[f"Paid by {payer.participant.name}"] = shown_money(payer.money)
    for share in expense.shares.all():
        facts[f"{share.participant.name}’s part"] = shown_money(share.money)
    return facts
