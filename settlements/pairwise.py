"""Who owes whom, pair by pair, as the expenses and payments themselves say it, before any plan. Pure.

All amounts are integers in minor units of the trip's own currency.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from expenses.splitting import fair_order
from settlements.ledger import ExpenseEntry, PaymentEntry, UnknownKind
from tripsplit.money import allocate

Pair = tuple[str, str]
"""(debtor, creditor)."""

Debts = dict[Pair, int]
"""What each debtor owes each creditor: more than nothing, and in one direction only."""


def pairwise(entries: Iterable[ExpenseEntry | PaymentEntry]) -> Debts:
    """What everybody owes everybody else by `entries`: of each expense every sharer owes every payer in proportion.

    An income counts the other way round, a payment takes off, and what two people owe each other is netted. Sorted by
    pair, whatever the order of the entries. What a person is owed less what that person owes is their net exactly.
    Raises `UnknownKind`.
    """
    claims: dict[Pair, int] = defaultdict(int)
    for entry in entries:
        for pair, minor in claims_of(entry).items():
            claims[pair] += minor
    return netted(claims)


def claims_of(entry: ExpenseEntry | PaymentEntry) -> dict[Pair, int]:
    """What one entry lets people owe each other, not yet netted; a person's debt to themselves means nothing. Raises UnknownKind."""
    if isinstance(entry, PaymentEntry):
        return {(entry.receiver, entry.sender): entry.minor}
    if entry.kind not in {"expense", "income"}:
        raise UnknownKind(f"Entry {entry.ref} is of an unknown kind: {entry.kind}")
    return {directed(pair, entry.kind): minor for pair, minor in who_bears(entry).items()}


def directed(pair: Pair, kind: str) -> Pair:
    """(sharer, payer) as (debtor, creditor): of an income the payer, who got it, owes the sharers."""
    return pair if kind == "expense" else (pair[1], pair[0])


def who_bears(entry: ExpenseEntry) -> dict[Pair, int]:
    """What each sharer bears of what each payer laid out: (sharer, payer) to minor units, a person's own part included.

    In the fair order of the entry each share is allocated among the payers by what of theirs is still open. So every
    line adds up to its share and every column to what that payer paid, and no cell is below zero.
    """
    if len(entry.payers) == 1:
        (payer,) = entry.payers
        return {(sharer, payer): minor for sharer, minor in entry.shares.items()}
    payers = fair_order(entry.ref, entry.payers)
    still_open = [entry.payers[payer] for payer in payers]
    cells: dict[Pair, int] = {}
    for sharer in fair_order(entry.ref, entry.shares):
        if not any(still_open):
            break
        parts = allocate(entry.shares[sharer], still_open)
        cells |= {(sharer, payer): part for payer, part in zip(payers, parts, strict=True)}
        still_open = [left - part for left, part in zip(still_open, parts, strict=True)]
    return cells


def netted(claims: Mapping[Pair, int]) -> Debts:
    """`claims` with those of two people on each other taken off against each other, sorted; what is even is left out."""
    pairs = {(min(pair), max(pair)) for pair in claims if pair[0] != pair[1]}
    nets = {(one, other): claims.get((one, other), 0) - claims.get((other, one), 0) for one, other in pairs}
    debts = {(one, other) if net > 0 else (other, one): abs(net) for (one, other), net in nets.items() if net}
    return dict(sorted(debts.items()))
