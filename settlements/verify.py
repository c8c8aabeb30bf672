"""Proves a trip's ledger from its rows: recomputes every running total and checks every money invariant. Changes and repairs nothing."""

from collections.abc import Iterable, Iterator, Mapping

from django.db import transaction
from django.db.models import Prefetch

from expenses.insights.posting import DayKey, DaySum, days_of
from expenses.models import Comment, Expense, Item, ItemSharer, Line, Payer, Share
from expenses.receipt_models import Receipt
from expenses.snapshots import snapshot as expense_snapshot
from settlements.invariants import Fault, Finding, expense_findings, payment_findings, search_findings
from settlements.ledger import ExpenseEntry, PaymentEntry, Position, positions
from settlements.models import Payment
from settlements.planner import UnbalancedTrip, plan_transfers
from settlements.rowhistory import read_histories
from settlements.services import snapshot as payment_snapshot
from trips.models import Participant, Trip
from trips.totals import FIELDS

CHUNK = 2_000  # rows that are in memory at once
QUIET_TRIES = 3  # before the trip is taken for writing, so that nobody changes it meanwhile


def verify_trip(trip: Trip) -> list[Fault]:
    """Everything that is wrong with the trip's ledger, as it stands at one moment.

    A trip that changes while it is read is read again (its revision tells); one that never rests is taken for writing.
    """
    for _ in range(QUIET_TRIES):
        current = Trip.objects.get(pk=trip.pk)
        faults = Audit(current).run()
        if Trip.objects.filter(pk=trip.pk, revision=current.revision).exists():
            return faults
    with transaction.atomic():
        return Audit(Trip.objects.select_for_update().get(pk=trip.pk)).run()


class Audit:
    """One reading of one trip: a few queries, and a few more for each CHUNK of rows, however many people and lines there are."""

    def __init__(self, trip: Trip) -> None:
        self.trip = trip
        self.faults: list[Fault] = []
        self.people: dict[int, Participant] = {person.pk: person for person in trip.people}
        self.histories = read_histories(trip)
        self.live_expenses = 0
        self.days: dict[DayKey, DaySum] = {}

    def run(self) -> list[Fault]:
        found = positions(self._entries(), [person.ref for person in self.trip.people])
        for person in self.trip.people:
            self._check_totals(person, found[person.ref])
        self._check_plan({ref: position.net for ref, position in found.items()})
        self._check_days()
        if self.trip.expense_count != self.live_expenses:
            detail = f"its expense count is {self.trip.expense_count}, and {self.live_expenses} expenses are live"
            self._note("trip", self.trip.slug, "expense_count", detail)
        for kind, ref in self.histories:
            self._note(kind, ref, "orphan", "there is history of it, and no row")
        return self.faults

    def _note(self, subject: str, ref: str, fact: str, detail: str) -> None:
        self.faults.append(Fault(trip=self.trip.slug, subject=subject, ref=ref, fact=fact, detail=detail))

    # -- rows -------------------------------------------------------------------------------------------------------------
    def _entries(self) -> Iterator[ExpenseEntry | PaymentEntry]:
        """Check each row as it goes by, and hand on what counts."""
        expenses = self.trip.expenses.prefetch_related(
            Prefetch("payers", Payer.objects.order_by("position", "pk")),
            Prefetch("shares", Share.objects.order_by("position", "pk")),
            Prefetch("items", Item.objects.order_by("position", "pk")),
            Prefetch("items__sharers", ItemSharer.objects.order_by("position", "pk")),
            Prefetch("comments", Comment.objects.live().newest_first()),
            Prefetch("receipts", Receipt.objects.live()),
        ).select_related("search_entry")
        for expense in expenses.order_by("pk").iterator(chunk_size=CHUNK):
            self._check_expense(expense)
            if not expense.is_deleted:
                self.live_expenses += 1
                self._count_day(expense)
                yield from self._expense_entry(expense)
        for payment in self.trip.payments.order_by("pk").iterator(chunk_size=CHUNK):
            self._check_payment(payment)
            if not payment.is_deleted:
                yield from self._payment_entry(payment)

    def _check_expense(self, expense: Expense) -> None:
        findings = list(expense_findings(expense, self.people))
        sharers = [sharer for item in expense.items.all() for sharer in item.sharers.all()]
        lines: list[Line | ItemSharer] = [*expense.payers.all(), *expense.shares.all(), *sharers]
        known = all(line.participant_id in self.people for line in lines)
        for line in lines if known else ():
            line.participant = self.people[line.participant_id]
        findings += self._history_findings("expense", expense, expense_snapshot(expense) if known else None)
        if not findings:  # what is wrong otherwise is not as it was written, so neither is what search knows of it
            findings += search_findings(expense)
        self._note_all("expense", expense.ref, findings)

    def _check_payment(self, payment: Payment) -> None:
        findings = list(payment_findings(payment, self.people))
        known = {payment.sender_id, payment.receiver_id} <= self.people.keys()
        if known:
            payment.sender, payment.receiver = self.people[payment.sender_id], self.people[payment.receiver_id]
        findings += self._history_findings("payment", payment, payment_snapshot(payment) if known else None)
        self._note_all("payment", payment.ref, findings)

    def _history_findings(
        self, kind: str, row: Expense | Payment, snapshot: Mapping[str, object] | None
    ) -> Iterator[Finding]:
        history = self.histories.pop((kind, row.ref), None)
        if history is None:
            yield "history", "it has no history"
        else:
            yield from history.findings(version=row.version, is_deleted=row.is_deleted, snapshot=snapshot)

    def _note_all(self, subject: str, ref: str, findings: list[Finding]) -> None:
        for fact, detail in findings:
            self._note(subject, ref, fact, detail)

    # -- what the rows come to --------------------------------------------------------------------------------------------
    def _expense_entry(self, expense: Expense) -> Iterator[ExpenseEntry]:
        if expense.kind in Expense.Kind.values:
            yield ExpenseEntry(
                expense.ref, expense.kind, self._side(expense.payers.all()), self._side(expense.shares.all())
            )

    def _side(self, lines: Iterable[Line]) -> dict[str, int]:
        return {
            self.people[line.participant_id].ref: line.base_amount
            for line in lines
            if line.participant_id in self.people and isinstance(line.base_amount, int)
        }

    def _payment_entry(self, payment: Payment) -> Iterator[PaymentEntry]:
        if {payment.sender_id, payment.receiver_id} <= self.people.keys() and isinstance(payment.base_amount, int):
            yield PaymentEntry(payment.ref, payment.sender.ref, payment.receiver.ref, payment.base_amount)

    def _check_totals(self, person: Participant, found: Position) -> None:
        for name in FIELDS:
            kept, computed = getattr(person, name), getattr(found, name)
            if kept != computed:
                detail = f"the running total {name!r} is {kept}, and the rows come to {computed}"
                self._note("participant", person.ref, "totals", detail)

    def _count_day(self, expense: Expense) -> None:
        """Amounts that are no numbers are told of by themselves, and cannot be added up."""
        if all(isinstance(minor, int) for minor in (expense.amount, expense.base_amount)):
            for key, each in days_of([expense]).items():
                self.days[key] = self.days.get(key, DaySum()) + each

    def _check_days(self) -> None:
        """The totals of the days are what their expenses come to; of a day without expenses there is none, or one of nothing."""
        kept = {
            DayKey(total.date, total.category, total.currency): DaySum(total.count, total.amount, total.base_amount)
            for total in self.trip.day_totals.all()
        }
        for key in sorted({*kept, *self.days}):
            had, found = kept.get(key, DaySum()), self.days.get(key, DaySum())
            if had != found:
                detail = f"the total of {' '.join(map(str, key))} is {had}, and the rows come to {found}"
                self._note("trip", self.trip.slug, "day_totals", detail)

    def _check_plan(self, nets: dict[str, int]) -> None:
        """The balances sum to zero, and the plan's payments bring each of them to zero, each of more than nothing between two people."""
        try:
            plan = plan_transfers(nets)
        except UnbalancedTrip as fault:
            self._note("trip", self.trip.slug, "balance_sum", str(fault))
            return
        left = dict(nets)
        for transfer in plan.transfers:
            left[transfer.sender] += transfer.minor
            left[transfer.receiver] -= transfer.minor
        sound = all(transfer.minor > 0 and transfer.sender != transfer.receiver for transfer in plan.transfers)
        if any(left.values()) or not sound or len(plan.transfers) > max(len(nets) - 1, 0):
            self._note("trip", self.trip.slug, "plan", "its plan does not settle it")
