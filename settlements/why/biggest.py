"""The few lines that count most for one person's balance, found by the database at any size of the trip."""

import datetime
import heapq
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Case, Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When, Window
from django.db.models.functions import Coalesce

from expenses.models import Expense, Payer, Share
from settlements.ledger import Position, StatementLine
from settlements.past.moments import Past
from settlements.statements.lines import StatementRow, load_statement, shown
from trips.models import Participant, Trip
from tripsplit.money import Money

SHOWN = 5
PAIR_SHOWN = 3
PARTS = ("paid_part", "own_part")


@dataclass(frozen=True)
class Biggest:
    """The lines, the largest first; with the `more` others, which come to `rest`, they make the balance."""

    person: Participant
    rows: list[StatementRow]
    more: int
    rest: Money


@dataclass(frozen=True)
class Common:
    """An expense that one paid (alone or not) and the other bears a part of."""

    ref: str
    description: str
    date: datetime.date
    part: Money


def biggest_lines(trip: Trip, person: Participant, past: Past | None = None) -> Biggest:
    """What makes most of somebody's debt, or of what they get back. Two queries; the past needs the whole statement."""
    if past:
        lines = load_statement(trip, person.ref, past).rows
        return _chosen(person, lines, len(lines))
    sign = -1 if person.net.minor < 0 else 1
    found = [_expenses(trip, person, sign), _payments(trip, person, sign)]
    rows = [shown(trip, row, StatementLine(row.ref, _change(row), 0)) for some in found for row in some]
    count = sum(some[0].lines for some in found if some)
    return _chosen(person, rows, count)


def common_expenses(
    trip: Trip, debtor: Participant, creditor: Participant, past: Past | None = None
) -> tuple[list[Common], int]:
    """The largest parts that `debtor` bears of what `creditor` paid, and how many there are; none for a moment of the past."""
    if past and past.at:
        return [], 0
    lines = Payer.objects.filter(
        participant=creditor,
        base_amount__gt=0,
        expense__trip=trip,
        expense__deleted_at=None,
        expense__kind=Expense.Kind.EXPENSE,
        expense__shares__participant=debtor,
        expense__shares__base_amount__gt=0,
    )
    if past and past.on:
        lines = lines.filter(expense__date__lte=past.on)
    values = lines.annotate(part=F("expense__shares__base_amount"), lines=Window(Count("pk"))).order_by(
        "-part", "-expense__date", "-expense_id"
    )
    facts = ("expense__ref", "expense__description", "expense__date", "part", "lines")
    found = list(values.values_list(*facts)[:PAIR_SHOWN])
    common = [Common(ref, words, date, Money(part, trip.currency)) for ref, words, date, part, _ in found]
    return common, found[0][-1] if found else 0


def paid_between(trip: Trip, debtor: Participant, creditor: Participant, past: Past | None = None) -> Money:
    """What `debtor` paid `creditor` already, less what came back; nothing for a moment of the past, whose rows are not these."""
    if past and past.at:
        return Money(0, trip.currency)
    both = trip.payments.live().filter(sender__in=[debtor, creditor], receiver__in=[debtor, creditor])
    if past and past.on:
        both = both.filter(date__lte=past.on)
    signed = Case(When(sender=debtor, then=F("base_amount")), default=-F("base_amount"), output_field=BigIntegerField())
    return Money(int(both.aggregate(total=Sum(signed))["total"] or 0), trip.currency)


def _chosen(person: Participant, rows: list[StatementRow], count: int) -> Biggest:
    """Of these rows those that count most on the person's side, up to SHOWN."""
    sign = -1 if person.net.minor < 0 else 1
    counting = [row for row in rows if row.effect.minor * sign > 0]
    best = heapq.nlargest(SHOWN, counting, key=lambda row: (row.effect.minor * sign, row.date))
    rest = person.net.minor - sum(row.effect.minor for row in best)
    return Biggest(person, best, count - len(best), Money(rest, person.trip.currency))


def _expenses(trip: Trip, person: Participant, sign: int) -> list[Any]:
    """The expenses with PARTS (an income counts the other way round) and how many `lines` there are."""
    mine = trip.expenses.live().filter(
        Q(pk__in=Payer.objects.filter(participant=person).values("expense_id"))
        | Q(pk__in=Share.objects.filter(participant=person).values("expense_id"))
    )
    way = Case(When(kind=Expense.Kind.INCOME, then=Value(-1)), default=Value(1), output_field=BigIntegerField())
    sides = {PARTS[0]: way * _side(Payer, person), PARTS[1]: way * _side(Share, person)}
    effect = F(PARTS[0]) - F(PARTS[1])
    return _most(mine.defer("note").annotate(**sides).annotate(effect=effect), sign)


def _side(lines: type[Payer] | type[Share], person: Participant) -> Coalesce:
    own = lines.objects.filter(participant=person, expense=OuterRef("pk")).values("base_amount")
    return Coalesce(Subquery(own), Value(0), output_field=BigIntegerField())


def _payments(trip: Trip, person: Participant, sign: int) -> list[Any]:
    mine = trip.payments.live().with_people().filter(Q(sender=person) | Q(receiver=person))
    effect = Case(When(sender=person, then=F("base_amount")), default=-F("base_amount"))
    return _most(mine.annotate(mover=Value(person.pk), effect=effect), sign)


def _most(rows: QuerySet[Any], sign: int) -> list[Any]:
    ordered = rows.annotate(lines=Window(Count("pk"))).order_by(F("effect").desc() if sign > 0 else "effect", "-pk")
    return list(ordered[:SHOWN])


def _change(row: Any) -> Position:
    """What an expense or a payment, as found above, did to the balance."""
    if isinstance(row, Expense):
        paid, own = (getattr(row, part) for part in PARTS)
        return Position(paid=paid, owed=own)
    sent = row.sender_id == row.mover
    return Position(sent=row.base_amount) if sent else Position(received=row.base_amount)
