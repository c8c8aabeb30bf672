"""Writing a workbook row by row, in constant memory: tables with a header, whose rows go on in a further sheet where one is full.

What people typed is written as text and never as a formula or a link, whatever it looks like.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Literal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from settlements.reports.cells import decimal, guarded, lines, one_line
from tripsplit.money import exponent

MOST_ROWS = 1_048_576  # of a sheet, its header included
LONGEST = 32_767  # characters of a cell
NAVY, WHITE = "#23356F", "#FFFFFF"  # of the site's own look
Align = Literal["left", "right"]


@dataclass(frozen=True)
class Column:
    title: str
    width: int
    align: Align = "left"


@dataclass(frozen=True)
class Amount:
    """Minor units of a currency."""

    minor: int
    currency: str


@dataclass(frozen=True)
class Formula:
    """A formula with what it comes to, for readers that do not calculate."""

    text: str
    value: Amount


Cell = str | Decimal | datetime.date | Amount | Formula | None


@lru_cache(maxsize=4096)  # names and words come again in row after row
def _as_text(cell: str) -> tuple[str, bool]:
    """The text as its cell has it, and whether nobody could take it for a formula."""
    text = lines(cell)[:LONGEST]
    return text, guarded(text) == one_line(text)


class Sheets:
    """A workbook in the making, with the formats that its cells need."""

    def __init__(self, path: Path) -> None:
        options = {
            "constant_memory": True,
            "tmpdir": str(path.parent),
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self.workbook = Workbook(str(path), options)
        text = {"align": "left", "valign": "top", "indent": 1}
        self.day = self.workbook.add_format({**text, "num_format": "yyyy-mm-dd"})
        self.plain = self.workbook.add_format(text)
        self.number = self.workbook.add_format({"valign": "top"})
        self.bold = self.workbook.add_format({**text, "bold": True})
        # Stays text where somebody edits the cell, or writes the sheet out as CSV and opens that.
        self.quoted = self.workbook.add_format({**text, "quote_prefix": True})
        heading = {"bold": True, "font_color": WHITE, "bg_color": NAVY}
        self.headings: dict[Align, Format] = {
            "left": self.workbook.add_format({**heading, "align": "left", "indent": 1}),
            "right": self.workbook.add_format({**heading, "align": "right"}),
        }
        self._money: dict[tuple[str, bool], Format] = {}

    def money(self, currency: str, *, strong: bool = False) -> Format:
        """All decimals of the currency, and its code."""
        if (currency, strong) not in self._money:
            decimals = exponent(currency)
            pattern = f"#,##0{'.' + '0' * decimals if decimals else ''} [${currency}]"
            self._money[currency, strong] = self.workbook.add_format(
                {"num_format": pattern, "bold": strong, "valign": "top"}
            )
        return self._money[currency, strong]

    def write(self, sheet: Worksheet, row: int, place: int, cell: Cell, *, strong: bool = False) -> None:
        if isinstance(cell, str):
            text, is_plain = _as_text(cell)
            if text:
                sheet.write_string(row, place, text, self.bold if strong else self.plain if is_plain else self.quoted)
        elif isinstance(cell, Amount):
            number, shape = Fraction(decimal(cell.minor, cell.currency)), self.money(cell.currency, strong=strong)
            sheet.write_number(row, place, number, shape)
        elif isinstance(cell, Formula):
            shape = self.money(cell.value.currency, strong=strong)
            sheet.write_formula(row, place, cell.text, shape, decimal(cell.value.minor, cell.value.currency))
        elif isinstance(cell, Decimal):
            sheet.write_number(row, place, Fraction(cell), self.number)
        elif cell is not None:
            sheet.write_datetime(row, place, datetime.datetime.combine(cell, datetime.time()), self.day)


@dataclass
class Table:
    """Rows under a header that stays in sight. `name` is the sheet's, ours and never a person's."""

    sheets: Sheets
    name: str
    columns: Sequence[Column]
    parts: list[tuple[str, Worksheet]] = field(default_factory=list)
    next_row: int = 0
    counts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._begin()

    def add(self, *cells: Cell, strong: bool = False) -> None:
        if self.next_row >= MOST_ROWS:
            self._begin()
        sheet = self.parts[-1][1]
        for place, cell in enumerate(cells):
            self.sheets.write(sheet, self.next_row, place, cell, strong=strong)
        self.next_row += 1
        self.counts[-1] = self.next_row

    def skip(self) -> None:
        """Leave a row empty."""
        self.next_row += 1

    def ranges(self, *titles: str) -> list[tuple[str, ...]]:
        """Where these columns' rows are, one tuple for each sheet: ("Shares!$C$2:$C$90", "Shares!$D$2:$D$90")."""
        letters = [xl_col_to_name(self._place(title)) for title in titles]
        return [
            tuple(f"{_quoted(name)}!${letter}$2:${letter}${max(count, 2)}" for letter in letters)
            for (name, _), count in zip(self.parts, self.counts, strict=True)
        ]

    def sum_of(self, title: str) -> str:
        """What adds a column up, over all its sheets."""
        return "+".join(f"SUM({cells})" for (cells,) in self.ranges(title))

    def close(self) -> None:
        """Let its readers filter the rows."""
        for (_, sheet), count in zip(self.parts, self.counts, strict=True):
            sheet.autofilter(0, 0, max(count - 1, 1), len(self.columns) - 1)

    def _place(self, title: str) -> int:
        return [column.title for column in self.columns].index(title)

    def _begin(self) -> None:
        name = f"{self.name} {len(self.parts) + 1}" if self.parts else self.name
        sheet = self.sheets.workbook.add_worksheet(name)
        for place, column in enumerate(self.columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, column.title, self.sheets.headings[column.align])
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        self.parts.append((name, sheet))
        self.next_row = 1
        self.counts.append(1)


def _quoted(name: str) -> str:
    return f"'{name}'" if " " in name else name
