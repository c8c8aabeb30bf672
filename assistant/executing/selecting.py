"""Which rows of the ledger a plan's filters mean. Pure."""

from collections.abc import Callable, Iterable, Sequence

from assistant.executing.ledger import Ledger, Repaid, Row
from assistant.plans import NO_CATEGORY, Amounts, Days, Filters

Test = Callable[[Row], bool]


def selected(ledger: Ledger, filters: Filters) -> list[Row]:
    """The expenses of which all of the filters hold; of the terms only what is surely meant."""
    tests = [*_about_facts(filters), *_about_people(filters), *_about_words(ledger, filters)]
    return [row for row in ledger.rows if all(test(row) for test in tests)]


def perhaps(ledger: Ledger, filters: Filters) -> list[Row]:
    """What the terms may mean, too, and is not selected: weak hits, of which everything else holds."""
    if not filters.terms:
        return []
    wide = filters.model_copy(update={"terms": ()})
    sure = {pk for term in filters.terms for pk in ledger.hits[term].sure}
    maybe = {pk for term in filters.terms for pk in ledger.hits[term].maybe} - sure
    return [row for row in selected(ledger, wide) if row.pk in maybe]


def paid_back(ledger: Ledger, filters: Filters, sender: Sequence[str], receiver: Sequence[str]) -> list[Repaid]:
    """The payments from any of the senders to any of the receivers; of the filters those hold that can be about payments."""
    return [
        payment
        for payment in ledger.payments
        if (not sender or payment.sender in sender)
        and (not receiver or payment.receiver in receiver)
        and _on(payment, filters)
        and (not filters.currencies or payment.currency in filters.currencies)
        and payment.currency not in filters.without_currencies
        and (
            filters.amounts is None
            or _within(payment, filters.amounts, in_base=filters.amounts.currency == ledger.currency)
        )
    ]


def _about_facts(filters: Filters) -> Iterable[Test]:
    if filters.kind:
        yield lambda row: row.kind == filters.kind
    if filters.categories:
        yield lambda row: (row.category or NO_CATEGORY) in filters.categories
    if filters.without_categories:
        yield lambda row: (row.category or NO_CATEGORY) not in filters.without_categories
    if filters.days or filters.weekdays:
        yield lambda row: _on(row, filters)
    if filters.currencies:
        yield lambda row: row.currency in filters.currencies
    if filters.without_currencies:
        yield lambda row: row.currency not in filters.without_currencies


def _about_people(filters: Filters) -> Iterable[Test]:
    if filters.paid_by:
        yield lambda row: any(ref in row.payers for ref in filters.paid_by)
    if filters.not_paid_by:
        yield lambda row: not any(ref in row.payers for ref in filters.not_paid_by)
    if filters.shared_by:
        yield lambda row: all(_bears(row, ref) for ref in filters.shared_by)
    if filters.not_shared_by:
        yield lambda row: not any(_bears(row, ref) for ref in filters.not_shared_by)
    if filters.only_by:
        only = set(filters.only_by)
        yield lambda row: {ref for ref in row.shares if _bears(row, ref)} == only


def _about_words(ledger: Ledger, filters: Filters) -> Iterable[Test]:
    if filters.amounts:
        amounts, in_base = filters.amounts, filters.amounts.currency == ledger.currency
        yield lambda row: _within(row, amounts, in_base=in_base)
    if filters.terms:
        found = frozenset().union(*(ledger.hits[term].sure for term in filters.terms))
        yield lambda row: row.pk in found
    if filters.without_terms:
        unwanted = frozenset().union(*(ledger.hits[term].sure for term in filters.without_terms))
        yield lambda row: row.pk not in unwanted


def _bears(row: Row, ref: str) -> bool:
    """Takes part. A share of nothing ("David had none of it") is no part."""
    return ref in row.shares and row.shares[ref].amount != 0


def _on(row: Row | Repaid, filters: Filters) -> bool:
    if filters.days and not any(within(days, row) for days in filters.days):
        return False
    return not filters.weekdays or row.date.weekday() in filters.weekdays


def within(days: Days, row: Row | Repaid) -> bool:
    return (days.first is None or days.first <= row.date) and (days.last is None or row.date <= days.last)


def _within(row: Row | Repaid, amounts: Amounts, *, in_base: bool) -> bool:
    """Bounds in the trip's currency are about every row, in another about those that were spent in it."""
    if not in_base and row.currency != amounts.currency:
        return False
    minor = row.base if in_base else row.amount
    return (amounts.least is None or minor >= amounts.least) and (amounts.most is None or minor <= amounts.most)
