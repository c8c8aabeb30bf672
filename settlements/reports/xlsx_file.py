"""The trip as a spreadsheet, described in docs/reports.md: balances, expenses, shares and payments, with real dates and numbers.

The sums are formulas over the other sheets, so that they can be followed; what they come to is kept for readers that do not calculate.
"""

from pathlib import Path

from settlements.reports.cells import one_line, told_apart
from settlements.reports.contents import NOTHING, PAYMENT, Contents, Row, load_contents
from settlements.reports.kinds import Progress
from settlements.reports.reading import at_one_revision
from settlements.reports.sheets import Amount, Column, Formula, Sheets, Table
from trips.models import Participant, Trip
from tripsplit.money import exponent

STEP = 500  # rows between two words about the progress


def write_xlsx(trip: Trip, path: Path, *, progress: Progress) -> None:
    contents = at_one_revision(trip, load_contents)
    sheets = Sheets(path)
    # The same file for the same revision, whenever it is made.
    about = {"title": one_line(trip.name), "comments": f"Revision {trip.revision}", "created": trip.created_at}
    sheets.workbook.set_properties(about)
    spreadsheet = Spreadsheet(contents, sheets)
    for number, row in enumerate(contents.rows):
        if number % STEP == 0:
            progress(number, len(contents.rows), "writing rows")
        spreadsheet.add(row)
    spreadsheet.close()
    progress(len(contents.rows), len(contents.rows), "putting the sheets together")
    sheets.workbook.close()


class Spreadsheet:
    """The four tables of a trip."""

    def __init__(self, contents: Contents, sheets: Sheets) -> None:
        self.contents, self.currency = contents, contents.currency
        names = told_apart(one_line(person.name) for person in contents.people)
        self.names = {person.pk: name for person, name in zip(contents.people, names, strict=True)}
        self.amount, self.paid, self.share = (f"{what} in {self.currency}" for what in ("Amount", "Paid", "Share"))
        money = [*texts(Currency=10), *numbers("Amount", "Rate", self.amount)]
        end = [Column("Rate from", 24), *texts(Note=36, Reference=14)]
        self.balances = Table(
            sheets, "Balances", [*texts(Person=20), *numbers("Paid", "Share", "Sent", "Received", "Balance")]
        )
        facts = [*texts(Date=12, Description=36, Category=18, Type=10), Column("Paid by", 24), *texts(How=14)]
        self.expenses = Table(sheets, "Expenses", [*facts, *money, *end])
        parts = [*texts(Date=12, Description=36, Person=20, Currency=10), *numbers("Paid", "Share")]
        self.shares = Table(sheets, "Shares", [*parts, *numbers(self.paid, self.share), *texts(Reference=14)])
        self.payments = Table(sheets, "Payments", [*texts(Date=12, From=20, To=20, How=18), *money, *end])

    def add(self, row: Row) -> None:
        amounts = Amount(row.amount, row.currency), row.rate, Amount(row.base_amount, self.currency)
        end = row.currency, *amounts, row.rate_from, row.note, row.ref
        if row.kind == PAYMENT:
            (sender,), (receiver,) = row.paid, row.owed
            self.payments.add(row.date, self.names[sender], self.names[receiver], row.method, *end)
            return
        payers = ", ".join(self.names[key] for key in row.paid)
        self.expenses.add(row.date, row.description, row.category, row.kind, payers, row.method, *end)
        for key in row.parts:
            paid, owed = row.paid.get(key, NOTHING), row.owed.get(key, NOTHING)
            self.shares.add(
                *(row.date, row.description, self.names[key], row.currency),
                *(Amount(paid.amount, row.currency), Amount(owed.amount, row.currency)),
                *(Amount(paid.base_amount, self.currency), Amount(owed.base_amount, self.currency)),
                row.ref,
            )

    def close(self) -> None:
        for person in self.contents.people:
            self._add_person(person)
        self._add_totals()
        self._add_plan()
        for table in (self.expenses, self.shares, self.payments):
            table.close()

    def _add_person(self, person: Participant) -> None:
        here = self.balances.next_row + 1
        sums = [
            (self.shares, "Person", self.paid, person.paid),
            (self.shares, "Person", self.share, person.owed),
            (self.payments, "From", self.amount, person.sent),
            (self.payments, "To", self.amount, person.received),
        ]
        cells = [
            Formula(self._sum(table, who, amounts, f"$A${here}"), Amount(value, self.currency))
            for table, who, amounts, value in sums
        ]
        balance = Formula(self._rounded(f"B{here}-C{here}+D{here}-E{here}"), Amount(person.net.minor, self.currency))
        self.balances.add(self.names[person.pk], *cells, balance)

    def _sum(self, table: Table, who: str, amounts: str, name: str) -> str:
        """What stands beside a name. EXACT, since a name may look like a pattern."""
        parts = [f"SUMPRODUCT(--EXACT({names},{name}),{numbers})" for names, numbers in table.ranges(who, amounts)]
        return self._rounded("+".join(parts))

    def _rounded(self, formula: str) -> str:
        """A spreadsheet's numbers are binary fractions; the sum is whole cents again."""
        return f"=ROUND({formula},{exponent(self.currency)})"

    def _add_totals(self) -> None:
        people, last = self.contents.people, self.balances.next_row
        if not people:
            return
        values = [sum(getattr(person, side) for person in people) for side in ("paid", "owed", "sent", "received")]
        values.append(sum(person.net.minor for person in people))
        cells = [
            Formula(self._rounded(f"SUM({letter}2:{letter}{last})"), Amount(value, self.currency))
            for letter, value in zip("BCDEF", values, strict=True)
        ]
        self.balances.add("Total", *cells, strong=True)
        self.balances.skip()
        spent = sum(row.base_amount for row in self.contents.rows if row.kind != PAYMENT)
        formula = self._rounded(self.expenses.sum_of(self.amount))
        self.balances.add("Spent together", Formula(formula, Amount(spent, self.currency)))

    def _add_plan(self) -> None:
        """Who pays whom to settle, beneath the sums."""
        if not self.contents.plan:
            return
        self.balances.skip()
        self.balances.add("To settle", strong=True)
        for step in self.contents.plan:
            words = f"{self.names[step.sender.pk]} pays {self.names[step.receiver.pk]}"
            self.balances.add(words, Amount(step.money.minor, self.currency))


def texts(**widths: int) -> list[Column]:
    return [Column(title, width) for title, width in widths.items()]


def numbers(*titles: str) -> list[Column]:
    return [Column(title, 18, "right") for title in titles]
