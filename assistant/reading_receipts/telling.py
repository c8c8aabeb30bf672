"""A proposal in words and figures, for the card that shows it. Pure but for the names of what it shows."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.reading_receipts.proposal import Proposal
from tripsplit.money import Money, format_money


@dataclass(frozen=True)
class Row:
    label: str
    money: Money | None  # None: it could not be read


@dataclass(frozen=True)
class Told:
    """What the card says. `verdict` is why it cannot be used as it is; empty where it adds up."""

    merchant: str
    date: datetime.date | None
    total: Money | None
    rows: Sequence[Row]
    notes: Sequence[str]
    doubts: Sequence[str]
    verdict: str
    adds_up: bool
    has_lines: bool


def told(proposal: Proposal, locale: str) -> Told:
    def money(minor: int | None) -> Money | None:
        return None if minor is None else Money(minor, proposal.currency)

    extras = [Row(name.capitalize(), money(minor)) for name in ("tax", "tip") if (minor := getattr(proposal, name))]
    return Told(
        merchant=proposal.merchant,
        date=proposal.date,
        total=money(proposal.total),
        rows=[*(Row(line.label or "Something", money(line.amount)) for line in proposal.lines), *extras],
        notes=_notes(proposal, locale),
        doubts=list(proposal.doubts.values()),
        verdict=verdict_of(proposal, locale),
        adds_up=proposal.adds_up,
        has_lines=bool(proposal.lines),
    )


def _notes(proposal: Proposal, locale: str) -> list[str]:
    found = []
    if proposal.tax_inside:
        found.append(f"Tax of {_worth(proposal.tax_inside, proposal, locale)} is in the prices already.")
    if proposal.tip_beside:
        found.append(f"A tip of {_worth(proposal.tip_beside, proposal, locale)} is printed, and no part of the total.")
    return found


def verdict_of(proposal: Proposal, locale: str) -> str:
    """Why it does not add up, with both figures; empty where it does."""
    if proposal.adds_up:
        return ""
    if not proposal.lines:
        return "No lines could be read, only the total."
    unread = sum(1 for line in proposal.lines if line.amount is None)
    if unread:
        return f"The price of {'a line' if unread == 1 else f'{unread} lines'} could not be read."
    extras = [name for name in ("tax", "tip") if getattr(proposal, name)]
    parts = " and ".join(["The lines", *extras] if len(extras) < 2 else ["The lines, tax", "tip"])  # noqa: PLR2004
    come_to = f"{parts} come to {_worth(proposal.come_to, proposal, locale)}"
    if proposal.total is None:
        return f"{come_to}; there is no total to compare that with."
    if not proposal.difference:
        return "Its discounts leave nothing of the lines to be shared."
    left = _worth(abs(proposal.difference), proposal, locale)
    how = f"{left} is missing" if proposal.difference > 0 else f"{left} is too much"
    return f"{come_to}, the receipt says {_worth(proposal.total, proposal, locale)}: {how}."


def _worth(minor: int, proposal: Proposal, locale: str) -> str:
    return format_money(Money(minor, proposal.currency), locale=locale)
