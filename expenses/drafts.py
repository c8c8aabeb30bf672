"""What a form, a command or a file says about an expense, before it is checked against the trip and saved."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from expenses.models import Expense, SplitMethod
from expenses.splitting import SplitItem, SplitLine, split, spread
from trips.errors import AmountOutOfRange, DomainError
from trips.ledger_row import RateSource
from tripsplit.money import MAX_MINOR, Money, convert


class PayersDoNotAddUp(DomainError):
    def __init__(self) -> None:
        super().__init__("What was paid does not add up to the amount.")


class RateDoesNotFit(DomainError):
    def __init__(self) -> None:
        super().__init__("Say how much one unit of this currency is worth in the trip's currency.")


@dataclass(frozen=True, kw_only=True)
class ExpenseDraft:
    """One expense (or income) as people say it; participants are refs, amounts minor units of `currency`."""

    date: datetime.date
    description: str
    amount: int
    currency: str
    payers: Mapping[str, int]
    lines: Sequence[SplitLine]
    method: str = SplitMethod.EQUAL
    kind: str = Expense.Kind.EXPENSE
    category: str = ""
    suggested: str | None = None  # the category that was suggested beside the description
    note: str = ""
    rate: Decimal = Decimal(1)
    rate_source: str = RateSource.SAME
    rate_date: datetime.date | None = None
    items: Sequence[SplitItem] = ()
    tax: int = 0
    tip: int = 0
    card_amount: int | None = (
        None  # what the card statement says, in the trip's currency: then that is the fact, not the rate
    )

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def refs(self) -> set[str]:
        """Everybody whom the draft names."""
        return {*self.payers, *self.sharers}

    @property
    def sharers(self) -> set[str]:
        """Everybody who may bear a part of it."""
        had = (ref for item in self.items for ref in item.participants)
        return {*(line.participant for line in self.lines), *had}


def draft_of(expense: Expense) -> ExpenseDraft:
    """What the expense says now, to be changed in part."""
    return ExpenseDraft(
        date=expense.date,
        description=expense.description,
        amount=expense.amount,
        currency=expense.currency,
        payers={payer.participant.ref: payer.amount for payer in expense.payers.all()},
        lines=[SplitLine(share.participant.ref, share.value or None) for share in expense.shares.all()],
        method=expense.method,
        kind=expense.kind,
        category=expense.category,
        suggested=expense.suggested,
        note=expense.note,
        rate=expense.rate,
        rate_source=expense.rate_source,
        # In the trip's own currency there is no rate, so its day is the expense's own, wherever that moves.
        rate_date=None if expense.rate_source == RateSource.SAME else expense.rate_date,
        items=[
            SplitItem(item.label, item.amount, [sharer.participant.ref for sharer in item.sharers.all()])
            for item in expense.items.all()
        ],
        tax=expense.tax,
        tip=expense.tip,
        card_amount=expense.base_amount if expense.rate_source == RateSource.CARD else None,
    )


@dataclass(frozen=True)
class Division:
    """Who paid and who bears what, in the expense's currency and in the trip's; each mapping sums to its total exactly."""

    base_amount: int
    payers: Mapping[str, int]
    base_payers: Mapping[str, int]
    shares: Mapping[str, int]
    base_shares: Mapping[str, int]


def divide(draft: ExpenseDraft, *, ref: str, base_currency: str) -> Division:
    """Work a draft out to the cent. `ref` decides who gets the odd cents, so a preview and the saved row agree.

    Raises AmountOutOfRange, PayersDoNotAddUp and the SplitErrors of expenses.splitting.
    """
    base_amount = base_amount_of(draft, base_currency=base_currency)
    if not 0 < draft.amount <= MAX_MINOR or not 0 <= base_amount <= MAX_MINOR:
        raise AmountOutOfRange
    if sum(draft.payers.values()) != draft.amount or min(draft.payers.values()) <= 0:
        raise PayersDoNotAddUp
    shares = split(draft.method, draft.amount, draft.lines, seed=ref, items=draft.items, tax=draft.tax, tip=draft.tip)
    return Division(
        base_amount=base_amount,
        payers=draft.payers,
        base_payers=spread(base_amount, draft.payers, seed=ref),
        shares=shares,
        base_shares=spread(base_amount, shares, seed=ref),
    )


def base_amount_of(draft: ExpenseDraft, *, base_currency: str) -> int:
    """The draft's amount in minor units of the trip's currency: what the card statement says, or amount × rate, half up.

    Raises RateDoesNotFit where the currencies differ and there is no rate, or the other way round.
    """
    same = draft.currency == base_currency
    if same != (draft.rate_source == RateSource.SAME) or (same and draft.rate != 1) or draft.rate <= 0:
        raise RateDoesNotFit
    if draft.rate_source == RateSource.CARD and draft.card_amount is not None:
        return draft.card_amount
    return convert(draft.amount, rate=draft.rate, source=draft.currency, target=base_currency)
