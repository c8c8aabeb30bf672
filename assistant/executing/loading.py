"""Reads one state of a trip's ledger for the plans at hand: a fixed number of queries, however many expenses there are.

The rows are those of the expenses list, the standing that of the balances page, by the same functions. No lock is taken: the trip's
revision is looked at before and after, and where somebody wrote in between, everything is read again.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from assistant.executing.ledger import NO_LINES, Hits, Ledger, Lines, Move, Part, Rate, Repaid, Row, Settling
from assistant.executing.summing import per_person
from assistant.executing.sums import AMONG_PEOPLE
from assistant.plans import Group, Measure, Operation, Plan
from assistant.world import Person
from expenses.models import Payer, Share
from expenses.rating import own_offer
from expenses.search.meaning import find_by_term
from settlements.balances import load_balances
from settlements.debts import load_debts
from settlements.planner import UnbalancedTrip
from trips.models import Participant, Trip

TRIES = 3
STANDING = {Operation.BALANCE, Operation.DEBT, Operation.SETTLE, Operation.REPAYMENTS}
FACTS = ("pk", "ref", "date", "description", "category", "kind", "currency", "amount", "base_amount")
RATES = ("rate", "rate_source", "rate_date")


Refs = frozenset[str]
EVERYBODY = None
NOBODY: Refs = frozenset()


@dataclass(frozen=True)
class Needs:
    """What the plans are about; the rest is not read. `payers` and `shares`: of whom the lines are, nobody or everybody."""

    rows: bool
    payers: Refs | None
    shares: Refs | None
    rates: bool
    payments: bool
    nets: bool
    debts: bool
    settling: bool
    terms: Refs


def needs_of(plans: Iterable[Plan]) -> Needs:
    plans = list(plans)
    filters = [side.filters for plan in plans for side in (plan.side, *plan.against)]
    used = {plan.operation for plan in plans}
    proofs = [_proof_of(plan) for plan in plans]
    shown = any(plan.shown_in for plan in plans)
    return Needs(
        rows=bool(used - STANDING) or any(proofs) or shown,
        payers=_joined([*proofs, *(_payers(plan) for plan in plans)]),
        shares=_joined([*proofs, *(_shares(plan) for plan in plans)]),
        rates=Operation.RATE in used or shown,
        payments=Operation.REPAYMENTS in used or any(proofs),
        nets=Operation.BALANCE in used,
        debts=Operation.DEBT in used,
        settling=Operation.SETTLE in used or any(plan.operation is Operation.DEBT and not plan.named for plan in plans),
        terms=frozenset(term for each in filters for term in (*each.terms, *each.without_terms)),
    )


def _joined(whose: Iterable[Refs | None]) -> Refs | None:
    refs: Refs = NOBODY
    for each in whose:
        if each is EVERYBODY:
            return EVERYBODY
        refs |= each
    return refs


def _proof_of(plan: Plan) -> Refs:
    """Whose lines prove where somebody stands: of one person, or of two who owe each other."""
    if plan.operation is Operation.BALANCE and len(plan.people) == 1:
        return frozenset(plan.people)
    two = plan.operation is Operation.DEBT and plan.sender and plan.receiver
    return frozenset((*plan.sender, *plan.receiver)) if two else NOBODY


def _payers(plan: Plan) -> Refs | None:
    by = [_measured(plan, Measure.PAID)]
    for side in (plan.side, *plan.against):
        by += [frozenset((*side.filters.paid_by, *side.filters.not_paid_by))]
        by += [frozenset(side.people)] if side.measure is Measure.PAID else []
    return _joined(by)


def _shares(plan: Plan) -> Refs | None:
    if plan.per in AMONG_PEOPLE or any(side.filters.only_by for side in (plan.side, *plan.against)):
        return EVERYBODY
    by = [_measured(plan, Measure.SHARE)]
    for side in (plan.side, *plan.against):
        by += [frozenset((*side.filters.shared_by, *side.filters.not_shared_by))]
        by += [frozenset(side.people)] if side.measure is Measure.SHARE else []
    return _joined(by)


def _measured(plan: Plan, measure: Measure) -> Refs | None:
    """Of groups by person those who were named, or everybody."""
    if plan.group is not Group.PERSON or per_person(plan.side) is not measure:
        return NOBODY
    return frozenset(plan.people) or EVERYBODY


def read_ledger(trip: Trip, plans: Sequence[Plan], *, me: Participant | None, today: datetime.date) -> Ledger:
    """The ledger of one moment, with all that the plans need of it."""
    needs = needs_of(plans)
    for _ in range(TRIES):
        ledger, revision = _read(trip, needs, me, today)
        if _revision(trip) == revision:
            return ledger
    with transaction.atomic():
        # Everybody writes all the time: those who write wait for a moment.
        Trip.objects.select_for_update().get(pk=trip.pk)
        return _read(trip, needs, me, today)[0]


def _revision(trip: Trip) -> int:
    return Trip.objects.values_list("revision", flat=True).get(pk=trip.pk)


def _read(trip: Trip, needs: Needs, me: Participant | None, today: datetime.date) -> tuple[Ledger, int]:
    trip = Trip.objects.get(pk=trip.pk)  # with nothing cached
    return (
        Ledger(
            currency=trip.currency,
            people=people_of(trip, me),
            today=today,
            start=trip.start_date,
            end=trip.end_date,
            rows=_rows(trip, needs) if needs.rows else (),
            payments=_payments(trip) if needs.payments else (),
            hits={term: find(trip, term) for term in sorted(needs.terms)},
            nets={person.ref: person.net.minor for person in trip.people} if needs.nets else {},
            debts=load_debts(trip) if needs.debts else {},
            settling=_settling(trip) if needs.settling else None,
            rates=_own_rates(trip) if needs.rates else {},
        ),
        trip.revision,
    )


def people_of(trip: Trip, me: Participant | None) -> tuple[Person, ...]:
    """The trip's people as a question knows them, in their order."""
    return tuple(
        Person(
            ref=person.ref,
            name=person.name,
            is_me=me is not None and person.pk == me.pk,
            active=person.is_active,
            is_kitty=person.is_kitty,
        )
        for person in trip.people
    )


def _rows(trip: Trip, needs: Needs) -> tuple[Row, ...]:
    facts = trip.expenses.live().order_by().values_list(*FACTS, *(RATES if needs.rates else ()))
    refs = {person.pk: person.ref for person in trip.people}
    payers, shares = _lines(Payer, trip, needs.payers, refs), _lines(Share, trip, needs.shares, refs)
    return tuple(_row(fact, payers, shares) for fact in facts)


def _row(fact: tuple[Any, ...], payers: Mapping[int, Lines], shares: Mapping[int, Lines]) -> Row:
    own, rate = fact[: len(FACTS)], fact[len(FACTS) :]
    lines = payers.get(own[0], NO_LINES), shares.get(own[0], NO_LINES)
    return Row(*(*own, Rate(*rate) if rate else None, *lines))


def _lines(model: type[Payer | Share], trip: Trip, whose: Refs | None, refs: Mapping[int, str]) -> Mapping[int, Lines]:
    found: dict[int, dict[str, Part]] = defaultdict(dict)
    if whose is not EVERYBODY and not whose:
        return found
    lines = model._default_manager.filter(expense__trip=trip, expense__deleted_at=None).order_by()
    if whose is not EVERYBODY:
        lines = lines.filter(participant__in=[pk for pk, ref in refs.items() if ref in whose])
    for expense, person, amount, base in lines.values_list("expense_id", "participant_id", "amount", "base_amount"):
        found[expense][refs[person]] = Part(amount, base)
    return found


def _payments(trip: Trip) -> tuple[Repaid, ...]:
    names = ("pk", "ref", "date", "sender__ref", "receiver__ref", "currency", "amount", "base_amount")
    return tuple(Repaid(*row) for row in trip.payments.live().order_by().values_list(*names))


def find(trip: Trip, term: str) -> Hits:
    """The expenses that the term means, and those that it may mean."""
    found = find_by_term(trip, term)
    return Hits(frozenset(found.sure), frozenset(found.maybe))


def _settling(trip: Trip) -> Settling | None:
    """None where the running totals are damaged, which `verify_ledger` tells."""
    try:
        balances = load_balances(trip)
    except UnbalancedTrip:
        return None
    moves = (Move(step.sender.ref, step.receiver.ref, step.money.minor) for step in balances.plan)
    return Settling(tuple(moves), balances.left)


def _own_rates(trip: Trip) -> dict[str, Rate]:
    offers = {own.currency: own_offer(trip, own) for own in trip.rates.order_by("currency")}
    return {currency: Rate(offer.rate, offer.source, offer.date) for currency, offer in offers.items()}
