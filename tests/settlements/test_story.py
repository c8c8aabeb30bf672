"""Any story of a trip: whatever is added, edited, deleted, restored, paid and undone, in whatever order, the balances are the model's."""

import dataclasses
import datetime
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from expenses.drafts import ExpenseDraft
from expenses.models import Expense
from expenses.rating import offered_rate, set_trip_rate
from expenses.repricing import preview, reprice
from expenses.services import delete_expense, edit_expense, move_expenses, record_expense, restore_expense
from expenses.splitting import SplitItem, SplitLine
from settlements.balances import load_balances
from settlements.models import Payment
from settlements.services import PaymentDraft, delete_payment, edit_payment, record_payment, restore_payment
from settlements.verify import verify_trip
from tests.factories import ParticipantFactory, TripFactory, UserFactory
from tests.settlements.story_model import DECIMALS, ModelExpense, ModelPayment, net, totals
from tests.settlements.story_verbs import LaterVerbs
from trips.errors import NotOfThisTrip, RowChanged
from trips.models import Participant, Trip
from trips.people import deactivate_participant, reactivate_participant

EXPENSE_SERVICES = {"edit": edit_expense, "delete": delete_expense, "restore": restore_expense}
PAYMENT_SERVICES = {"edit": edit_payment, "delete": delete_payment, "restore": restore_payment}

days = st.dates(datetime.date(2026, 5, 1), datetime.date(2026, 5, 9))
amounts = st.integers(1, 5 * 10**6)  # ¥5,000,000 at the highest rate is still an amount in dinars
weights = st.sampled_from(["0", "0.5", "1", "1", "1.25", "2", "3", "7.75"])
rates = st.sampled_from(["0.0061", "0.92", "1.5", "163.4", "0.333333"])


class Story(LaterVerbs, RuleBasedStateMachine):
    """The product's services on one side, the model on the other; each rule does the same to both."""

    @initialize(currency=st.sampled_from(sorted(DECIMALS)), people=st.integers(2, 5))
    def begin(self, currency, people):
        self.undo = transaction.atomic()
        self.undo.__enter__()
        trip = TripFactory(currency=currency)
        owner = ParticipantFactory(trip=trip, user=UserFactory(), role="owner", position=0, ref="p0")
        others = [ParticipantFactory(trip=trip, ref=f"p{place}", position=place) for place in range(1, people)]
        self.trip_id, self.base = trip.pk, currency
        self.active = {person.ref: True for person in [owner, *others]}
        self.expenses, self.payments, self.rates = [], [], {}
        self.moments, self.written = [], {}

    def teardown(self):
        if hasattr(self, "undo"):
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    # -- what both sides are told -----------------------------------------------------------------------------------------
    @property
    def trip(self):
        """Loaded anew each time, as a request does."""
        return Trip.objects.get(pk=self.trip_id)

    def person(self, ref):
        return Participant.objects.select_related("trip").get(trip_id=self.trip_id, ref=ref)

    def by(self):
        return self.person("p0")

    def taking_part(self):
        return [ref for ref, active in self.active.items() if active]

    def money(self, data):
        currency = data.draw(st.sampled_from([self.base, *sorted(DECIMALS)]), label="currency")
        if currency == self.base:
            return {"currency": currency, "amount": data.draw(amounts), "rate": Decimal(1), "rate_source": "same"}
        rate = Decimal(data.draw(rates, label="rate"))
        return {"currency": currency, "amount": data.draw(amounts), "rate": rate, "rate_source": "trip"}

    def expense_money(self, data):
        """Any currency; another one at a rate of its own, at the one that the trip offers, or as the card statement says."""
        money = self.money(data)
        currency = money["currency"]
        how = data.draw(st.sampled_from(["typed", "offered", "card"]), label="rate")
        if currency == self.base or how == "typed":
            return money
        if how == "card":
            return {**money, "rate": Decimal(1), "rate_source": "card", "card_amount": data.draw(amounts, label="card")}
        offer = offered_rate(self.trip, currency, datetime.date(2026, 5, 9))
        if currency in self.rates:
            assert (offer.rate, offer.source) == (self.rates[currency], "trip")
        return {**money, "rate": offer.rate, "rate_source": offer.source, "rate_date": offer.date} if offer else money

    def expense_draft(self, data, also=()):
        people = sorted({*self.taking_part(), *also})
        money = self.expense_money(data)
        payers = data.draw(st.lists(st.sampled_from(people), min_size=1, max_size=3, unique=True), label="payers")
        payers = payers[: money["amount"]]
        sharing = data.draw(st.lists(st.sampled_from(people), min_size=1, unique=True), label="sharing")
        each, rest = divmod(money["amount"], len(payers))
        return ExpenseDraft(
            date=data.draw(days),
            description="Something",
            kind=data.draw(st.sampled_from(["expense", "expense", "income"]), label="kind"),
            payers={ref: each + (rest if place == 0 else 0) for place, ref in enumerate(payers)},
            **self.split(data, money["amount"], sharing),
            **money,
        )

    def split(self, data, amount, people):
        """Any way of splitting, with values that make the whole."""
        method = data.draw(st.sampled_from(["equal", "shares", "exact", "percent", "adjustment", "itemised"]))
        values = [None] * len(people)
        if method == "shares":
            values = data.draw(
                st.lists(weights, min_size=len(people), max_size=len(people)).filter(
                    lambda drawn: any(map(float, drawn))
                )
            )
        if method == "exact":
            values = [str(part) for part in self.cut(data, amount, len(people))]
        if method == "percent":
            values = [f"{part // 100}.{part % 100:02}" for part in self.cut(data, 100_00, len(people))]
        if method == "adjustment":
            most = amount // (2 * len(people))
            values = [str(data.draw(st.integers(-most, most))) for _ in people]
        bill = self.bill(data, amount, people) if method == "itemised" else {}
        return {
            "method": method,
            "lines": [SplitLine(ref, value) for ref, value in zip(people, values, strict=True)],
            **bill,
        }

    def bill(self, data, amount, people):
        tax, tip, *prices = self.cut(data, amount, data.draw(st.integers(3, 5)))
        if not any(prices):
            tax, tip, prices = 0, 0, [amount]
        had = st.lists(st.sampled_from(people), min_size=1, unique=True)
        items = [SplitItem(f"Dish {price}", price, data.draw(had)) for price in prices if price]
        return {"items": items, "tax": tax, "tip": tip}

    def cut(self, data, whole, pieces):
        """So many whole parts that sum to the whole; some may be nothing."""
        cuts = sorted(data.draw(st.lists(st.integers(0, whole), min_size=pieces - 1, max_size=pieces - 1)))
        return [after - before for before, after in zip([0, *cuts], [*cuts, whole], strict=True)]

    def payment_draft(self, data):
        sender, receiver = data.draw(st.permutations(sorted(self.active)), label="people")[:2]
        return PaymentDraft(date=data.draw(days), sender=sender, receiver=receiver, **self.money(data))

    # -- expenses -----------------------------------------------------------------------------------------------------------
    @rule(data=st.data())
    def add_expense(self, data):
        row = ModelExpense(f"x{len(self.expenses)}", self.expense_draft(data))
        record_expense(trip=self.trip, by=self.by(), draft=row.draft, ref=row.ref)
        self.expenses.append(row)

    @precondition(lambda self: any(not row.deleted for row in getattr(self, "expenses", ())))
    @rule(data=st.data())
    def edit_expense(self, data):
        row = data.draw(st.sampled_from([row for row in self.expenses if not row.deleted]), label="expense")
        kept = row.draft.refs
        draft = self.expense_draft(data, also=kept)
        edit_expense(expense=self.saved(row), by=self.by(), version=row.version, draft=draft)
        row.fill(draft)
        row.version += 1

    @precondition(lambda self: getattr(self, "expenses", ()))
    @rule(data=st.data())
    def delete_or_restore_expense(self, data):
        row = data.draw(st.sampled_from(self.expenses), label="expense")
        service = restore_expense if row.deleted else delete_expense
        service(expense=self.saved(row), by=self.by(), version=row.version)
        row.deleted, row.version = not row.deleted, row.version + 1

    # -- rates --------------------------------------------------------------------------------------------------------------
    @rule(data=st.data())
    def set_any_rate(self, data):
        self.set_rate(data, data.draw(st.sampled_from(sorted(set(DECIMALS) - {self.base})), label="currency"))

    def set_rate(self, data, currency):
        self.rates[currency] = Decimal(data.draw(rates, label="rate"))
        set_trip_rate(trip=self.trip, by=self.by(), currency=currency, rate=self.rates[currency])

    @precondition(lambda self: getattr(self, "expenses", ()) and self.currencies_at_a_trip_rate())
    @rule(data=st.data())
    def reprice_some(self, data):
        """Some or all of the expenses that used another rate of the trip's own get the present one."""
        currency = data.draw(st.sampled_from(self.currencies_at_a_trip_rate()), label="currency")
        if currency not in self.rates or not self.outdated(currency):
            self.set_rate(data, currency)
        late = self.outdated(currency)
        if not late:
            return
        chosen = late if data.draw(st.booleans()) else late[: data.draw(st.integers(1, len(late)))]
        trip = self.trip
        own = trip.rates.get(currency=currency)
        promised = preview(trip, own, chosen={row.ref for row in chosen})
        assert {row.expense.ref for row in promised.rows} == {row.ref for row in late}
        reprice(trip=trip, by=self.by(), own=own, versions={row.ref: row.version for row in chosen})
        for row in chosen:
            row.fill(dataclasses.replace(row.draft, rate=self.rates[currency]))
            row.version += 1
        after = {person.ref: person.net.minor for person in self.trip.people}
        assert {shift.person.ref: shift.after.minor for shift in promised.shifts}.items() <= after.items()

    @precondition(lambda self: any(map(self.outdated, getattr(self, "rates", ()))))
    @rule(data=st.data())
    def reprice_too_late(self, data):
        """One that was seen in another version keeps them all as they are."""
        currency = data.draw(st.sampled_from([each for each in self.rates if self.outdated(each)]), label="currency")
        versions = {row.ref: row.version for row in self.outdated(currency)}
        versions[next(iter(versions))] += 1
        trip = self.trip
        own = trip.rates.get(currency=currency)
        with pytest.raises(RowChanged), transaction.atomic():
            reprice(trip=trip, by=self.by(), own=own, versions=versions)

    def currencies_at_a_trip_rate(self):
        rows = [row for row in self.expenses if row.draft.rate_source == "trip" and not row.deleted]
        return sorted({row.draft.currency for row in rows})

    def outdated(self, currency):
        return [
            row
            for row in self.expenses
            if (row.draft.currency, row.draft.rate_source, row.deleted) == (currency, "trip", False)
            and row.draft.rate != self.rates[currency]
        ]

    @precondition(lambda self: any(not row.deleted for row in getattr(self, "expenses", ())))
    @rule(data=st.data(), day=days)
    def move_some(self, data, day):
        rows = data.draw(
            st.lists(st.sampled_from([row for row in self.expenses if not row.deleted]), min_size=1, unique=True)
        )
        move_expenses(trip=self.trip, by=self.by(), versions={row.ref: row.version for row in rows}, day=day)
        for row in rows:
            row.version += row.draft.date != day  # those of that day already are left alone
            row.fill(dataclasses.replace(row.draft, date=day))

    # -- payments -----------------------------------------------------------------------------------------------------------
    @rule(data=st.data())
    def pay(self, data):
        row = ModelPayment(f"s{len(self.payments)}", self.payment_draft(data))
        record_payment(trip=self.trip, by=self.by(), draft=row.draft, ref=row.ref)
        self.payments.append(row)

    @rule()
    def settle_by_the_plan(self):
        for step in load_balances(self.trip).plan[:1]:
            draft = PaymentDraft(
                date=datetime.date(2026, 5, 9),
                sender=step.sender.ref,
                receiver=step.receiver.ref,
                amount=step.money.minor,
                currency=self.base,
            )
            row = ModelPayment(f"s{len(self.payments)}", draft)
            record_payment(trip=self.trip, by=self.by(), draft=draft, ref=row.ref)
            self.payments.append(row)

    @precondition(lambda self: any(not row.deleted for row in getattr(self, "payments", ())))
    @rule(data=st.data())
    def edit_payment(self, data):
        row = data.draw(st.sampled_from([row for row in self.payments if not row.deleted]), label="payment")
        draft = self.payment_draft(data)
        edit_payment(payment=self.saved(row), by=self.by(), version=row.version, draft=draft)
        row.fill(draft)
        row.version += 1

    @precondition(lambda self: getattr(self, "payments", ()))
    @rule(data=st.data())
    def undo_or_restore_payment(self, data):
        row = data.draw(st.sampled_from(self.payments), label="payment")
        service = restore_payment if row.deleted else delete_payment
        service(payment=self.saved(row), by=self.by(), version=row.version)
        row.deleted, row.version = not row.deleted, row.version + 1

    # -- people, and those who come too late --------------------------------------------------------------------------------
    @rule(place=st.integers(1, 4))
    def take_part_or_not(self, place):
        ref = f"p{place}"
        if ref in self.active:
            service = deactivate_participant if self.active[ref] else reactivate_participant
            service(participant=self.person(ref), by=self.by())
            self.active[ref] = not self.active[ref]

    @precondition(lambda self: not all(getattr(self, "active", {}).values()))
    @rule(data=st.data())
    def add_expense_with_somebody_who_left(self, data):
        gone = next(ref for ref, active in self.active.items() if not active)
        draft = self.expense_draft(data)
        lines = [*draft.lines, SplitLine(gone, "1")]
        with pytest.raises(NotOfThisTrip):
            record_expense(trip=self.trip, by=self.by(), draft=ExpenseDraft(**{**vars(draft), "lines": lines}))

    @precondition(lambda self: getattr(self, "expenses", ()) or getattr(self, "payments", ()))
    @rule(data=st.data(), change=st.sampled_from(["edit", "delete", "restore"]), off=st.sampled_from([-1, 1]))
    def come_too_late(self, data, change, off):
        """Whatever is done to another version than the saved one changes nothing."""
        row = data.draw(st.sampled_from([*self.expenses, *self.payments]), label="row")
        of_payment = isinstance(row, ModelPayment)
        service = (PAYMENT_SERVICES if of_payment else EXPENSE_SERVICES)[change]
        draft = {"draft": row.draft} if change == "edit" else {}
        with pytest.raises(RowChanged), transaction.atomic():
            service(
                **{"payment" if of_payment else "expense": self.saved(row)},
                by=self.by(),
                version=row.version + off,
                **draft,
            )

    def saved(self, row):
        model = Payment if isinstance(row, ModelPayment) else Expense
        return model.objects.select_related("trip").get(trip_id=self.trip_id, ref=row.ref)

    # -- what always holds --------------------------------------------------------------------------------------------------
    @invariant()
    def balances_are_the_models(self):
        if not hasattr(self, "active"):
            return
        model = totals([*self.expenses, *self.payments], self.active, self.base)
        balances = load_balances(self.trip)
        assert {
            person.ref: {side: getattr(person, side) for side in ("paid", "owed", "sent", "received")}
            for person in balances.people
        } == model
        left = {person.ref: person.net.minor for person in balances.people}
        assert left == {ref: net(sums) for ref, sums in model.items()}
        assert sum(left.values()) == 0
        for step in balances.plan:
            left[step.sender.ref] += step.money.minor
            left[step.receiver.ref] -= step.money.minor
        assert not any(left.values())
        assert balances.trip.expense_count == sum(not row.deleted for row in self.expenses)

    @invariant()
    def the_ledger_verifies(self):
        if hasattr(self, "active"):
            assert verify_trip(self.trip) == []


def test_any_story_leaves_the_balances_that_plain_arithmetic_says(db):
    profile = settings()
    run_state_machine_as_test(
        Story, settings=settings(max_examples=max(profile.max_examples // 5, 1), stateful_step_count=25)
    )
