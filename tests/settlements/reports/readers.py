"""What other programs make of our files: everybody's balance in minor units, by ref, as a CSV reader, openpyxl, hledger … have it.

Each reader is handed the file and the trip, of whose people it knows the order and nothing else.
"""

import csv
import io
import json
import re
import subprocess
from decimal import Decimal

import openpyxl

from tripsplit.money import exponent


def refs_of(trip):
    return [person.ref for person in trip.people]


def minor(amount, trip):
    """Main units as minor ones; to the nearest, since a spreadsheet's numbers are binary fractions."""
    return round(Decimal(str(amount)).scaleb(exponent(trip.currency)))


def read_csv(path, trip):
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    columns = list(zip(*(row[-len(trip.people) :] for row in rows), strict=True))
    return {
        ref: sum(minor(Decimal(cell), trip) for cell in column[1:])
        for ref, column in zip(refs_of(trip), columns, strict=True)
    }


def read_json(path, trip):
    archive = json.loads(path.read_bytes())
    found = dict.fromkeys(refs_of(trip), 0)
    for expense in archive["expenses"]:
        sign = -1 if expense["kind"] == "income" else 1
        for line in expense["payers"]:
            found[line["participant"]] += sign * line["base_amount"]
        for line in expense["shares"]:
            found[line["participant"]] -= sign * line["base_amount"]
    for payment in archive["payments"]:
        found[payment["from"]] += payment["base_amount"]
        found[payment["to"]] -= payment["base_amount"]
    return found


def read_xlsx(path, trip):
    """The sheet of balances: what its formulas came to."""
    sheet = openpyxl.load_workbook(path, data_only=True)["Balances"]
    rows = list(sheet.iter_rows(min_row=2, max_row=1 + len(trip.people), values_only=True))
    return {ref: minor(row[5], trip) for ref, row in zip(refs_of(trip), rows, strict=True)}


def names_in(path, count):
    """The first names of the sheet of balances, as they stand in the file."""
    sheet = openpyxl.load_workbook(path, data_only=True)["Balances"]
    return [row[0] for row in sheet.iter_rows(min_row=2, max_row=1 + count, max_col=1, values_only=True)]


def unescaped(text):
    """Excel writes _x0007_ for a bell, and _x005F_ for a line that could be taken for that; openpyxl leaves both as they are."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def hledger(path, *arguments):
    done = subprocess.run(
        ["hledger", "-f", str(path), *arguments], capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def read_hledger(path, trip):
    """The account of each ref stands in the journal's declarations."""
    hledger(path, "check", "-s")
    declared = [line for line in path.read_text().split("\n") if line.startswith("account ")]
    accounts = {
        account.removeprefix("account "): ref for account, ref in (line.split("  ; ref: ") for line in declared)
    }
    assert list(accounts.values()) == refs_of(trip)
    found = dict.fromkeys(refs_of(trip), 0)
    rows = csv.DictReader(io.StringIO(hledger(path, "balance", "-O", "csv", "-N", "--flat", "--empty")))
    for row in rows:
        found[accounts[row["account"]]] = minor(row["balance"].split(" ")[0], trip)
    return found


# By the kind, for every kind whose file is read back by `test_reports_agree`.
READERS = {"csv": read_csv, "json": read_json, "xlsx": read_xlsx, "hledger": read_hledger}
