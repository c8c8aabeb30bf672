"""What a repeat makes: a draft as the trip archive writes an expense, without the day, and back."""

import datetime
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from expenses.drafts import ExpenseDraft
from expenses.rating import offered_rate
from expenses.splitting import SplitItem, SplitLine
from trips.ledger_row import RateSource
from trips.models import Trip
from tripsplit.fields import canonical
from tripsplit.money import Money, rate_between


def written(draft: ExpenseDraft, *, base_currency: str) -> dict[str, Any]:
    """The draft as JSON. A card statement is about one day's bill: what is kept of it is the rate that it came to."""
    carded = draft.rate_source == RateSource.CARD and draft.card_amount is not None
    rate = rate_between(draft.money, Money(draft.card_amount or 0, base_currency)) if carded else draft.rate
    return {
        "description": draft.description,
        "note": draft.note,
        "category": draft.category,
        "kind": draft.kind,
        "currency": draft.currency,
        "amount": draft.amount,
        "rate": canonical(rate),
        "rate_date": (draft.rate_date or draft.date).isoformat(),
        "rate_source": RateSource.TRIP.value if carded else draft.rate_source,
        "payers": [{"participant": ref, "amount": amount} for ref, amount in draft.payers.items()],
        "split": {
            "method": draft.method,
            "lines": [{"participant": line.participant, "value": line.value} for line in draft.lines],
            "items": [
                {"label": item.label, "amount": item.amount, "participants": list(item.participants)}
                for item in draft.items
            ],
            "tax": draft.tax,
            "tip": draft.tip,
        },
    }


def read(said: Mapping[str, Any], *, on: datetime.date) -> ExpenseDraft:
    """The draft of an expense of that day, at the rate that was written down."""
    split, source = said["split"], said["rate_source"]
    return ExpenseDraft(
        date=on,
        description=said["description"],
        note=said["note"],
        category=said["category"],
        kind=said["kind"],
        currency=said["currency"],
        amount=said["amount"],
        rate=Decimal(said["rate"]),
        rate_source=source,
        rate_date=None if source == RateSource.SAME else datetime.date.fromisoformat(said["rate_date"]),
        payers={payer["participant"]: payer["amount"] for payer in said["payers"]},
        lines=[SplitLine(line["participant"], line["value"]) for line in split["lines"]],
        method=split["method"],
        items=[SplitItem(item["label"], item["amount"], item["participants"]) for item in split["items"]],
        tax=split["tax"],
        tip=split["tip"],
    )


def read_at_days_rate(said: Mapping[str, Any], *, trip: Trip, on: datetime.date) -> ExpenseDraft:
    """The draft at the rate that the trip offers for the day; where it offers none, at the original's, of the original's date."""
    draft = read(said, on=on)
    offer = None if draft.currency == trip.currency else offered_rate(trip, draft.currency, on)
    if offer is None:
        return draft
    return replace(draft, rate=offer.rate, rate_source=offer.source, rate_date=offer.date)
