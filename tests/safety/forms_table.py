"""Every form that people type into: where it is sent, what makes it a good one, and which of its fields hold text or name a row."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from settlements.paying.services import details_of, fingerprint
from tests.safety.world import DAY, MODELS
from trips.invitations import token_of

NEXT = timezone.localdate() + timedelta(days=1)  # of what repeats: far more than that is not added at once


@dataclass(frozen=True)
class Form:
    name: str  # of the URL
    url: str
    fields: dict[str, Any]
    texts: tuple[str, ...] = ()
    references: dict[str, Any] = field(default_factory=dict)  # field -> what of the other trip to try in it
    role: str = "owner"
    multiline: tuple[str, ...] = ("note", "names", "people", "text")


def brunch(side):
    """What was paid in another currency, at a rate that the trip has no more."""
    return side.trip.expenses.get(currency="USD")


def brought(side):
    """A file that waits to be made a trip of."""
    return side.people["owner"].user.trip_files.get()


def forms_of(side, other):
    """The forms of a trip, with the rows of `other` to be tried where a row is named."""
    trip = f"/trips/{side.trip.slug}"
    owner, editor = side.people["owner"].ref, side.people["editor"].ref
    strangers = [person.ref for person in other.people.values()] + [side.people["deactivated"].ref]
    expense = {
        "amount": "12.00",
        "description": "Taxi",
        "payer": owner,
        "participants": [owner, editor],
        "method": "equal",
        "date": DAY.isoformat(),
        "note": "",
    }
    people = {"payer": strangers, "participants": [[owner, ref] for ref in strangers]}
    payment = {"sender": editor, "receiver": owner, "amount": "5.00", "date": DAY.isoformat(), "method": "", "note": ""}
    both = {"sender": strangers, "receiver": strangers}
    new_trip = {"name": "Rome", "currency": "EUR"}
    person = {"name": "Kenji K", "weight": "1", "role": "editor", "version": 1}
    return [
        Form("trip_create", "/trips/new/", {**new_trip, "people": "Ann"}, texts=("name", "people")),
        Form("import_detail", f"/trips/import/{brought(side).ref}/", {"me": "", "name": "Ann"}, texts=("name",)),
        Form("trip_edit", f"{trip}/settings/", {**new_trip, "version": 1}, texts=("name",)),
        Form("kitty_add", f"{trip}/kitty/", {"name": "Purse"}, texts=("name",)),
        Form("trip_delete", f"{trip}/delete/", {"name": side.trip.name}),
        Form("participant_add", f"{trip}/people/new/", {"names": "Ann"}, texts=("names",)),
        Form("participant_edit", f"{trip}/people/{side.people['unclaimed'].ref}/", person, texts=("name",)),
        Form("invitation_edit", f"{trip}/invitation/edit/", {"role": "viewer", "version": 1}),
        Form("account", "/accounts/", {"name": "Olga O"}, texts=("name",)),
        Form(
            "join",
            f"/join/{token_of(side.trip.invitations.get())}/",
            {"name": "Ann"},
            texts=("name",),
            references={"participant": [*strangers, owner, editor]},
            role="staff",
        ),
        Form("expense_create", f"{trip}/expenses/new/", expense, ("description", "note"), people),
        Form(
            "expense_edit",
            f"{trip}/expenses/{side.expense.ref}/edit/",
            {**expense, "version": 1},
            ("description", "note"),
            people,
        ),
        Form(
            "category_batch",
            f"{trip}/categories/",
            {"expense": [f"{side.expense.ref}.1"], f"category_{side.expense.ref}": "fees"},
            references={"expense": [f"{row.ref}.{row.version}" for row in (other.expense, other.trashed_expense)]},
        ),
        Form("learnt_forget", f"{trip}/categories/learnt/forget/", {"words": "dinner"}),
        Form("agreement_withdraw", f"{trip}/receipts/agreed/withdraw/", {"address": MODELS}, role="viewer"),
        Form("ask", f"{trip}/ask/", {"question": "How much did we spend?"}, ("question",), role="viewer"),
        Form(
            "comment_add",
            f"{trip}/expenses/{side.expense.ref}/comments/new/",
            {"text": "Hello"},
            ("text",),
            role="viewer",
        ),
        Form(
            "expense_move",
            f"{trip}/move-expenses/",
            {"expense": [f"{side.expense.ref}.1"], "date": (DAY + timedelta(days=1)).isoformat()},
            references={"expense": [f"{row.ref}.{row.version}" for row in (other.expense, other.trashed_expense)]},
        ),
        Form(
            "repeat_edit",
            f"{trip}/repeats/{side.trip.repeats.get().ref}/",
            {**expense, "date": NEXT.isoformat(), "repeat_unit": "week", "repeat_every": "2", "version": 1},
            ("description", "note"),
            people,
        ),
        Form(
            "wish_edit",
            f"{trip}/settle/",
            {"unit": "1", "debts": "0", "apart-0-who": owner, "apart-0-with": editor, "version": 1},
            references={"apart-0-who": strangers, "apart-0-with": strangers},
        ),
        Form("rate_edit", f"{trip}/rates/USD/", {"rate": "0.92", "version": side.trip.rates.get().version}),
        Form(
            "budget_edit",
            f"{trip}/insights/budgets/food/",
            {"amount": "300", "version": side.trip.budgets.get().version},
        ),
        Form(
            "rate_reprice",
            f"{trip}/rates/USD/reprice/",
            {"rate": "0.9", "expense": [f"{brunch(side).ref}.1"]},
            references={"expense": [f"{brunch(other).ref}.1", [f"{brunch(each).ref}.1" for each in (side, other)]]},
        ),
        Form(
            "payment_details",
            f"{trip}/people/{side.people['unclaimed'].ref}/pay/",
            {
                "iban": "DE89 3704 0044 0532 0130 00",
                "other": "Cash",
                "seen": fingerprint(details_of(side.people["unclaimed"]).values()),
            },
            ("holder", "other"),
        ),
        Form(
            "payment_answer",
            f"{trip}/payments/{side.payment.ref}/answer/",
            {"state": "disputed", "note": "Not yet", "version": 1},
            ("note",),
        ),
        Form("payment_create", f"{trip}/payments/new/", payment, ("method", "note"), both),
        Form(
            "payment_edit",
            f"{trip}/payments/{side.payment.ref}/edit/",
            {**payment, "version": 1},
            ("method", "note"),
            both,
        ),
    ]
