"""The odd cents on somebody's statement, in words: "€10.00 between 3: €3.33 each, and the odd cent was yours"."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import Q

from expenses.lines import SplitItem, SplitLine
from expenses.methods import Bill
from expenses.models import Expense, Item, Share, SplitMethod
from expenses.snapshots import read_snapshot
from expenses.wording import CENTS, WAYS
from settlements.past.moments import Past
from settlements.statements.lines import StatementRow
from settlements.statements.odd_cents import Odd, Parts, odd_converted_unit, odd_unit
from trips.models import Participant, Trip
from tripsplit.currencies import exponent
from tripsplit.locale import current_locale
from tripsplit.money import Money, format_money

MANY = 1_000
CONVERTED = " of converting it"


def with_odd_cents(
    trip: Trip, person: Participant, rows: Sequence[StatementRow], past: Past | None = None
) -> list[StatementRow]:
    """The rows, each with the odd cents of it, who bears them or not; three queries at most, for a page or for all."""
    expenses = {row.ref: row.row for row in rows if isinstance(row.row, Expense)}
    parts = _parts_then(trip, expenses, past.at) if past and past.at else _parts_now(person, expenses)
    whose = "yours" if person.pk == trip.me.pk else f"{person.name}’s"
    found = {ref: in_words(parts[ref], person.ref, whose, trip.currency) for ref in parts}
    return [replace(row, odd=found.get(row.ref, "") if isinstance(row.row, Expense) else "") for row in rows]


def in_words(parts: Parts, ref: str, whose: str, base_currency: str) -> str:
    """What was left over of the division, and of converting it; briefly for those who bear none of it. Empty where nothing was."""
    said = []
    odd = odd_unit(parts, ref)
    if odd and odd.borne:
        said.append(f"{_division(parts, odd)}, and {_coin(odd.count, parts.currency)} was {whose}")
    elif odd:
        said.append(_elsewhere(odd.count, parts.currency))
    if parts.currency != base_currency and (odd := odd_converted_unit(parts, ref)):
        whole = _amount(parts.base_total, base_currency)
        end = f"{_coin(odd.count, base_currency)} of that was {whose}"
        said.append(
            f"converted to {whole}, and {end}" if odd.borne else _elsewhere(odd.count, base_currency, CONVERTED)
        )
    return "; ".join(said)


def _division(parts: Parts, odd: Odd) -> str:
    start = f"{_amount(parts.bill.total, parts.currency)} between {odd.people}"
    if odd.least is not None:
        return f"{start}: {_amount(odd.least, parts.currency)} each"
    return f"{start}, {WAYS.get(SplitMethod(parts.method), '')}: rounded down"


def _coin(count: int, currency: str) -> str:
    coin = _unit(currency)
    if count == 1:
        return f"the odd {coin}"
    return f"one of {count} odd {coin}s" if coin == "cent" else f"one of {count} times an odd {coin}"


def _elsewhere(count: int, currency: str, of_what: str = "") -> str:
    """ "the odd cent was somebody else’s", "the 2 odd cents of converting it were others’"."""
    coin = _unit(currency)
    if count == 1:
        return f"the odd {coin}{of_what} was somebody else’s"
    coins = f"the {count} odd {coin}s" if coin == "cent" else f"{count} times an odd {coin}"
    return f"{coins}{of_what} were others’"


def _unit(currency: str) -> str:
    return "cent" if currency in CENTS and exponent(currency) else _amount(1, currency)


def _amount(minor: int, currency: str) -> str:
    return format_money(Money(minor, currency), locale=current_locale(), sign="never")


def _parts_then(trip: Trip, expenses: Mapping[str, Expense], moment: datetime) -> dict[str, Parts]:
    """As the history wrote them down."""
    rows = trip.revisions.standing_at(moment).filter(kind="expense")
    if len(expenses) <= MANY:
        rows = rows.filter(ref__in=expenses)
    found = {}
    for written in rows.values_list("snapshot", flat=True).iterator():
        draft, division = read_snapshot(written)
        bill = Bill(draft.amount, draft.lines, draft.items, draft.tax, draft.tip)
        sides = (draft.currency, division.base_amount, division.shares, division.base_shares)
        found[written["ref"]] = Parts(draft.method, bill, *sides)
    return found


def _parts_now(person: Participant, expenses: Mapping[str, Expense]) -> dict[str, Parts]:
    by_key = {expense.pk: expense for expense in expenses.values()}
    own = Share.objects.filter(participant=person).values("expense_id")
    within = Q(expense__in=own) if len(by_key) > MANY else Q(expense__in=list(by_key))
    lines = Share.objects.filter(within).order_by("expense_id", "position", "pk")
    found: dict[int, list[tuple[str, str, int, int]]] = {}
    sides = ("expense_id", "participant__ref", "value", "amount", "base_amount")
    for key, ref, value, amount, base_amount in lines.values_list(*sides):
        if key in by_key:
            found.setdefault(key, []).append((ref, value, amount, base_amount))
    items = _items([key for key in found if by_key[key].method == SplitMethod.ITEMISED])
    return {by_key[key].ref: _as_parts(by_key[key], rows, items.get(key, [])) for key, rows in found.items()}


def _as_parts(expense: Expense, lines: list[tuple[str, str, int, int]], items: list[SplitItem]) -> Parts:
    said = [SplitLine(ref, value or None) for ref, value, _, _ in lines]
    return Parts(
        method=expense.method,
        bill=Bill(expense.amount, said, items, expense.tax, expense.tip),
        currency=expense.currency,
        base_total=expense.base_amount,
        shares={ref: amount for ref, _, amount, _ in lines},
        base_shares={ref: base for ref, _, _, base in lines},
    )


def _items(keys: list[int]) -> dict[int, list[SplitItem]]:
    found: dict[int, list[SplitItem]] = {}
    for item in Item.objects.filter(expense__in=keys).prefetch_related("sharers__participant") if keys else ():
        had = [sharer.participant.ref for sharer in item.sharers.all()]
        found.setdefault(item.expense_id, []).append(SplitItem(item.label, item.amount, had))
    return found
