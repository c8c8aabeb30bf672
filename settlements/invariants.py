"""What must hold of each expense and payment, whoever wrote it. Each check looks at rows that are loaded already, and asks no database."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction

from expenses.lines import BadItem, SplitError, SplitItem, SplitLine
from expenses.methods import METHODS, Bill
from expenses.models import Expense, Item, Line, Payer, Share, SplitMethod
from expenses.search.index import entry_of
from settlements.models import Payment
from trips.ledger_row import LedgerRow, RateSource
from tripsplit.money import MAX_MINOR, UnknownCurrency, convert


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong. `subject` is trip, participant, expense or payment, `ref` its public id, `fact` what does not hold."""

    trip: str
    subject: str
    ref: str
    fact: str
    detail: str

    def __str__(self) -> str:
        return f"{self.trip}: {self.subject} {self.ref}: {self.detail}"

    def as_json(self) -> dict[str, str]:
        return asdict(self)


Finding = tuple[str, str]  # the fact that does not hold, and a sentence


def expense_findings(expense: Expense, people: Collection[int]) -> Iterator[Finding]:
    """What is wrong with an expense and its lines; `people` are the primary keys of its trip's participants."""
    payers, shares = list(expense.payers.all()), list(expense.shares.all())
    yield from _money_findings(expense)
    yield from _side_findings(expense, "payers", payers)
    yield from _side_findings(expense, "shares", shares)
    had = (sharer.participant_id for item in expense.items.all() for sharer in item.sharers.all())
    for named in (*(line.participant_id for line in (*payers, *shares)), *had):
        if named not in people:
            yield "one_trip", f"a line names participant {named}, who is not of the trip"
    if any(payer.amount == 0 for payer in payers):
        yield "range", "somebody is said to have paid, and paid nothing"
    if expense.method == SplitMethod.ITEMISED:
        yield from _items_findings(expense, {share.participant_id for share in shares})
    if _whole([expense], shares):
        yield from _fairness_findings(expense, shares)


def search_findings(expense: Expense) -> Iterator[Finding]:
    """Whether search finds the expense by what it says; its live comments and receipts and its search entry are loaded, too."""
    comments = [comment.text for comment in expense.comments.all()]
    wanted = entry_of(expense, comments, has_receipts=bool(expense.receipts.all()))
    kept = getattr(expense, "search_entry", None)
    if kept is None:
        yield "search", "search knows nothing of it"
    elif (kept.place, kept.words) != (wanted.place, wanted.words):
        yield "search", "search knows something else of it than it says"


def payment_findings(payment: Payment, people: Collection[int]) -> Iterator[Finding]:
    """What is wrong with a payment; `people` are the primary keys of its trip's participants."""
    yield from _money_findings(payment)
    if payment.sender_id == payment.receiver_id:
        yield "two_people", "it goes from somebody to themselves"
    if not {payment.sender_id, payment.receiver_id} <= set(people):
        yield "one_trip", "it names somebody who is not of the trip"


def _money_findings(row: LedgerRow) -> Iterator[Finding]:
    if not _in_range(row.amount, 1) or not _in_range(row.base_amount, 0):
        yield "range", f"its amount {row.amount!r} or its base amount {row.base_amount!r} is out of range"
        return
    try:
        exact = convert(row.amount, rate=row.rate, source=row.currency, target=row.trip.currency)
    except (UnknownCurrency, ValueError) as fault:
        yield "conversion", str(fault)
        return
    same = row.currency == row.trip.currency
    if same != (row.rate_source == RateSource.SAME) or (same and (row.rate != 1 or row.base_amount != row.amount)):
        yield "conversion", "its rate does not fit its currency"
    elif row.rate_source != RateSource.CARD and abs(row.base_amount - exact) > 1:
        yield "conversion", f"its base amount is {row.base_amount}, and amount × rate is {exact}"


def _side_findings(expense: Expense, side: str, lines: Sequence[Payer] | Sequence[Share]) -> Iterator[Finding]:
    if not lines:
        yield f"{side}_there", f"it has no {side}"
        return
    if not _whole([], lines):
        yield "range", f"one of its {side} is out of range"
        return
    if len({line.participant_id for line in lines}) < len(lines):
        yield "once", f"somebody is twice among its {side}"
    for name, total in (("amount", expense.amount), ("base_amount", expense.base_amount)):
        found = sum(getattr(line, name) for line in lines)
        if found != total:
            yield f"{side}_sum", f"the {name}s of its {side} sum to {found}, not to {total}"


def _fairness_findings(expense: Expense, shares: Sequence[Share]) -> Iterator[Finding]:
    """Each share is within one minor unit of the exact part, and in the trip's currency within one of its proportion."""
    for share in shares:
        base = Fraction(expense.base_amount * share.amount, expense.amount)
        if abs(share.base_amount - base) > 1:
            yield "fair", f"a share's base amount is {share.base_amount}, and its proportion is {float(base):.2f}"
    try:
        weights = METHODS[expense.method](_bill(expense, shares))
        parts = {ref: expense.amount * weight / sum(weights.values()) for ref, weight in weights.items()}
    except (SplitError, KeyError, ZeroDivisionError) as fault:
        yield "split", f"its lines make no split: {fault}"
        return
    for share in shares:
        part = parts[str(share.participant_id)]
        if abs(share.amount - part) > 1 or (not part and share.amount):
            yield "fair", f"a share is {share.amount}, and the exact part is {float(part):.2f}"


def _items_findings(expense: Expense, sharing: Collection[int]) -> Iterator[Finding]:
    """Items, tax and tip are the amount, and whoever had an item shares the expense."""
    items = list(expense.items.all())
    if not _items_in_range(expense, items):
        yield "range", "an item, its tax or its tip is out of range"
        return
    total = sum(item.amount for item in items) + expense.tax + expense.tip
    if total != expense.amount:
        yield "items_sum", f"its items, tax and tip sum to {total}, not to {expense.amount}"
    had = {sharer.participant_id for item in items for sharer in item.sharers.all()}
    if not had <= set(sharing):
        yield "items_people", "somebody who had an item does not share the expense"


def _bill(expense: Expense, shares: Sequence[Share]) -> Bill:
    """The expense as the ways of splitting take it, with primary keys for refs. Raises BadItem where it cannot be one."""
    itemised = expense.method == SplitMethod.ITEMISED
    items = list(expense.items.all()) if itemised else []
    if itemised and not _items_in_range(expense, items):
        raise BadItem("an item, its tax or its tip is out of range")
    return Bill(
        expense.amount,
        [SplitLine(str(share.participant_id), share.value or None) for share in shares],
        [
            SplitItem(item.label, item.amount, [str(sharer.participant_id) for sharer in item.sharers.all()])
            for item in items
        ],
        expense.tax,
        expense.tip,
    )


def _items_in_range(expense: Expense, items: Iterable[Item]) -> bool:
    amounts = [(expense.tax, 0), (expense.tip, 0), *((item.amount, -MAX_MINOR) for item in items)]
    return all(_in_range(minor, least) for minor, least in amounts)


def _whole(rows: Iterable[Expense], lines: Iterable[Line]) -> bool:
    """Whether all their amounts are numbers that can be computed with (a damaged SQLite column may hold anything)."""
    return all(_in_range(row.amount, 1) and _in_range(row.base_amount, 0) for row in rows) and all(
        _in_range(line.amount, 0) and _in_range(line.base_amount, 0) for line in lines
    )


def _in_range(minor: object, least: int) -> bool:
    return isinstance(minor, int) and least <= minor <= MAX_MINOR
