"""What an expense said in each of its versions, in words: for its history, and for two versions side by side."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import dateformat

from expenses.drafts import ExpenseDraft, divide
from expenses.models import Category, Expense, SplitMethod
from expenses.snapshots import snapshot
from expenses.wording import listed, plain_weight
from trips.models import Revision, Trip
from tripsplit.locale import current_locale
from tripsplit.money import Money, format_money

SHOWN_AT_FIRST = 10
DID = {
    Revision.Verb.RECORDED: "added this",
    Revision.Verb.EDITED: "changed this",
    Revision.Verb.DELETED: "deleted this",
    Revision.Verb.RESTORED: "restored this",
}


@dataclass(frozen=True)
class Change:
    """One fact on two sides: before and after, or theirs and mine."""

    fact: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class Version:
    revision: Revision
    words: str
    changes: list[Change]


def history(trip: Trip, ref: str, *, everything: bool = False) -> tuple[list[Version], bool]:
    """The versions of an expense, newest first, and whether there are older ones still. One query."""
    revisions = trip.revisions.filter(kind="expense", ref=ref).select_related("actor").order_by("-version")
    found = list(revisions if everything else revisions[: SHOWN_AT_FIRST + 1])
    names = names_of(trip)
    versions = []
    for revision, older in zip(found, [*found[1:], None], strict=True):
        edited = older is not None and revision.verb == Revision.Verb.EDITED
        both = compare(older.snapshot, revision.snapshot, names) if older and edited else []
        words = DID[Revision.Verb(revision.verb)]
        versions.append(Version(revision, words, [change for change in both if change.differs]))
    limit = len(versions) if everything else SHOWN_AT_FIRST
    return versions[:limit], len(versions) > limit


def latest(trip: Trip, ref: str) -> Revision | None:
    """Who made the expense what it is now, and when."""
    return trip.revisions.filter(kind="expense", ref=ref).select_related("actor").order_by("-version").first()


def conflict(expense: Expense, draft: ExpenseDraft) -> list[Change]:
    """The saved version beside the reader's own, fact by fact."""
    return compare(snapshot(expense), _snapshot_of_draft(draft, expense), names_of(expense.trip))


def compare(before: Mapping[str, Any], after: Mapping[str, Any], names: Mapping[str, str]) -> list[Change]:
    """Two snapshots, fact by fact, in the order in which a reader wants to know them."""
    old, new = facts(before, names), facts(after, names)
    return [Change(fact, old.get(fact, ""), new.get(fact, "")) for fact in dict.fromkeys([*new, *old])]


def facts(snapshot: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, str]:
    """A snapshot (in the archive's form) in words, by the names of its facts; `names` are people's, by ref."""

    def money(line: Mapping[str, Any]) -> str:
        return format_money(Money(line["amount"], snapshot["currency"]), locale=current_locale())

    payers, split = snapshot["payers"], snapshot["split"]
    weights = {line["participant"]: line["value"] for line in split["lines"] if line["value"]}
    told = {
        "What": snapshot["description"],
        "Amount": money(snapshot),
        "Day": dateformat.format(datetime.date.fromisoformat(snapshot["date"]), "l j F Y"),
        "Paid by": listed([_named(line, names, money(line) if len(payers) > 1 else "") for line in payers]),
        "Split": SplitMethod(split["method"]).label,
    }
    for line in snapshot["shares"]:
        weight = weights.get(line["participant"])
        shares = f" ({plain_weight(weight)} share{'' if weight == '1' else 's'})" if weight else ""
        told[f"{_named(line, names)}’s part"] = f"{money(line)}{shares}"
    category = dict(Category.choices).get(snapshot["category"], "")
    return told | {name: text for name, text in (("Category", category), ("Note", snapshot["note"])) if text}


def names_of(trip: Trip) -> dict[str, str]:
    return {person.ref: person.name for person in trip.people}


def _named(line: Mapping[str, Any], names: Mapping[str, str], amount: str = "") -> str:
    return f"{names.get(line['participant'], 'Somebody')} {amount}".rstrip()


def _snapshot_of_draft(draft: ExpenseDraft, expense: Expense) -> dict[str, Any]:
    """The draft as the expense's next version would be written down, as far as `facts` reads it."""
    parts = divide(draft, ref=expense.ref, base_currency=expense.trip.currency)
    return {
        "description": draft.description,
        "note": draft.note,
        "date": draft.date.isoformat(),
        "category": draft.category,
        "currency": draft.currency,
        "amount": draft.amount,
        "payers": [{"participant": ref, "amount": amount} for ref, amount in parts.payers.items()],
        "split": {
            "method": draft.method,
            "lines": [{"participant": x.participant, "value": x.value} for x in draft.lines],
        },
        "shares": [{"participant": ref, "amount": amount} for ref, amount in parts.shares.items()],
    }
