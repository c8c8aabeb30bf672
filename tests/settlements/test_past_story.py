"""The past of any story: of each moment the totals that everybody saw then, of each day what plain addition says of today's rows."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from expenses.models import Expense
from expenses.services import delete_expense, edit_expense, record_expense, restore_expense
from expenses.services import restore_version as restore_expense_version
from settlements.ledger import positions
from settlements.models import Payment
from settlements.past.entries import entries_as_of, entries_at
from settlements.services import delete_payment, edit_payment, record_payment, restore_payment
from settlements.services import restore_version as restore_payment_version
from tests.factories import ParticipantFactory, TripFactory
from tests.settlements.rows import DAY, expense_draft, payment_draft
from tests.settlements.story_model import ModelExpense, ModelPayment
from tests.settlements.story_model import totals as model_totals
from trips.models import Participant, Trip
from trips.totals import FIELDS

SERVICES = {
    "expense": (Expense, record_expense, edit_expense, delete_expense, restore_expense, restore_expense_version),
    "payment": (Payment, record_payment, edit_payment, delete_payment, restore_payment, restore_payment_version),
}
steps = st.tuples(
    st.sampled_from(["add", "add", "edit", "move", "revert"]),  # move is into the trash, or out of it
    st.sampled_from(["expense", "payment"]),
    st.integers(0, 99),  # which row, and which of its versions
    st.integers(1, 10_000),
    st.integers(0, 3),  # days after the first
    st.permutations(range(3)),
)


class Telling:
    """Does each step with the services and in the model, and writes down what everybody saw after it."""

    def __init__(self):
        self.trip = TripFactory()
        self.people = [ParticipantFactory(trip=self.trip, ref=f"p{place}", position=place) for place in range(3)]
        self.rows = {"expense": [], "payment": []}  # (the model's row, its drafts version by version)
        self.seen = []

    def step(self, what, kind, pick, minor, days, order):
        rows = self.rows[kind]
        draft = self.draft(kind, minor, DAY + datetime.timedelta(days), [self.people[place] for place in order])
        if what == "add" or not rows:
            self.add(kind, draft)
        else:
            self.change(what, kind, *rows[pick % len(rows)], draft, pick)
        seen = {person.ref: {side: getattr(person, side) for side in FIELDS} for person in self.now.people}
        self.seen.append((timezone.now(), seen))

    @property
    def now(self):
        return Trip.objects.get(pk=self.trip.pk)

    def draft(self, kind, minor, day, people):
        if kind == "payment":
            return payment_draft(minor, sender=people[0], receiver=people[1], date=day)
        sharing = people[: 1 + minor % 3]
        return expense_draft(
            minor, by=people[0], among=sharing, date=day, kind="income" if minor % 5 == 0 else "expense"
        )

    def add(self, kind, draft):
        rows = self.rows[kind]
        ref = f"{kind}{len(rows)}"
        SERVICES[kind][1](trip=self.now, by=None, draft=draft, ref=ref)
        rows.append(((ModelExpense if kind == "expense" else ModelPayment)(ref, draft), [draft]))

    def change(self, what, kind, row, drafts, draft, pick):
        model, _, edit, delete, restore, restore_version = SERVICES[kind]
        found = model.objects.select_related("trip").get(trip=self.trip, ref=row.ref)
        facts = {kind: found, "by": None, "version": row.version}
        if what == "revert":
            draft = drafts[pick % len(drafts)]
            restore_version(**facts, version_no=pick % len(drafts) + 1)
            row.deleted = False
        elif what == "move" or row.deleted:
            (restore if row.deleted else delete)(**facts)
            row.deleted, draft = not row.deleted, row.draft
        else:
            edit(**facts, draft=draft)
        row.fill(draft)
        row.version += 1
        drafts.append(draft)

    def model(self, day):
        rows = [row for rows in self.rows.values() for row, _ in rows if row.draft.date <= day]
        return model_totals(rows, [person.ref for person in self.people], "EUR")


def added_up(trip, entries):
    found = positions(entries, Participant.objects.filter(trip=trip).values_list("ref", flat=True))
    return {ref: {side: getattr(position, side) for side in FIELDS} for ref, position in found.items()}


@pytest.mark.django_db
@settings(max_examples=max(settings().max_examples // 4, 5))
@given(st.lists(steps, min_size=1, max_size=12))
def test_every_moment_and_every_day_of_any_story(told):
    with transaction.atomic():
        story = Telling()
        before = timezone.now()
        for step in told:
            story.step(*step)

        assert entries_at(story.trip, before) == []
        for at, seen in story.seen:
            assert added_up(story.trip, entries_at(story.trip, at)) == seen
        for days in range(-1, 5):
            day = DAY + datetime.timedelta(days)
            assert added_up(story.trip, entries_as_of(story.trip, day)) == story.model(day)
        transaction.set_rollback(True)
