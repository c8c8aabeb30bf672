"""What a payment said in each of its versions, in words: for its history, and for two versions side by side."""

from collections.abc import Mapping
from typing import Any

from django.utils import dateformat

from expenses.conversion import rate_in_words
from settlements.models import Payment
from settlements.services import PaymentDraft, draft_of, draft_of_snapshot
from trips.conflicts import Compared
from trips.models import Revision, Trip
from trips.versions import History, load_history
from tripsplit.locale import current_locale
from tripsplit.money import Money, format_money


def history(trip: Trip, ref: str, *, everything: bool = False) -> History:
    """The versions of a payment, newest first. One query."""

    def in_words(written: Mapping[str, Any]) -> dict[str, str]:
        return {fact: text for fact, text in _facts(draft_of_snapshot(written), trip).items() if text}

    return load_history(trip, "payment", ref, in_words, everything=everything, deleting="undid this")


def conflict(payment: Payment, draft: PaymentDraft) -> list[Compared]:
    """The saved version beside the reader's own, fact by fact."""
    saved, mine = _facts(draft_of(payment), payment.trip), _facts(draft, payment.trip)
    return [Compared(fact, saved[fact], mine[fact]) for fact in saved]


def latest(payment: Payment) -> Revision | None:
    """Who made the payment what it is now, and when."""
    revisions = payment.trip.revisions.filter(kind="payment", ref=payment.ref)
    return revisions.select_related("actor").order_by("-version").first()


def _facts(draft: PaymentDraft, trip: Trip) -> dict[str, str]:
    names = {person.ref: person.name for person in trip.people}
    return {
        "Who paid": names.get(draft.sender, ""),
        "To whom": names.get(draft.receiver, ""),
        "Amount": format_money(Money(draft.amount, draft.currency), locale=current_locale()),
        "Day": dateformat.format(draft.date, "l j F Y"),
        "Rate": rate_in_words(draft.rate, draft.rate_source, draft.rate_date or draft.date),
        "How": draft.method,
        "Note": draft.note,
    }
