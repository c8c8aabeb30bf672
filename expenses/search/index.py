"""Keeps the index in step with the expenses: each service that changes what can be found calls this in its own transaction.

Folding is Python's (one for both databases, and exact), which a trigger could not call; so the services write an entry for each expense,
and the database's own index follows the entries, by triggers in SQLite and as an index in PostgreSQL.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from expenses.models import Comment, Expense, Line
from expenses.receipt_models import Receipt
from expenses.search.entries import Found
from expenses.search_models import SearchEntry
from trips.models import Trip

CHUNK = 2_000  # expenses in memory at once


def index_new(expenses: Sequence[Expense]) -> None:
    """Write the entries of expenses that had none and that nobody has said anything about. Their lines are loaded."""
    SearchEntry.objects.bulk_create([entry_of(expense, [], has_receipts=False) for expense in expenses])


def index_again(expenses: Sequence[Expense]) -> None:
    """Write the entries of the expenses anew, as the rows are now. Their lines are loaded; a few statements for any number of them."""
    wanted = entries_of(expenses)
    SearchEntry.objects.filter(expense__in=expenses).delete()
    SearchEntry.objects.bulk_create(wanted)


def index_talk(expense: Expense) -> None:
    """The same after its comments or receipts have changed."""
    index_again(list(Expense.objects.with_lines().filter(pk=expense.pk)))


def rebuild(trip: Trip) -> None:
    """Write all entries of the trip anew."""
    SearchEntry.objects.filter(expense__trip=trip).delete()
    for start in range(0, trip.expenses.count(), CHUNK):
        index_again(list(trip.expenses.with_lines().order_by("pk")[start : start + CHUNK]))


def entries_of(expenses: Sequence[Expense]) -> list[SearchEntry]:
    """The entries as they should be, not saved; two queries."""
    said = defaultdict(list)
    comments = Comment.objects.live().filter(expense__in=expenses).newest_first()
    for expense_pk, text in comments.values_list("expense_id", "text"):
        said[expense_pk].append(text)
    receipts = set(Receipt.objects.live().filter(expense__in=expenses).values_list("expense_id", flat=True))
    return [entry_of(expense, said[expense.pk], has_receipts=expense.pk in receipts) for expense in expenses]


def entry_of(expense: Expense, comments: Sequence[str], *, has_receipts: bool) -> SearchEntry:
    """The entry as it should be, not saved, of an expense with its lines; `comments` are the live ones, the newest first."""
    return build_entry(
        expense, comments, payers=expense.payers.all(), shares=expense.shares.all(), has_receipts=has_receipts
    )


def build_entry(
    expense: Expense, comments: Sequence[str], *, payers: Iterable[Line], shares: Iterable[Line], has_receipts: bool
) -> SearchEntry:
    """The same, of an expense whose lines are at hand."""
    found = Found(
        pk=expense.pk,
        trip=expense.trip_id,
        date=expense.date,
        gone=expense.is_deleted,
        category=expense.category,
        kind=expense.kind,
        currency=expense.currency,
        texts=[expense.description, expense.note, *comments],
        payers=[line.participant_id for line in payers],
        sharers=[line.participant_id for line in shares],
        has_comments=bool(comments),
        has_receipts=has_receipts,
    )
    return SearchEntry(place=found.place, expense_id=expense.pk, words=found.words)
