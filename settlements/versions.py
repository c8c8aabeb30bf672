"""Two versions of one payment side by side, for a reader whom somebody was quicker than."""

from django.utils import dateformat

from expenses.versions import Change
from settlements.models import Payment
from settlements.services import PaymentDraft, draft_of
from trips.models import Revision, Trip
from tripsplit.locale import current_locale
from tripsplit.money import Money, format_money


def conflict(payment: Payment, draft: PaymentDraft) -> list[Change]:
    """The saved version beside the reader's own, fact by fact."""
    saved, mine = _facts(draft_of(payment), payment.trip), _facts(draft, payment.trip)
    return [Change(fact, saved[fact], mine[fact]) for fact in saved]


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
        "How": draft.method,
        "Note": draft.note,
    }
