"""What one participant's balance is made of: every expense and payment that concerns them, with the balance after each."""

import datetime
from collections.abc import Iterator
from dataclasses import astuple, dataclass

import structlog
from django.db.models import Q, QuerySet
from django.urls import reverse

from expenses.conversion import conversion_of
from expenses.models import Expense, Payer, Share
from settlements.ledger import ExpenseEntry, PaymentEntry, Position, StatementLine, positions, statement
from settlements.models import Payment
from settlements.past.moments import Past
from settlements.past.rows import Found, rows_at
from settlements.wording import paid
from trips.models import Participant, Trip
from trips.totals import Delta, set_totals
from tripsplit.locale import current_locale
from tripsplit.money import Money, format_money

log = structlog.get_logger(__name__)
TRIES = 2


@dataclass(frozen=True)
class StatementRow:
    """One line, ready to be shown: what the row did to the balance, in words and as an amount, and the balance after it."""

    title: str
    icon: str
    date: datetime.date
    words: str
    url: str
    effect: Money
    balance: Money
    row: Expense | Payment
    odd: str = ""
    """Where the odd cent went, to this person or another; filled by settlements.statements.leftovers for the lines that are shown."""

    @property
    def ref(self) -> str:
        return self.row.ref


@dataclass(frozen=True)
class Statement:
    """The lines, newest first, and whether they come to the balance that everybody sees."""

    person: Participant
    rows: list[StatementRow]
    agrees: bool


def load_statement(trip: Trip, ref: str, past: Past | None = None) -> Statement:
    """The statement of one participant, now or in the past, in a fixed number of queries. Raises Participant.DoesNotExist.

    Its lines must come to the balance. Where somebody wrote between our queries they are read again; what still disagrees
    is shown as such, and logged: then the ledger is damaged.
    """
    if past:
        return _statement_of(trip, trip.participants.get(ref=ref), past)
    for _ in range(TRIES):
        person = trip.participants.get(ref=ref)
        rows = _rows(trip, person)
        if (rows[0].balance if rows else Money(0, trip.currency)) == person.net:
            return Statement(person, rows, agrees=True)
    log.error("statement_disagrees", trip=trip.pk, participant=person.pk)
    return Statement(person, rows, agrees=False)


def _statement_of(trip: Trip, person: Participant, past: Past) -> Statement:
    """The statement of the past. Its balance is what its lines come to; the totals are those of then (not saved)."""
    found: list[Found] = rows_at(trip, person, past.at) if past.at else []
    if past.on:
        found = [*_expenses(trip, person, past.on), *_payments(trip, person, past.on)]
    total = positions((entry for _, entry in found), [each.ref for each in trip.people])[person.ref]
    set_totals(person, Delta(*astuple(total)))
    return Statement(person, _lines(trip, person, found), agrees=True)


def _rows(trip: Trip, person: Participant) -> list[StatementRow]:
    return _lines(trip, person, [*_expenses(trip, person), *_payments(trip, person)])


def _lines(trip: Trip, person: Participant, found: list[Found]) -> list[StatementRow]:
    found.sort(key=lambda item: (item[0].date, item[0].created_at))
    rows = {entry.ref: row for row, entry in found}
    lines = statement([entry for _, entry in found], person.ref)
    return [shown(trip, rows[line.ref], line) for line in reversed(lines)]


def _expenses(
    trip: Trip, person: Participant, day: datetime.date | None = None
) -> Iterator[tuple[Expense, ExpenseEntry]]:
    """The expenses (up to `day`) that the participant stands on, each with nothing but their own side. Three queries."""
    laid_out, owed = (_side(lines.objects.filter(participant=person)) for lines in (Payer, Share))
    expenses = (
        trip.expenses.live()
        .filter(date__lte=day or datetime.date.max)
        .filter(
            Q(pk__in=Payer.objects.filter(participant=person).values("expense_id"))
            | Q(pk__in=Share.objects.filter(participant=person).values("expense_id"))
        )
    )
    for expense in expenses.defer("note"):
        payers, shares = ({person.ref: side[expense.pk]} if expense.pk in side else {} for side in (laid_out, owed))
        yield expense, ExpenseEntry(f"expense {expense.ref}", expense.kind, payers, shares)


def _side(lines: QuerySet[Payer] | QuerySet[Share]) -> dict[int, int]:
    return dict(lines.values_list("expense_id", "base_amount"))


def _payments(
    trip: Trip, person: Participant, day: datetime.date | None = None
) -> Iterator[tuple[Payment, PaymentEntry]]:
    payments = trip.payments.live().with_people().filter(Q(sender=person) | Q(receiver=person))
    for payment in payments.filter(date__lte=day or datetime.date.max):
        yield (
            payment,
            PaymentEntry(f"payment {payment.ref}", payment.sender.ref, payment.receiver.ref, payment.base_amount),
        )


def shown(trip: Trip, row: Expense | Payment, line: StatementLine) -> StatementRow:
    """One line in words for the reader, with the row's own page."""
    if isinstance(row, Payment):
        title, icon, words = paid(row, trip.me), "payment", []
        url = reverse("payment_detail", args=[trip.slug, row.ref])
    else:
        title, icon, words = row.description, row.category or "receipt", _sides(row, line.change, trip.currency)
        url = reverse("expense_detail", args=[trip.slug, row.ref])
    conversion = conversion_of(row)
    return StatementRow(
        title=title,
        icon=icon,
        date=row.date,
        words=" · ".join([*words, *([conversion.short] if conversion else [])]),
        url=url,
        effect=Money(line.change.net, trip.currency),
        balance=Money(line.balance, trip.currency),
        row=row,
    )


def _sides(expense: Expense, change: Position, currency: str) -> list[str]:
    """ "paid €142.00, part €35.50": what they laid out (or got in, of an income), and what of it is theirs."""
    income = expense.kind == Expense.Kind.INCOME
    sides = ((change.paid, "received" if income else "paid"), (change.owed, "part"))
    locale = current_locale()
    said = [
        f"{word} {format_money(Money(minor, currency), locale=locale, sign='never')}" for minor, word in sides if minor
    ]
    return [", ".join(said)] if said else []
