"""More that can happen in any story of a trip: versions come back, forms are sent again, two are at it at once, expenses repeat."""

import dataclasses
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from expenses.recurring import make_next
from expenses.repeating import start_repeat
from expenses.schedule import Schedule
from expenses.services import delete_expense, edit_expense, record_expense, restore_version
from settlements.ledger import positions
from settlements.models import Payment
from settlements.past.entries import entries_as_of, entries_at
from settlements.services import PaymentDraft
from settlements.services import restore_version as restore_payments_version
from tests.settlements.story_model import DECIMALS, ModelExpense, ModelPayment, totals
from trips.errors import RowChanged
from trips.models import Participant, SubmitKey
from tripsplit.ids import new_submit_key

DAY = date(2026, 5, 9)
EVERY = {"day": timedelta(days=1), "week": timedelta(weeks=1)}


def has(rows, *, live=False):
    """A rule for stories that have such a row already."""
    return precondition(lambda self: any(not (live and row.deleted) for row in getattr(self, rows, ())))


class LaterVerbs:
    """Rules of tests.settlements.test_story.Story, which has what they use."""

    # -- versions and moments -----------------------------------------------------------------------------------------------
    @invariant()
    def every_moment_is_remembered(self):
        """What the model says at each step, to be asked for later; and what each version of each expense said."""
        if not hasattr(self, "active"):
            return
        self.moments.append((timezone.now(), totals([*self.expenses, *self.payments], self.active, self.base)))
        for row in [*self.expenses, *self.payments]:
            self.written.setdefault((row.ref, row.version), row.draft)

    @precondition(lambda self: getattr(self, "expenses", ()) or getattr(self, "payments", ()))
    @rule(data=st.data())
    def bring_back_a_version(self, data):
        row = data.draw(st.sampled_from([*self.expenses, *self.payments]), label="row")
        number = data.draw(st.integers(1, row.version), label="version")
        facts = {"version_no": number, "by": self.by(), "version": row.version}
        if isinstance(row, ModelPayment):
            restore_payments_version(payment=self.saved(row), **facts)
        else:
            restore_version(expense=self.saved(row), **facts)
        row.fill(self.written[row.ref, number])
        row.deleted, row.version = False, row.version + 1

    @precondition(lambda self: getattr(self, "moments", ()))
    @rule(data=st.data())
    def ask_for_a_moment(self, data):
        """The ledger as it stood then, whatever became of it since."""
        moment, then = data.draw(st.sampled_from(self.moments), label="moment")
        assert self.added_up(entries_at(self.trip, moment)) == {
            who: then.get(who, self.nothing()) for who in self.active
        }

    @rule(day=st.dates(date(2026, 4, 30), DAY + timedelta(days=30)))
    def ask_for_a_day(self, day):
        """Today's ledger, up to a day."""
        if not hasattr(self, "active"):
            return
        rows = [row for row in [*self.expenses, *self.payments] if row.draft.date <= day]
        assert self.added_up(entries_as_of(self.trip, day)) == totals(rows, self.active, self.base)

    def added_up(self, entries):
        found = positions(entries, list(self.active))
        return {ref: {side: getattr(found[ref], side) for side in self.nothing()} for ref in self.active}

    def nothing(self):
        return {"paid": 0, "owed": 0, "sent": 0, "received": 0}

    # -- the same form again, and two at it at once ---------------------------------------------------------------------------
    @rule(data=st.data(), minor=st.integers(1, 10**6), again=st.sampled_from(["same", "same", "other"]))
    def send_a_form_again(self, data, minor, again):
        """A payment's form with its key: sent again it leads to the same place; with other contents it is refused."""
        if not hasattr(self, "active") or len(self.taking_part()) < 2:
            return
        sender, receiver = data.draw(st.permutations(self.taking_part()), label="people")[:2]
        decimals = DECIMALS[self.base]
        written = f"{minor // 10**decimals}" + (f".{minor % 10**decimals:0{decimals}}" if decimals else "")
        form = {
            "sender": sender,
            "receiver": receiver,
            "amount": written,
            "currency": self.base,
            "date": DAY.isoformat(),
        }
        client, url = self.owners_client(), f"/trips/{self.trip.slug}/payments/new/"
        form |= {"method": "", "note": "", "submit_key": new_submit_key()}
        first = client.post(url, form)
        assert first.status_code == 303
        of_payment = {"date": DAY, "sender": sender, "receiver": receiver, "amount": minor, "currency": self.base}
        saved = Payment.objects.filter(trip_id=self.trip_id).latest("pk")
        self.payments.append(ModelPayment(saved.ref, PaymentDraft(**of_payment)))

        second = client.post(url, form if again == "same" else form | {"note": "Other"})

        assert second.status_code == (303 if again == "same" else 422)
        assert again == "other" or second["Location"] == first["Location"]
        assert SubmitKey.objects.filter(key=form["submit_key"]).count() == 1

    def owners_client(self):
        client = Client()
        owner = Participant.objects.select_related("user").get(trip_id=self.trip_id, ref="p0").user
        client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    @has("expenses", live=True)
    @rule(data=st.data(), verbs=st.permutations(["edit", "delete", "bring back"]))
    def two_at_once(self, data, verbs):
        """Two who have seen the same version: the second one changes nothing."""
        row = data.draw(st.sampled_from([row for row in self.expenses if not row.deleted]), label="expense")
        seen, draft = row.version, self.expense_draft(data, also=row.draft.refs)

        def do(verb):
            facts = {"expense": self.saved(row), "by": self.by(), "version": seen}
            if verb == "edit":
                edit_expense(draft=draft, **facts)
            elif verb == "delete":
                delete_expense(**facts)
            else:
                restore_version(version_no=seen, **facts)

        first, second, _ = verbs
        do(first)
        row.version += 1
        row.deleted = first == "delete"
        if first == "edit":
            row.fill(draft)
        with pytest.raises(RowChanged), transaction.atomic():
            do(second)

    # -- what repeats -----------------------------------------------------------------------------------------------------------
    @rule(data=st.data(), unit=st.sampled_from(sorted(EVERY)), every=st.integers(1, 3), times=st.integers(1, 4))
    def repeat(self, data, unit, every, times):
        """Every day that has come is made once, however often the worker runs."""
        if not hasattr(self, "active"):
            return
        draft = self.in_the_trips_currency(self.expense_draft(data))
        row = ModelExpense(f"x{len(self.expenses)}", draft)
        expense = record_expense(trip=self.trip, by=self.by(), draft=draft, ref=row.ref)
        self.expenses.append(row)
        schedule = Schedule(unit=unit, every=every, start=draft.date, times=times)
        going = start_repeat(expense=expense, by=self.by(), schedule=schedule)
        for _ in range(data.draw(st.integers(times, times + 3), label="runs")):
            make_next(going.pk)
        for number in range(2, times + 1):
            day = draft.date + EVERY[unit] * every * (number - 1)
            self.expenses.append(ModelExpense(going.ref_of(number), dataclasses.replace(draft, date=day)))
        assert going.occurrences.count() == times
        assert make_next(going.pk) is None

    def in_the_trips_currency(self, draft):
        """The same with the rate of its own currency, so that no day's rate has a say."""
        return dataclasses.replace(
            draft, currency=self.base, rate=Decimal(1), rate_source="same", rate_date=None, card_amount=None
        )
