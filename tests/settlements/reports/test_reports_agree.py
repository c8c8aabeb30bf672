"""Of any trip, every file that it can be taken out as says about every balance what the page of balances says."""

import re
import shutil
import subprocess
import zipfile

import openpyxl
import pytest

from settlements.balances import load_balances
from settlements.reports import csv_file, hledger
from settlements.reports.cells import one_line, told_apart
from settlements.reports.contents import load_contents
from settlements.reports.kinds import KINDS
from tests.settlements.reports.random_trips import random_trip
from tests.settlements.reports.readers import READERS, minor, names_in, read_xlsx
from tests.settlements.rows import pay, spend

SEEDS = range(25)


def balances(trip):
    return {each["participant"]: each["minor"] for each in load_balances(trip).as_json()["balances"]}


def written(trip, key, folder):
    path = folder / f"{trip.slug}-{key}.{KINDS[key].extension}"
    KINDS[key].make(trip, path)
    return path


@pytest.mark.parametrize("seed", SEEDS)
def test_every_file_says_the_same_about_everybody(db, tmp_path, seed):
    trip = random_trip(seed)
    wanted = balances(trip)
    said = {key: reader(written(trip, key, tmp_path), trip) for key, reader in READERS.items()}

    assert said == dict.fromkeys(READERS, wanted)


def test_a_row_that_is_left_out_is_noticed(trip, zoe, david, friends, dinner, tmp_path, monkeypatch):
    """The control: the files are compared with the balances, not with themselves."""
    pay(trip, 500, sender=david, receiver=zoe)

    def with_one_row_less(trip):
        contents = load_contents(trip)
        return contents.__class__(contents.trip, contents.people, contents.rows[1:], contents.plan)

    for module in (csv_file, hledger):
        monkeypatch.setattr(module, "load_contents", with_one_row_less)
    trip.refresh_from_db()
    assert READERS["csv"](written(trip, "csv", tmp_path), trip) != balances(trip)
    with pytest.raises(AssertionError, match="balance assertion"):
        READERS["hledger"](written(trip, "hledger", tmp_path), trip)


def forget_results(path):
    """Take what the formulas came to out of a spreadsheet, so that its reader has to work them out."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(path.with_suffix(".new"), "w") as new:
        for name in old.namelist():
            contents = old.read(name)
            if name.startswith("xl/worksheets/"):
                contents = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", contents)
            new.writestr(name, contents)
    path.with_suffix(".new").replace(path)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_works_out_the_same_balances(db, tmp_path, monkeypatch):
    """One run over a batch of files, whose results are taken out before: the formulas are right, on continued sheets too."""
    trips = [random_trip(seed) for seed in SEEDS]
    files = {}
    for place, trip in enumerate(trips):
        monkeypatch.setattr("settlements.reports.sheets.MOST_ROWS", 12 if place % 2 else 1_048_576)
        files[trip.slug] = written(trip, "xlsx", tmp_path)
        forget_results(files[trip.slug])
    profile, out = tmp_path / "profile", tmp_path / "out"
    command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", out, *files.values()], capture_output=True, timeout=120, check=True)

    for trip in trips:
        opened = out / files[trip.slug].name
        assert read_xlsx(opened, trip) == balances(trip)
        assert names_in(opened, len(trip.people)) == told_apart(one_line(each.name) for each in trip.people)
        sheets = openpyxl.load_workbook(opened)
        # Opened by another program, no text of anybody's is a formula or a link.
        for sheet in sheets.worksheets[1:]:
            assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f" or cell.hyperlink]


def test_the_sums_of_the_spreadsheet_are_those_of_the_trip(trip, zoe, david, friends, dinner, tmp_path):
    spend(trip, 3333, by=david, among=friends[1:])
    pay(trip, 500, sender=david, receiver=zoe)
    trip.refresh_from_db()
    book = openpyxl.load_workbook(written(trip, "xlsx", tmp_path), data_only=True)
    rows = list(book["Balances"].iter_rows(min_row=2, values_only=True))

    total = rows[len(trip.people)]
    assert [minor(cell, trip) for cell in total[1:]] == [7333, 7333, 500, 500, 0]
    assert [(row[0], minor(row[1], trip)) for row in rows if row[0] == "Spent together"] == [("Spent together", 7333)]
    plan = [(row[0], minor(row[1], trip)) for row in rows if row[0] and " pays " in row[0]]
    assert plan == [(f"{step.sender} pays {step.receiver}", step.money.minor) for step in load_balances(trip).plan]


def test_a_full_sheet_goes_on_in_another(trip, zoe, friends, dinner, tmp_path, monkeypatch):
    monkeypatch.setattr("settlements.reports.sheets.MOST_ROWS", 3)
    for number in range(4):
        spend(trip, 1000 + number, by=zoe, among=friends)
    trip.refresh_from_db()
    path = written(trip, "xlsx", tmp_path)
    book = openpyxl.load_workbook(path)

    assert book.sheetnames[:4] == ["Balances", "Expenses", "Shares", "Payments"]
    assert {"Expenses 2", "Expenses 3", "Shares 10"} <= {*book.sheetnames}
    assert max(sheet.max_row for sheet in book.worksheets[1:]) == 3
    assert "'Shares 2'!$C$2:$C$3" in book["Balances"]["B2"].value
