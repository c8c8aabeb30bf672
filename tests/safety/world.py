"""Two trips that have nothing to do with each other, each with everything that a trip can hold, and everybody who may knock at the door."""

import datetime
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile
from django.utils import timezone

from assistant.models import Agreement, Question
from expenses.commenting import add_comment, remove_comment
from expenses.drafts import ExpenseDraft
from expenses.insights.budgeting import set_budget
from expenses.presets import save_preset
from expenses.rating import set_trip_rate
from expenses.receipt_files import file_of, preview_of
from expenses.receipt_models import Receipt
from expenses.repeating import start_repeat
from expenses.schedule import Schedule
from expenses.services import delete_expense, record_expense
from expenses.splitting import SplitLine
from settlements.incoming.services import look_through, receive_file
from settlements.incoming.store import take_in
from settlements.models import PaymentAnswer, PaymentDetail, Report, TripFile
from settlements.reports.store import settle, workbench
from settlements.services import PaymentDraft, delete_payment, record_payment
from tests.factories import GuestFactory, ParticipantFactory, TripFactory, UserFactory
from trips.guest_accounts import renew_device_link
from trips.invitations import invitation_for

DAY = datetime.date(2026, 5, 3)
MODELS = "https://models.example.org/v1"  # where receipts are read
ROLES = ("anonymous", "stranger", "deactivated", "viewer", "editor", "owner", "guest", "staff")


@dataclass
class Side:
    """One trip with its people by role, and a row of each kind, one of them in the trash."""

    trip: Any
    people: dict[str, Any]
    expense: Any
    trashed_expense: Any
    payment: Any
    trashed_payment: Any
    receipt: Any
    removed_receipt: Any
    comment: Any
    removed_comment: Any


@dataclass
class World:
    ours: Side
    theirs: Side
    users: dict[str, Any]  # role -> user; None for nobody


def build_world(mark=""):
    """`mark` stands in every text of the trip of the others."""
    ours, theirs = build_side("Lisbon"), build_side("Elsewhere", mark=mark)
    users = {role: person.user for role, person in ours.people.items() if role in ROLES}
    users |= {"anonymous": None, "stranger": theirs.people["owner"].user}
    users["staff"] = UserFactory(name="Staff", is_staff=True, is_superuser=True)
    for user in users.values():
        if user is not None and user.email:
            EmailAddress.objects.create(user=user, email=user.email, primary=True)  # as signing up does
    return World(ours, theirs, {role: users[role] for role in ROLES})


def build_side(name, mark=""):
    trip = TripFactory(name=f"{name}{mark}")
    people = {}
    for position, (role, user) in enumerate(
        [
            ("owner", UserFactory(name=f"Olga{mark}")),
            ("editor", UserFactory(name=f"Edda{mark}")),
            ("viewer", UserFactory(name=f"Vito{mark}")),
            ("guest", GuestFactory(name=f"Gül{mark}")),
            ("deactivated", UserFactory(name=f"Dora{mark}")),
            ("unclaimed", None),
        ]
    ):
        people[role] = ParticipantFactory(
            trip=trip,
            name=user.name if user else f"Kenji{mark}",
            user=user,
            role=role if role in ("owner", "viewer") else "editor",
            position=position,
            deactivated_at=timezone.now() if role == "deactivated" else None,
        )
    invitation_for(trip=trip, by=people["owner"])
    PaymentDetail.objects.create(participant=people["unclaimed"], kind="other", value=f"Cash only{mark}")
    two = [SplitLine(people[role].ref, weight) for role, weight in (("owner", "2"), ("editor", "1"))]
    save_preset(trip=trip, by=people["owner"], name=f"By room{mark}", method="shares", lines=two)
    renew_device_link(user=people["guest"].user)
    expense, trashed_expense = (record_dinner(trip, people, f"{what}{mark}") for what in ("Dinner", "Museum"))
    start_repeat(expense=expense, by=people["owner"], schedule=Schedule("month", 1, DAY))
    payment, trashed_payment = (record_transfer(trip, people, mark) for _ in range(2))
    PaymentAnswer.objects.create(
        payment=payment, state="disputed", note=f"Not all of it{mark}", version=1, by=people["owner"]
    )
    receipts = [keep_receipt(expense, people["owner"], mark, removed=removed) for removed in (False, True)]
    comments = [add_comment(expense=expense, by=people["viewer"], text=f"Thanks{mark}") for _ in range(2)]
    remove_comment(comment=comments[1], by=people["viewer"])
    keep_question(people["owner"], mark)
    Agreement.objects.create(user=people["viewer"].user, address=MODELS)
    keep_report(trip, people["viewer"], mark)
    bring_file(people["owner"].user, mark)
    record_dinner(trip, people, f"Brunch{mark}", currency="USD", rate=Decimal("0.8"), rate_source="trip")
    # Since then brunch has an earlier rate than the trip.
    set_trip_rate(trip=trip, by=people["owner"], currency="USD", rate=Decimal("0.9"))
    set_budget(trip=trip, by=people["owner"], key="food", amount=200_00)
    delete_expense(expense=trashed_expense, by=people["owner"], version=1)
    delete_payment(payment=trashed_payment, by=people["owner"], version=1)
    for row in (expense, trashed_expense, payment, trashed_payment):
        row.refresh_from_db()
    trip.refresh_from_db()
    return Side(trip, people, expense, trashed_expense, payment, trashed_payment, *receipts, *comments)


def record_dinner(trip, people, description, **facts):
    payer = people["owner"]
    sharing = [people[role] for role in ("owner", "editor", "guest")]
    draft = ExpenseDraft(
        date=DAY,
        description=description,
        note=f"About {description}",
        amount=3001,
        payers={payer.ref: 3001},
        lines=[SplitLine(person.ref, None) for person in sharing],
        category="food",
        **{"currency": trip.currency, **facts},
    )
    return record_expense(trip=trip, by=payer, draft=draft)


def record_transfer(trip, people, mark):
    draft = PaymentDraft(
        date=DAY,
        sender=people["editor"].ref,
        receiver=people["owner"].ref,
        amount=500,
        currency=trip.currency,
        method=f"Cash{mark}",
        note=f"Thanks{mark}",
    )
    return record_payment(trip=trip, by=people["editor"], draft=draft)


def keep_question(by, mark):
    told = {"text": f"That is not recorded{mark}.", "figures": [], "sources": []}
    Question.objects.create(participant=by, user=by.user, text=f"Who sang{mark}?", status="unknown", answer=told)


def keep_report(trip, by, mark):
    """A report with its file; how one is made is proven with the reports."""
    with workbench() as bench:
        (bench / "report").write_text(f"Balances{mark}")
        stored = settle(bench / "report", extension="csv")
    return Report.objects.create(
        trip=trip,
        kind="csv",
        locale="en",
        ordered_by=by,
        revision=trip.revision,
        made_at=timezone.now(),
        sha256=stored.sha256,
        size=stored.size,
    )


def bring_file(user, mark):
    """A file that waits to be made a trip of."""
    archive = {"format": "tripsplit.trip", "version": 1, "trip": {"name": f"Porto{mark}", "currency": "EUR"}}
    archive["participants"] = [{"ref": "p1", "name": f"Paula{mark}"}]
    file = TripFile(name="Porto.json", size=1, ref=take_in(ContentFile(json.dumps(archive).encode())))
    return receive_file(user=user, file=file, looked=look_through(file))


def keep_receipt(expense, by, mark, *, removed):
    """A receipt with its files; how a photo becomes one is proven with the expenses."""
    receipt = Receipt.objects.create(
        expense=expense,
        created_by=by,
        kind="image",
        content_type="image/jpeg",
        name=f"Bill{mark}.jpg",
        sha256=("1" if removed else "0") * 64,
        preview_sha256="2" * 64,
        size=3,
        preview_size=3,
        width=1,
        height=1,
        deleted_at=timezone.now() if removed else None,
    )
    for path in (file_of(receipt), preview_of(receipt)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"\xff\xd8\xff")
    return receipt
