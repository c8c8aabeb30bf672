"""What is searched of an expense, and the one question to the database's own index of it: SQLite's FTS5, or PostgreSQL's full text."""

from typing import Any, TypeAlias

from django.db import models
from django.db.models.expressions import Expression

from expenses.search.terms import PK_MASK, Terms

Statement: TypeAlias = tuple[str, tuple[str | int, ...]]

_FTS5 = "SELECT rowid & %s FROM expenses_searchindex WHERE expenses_searchindex MATCH %s"
_TSQUERY = "SELECT expense_id FROM expenses_searchentry WHERE words::tsvector @@ %s::tsquery"


class SearchEntry(models.Model):
    """One expense's words and marks, as expenses.search writes them: a copy, which `verify_ledger` compares with the rows.

    The database's index follows the entries by itself: in SQLite by triggers, in PostgreSQL because it is an index.
    """

    # The newest first, as the list is; on SQLite this is the row's own id, in the order of which its index answers.
    place = models.BigIntegerField(primary_key=True)
    expense = models.OneToOneField("expenses.Expense", on_delete=models.CASCADE, related_name="search_entry")
    words = models.TextField()

    def __str__(self) -> str:
        return self.words[:100]


class Hits(Expression):
    """Primary keys of the expenses inside the fence `within` that the terms find, in places from `first` to right before `before`.

    With a `limit`, the newest ones. FTS5 yields them in that order by itself, so that a page of a common word is as quick as of a rare one.
    """

    def __init__(
        self,
        terms: Terms,
        *,
        within: str,
        first: int | None = None,
        before: int | None = None,
        limit: int | None = None,
    ) -> None:
        super().__init__(output_field=models.BigIntegerField())
        self.terms, self.within = terms, within
        self.bounds = [(">=", first), ("<", before)]
        self.limit = limit

    def as_sqlite(self, *_args: Any, **_extra: Any) -> Statement:
        return self._within_bounds(_FTS5, "rowid", PK_MASK, self.terms.for_fts5(self.within))

    def as_sql(self, *_args: Any, **_extra: Any) -> Statement:
        return self._within_bounds(_TSQUERY, "place", self.terms.for_tsquery(self.within))

    def _within_bounds(self, select: str, place: str, *parameters: str | int) -> Statement:
        given = [(sign, bound) for sign, bound in self.bounds if bound is not None]
        parts = [select, *(f"AND {place} {sign} %s" for sign, _ in given)]
        values = [*parameters, *(bound for _, bound in given)]
        if self.limit is not None:
            parts.append(f"ORDER BY {place} DESC LIMIT %s")
            values.append(self.limit)
        return f"({' '.join(parts)})", tuple(values)
