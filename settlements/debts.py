"""Loads who owes whom in a trip, pair by pair: now in three queries, most of it added up by the database; or in the past."""

from collections import defaultdict
from typing import Any

from django.db.models import F, QuerySet, Sum

from expenses.models import Payer, Share
from settlements.ledger import ExpenseEntry
from settlements.pairwise import Debts, Pair, claims_of, directed, netted, pairwise
from settlements.past.entries import entries_of
from settlements.past.moments import Past
from trips.models import Trip


def load_debts(trip: Trip, past: Past | None = None) -> Debts:
    """(debtor's ref, creditor's ref) to minor units of the trip's currency, as `settlements.pairwise.pairwise` defines it."""
    if past:
        return pairwise(entries_of(trip, past))
    claims: dict[Pair, int] = defaultdict(int)
    for sharer, payer, kind, minor in _of_one_payer(trip):
        claims[directed((sharer, payer), kind)] += int(minor)  # PostgreSQL sums bigints to a numeric
    for entry in _of_several_payers(trip):
        for pair, minor in claims_of(entry).items():
            claims[pair] += minor
    for sender, receiver, minor in _paid_back(trip):
        claims[receiver, sender] += int(minor)
    return netted(claims)


def _of_one_payer(trip: Trip) -> QuerySet[Payer, tuple[Any, ...]]:
    """(sharer, payer, kind, minor units): whoever paid all of an expense is owed all of its shares, so sums will do."""
    whole = Payer.objects.filter(
        expense__trip=trip, expense__deleted_at=None, base_amount=F("expense__base_amount"), base_amount__gt=0
    )
    lines = whole.order_by().values_list("expense__shares__participant__ref", "participant__ref", "expense__kind")
    return lines.annotate(minor=Sum("expense__shares__base_amount"))


def _of_several_payers(trip: Trip) -> list[ExpenseEntry]:
    """The expenses of which somebody paid a part: each is divided by itself. One query."""
    parts = Payer.objects.filter(
        expense__trip=trip, expense__deleted_at=None, base_amount__gt=0, base_amount__lt=F("expense__base_amount")
    )
    payers = parts.order_by().values_list("expense__ref", "expense__kind", "participant__ref", "base_amount", "pk")
    sharers = (
        Share.objects.filter(expense__in=parts.values("expense_id"))
        .order_by()
        .values_list("expense__ref", "expense__kind", "participant__ref", "base_amount", -F("pk"))
    )
    found: dict[str, ExpenseEntry] = {}
    for ref, kind, person, minor, key in payers.union(sharers, all=True):
        entry = found.setdefault(ref, ExpenseEntry(ref, kind, {}, {}))
        side: Any = entry.payers if key > 0 else entry.shares
        side[person] = minor
    return list(found.values())


def _paid_back(trip: Trip) -> QuerySet[Any, tuple[Any, ...]]:
    payments = trip.payments.live().order_by().values_list("sender__ref", "receiver__ref")
    return payments.annotate(minor=Sum("base_amount"))
