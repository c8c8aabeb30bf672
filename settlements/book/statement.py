"""One person's statement: every line that makes their balance, oldest first as a bank's, with the balance after each."""

from pathlib import Path
from typing import Any

from settlements.book.paper import DAMAGED, print_document, read_by_nobody
from settlements.reports.kinds import CannotBeMade, Progress
from settlements.reports.reading import at_one_revision
from settlements.statements.leftovers import with_odd_cents
from settlements.statements.lines import StatementRow, load_statement
from settlements.statements.views import check_in_words
from settlements.typesetting.press import Printed
from settlements.wording import standing, sums
from trips.models import Participant, Trip
from tripsplit.money import Money

MOST_LINES = 2_000  # some sixty pages; what was before is one line, carried forward


def write_statement(trip: Trip, path: Path, *, of: Participant, progress: Progress) -> Printed:
    """A kind of report. Raises CannotBeMade and Participant.DoesNotExist."""
    progress(0, 2, "reading the lines")
    shown = at_one_revision(trip, lambda fresh: statement_shown(read_by_nobody(fresh), of.ref))
    if not shown["statement"].agrees:
        raise CannotBeMade(DAMAGED)
    progress(1, 2, "setting the pages")
    return print_document("book/statement.html", shown, path, trip=shown["statement"].person.trip)


def statement_shown(trip: Trip, ref: str) -> dict[str, Any]:
    """What the template shows: the newest lines in the order in which they happened, and what those before them came to."""
    statement = load_statement(trip, ref)
    person = statement.person
    shown, before = statement.rows[:MOST_LINES], statement.rows[MOST_LINES:]
    return {
        "statement": statement,
        "person": person,
        "standing": standing(person, trip.me),
        "sums": sums(person, trip.me),
        "rows": with_odd_cents(trip, person, shown)[::-1],
        "count": len(statement.rows),
        "before": before,
        "opening": opening_balance(trip, before),
        "check": check_in_words(person, trip.me),
    }


def opening_balance(trip: Trip, before: list[StatementRow]) -> Money:
    """The balance after the lines (newest first) that are not shown."""
    return before[0].balance if before else Money(0, trip.currency)
