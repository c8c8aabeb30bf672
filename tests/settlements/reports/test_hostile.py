"""What people type to break things stays text in every file, and each defence is proven by switching it off."""

import csv
import io
import re
import unicodedata
import zipfile

import openpyxl
import pytest
from xlsxwriter.worksheet import Worksheet

from settlements.reports import csv_file, hledger
from settlements.reports.cells import one_line
from settlements.reports.kinds import KINDS
from tests.factories import ParticipantFactory
from tests.settlements.reports.random_trips import HOSTILE
from tests.settlements.reports.readers import READERS, names_in, unescaped
from tests.settlements.rows import pay, spend
from trips.models import Trip

FORMULA = re.compile(r"^\s*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r]")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
LONG = ("=" + "x" * 48 + "\n") * 40  # as long as a note may be


@pytest.fixture
def hostile(trip):
    """A trip that says all of it, in every field that there is."""
    Trip.objects.filter(pk=trip.pk).update(name='=1+1;"\n\u202e<b>')
    trip.refresh_from_db()
    people = [
        ParticipantFactory(trip=trip, name=text[:80], ref=f"-r{place}", position=place)
        for place, text in enumerate(HOSTILE)
    ]
    for place, text in enumerate(HOSTILE):
        note = LONG if place == 0 else text
        spend(
            trip,
            1000 + place,
            by=people[place],
            among=people[: place + 1],
            description=text,
            note=note,
            ref=f"-x{place}",
        )
        if place:
            pay(trip, 100, sender=people[place], receiver=people[0], method=text[:40], note=note, ref=f"-y{place}")
    return Trip.objects.get(pk=trip.pk)


@pytest.fixture
def made(hostile, tmp_path):
    def make(key):
        path = tmp_path / f"file.{KINDS[key].extension}"
        KINDS[key].make(hostile, path)
        return path

    return make


def formulas_in(path):
    """The cells of a CSV file that a spreadsheet program would act on, whichever separator it goes by."""
    text = path.read_bytes().decode("utf-8-sig")
    readings = [csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) for delimiter in ",;|\t"]
    cells = [cell for reading in readings for row in reading for cell in row]
    return [cell for cell in cells if FORMULA.match(cell) and not NUMBER.fullmatch(cell.strip('"').split(",")[0])]


def test_no_cell_of_the_csv_is_a_formula_and_numbers_stay_numbers(made, hostile):
    path = made("csv")
    rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))

    assert formulas_in(path) == []
    assert len(rows) == 2 * len(HOSTILE) - 1
    assert all(NUMBER.fullmatch(cell) for row in rows for cell in list(row.values())[-len(HOSTILE) :])
    assert len(rows[0]) == 13 + len(HOSTILE), "two columns of one name"


def test_control_without_the_guard_there_are_formulas(made, monkeypatch):
    monkeypatch.setattr(csv_file, "guarded", one_line)

    assert formulas_in(made("csv"))


def test_the_csv_has_a_line_for_each_row_and_nothing_hidden(made):
    text = made("csv").read_bytes().decode("utf-8-sig")

    assert text.count("\n") == text.count("\r\n") == 2 * len(HOSTILE)
    assert hidden_in(text.replace("\r\n", "")) == []


def hidden_in(text):
    return [char for char in text if unicodedata.category(char) == "Cc" or "\u202a" <= char <= "\u202e"]


def test_the_journal_is_what_hledger_expects_and_nothing_hides_in_it(made, hostile):
    path = made("hledger")

    assert READERS["hledger"](path, hostile) == {person.ref: person.net.minor for person in hostile.people}
    assert hidden_in(path.read_text().replace("\n", "")) == []
    assert len(re.findall(r"^\d{4}-\d\d-\d\d ", path.read_text(), re.MULTILINE)) == 2 * len(HOSTILE)


def test_control_without_the_look_alikes_the_journal_is_broken(made, hostile, monkeypatch):
    monkeypatch.setattr(hledger, "harmless", lambda text, signs: text)

    with pytest.raises((AssertionError, KeyError, ValueError)):
        READERS["hledger"](made("hledger"), hostile)


def parts_of(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def foreign_formulas(path):
    """Formulas on sheets that hold what people typed; the sheet of balances has those of ours alone, beneath no typed text."""
    book = openpyxl.load_workbook(path)
    typed = [cell for sheet in book.worksheets[1:] for row in sheet.iter_rows() for cell in row]
    names = [row[0] for row in book["Balances"].iter_rows()]
    return [cell.value for cell in [*typed, *names] if cell.data_type in {"f", "e"}]


def test_no_text_in_the_spreadsheet_is_a_formula_or_a_link(made, hostile):
    path = made("xlsx")
    parts = parts_of(path)

    assert foreign_formulas(path) == []
    assert not [name for name in parts if "externalLink" in name or "<hyperlink" in parts[name]]
    assert not any("TargetMode" in text for text in parts.values())
    names = [unescaped(name) for name in names_in(path, len(HOSTILE))]
    assert len({name.casefold() for name in names}) == len(HOSTILE)
    assert {"=1+1", "_x0041_ & <b>", "<script>alert(1)</script>", "007"} <= {*names}


def test_control_a_text_that_is_written_as_a_cell_of_any_kind_becomes_a_formula(made, monkeypatch):
    def write_anything(self, row, place, text, shape):
        return self.write_formula(row, place, text, shape) if text.startswith("=") else 0

    monkeypatch.setattr(Worksheet, "write_string", write_anything)

    assert "=1+1" in foreign_formulas(made("xlsx"))


def test_what_begins_like_a_formula_stays_text_when_its_cell_is_edited(made):
    book = openpyxl.load_workbook(made("xlsx"))
    cells = {cell.value: cell for row in book["Expenses"].iter_rows(max_col=2) for cell in row}

    assert cells["=1+1"].quotePrefix
    assert not cells["long " * 15 + "long"].quotePrefix


def test_the_longest_note_is_kept_whole_in_the_spreadsheet(made):
    book = openpyxl.load_workbook(made("xlsx"))
    notes = {cell.value for row in book["Expenses"].iter_rows() for cell in row}

    assert LONG.strip("\n") in notes
