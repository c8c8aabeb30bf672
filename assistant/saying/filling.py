"""A reading as the expense form's fields: what would be typed into each, and at which of them a doubt is told."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from assistant.saying.outcome import Part, Reading
from expenses.forms.again import Typed
from expenses.forms.currency import CARD
from expenses.forms.payers import PAID, SEVERAL
from expenses.forms.split import WAYS
from expenses.models import Expense, SplitMethod
from trips.models import Trip
from tripsplit.forms import plain_amount

# The field at which a doubt about a part of the reading is told, where it is not of the same name.
PLACES: Mapping[Part, str] = {Part.SPLIT: "participants"}
CATEGORY = ("category", "preselected")
REPETITION = tuple(f"repeat_{part}" for part in ("unit", "every", "ends", "until", "times"))
UNSAID = ("note", "preset_name", *REPETITION)
RATE = ("rate_from", "rate", "keep_rate", "card")


def typed_of(reading: Reading, trip: Trip) -> Typed:
    """What the form says then; what the reading leaves open is for the form to know."""
    said: Typed = {
        "description": reading.description,
        "kind": (Expense.Kind.INCOME if reading.income else Expense.Kind.EXPENSE).value,
        "currency": reading.currency,
        "date": reading.date.isoformat(),
        **_split(reading, trip),
        **_paid(reading),
    }
    if reading.amount is not None:
        said["amount"] = plain_amount(reading.amount, reading.currency)
    return said


def _paid(reading: Reading) -> Typed:
    if not reading.payers:
        return {"payer": reading.payer} if reading.payer else {}
    return {"payer": SEVERAL, **_amounts(PAID, reading.payers, reading.currency)}


def _amounts(prefix: str, amounts: Mapping[str, int], currency: str) -> Typed:
    return {f"{prefix}{ref}": plain_amount(minor, currency) for ref, minor in amounts.items()}


def _split(reading: Reading, trip: Trip) -> Typed:
    """Equally where all weights are alike; nobody named is everybody."""
    sharers = reading.sharers
    if reading.owed:
        exact = _amounts(WAYS[SplitMethod.EXACT].prefix, reading.owed, reading.currency)
        return {"participants": [*reading.owed], "method": SplitMethod.EXACT.value, **exact}
    among = [person.ref for person in trip.active_people if person.ref in sharers or not sharers]
    if len({*sharers.values()}) <= 1:
        return {"participants": among, "method": SplitMethod.EQUAL.value}
    weights = {f"weight_{ref}": str(weight) for ref, weight in sharers.items()}
    return {"participants": among, "method": SplitMethod.SHARES.value, **weights}


def doubts_of(reading: Reading) -> dict[str, str]:
    """A sentence for each field that is unsure."""
    return {PLACES.get(part, part.value): words for part, words in reading.doubts.items()}


def kept_of(post: QueryDict, said: Typed) -> Typed:
    """What somebody typed into the form beneath the line, as it was sent, and no sentence says, or this one does not: what it was.

    A rate stays with its currency, and what the card was charged with its amount. A category that was chosen for somebody was so for other
    words: those of the sentence get their own.
    """
    is_same = {name: post.get(name) == said.get(name) for name in ("currency", "amount")}
    is_rated = all(is_same.values()) if post.get("rate_from") == CARD else is_same["currency"]
    is_chosen = post.get("category", "") != post.get("preselected", "")
    unsaid = (*UNSAID, "description") if not said["description"] else UNSAID
    names = (*unsaid, *(CATEGORY if is_chosen else ()), *(RATE if is_rated else ()))
    return {name: value for name in names if (value := post.get(name, ""))}


def payment_url(reading: Reading, trip: Trip) -> str:
    """Where somebody paying somebody back is written down, as far as its address can say it: in the trip's own currency."""
    said = {"from": reading.payer, "to": reading.payment_to, "date": reading.date.isoformat()}
    if reading.amount is not None and reading.currency == trip.currency:
        said["amount"] = str(reading.amount)
    return f"{reverse('payment_create', args=[trip.slug])}?{urlencode(said)}"
