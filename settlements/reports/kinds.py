"""Every kind of file that a trip can be taken out as: for the Reports page and for `export_trip`, each made by one function.

A new kind is an entry here and its maker, `def write_x(trip, path, *, progress)`, with an `of` too where it is about one person. It reads
the trip within `at_one_revision` (settlements.reports.reading), so that its file tells of one moment, writes it to `path`, and calls
`progress` as often as it likes, outside of transactions. A sentence for the reader on why it cannot be made is `CannotBeMade`.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from trips.models import Participant, Trip


class CannotBeMade(Exception):
    """Why there is no such report of this trip, in one sentence for the person who ordered it; trying again does not help."""


class Progress(Protocol):
    """Told how far the making is. Raises where it was called off."""

    def __call__(self, done: int, total: int, words: str = "") -> None: ...


def nobody_asks(done: int, total: int, words: str = "") -> None:
    """The progress of what nobody waits for."""


@dataclass(frozen=True)
class Kind:
    """One kind of report. `maker` is a dotted path, imported when it is needed: what makes a PDF is large."""

    key: str
    label: str
    words: str  # what it is good for, in a sentence or two
    icon: str
    extension: str
    content_type: str
    maker: str
    label_of: str = ""  # "Statement for {name}"; only kinds of one person have it
    localised: bool = False  # whether it writes numbers as its reader does

    @property
    def is_of_person(self) -> bool:
        return bool(self.label_of)

    def make(
        self, trip: "Trip", path: Path, *, of: "Participant | None" = None, progress: Progress = nobody_asks
    ) -> None:
        """Write the file. Afterwards `trip.revision` is the one that it tells of. Raises CannotBeMade."""
        whose = {"of": of} if self.is_of_person else {}
        import_string(self.maker)(trip, path, progress=progress, **whose)


_ALL = [
    Kind(
        key="pdf",
        label="Trip book (PDF)",
        words="To keep or print: who stands where, codes to pay with, every day, a page for each person, the receipts.",
        icon="pass",
        extension="pdf",
        content_type="application/pdf",
        maker="settlements.book.book.write_book",
        localised=True,
    ),
    Kind(
        key="statement",
        label="Statement (PDF)",
        words="For one person: every line that makes their balance, with the balance after it.",
        icon="person",
        extension="pdf",
        content_type="application/pdf",
        maker="settlements.book.statement.write_statement",
        label_of="Statement for {name}",
        localised=True,
    ),
    Kind(
        key="csv",
        label="CSV",
        words="A row for each expense and payment, a column for each person. For other programs.",
        icon="list",
        extension="csv",
        content_type="text/csv; charset=utf-8",
        maker="settlements.reports.csv_file.write_csv",
    ),
    Kind(
        key="xlsx",
        label="Spreadsheet (XLSX)",
        words="Balances, expenses, shares and payments, with formulas. For Excel, LibreOffice or Numbers.",
        icon="scale",
        extension="xlsx",
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        maker="settlements.reports.xlsx_file.write_xlsx",
    ),
    Kind(
        key="json",
        label="Archive (JSON)",
        words="The whole trip with its comments, to keep, or to bring into another TripSplit.",
        icon="archive",
        extension="json",
        content_type="application/json",
        maker="settlements.archive.exporting.write_json",
    ),
    Kind(
        key="zip",
        label="Archive with receipts (ZIP)",
        words="The same, and beside it every photo and PDF.",
        icon="archive",
        extension="zip",
        content_type="application/zip",
        maker="settlements.archive.exporting.write_zip",
    ),
    Kind(
        key="hledger",
        label="Journal (hledger)",
        words="Plain-text accounting: a bookkeeper’s program checks every balance.",
        icon="note",
        extension="journal",
        content_type="text/plain; charset=utf-8",
        maker="settlements.reports.hledger.write_hledger",
    ),
]
KINDS = {kind.key: kind for kind in _ALL}
