"""Changing the rate of expenses that used an earlier one of the trip's own: what it would do, and doing it, all or nothing."""

import dataclasses
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count

from expenses.drafts import ExpenseDraft, divide, draft_of
from expenses.models import Expense, ExpenseQuerySet, TripRate
from expenses.rating import RateOffer, own_offer
from expenses.services import Edit, apply_edits, deltas_of
from trips.errors import AmountOutOfRange, RowChanged
from trips.history import begin_change
from trips.ledger_row import RateSource
from trips.models import Participant, Trip
from trips.totals import Delta, combine, reversed_deltas
from tripsplit.money import Money

MOST = 200  # expenses that are repriced at once


@dataclass(frozen=True)
class Repriced:
    """One expense at the new rate; `after` is None where that would be more than an amount can be."""

    expense: Expense
    after: Money | None
    chosen: bool

    @property
    def key(self) -> str:
        """What the form says of it: which expense, and in which version it was seen."""
        return f"{self.expense.ref}.{self.expense.version}"


@dataclass(frozen=True)
class Shift:
    """What the chosen expenses at the new rate do to one person's balance."""

    person: Participant
    before: Money
    after: Money


@dataclass(frozen=True)
class Repricing:
    own: TripRate
    rows: list[Repriced]
    shifts: list[Shift]
    left: int  # expenses that come after these


def outdated(trip: Trip, own: TripRate) -> ExpenseQuerySet:
    """The live expenses that used another rate of the trip's own than the present one."""
    earlier = trip.expenses.live().filter(currency=own.currency, rate_source=RateSource.TRIP).exclude(rate=own.rate)
    return earlier.newest_first()


def count_outdated(trip: Trip, rates: Iterable[TripRate]) -> dict[str, int]:
    """How many expenses used another rate of the trip's own than the present one, by currency. One query."""
    used = trip.expenses.live().filter(rate_source=RateSource.TRIP).order_by().values_list("currency", "rate")
    counts = {own.currency: 0 for own in rates}
    present = {own.currency: own.rate for own in rates}
    for currency, rate, number in used.annotate(number=Count("pk")):
        if currency in present and rate != present[currency]:
            counts[currency] += number
    return counts


def preview(trip: Trip, own: TripRate, *, chosen: Collection[str] | None = None) -> Repricing:
    """What the latest MOST outdated expenses would be at the trip's present rate, and what those `chosen` (refs) do to the balances.

    None chooses all. A number of queries that does not depend on the trip.
    """
    found = list(outdated(trip, own).with_items()[: MOST + 1])
    offer, rows, changes = own_offer(trip, own), [], []
    for expense in found[:MOST]:
        expense.trip = trip
        try:
            after, change = _repriced(expense, offer)
        except AmountOutOfRange:
            rows.append(Repriced(expense, None, chosen=False))
            continue
        taken = chosen is None or expense.ref in chosen
        rows.append(Repriced(expense, after, chosen=taken))
        changes += [change] if taken else []
    left = outdated(trip, own).count() - MOST if len(found) > MOST else 0
    return Repricing(own, rows, _shifts(trip, combine(changes)), left)


@transaction.atomic
def reprice(*, trip: Trip, by: Participant | None, own: TripRate, versions: Mapping[str, int]) -> list[Expense]:
    """Give the expenses (their refs, and the versions that were seen) the trip's own rate `own`: each as an edit, all or none.

    Raises RowChanged where one of them, or the rate, is not any more what was seen; and TripIsClosed and AmountOutOfRange.
    """
    begin_change(trip)
    if not trip.rates.filter(pk=own.pk, rate=own.rate).exists():
        raise RowChanged
    found = {expense.ref: expense for expense in outdated(trip, own).with_items().filter(ref__in=versions)}
    if found.keys() != versions.keys():
        raise RowChanged
    offer = own_offer(trip, own)
    edits = [Edit(found[ref], version, _draft_at(offer, found[ref])) for ref, version in versions.items()]
    return apply_edits(trip=trip, by=by, edits=edits) if edits else []


def _draft_at(offer: RateOffer, expense: Expense) -> ExpenseDraft:
    return dataclasses.replace(draft_of(expense), rate=offer.rate, rate_date=offer.date)


def _repriced(expense: Expense, offer: RateOffer) -> tuple[Money, dict[int, Delta]]:
    """The expense's worth at the offered rate, and what that changes in its participants' totals."""
    trip = expense.trip
    division = divide(_draft_at(offer, expense), ref=expense.ref, base_currency=trip.currency)
    direction = -1 if expense.kind == Expense.Kind.INCOME else 1
    paid = [
        {line.participant_id: Delta(paid=direction * division.base_payers[line.participant.ref])}
        for line in expense.payers.all()
    ]
    owed = [
        {line.participant_id: Delta(owed=direction * division.base_shares[line.participant.ref])}
        for line in expense.shares.all()
    ]
    change = combine([reversed_deltas(deltas_of(expense)), *paid, *owed])
    return Money(division.base_amount, trip.currency), change


def _shifts(trip: Trip, changes: Mapping[int, Delta]) -> list[Shift]:
    """Everybody whose balance changes, in the trip's order."""
    shifts = []
    for person in trip.people:
        change = changes.get(person.pk, Delta())
        moved = Money(change.paid - change.owed, trip.currency)
        if moved:
            shifts.append(Shift(person, person.net, person.net + moved))
    return shifts
