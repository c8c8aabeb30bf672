"""What the tests of finding share: what is found, by the product and in the plainest way that there is."""

from django.db import connection

from expenses.models import Comment, Expense
from expenses.search.index import entries_of
from expenses.search.words import beginnings, tokens
from expenses.search_models import SearchEntry


def found(trip, text, *, gone=False):
    """The refs of what a search finds, newest first."""
    return [row.ref for row in Expense.objects.matching(trip, text, gone=gone).newest_first()]


def naively(trip, text, *, gone=False):
    """The same, read from the rows by Python."""
    wanted = beginnings(text)
    rows = trip.expenses.in_trash() if gone else trip.expenses.live()
    return [row.ref for row in rows.newest_first() if wanted and all(_has(row, word) for word in wanted)]


def _has(row, word):
    comments = Comment.objects.filter(expense=row, deleted_at=None).values_list("text", flat=True)
    return any(token.startswith(word) for text in (row.description, row.note, *comments) for token in tokens(text))


def assert_in_step():
    """Every expense has its entry, no entry is without one, and the database's index holds what the entries say."""
    kept = {entry.expense_id: (entry.place, entry.words) for entry in SearchEntry.objects.all()}
    rows = Expense.objects.with_lines()
    assert kept == {entry.expense_id: (entry.place, entry.words) for entry in entries_of(list(rows))}
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO expenses_searchindex(expenses_searchindex, rank) VALUES ('integrity-check', 1)")
