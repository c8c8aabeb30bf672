"""What an expense said in each of its versions, in words: for its history, and for two versions side by side."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import dateformat

from expenses.conversion import rate_in_words
from expenses.drafts import ExpenseDraft, divide
from expenses.models import Category, Expense, SplitMethod
from expenses.snapshots import snapshot
from expenses.wording import listed, said_for_one
from trips.conflicts import Compared
from trips.ledger_row import RateSource
from trips.models import Revision, Trip
from trips.versions import History, compare_facts, load_history
from tripsplit.fields import canonical
from tripsplit.locale import current_locale
from tripsplit.money import Money, format_money, rate_between

KINDS = {Expense.Kind.INCOME: "Money back"}


def history(trip: Trip, ref: str, *, everything: bool = False) -> History:
    """The versions of an expense, newest first. One query."""
    names = names_of(trip)
    return load_history(trip, "expense", ref, lambda written: facts(written, names), everything=everything)


def latest(trip: Trip, ref: str) -> Revision | None:
    """Who made the expense what it is now, and when."""
    return trip.revisions.filter(kind="expense", ref=ref).select_related("actor").order_by("-version").first()


def conflict(expense: Expense, draft: ExpenseDraft) -> list[Compared]:
    """The saved version beside the reader's own, fact by fact."""
    return compare(snapshot(expense), _snapshot_of_draft(draft, expense), names_of(expense.trip))


def compare(before: Mapping[str, Any], after: Mapping[str, Any], names: Mapping[str, str]) -> list[Compared]:
    """Two snapshots, fact by fact, in the order in which a reader wants to know them."""
    return compare_facts(facts(before, names), facts(after, names))


def facts(snapshot: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, str]:
    """A snapshot (in the archive's form) in words, by the names of its facts; `names` are people's, by ref."""

    def money(line: Mapping[str, Any]) -> str:
        return format_money(Money(line["amount"], snapshot["currency"]), locale=current_locale())

    payers, split, code = snapshot["payers"], snapshot["split"], snapshot["currency"]
    values = {line["participant"]: line["value"] for line in split["lines"]}
    told = {
        "What": snapshot["description"],
        "Amount": money(snapshot),
        "Day": dateformat.format(datetime.date.fromisoformat(snapshot["date"]), "l j F Y"),
        "Paid by": listed([_named(line, names, money(line) if len(payers) > 1 else "") for line in payers]),
        "Split": SplitMethod(split["method"]).label,
    }
    for line in snapshot["shares"]:
        said = said_for_one(split["method"], values.get(line["participant"]), code)
        told[f"{_named(line, names)}’s part"] = f"{money(line)} ({said})" if said else money(line)
    rest = {
        "Kind": KINDS.get(snapshot["kind"], ""),
        "Items": _bill(split, code, names),
        "Rate": _rate(snapshot),
        "Category": dict(Category.choices).get(snapshot["category"], ""),
        "Note": snapshot["note"],
    }
    return told | {name: text for name, text in rest.items() if text}


def _bill(split: Mapping[str, Any], currency: str, names: Mapping[str, str]) -> str:
    """ "Wine €12.00 (Zoë), Fish €18.00 (Zoë and David), Tip €3.00"."""

    def money(minor: int) -> str:
        return format_money(Money(minor, currency), locale=current_locale())

    items = [
        f"{item['label']} {money(item['amount'])}".strip()
        + f" ({listed([names.get(ref, 'Somebody') for ref in item['participants']])})"
        for item in split.get("items", [])
    ]
    extras = [(name, split.get(name.lower(), 0)) for name in ("Tax", "Tip")]
    return ", ".join([*items, *(f"{name} {money(minor)}" for name, minor in extras if minor)])


def _rate(snapshot: Mapping[str, Any]) -> str:
    day = datetime.date.fromisoformat(snapshot["rate_date"])
    return rate_in_words(Decimal(snapshot["rate"]), snapshot["rate_source"], day)


def names_of(trip: Trip) -> dict[str, str]:
    return {person.ref: person.name for person in trip.people}


def _named(line: Mapping[str, Any], names: Mapping[str, str], amount: str = "") -> str:
    return f"{names.get(line['participant'], 'Somebody')} {amount}".rstrip()


def _snapshot_of_draft(draft: ExpenseDraft, expense: Expense) -> dict[str, Any]:
    """The draft as the expense's next version would be written down, as far as `facts` reads it."""
    base = expense.trip.currency
    parts = divide(draft, ref=expense.ref, base_currency=base)
    carded = draft.rate_source == RateSource.CARD
    rate = rate_between(draft.money, Money(parts.base_amount, base)) if carded else draft.rate
    return {
        "description": draft.description,
        "note": draft.note,
        "date": draft.date.isoformat(),
        "category": draft.category,
        "kind": draft.kind,
        "currency": draft.currency,
        "amount": draft.amount,
        "rate": canonical(rate),
        "rate_source": draft.rate_source,
        "rate_date": (draft.rate_date or draft.date).isoformat(),
        "payers": [{"participant": ref, "amount": amount} for ref, amount in parts.payers.items()],
        "split": {
            "method": draft.method,
            "lines": [{"participant": x.participant, "value": x.value} for x in draft.lines],
            "items": [
                {"label": item.label, "amount": item.amount, "participants": list(item.participants)}
                for item in draft.items
            ],
            "tax": draft.tax,
            "tip": draft.tip,
        },
        "shares": [{"participant": ref, "amount": amount} for ref, amount in parts.shares.items()],
    }
