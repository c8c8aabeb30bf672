"""The receiver's word on a payment: confirmed or disputed. It moves no money; it tells everybody whether the two sides agree."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from settlements.models import Payment, PaymentAnswer
from settlements.news.payments import tell_payer
from trips.errors import DomainError, RowChanged
from trips.history import Change, begin_change, differences, log_activity
from trips.models import Participant

State = PaymentAnswer.State
VERBS = {State.CONFIRMED: "confirmed", State.DISPUTED: "disputed"}


class DisputeNeedsAReason(DomainError):
    def __init__(self) -> None:
        super().__init__("Say in a few words what is wrong, so that it can be mended.")


def may_answer(me: Participant, payment: Payment) -> bool:
    """The receiver; for one whom nobody has claimed, anybody who may edit, but not who says that they paid. A kitty has no word."""
    if payment.is_deleted or payment.receiver.is_kitty:
        return False
    if me.pk == payment.receiver_id:
        return True
    return not payment.receiver.is_claimed and me.can_edit and me.pk != payment.sender_id


def answer_of(payment: Payment) -> PaymentAnswer | None:
    """What holds of the receiver's word: a confirmation ends when the payment is edited, a dispute lasts until it is resolved."""
    answer: PaymentAnswer | None = getattr(payment, "answer", None)
    if answer is None or (answer.state == State.CONFIRMED and answer.version != payment.version):
        return None
    return answer


@transaction.atomic
def answer_payment(*, payment: Payment, by: Participant, state: str, note: str = "", version: int) -> PaymentAnswer:
    """Confirm or dispute the payment as it stands at `version`; a later word replaces an earlier one.

    Raises RowChanged where the payment is another by now, PermissionDenied, DisputeNeedsAReason and TripIsClosed.
    """
    row = _claimed(payment, by=by, version=version)
    if state == State.DISPUTED and not note:
        raise DisputeNeedsAReason
    said = {"state": State(state), "note": note, "version": version, "by": by, "at": timezone.now()}
    answer, _ = PaymentAnswer.objects.update_or_create(payment=row, defaults=said)
    changes = differences({}, {"Why": note}) if note else []
    _log(row, by, VERBS[State(state)], changes=changes)
    if answer.state == State.DISPUTED:
        tell_payer(answer, row)
    return answer


@transaction.atomic
def withdraw_answer(*, payment: Payment, by: Participant, version: int) -> None:
    """Take the word back: neither confirmed nor disputed. Raises as answer_payment; nothing happens where nothing was said."""
    row = _claimed(payment, by=by, version=version)
    if PaymentAnswer.objects.filter(payment=row).delete()[0]:
        _log(row, by, "unanswered")


def _claimed(payment: Payment, *, by: Participant, version: int) -> Payment:
    begin_change(payment.trip)
    row = Payment.objects.with_people().filter(pk=payment.pk, version=version, deleted_at=None).first()
    if row is None:
        raise RowChanged
    if not may_answer(by, row):
        raise PermissionDenied
    row.trip = payment.trip
    return row


def _log(payment: Payment, by: Participant, verb: str, *, changes: Sequence[Change] = ()) -> None:
    log_activity(
        trip=payment.trip,
        by=by,
        verb=verb,
        subject="payment",
        ref=payment.ref,
        label=str(payment),
        changes=list(changes),
    )
