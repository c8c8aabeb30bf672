"""What a reader sees of the receiver's word on a payment, and whether it is theirs to give."""

from dataclasses import dataclass

from settlements.answers.services import State, answer_of, may_answer
from settlements.models import Payment, PaymentAnswer
from settlements.wording import paid
from trips.models import Trip

DISPUTES_SHOWN = 5


@dataclass(frozen=True)
class Said:
    """`agreed`: both sides say so. `asks`: the reader got the money, and has not said so yet. `may`: the word is the reader's to give."""

    answer: PaymentAnswer | None
    agreed: bool
    disputed: bool
    asks: bool
    may: bool


def said_of(payment: Payment, trip: Trip) -> Said:
    """What holds of the payment for the trip's reader; no query, where the payment came with its people."""
    answer, me = answer_of(payment), trip.me
    disputed = answer is not None and answer.state == State.DISPUTED
    # Whoever got the money and wrote it down themselves has said it with that.
    noted = payment.created_by_id == payment.receiver_id and payment.version == 1
    may = may_answer(me, payment) and not trip.is_closed
    return Said(
        answer=answer,
        agreed=not disputed and (answer is not None or noted),
        disputed=disputed,
        asks=may and answer is None and not noted and me.pk == payment.receiver_id,
        may=may and (answer is not None or not noted),
    )


@dataclass(frozen=True)
class Dispute:
    payment: Payment
    words: str
    note: str


@dataclass(frozen=True)
class Disputes:
    """The payments that are not agreed on, the latest few of them; `more` says that there are others."""

    shown: list[Dispute]
    more: bool


def disputes_in(trip: Trip) -> Disputes:
    """What stands on top of the balances until it is resolved; one query."""
    found = list(trip.payments.live().disputed().with_people().newest_first()[: DISPUTES_SHOWN + 1])
    shown = [Dispute(payment, paid(payment, trip.me), payment.answer.note) for payment in found[:DISPUTES_SHOWN]]
    return Disputes(shown, len(found) > DISPUTES_SHOWN)
