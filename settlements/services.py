"""Recording, editing, deleting and restoring payments: rows, running totals, history and feed change together or not at all."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from django.db import transaction
from django.utils import timezone

from settlements.models import Payment
from settlements.news.payments import tell_receiver
from trips.errors import AmountOutOfRange, DomainError, NoSuchVersion, NotOfThisTrip, RowChanged
from trips.history import (
    Shown,
    begin_change,
    build_revision,
    differences,
    log_activity,
    shown_day,
    shown_money,
    take_version,
)
from trips.ledger_row import RateSource
from trips.models import Participant, Revision, Trip
from trips.totals import Delta, combine, post, reversed_deltas
from tripsplit.fields import canonical
from tripsplit.ids import new_ref
from tripsplit.money import MAX_MINOR, convert

Verb: TypeAlias = Revision.Verb


class PaysThemselves(DomainError):
    def __init__(self) -> None:
        super().__init__("Choose two different people: nobody pays themselves.")


@dataclass(frozen=True, kw_only=True)
class PaymentDraft:
    """One payment as people say it; `sender` and `receiver` are refs, `amount` is in minor units of `currency`."""

    date: datetime.date
    sender: str
    receiver: str
    amount: int
    currency: str
    method: str = ""
    note: str = ""
    rate: Decimal = Decimal(1)
    rate_source: str = RateSource.SAME
    rate_date: datetime.date | None = None


def draft_of(payment: Payment) -> PaymentDraft:
    """What the payment says now, to be changed in part."""
    return PaymentDraft(
        date=payment.date,
        sender=payment.sender.ref,
        receiver=payment.receiver.ref,
        amount=payment.amount,
        currency=payment.currency,
        method=payment.method,
        note=payment.note,
        rate=payment.rate,
        rate_source=payment.rate_source,
        # In the trip's own currency there is no rate, so its day is the payment's own, wherever that moves.
        rate_date=None if payment.rate_source == RateSource.SAME else payment.rate_date,
    )


def draft_of_snapshot(written: Mapping[str, Any]) -> PaymentDraft:
    """What a version in the history says."""
    return PaymentDraft(
        date=datetime.date.fromisoformat(written["date"]),
        sender=written["from"],
        receiver=written["to"],
        rate=Decimal(written["rate"]),
        rate_date=datetime.date.fromisoformat(written["rate_date"]),
        **{name: written[name] for name in ("amount", "currency", "method", "note", "rate_source")},
    )


@transaction.atomic
def record_payment(*, trip: Trip, by: Participant | None, draft: PaymentDraft, ref: str = "") -> Payment:
    """Record that money changed hands. Raises TripIsClosed, NotOfThisTrip, PaysThemselves and AmountOutOfRange."""
    begin_change(trip)
    payment = _fill(Payment(trip=trip, ref=ref or new_ref(), created_by=by), draft)
    payment.save(force_insert=True)
    _write_down(payment, verb=Verb.RECORDED, by=by)
    post(trip=trip, deltas=deltas_of(payment))
    tell_receiver(payment, by=by)
    return payment


@transaction.atomic
def import_payments(*, trip: Trip, by: Participant | None, written: Iterable[Mapping[str, Any]]) -> None:
    """Record payments as the archive writes them, and keep its figures to the cent. Nobody is told, and the feed gets no line of each.

    They have been checked (settlements.archive). Raises TripIsClosed.
    """
    begin_change(trip)
    people = {person.ref: person for person in trip.participants.all()}
    rows = []
    for facts in written:
        row = _fill(Payment(trip=trip, ref=facts["ref"], created_by=by), draft_of_snapshot(facts), people)
        row.base_amount = facts["base_amount"]
        rows.append(row)
    Payment.objects.bulk_create(rows)
    Revision.objects.bulk_create(
        build_revision(row, kind="payment", verb=Verb.RECORDED, by=by, snapshot=snapshot(row)) for row in rows
    )
    post(trip=trip, deltas=combine(map(deltas_of, rows)))


@transaction.atomic
def edit_payment(*, payment: Payment, by: Participant | None, version: int, draft: PaymentDraft) -> Payment:
    """Make the payment what the draft says, if it still is at `version`. Raises RowChanged and what record_payment raises."""
    begin_change(payment.trip)
    row = _current(payment)
    before, taken_back = described(row), reversed_deltas(deltas_of(row))
    take_version(row, version=version)
    _fill(row, draft).save()
    _write_down(row, verb=Verb.EDITED, by=by, before=before)
    post(trip=row.trip, deltas=combine([taken_back, deltas_of(row)]))
    return row


@transaction.atomic
def delete_payment(*, payment: Payment, by: Participant | None, version: int) -> Payment:
    """Undo the payment: into the trash. Raises TripIsClosed, and RowChanged where it is not at `version` any more."""
    return _move(payment, by=by, version=version, deleted=True)


@transaction.atomic
def restore_payment(*, payment: Payment, by: Participant | None, version: int) -> Payment:
    """Take the payment out of the trash. Raises TripIsClosed, and RowChanged where it is not there at `version`."""
    return _move(payment, by=by, version=version, deleted=False)


@transaction.atomic
def restore_version(*, payment: Payment, version_no: int, by: Participant | None, version: int) -> Payment:
    """Make the payment again what it was in its version `version_no`, to the cent and out of the trash too, if it still is at `version`.

    That is a new version. Raises NoSuchVersion, and what edit_payment raises where the old version breaks a rule of today.
    """
    begin_change(payment.trip)
    row = _current(payment)
    written = row.trip.revisions.of("payment", row.ref).filter(version=version_no).first()
    if written is None:
        raise NoSuchVersion
    before, was_deleted = described(row), row.is_deleted
    taken_back = {} if was_deleted else reversed_deltas(deltas_of(row))
    take_version(row, version=version, deleted=was_deleted)
    _fill(row, draft_of_snapshot(written.snapshot))
    row.base_amount, row.deleted_at = written.snapshot["base_amount"], None
    row.save()
    _write_down(row, verb=Verb.REVERTED, by=by, before=before)
    post(trip=row.trip, deltas=combine([taken_back, deltas_of(row)]))
    return row


def deltas_of(payment: Payment) -> dict[int, Delta]:
    """What the payment adds to its two participants' totals (minor units of the trip's currency)."""
    return {
        payment.sender_id: Delta(sent=payment.base_amount),
        payment.receiver_id: Delta(received=payment.base_amount),
    }


def snapshot(payment: Payment) -> dict[str, Any]:
    """The payment in the trip archive's form; participants are refs, amounts minor units."""
    return {
        "ref": payment.ref,
        "date": payment.date.isoformat(),
        "from": payment.sender.ref,
        "to": payment.receiver.ref,
        "method": payment.method,
        "note": payment.note,
        "currency": payment.currency,
        "amount": payment.amount,
        "base_amount": payment.base_amount,
        "rate": canonical(payment.rate),
        "rate_date": payment.rate_date.isoformat(),
        "rate_source": payment.rate_source,
    }


def described(payment: Payment) -> dict[str, Shown]:
    """The payment's facts by their names, for showing what a change changed."""
    return {
        "From": payment.sender.name,
        "To": payment.receiver.name,
        "Amount": shown_money(payment.money),
        "Date": shown_day(payment.date),
        "Method": payment.method,
        "Note": payment.note,
    }


def _move(payment: Payment, *, by: Participant | None, version: int, deleted: bool) -> Payment:
    begin_change(payment.trip)
    row = _current(payment)
    take_version(row, version=version, deleted=not deleted)
    row.deleted_at = timezone.now() if deleted else None
    row.save(update_fields=["deleted_at"])
    _write_down(row, verb=Verb.DELETED if deleted else Verb.RESTORED, by=by)
    deltas = deltas_of(row)
    post(trip=row.trip, deltas=reversed_deltas(deltas) if deleted else deltas)
    return row


def _current(payment: Payment) -> Payment:
    """The row as it is now that the trip is ours, not as it was when the page was opened."""
    row = Payment.objects.with_people().filter(pk=payment.pk).first()
    if row is None:
        raise RowChanged
    row.trip = payment.trip
    return row


def _fill(payment: Payment, draft: PaymentDraft, people: Mapping[str, Participant] | None = None) -> Payment:
    """Put the draft's facts on the row. Anybody of the trip will do: who takes part no longer may still owe, or be owed.

    `people` of the trip by their refs, where they have been read in this change.
    """
    people = people or {person.ref: person for person in payment.trip.participants.all()}
    if not {draft.sender, draft.receiver} <= people.keys():
        raise NotOfThisTrip
    if draft.sender == draft.receiver:
        raise PaysThemselves
    payment.base_amount = convert(draft.amount, rate=draft.rate, source=draft.currency, target=payment.trip.currency)
    if not 0 < draft.amount <= MAX_MINOR or payment.base_amount > MAX_MINOR:
        raise AmountOutOfRange
    payment.sender, payment.receiver = people[draft.sender], people[draft.receiver]
    for field in ("date", "method", "note", "currency", "amount", "rate", "rate_source"):
        setattr(payment, field, getattr(draft, field))
    payment.rate_date = draft.rate_date or draft.date
    return payment


def _write_down(
    payment: Payment, *, verb: Verb, by: Participant | None, before: Mapping[str, Shown] | None = None
) -> None:
    """History and feed; `before` is what an edited payment was."""
    build_revision(payment, kind="payment", verb=verb, by=by, snapshot=snapshot(payment)).save()
    facts = described(payment)
    changes = differences(facts, {}) if verb == Verb.DELETED else differences({} if before is None else before, facts)
    log_activity(
        trip=payment.trip, by=by, verb=verb, subject="payment", ref=payment.ref, label=str(payment), changes=changes
    )
