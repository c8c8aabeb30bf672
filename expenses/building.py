"""An expense's rows made from a draft: the head, payers, shares and items, worked out first and then saved in bulk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from expenses.drafts import Division, ExpenseDraft, divide
from expenses.models import Expense, Item, ItemSharer, Payer, Share
from trips.errors import NotOfThisTrip
from trips.ledger_row import RateSource
from trips.models import Participant, Trip
from tripsplit.money import Money, rate_between

FACTS = (
    *("date", "description", "note", "category", "kind", "method", "tax", "tip"),
    *("currency", "amount", "rate", "rate_source"),
)


@dataclass(frozen=True)
class Built:
    """An expense and its lines, worked out and not saved yet."""

    expense: Expense
    payers: list[Payer]
    shares: list[Share]
    items: list[Item]
    sharers: list[ItemSharer]


def build(
    trip: Trip,
    by: Participant | None,
    ref: str,
    draft: ExpenseDraft,
    people: Mapping[str, Participant],
    *,
    expense: Expense | None = None,
    division: Division | None = None,
) -> Built:
    """What the draft makes of the expense, a new one if there is none. `division` holds figures to keep in place of those worked out here.

    Raises NotOfThisTrip and what `divide` raises.
    """
    if not draft.refs <= people.keys():
        raise NotOfThisTrip
    division = division or divide(draft, ref=ref, base_currency=trip.currency)
    expense = expense or Expense(trip=trip, ref=ref, created_by=by)
    for field in FACTS:
        setattr(expense, field, getattr(draft, field))
    expense.suggested = draft.suggested or expense.suggested
    expense.rate_date = draft.rate_date or draft.date
    expense.base_amount = division.base_amount
    if draft.rate_source == RateSource.CARD:
        expense.rate = rate_between(draft.money, Money(division.base_amount, trip.currency))
    payers, shares = _build_lines(expense, draft, division, people)
    return Built(expense, payers, shares, *_build_items(expense, draft, people))


def _build_lines(
    expense: Expense, draft: ExpenseDraft, division: Division, people: Mapping[str, Participant]
) -> tuple[list[Payer], list[Share]]:
    payers = [
        Payer(
            expense=expense,
            participant=people[ref],
            position=place,
            amount=amount,
            base_amount=division.base_payers[ref],
        )
        for place, (ref, amount) in enumerate(division.payers.items())
    ]
    shares = [
        Share(
            expense=expense,
            participant=people[line.participant],
            position=place,
            value=line.value or "",
            amount=division.shares[line.participant],
            base_amount=division.base_shares[line.participant],
        )
        for place, line in enumerate(draft.lines)
    ]
    return payers, shares


def _build_items(
    expense: Expense, draft: ExpenseDraft, people: Mapping[str, Participant]
) -> tuple[list[Item], list[ItemSharer]]:
    items, sharers = [], []
    for place, said in enumerate(draft.items):
        item = Item(expense=expense, position=place, label=said.label, amount=said.amount)
        items.append(item)
        sharers += [
            ItemSharer(item=item, participant=people[ref], position=turn) for turn, ref in enumerate(said.participants)
        ]
    return items, sharers


def save_lines(built: Sequence[Built]) -> None:
    Payer.objects.bulk_create([payer for each in built for payer in each.payers])
    Share.objects.bulk_create([share for each in built for share in each.shares])
    Item.objects.bulk_create([item for each in built for item in each.items])
    ItemSharer.objects.bulk_create([sharer for each in built for sharer in each.sharers])


def delete_lines(expenses: Sequence[Expense]) -> None:
    ItemSharer.objects.filter(item__expense__in=expenses).delete()
    for lines in (Item, Payer, Share):
        lines.objects.filter(expense__in=expenses).delete()
