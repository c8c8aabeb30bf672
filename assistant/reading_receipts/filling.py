"""What a proposal types into the expense form, and how the page keeps it until somebody takes it over: signed, so that it is ours."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core import signing

from assistant.reading_receipts.proposal import Proposal
from expenses.forms.again import Typed
from expenses.forms.items import ITEM
from expenses.models import SplitMethod
from tripsplit.forms import plain_amount

SALT = "assistant.reading_receipts"
DAY = 86_400  # seconds that a page may stay open


def signed(proposal: Proposal) -> str:
    return signing.dumps(proposal.as_plain(), salt=SALT, compress=True)


def signed_by_us(text: str) -> Proposal | None:
    """The proposal; None where it is too old, or none of ours."""
    try:
        return Proposal.from_plain(signing.loads(text, salt=SALT, max_age=DAY))
    except signing.BadSignature:
        return None


def fields_of(proposal: Proposal, *, who: Sequence[str], with_lines: bool) -> Typed:
    """The form's fields as the reader would type them. `who` are the refs of those who share every line, until somebody changes that."""
    said: Typed = {"currency": proposal.currency, "amount": _typed(proposal.total, proposal)}
    if proposal.merchant:
        said["description"] = proposal.merchant
    if proposal.date:
        said["date"] = proposal.date.isoformat()
    if not with_lines:
        return said
    said |= {"method": SplitMethod.ITEMISED}
    said |= {name: _typed(getattr(proposal, name) or None, proposal) for name in ("tax", "tip")}
    for number, line in enumerate(proposal.lines):
        said |= {f"{ITEM}{number}_label": line.label, f"{ITEM}{number}_amount": _typed(line.amount, proposal)}
        said[f"{ITEM}{number}_who"] = list(who)
    return said


def without_items(post: Mapping[str, Any]) -> list[str]:
    """The names of the fields that the lines of the form as it was sent stand in: others take their place."""
    return [name for name in post if name.startswith(ITEM)]


def _typed(minor: int | None, proposal: Proposal) -> str:
    return "" if minor is None else plain_amount(minor, proposal.currency)
