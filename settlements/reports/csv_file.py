"""The trip as one CSV file, described in docs/reports.md: a row for each expense and payment, a column for each person.

A person's column is what the row adds to their balance, so it adds up to that. UTF-8 with a byte order mark, which Excel needs.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from settlements.reports.cells import guarded, plain, told_apart
from settlements.reports.contents import Contents, Row, load_contents
from settlements.reports.kinds import Progress
from settlements.reports.reading import at_one_revision
from trips.models import Trip
from tripsplit.fields import canonical

FACTS = ("Date", "Type", "Description", "Category", "Paid by", "Currency", "Amount")
MORE = ("Rate", "Rate from", "How", "Note", "Reference")
STEP = 1_000  # rows between two words about the progress


def write_csv(trip: Trip, path: Path, *, progress: Progress) -> None:
    contents = at_one_revision(trip, load_contents)
    count = len(contents.rows)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header(contents))
        for number, cells in enumerate(_rows(contents)):
            if number % STEP == 0:
                progress(number, count, "writing rows")
            writer.writerow(cells)


def header(contents: Contents) -> list[str]:
    facts = [*FACTS, f"Amount in {contents.currency}", *MORE]
    return [*facts, *told_apart((guarded(person.name) for person in contents.people), taken=facts)]


def _rows(contents: Contents) -> Iterator[list[str]]:
    keys = [person.pk for person in contents.people]
    for row in contents.rows:
        yield [*_facts(contents, row), *(plain(row.net(key), contents.currency) for key in keys)]


def _facts(contents: Contents, row: Row) -> list[str]:
    return [
        row.date.isoformat(),
        row.kind,
        guarded(row.description),
        row.category,
        guarded(contents.names(row.paid)),
        row.currency,
        plain(row.amount, row.currency),
        plain(row.base_amount, contents.currency),
        canonical(row.rate),
        row.rate_from,
        guarded(row.method),
        guarded(row.note),
        guarded(row.ref),
    ]
