"""Reading an archive: what is filled in, what is refused and where, and files that were made to do harm."""

import json
import subprocess
import sys
import tracemalloc

import pytest

from expenses.models import DESCRIPTION_LENGTH, LABEL_LENGTH, Category, Expense, Item, Line, SplitMethod
from settlements.archive import vocabulary
from settlements.archive.faults import MOST, BadArchive
from settlements.archive.parsing import FOR_PEOPLE, Limits
from settlements.archive.reading import read_archive
from settlements.archive.writing import written
from settlements.models import Payment
from tests.settlements.archive.files import ABSENT, EXAMPLE, LEAST, as_bytes, canonical, changed
from trips.ledger_row import FIRST_DAY, LAST_DAY, NOTE_LENGTH, RateSource
from trips.models import Participant, Trip
from tripsplit.fields import ExactDecimalField

DINNER, PAID = ("expenses", 0), ("payments", 0)


def rewritten(data):
    return "".join(written(read_archive(data))).encode()


def faults_of(data, limits=FOR_PEOPLE):
    with pytest.raises(BadArchive) as raised:
        read_archive(data if isinstance(data, bytes) else as_bytes(data), limits)
    return [str(fault) for fault in raised.value.faults]


def long_ago(row, **facts):
    """The row as another one of another day."""
    return {**row, **facts}


# -- what is read ---------------------------------------------------------------------------------------------------------
def test_a_canonical_file_is_read_and_written_to_the_same_bytes():
    assert rewritten(canonical(EXAMPLE)) == canonical(EXAMPLE)


def test_any_order_of_keys_and_rows_and_any_spacing_comes_out_canonical():
    dinner, paid = EXAMPLE["expenses"][0], EXAMPLE["payments"][0]
    rows = [
        long_ago(dinner, ref="x3", date="2026-05-02", comments=[]),
        long_ago(dinner, ref="x2", date="2026-05-02", comments=[]),
        dinner,
    ]
    more = {**EXAMPLE, "expenses": rows, "payments": [long_ago(paid, ref="s0"), paid]}
    upside_down = json.dumps({key: more[key] for key in reversed(more)}, ensure_ascii=True, indent=7).encode()
    ordered = {**more, "expenses": rows[::-1]}

    assert rewritten(upside_down) == canonical(ordered)


def test_a_byte_order_mark_does_no_harm():
    assert rewritten(b"\xef\xbb\xbf" + canonical(EXAMPLE)) == canonical(EXAMPLE)


def test_texts_are_cleaned_as_typed_ones_are():
    file = changed(((*DINNER, "description"), "  Cafe\u0301  \t au lait "), ((*DINNER, "note"), "one\r\ntwo\n"))
    [dinner] = read_archive(as_bytes(file)).expenses

    assert (dinner["description"], dinner["note"]) == ("Café au lait", "one\ntwo")


@pytest.mark.parametrize(("given", "kept"), [("0.9200", "0.92"), ("0000.92", "0.92")])
def test_rates_lose_their_needless_zeros(given, kept):
    [dinner] = read_archive(as_bytes(changed(((*DINNER, "rate"), given)))).expenses
    assert dinner["rate"] == kept


def test_a_rate_follows_from_the_base_amount():
    file = changed(((*DINNER, "rate"), ABSENT), ((*DINNER, "base_amount"), 2761), of=LEAST)
    [dinner] = read_archive(as_bytes(file)).expenses
    assert (dinner["rate"], dinner["rate_source"]) == ("0.9200266578", "file")


def test_what_a_card_statement_says_need_not_be_amount_times_rate():
    sides = [((*DINNER, side, 0, "base_amount"), 9000) for side in ("payers", "shares")]
    lines = ((*DINNER, "split", "lines"), [{"participant": "p1", "value": None}])
    shares = ((*DINNER, "shares"), [{"participant": "p1", "amount": 3001, "base_amount": 0}])
    source, base = ((*DINNER, "rate_source"), "card"), ((*DINNER, "base_amount"), 9000)
    file = changed(lines, shares, *sides, source, base)

    assert read_archive(as_bytes(file)).expenses[0]["base_amount"] == 9000


def test_odd_units_may_lie_where_the_file_has_them():
    swapped = [
        {"participant": "p1", "amount": 1500, "base_amount": 1380},
        {"participant": "p2", "amount": 1501, "base_amount": 1381},
    ]
    [dinner] = read_archive(as_bytes(changed(((*DINNER, "shares"), swapped)))).expenses
    assert dinner["shares"] == swapped


def test_shares_come_in_the_order_of_the_lines_and_nobody_is_left_out():
    lines = [{"participant": "p2", "value": "0"}, {"participant": "p1", "value": "3001"}]
    file = changed(
        ((*DINNER, "split"), {"method": "exact", "lines": lines}),
        ((*DINNER, "shares"), [{"participant": "p1", "amount": 3001, "base_amount": 2761}]),
    )
    [dinner] = read_archive(as_bytes(file)).expenses
    assert [(share["participant"], share["amount"]) for share in dinner["shares"]] == [("p2", 0), ("p1", 3001)]


def test_where_everybody_stands_is_known_before_anything_is_made():
    positions = read_archive(canonical(EXAMPLE)).positions()
    assert {ref: position.net for ref, position in positions.items()} == {"p1": 380, "p2": -380}


# -- what is refused ------------------------------------------------------------------------------------------------------
REFUSED = {
    "expenses[0].amount: is 3001.0, and should be a whole number of minor units": ((*DINNER, "amount"), 3001.0),
    "expenses[0].amount: is true, and should be a whole number of minor units": ((*DINNER, "amount"), True),
    "expenses[0].amount: is “3001”, and should be a whole number of minor units": ((*DINNER, "amount"), "3001"),
    "expenses[0].amount: is 0, and should be from 1 to 1000000000000": ((*DINNER, "amount"), 0),
    "expenses[0].amount: is -5, and should be from 1 to 1000000000000": ((*DINNER, "amount"), -5),
    "expenses[0].amount: is 1000000000001, and should be from 1 to 1000000000000": ((*DINNER, "amount"), 10**12 + 1),
    f"expenses[0].amount: is {'9' * 40}, and should be a whole number of minor units": (
        (*DINNER, "amount"),
        10**60 - 1,
    ),
    "expenses[0].amount: is NaN, and should be a whole number of minor units": ((*DINNER, "amount"), float("nan")),
    "expenses[0].amount: is null, and should be a whole number of minor units": ((*DINNER, "amount"), None),
    "expenses[0].amount: is missing": ((*DINNER, "amount"), ABSENT),
    "expenses[0].ref: is “new”, and should be 1 to 40 letters, digits, _ or -, and not “new”": (
        (*DINNER, "ref"),
        "new",
    ),
    "expenses[0].ref: is “../x”, and should be 1 to 40 letters, digits, _ or -, and not “new”": (
        (*DINNER, "ref"),
        "../x",
    ),
    "expenses[0].ref: is 7, and should be 1 to 40 letters, digits, _ or -, and not “new”": ((*DINNER, "ref"), 7),
    "participants[1].ref: is there twice": (("participants", 1, "ref"), "p1"),
    "participants[1].name: is there twice": (("participants", 1, "name"), "ANN EXAMPLE"),
    "participants[1].kind: is “bank”, and should be one of person, kitty": (("participants", 1, "kind"), "bank"),
    "participants[1].active: is 1, and should be true or false": (("participants", 1, "active"), 1),
    "participants[1].weight: is 1.5, and should be a decimal in quotes, such as “0.92”": (
        ("participants", 1, "weight"),
        1.5,
    ),
    "participants[1].weight: is “-1”, and should be a decimal in quotes, such as “0.92”": (
        ("participants", 1, "weight"),
        "-1",
    ),
    "expenses[0].date: is “2026-02-30”, and should be a day from 1970 to 2100, such as 2026-05-03": (
        (*DINNER, "date"),
        "2026-02-30",
    ),
    "expenses[0].date: is “1969-12-31”, and should be a day from 1970 to 2100, such as 2026-05-03": (
        (*DINNER, "date"),
        "1969-12-31",
    ),
    "expenses[0].date: is “2026-W01-1”, and should be a day from 1970 to 2100, such as 2026-05-03": (
        (*DINNER, "date"),
        "2026-W01-1",
    ),
    "trip.end_date: is before start_date": (("trip", "end_date"), "2026-04-30"),
    "trip.currency: is “eur”, which is not known": (("trip", "currency"), "eur"),
    "trip.time_zone: is “Mars/Olympus”, which is no time zone such as Europe/Lisbon": (
        ("trip", "time_zone"),
        "Mars/Olympus",
    ),
    "trip.name: is empty": (("trip", "name"), " "),
    "trip.name: has 121 characters, and 120 is the most": (("trip", "name"), "x" * 121),
    "trip: is “Lisbon”, and should be an object": (("trip",), "Lisbon"),
    "expenses: is an object, and should be a list": (("expenses",), {}),
    "expenses[0]: is null, and should be an object": (DINNER, None),
    "expenses[0].description: Write this on one line.": ((*DINNER, "description"), "a\nb"),
    "expenses[0].description: This text is damaged: it holds half a character. Type it again.": (
        (*DINNER, "description"),
        "\ud800",
    ),
    "expenses[0].currency: is “XXX”, which is not known": ((*DINNER, "currency"), "XXX"),
    "expenses[0].category: is “fun”, and should be one of": ((*DINNER, "category"), "fun"),
    "expenses[0].rate: is 0.92, and should be a decimal in quotes, such as “0.92”": ((*DINNER, "rate"), 0.92),
    "expenses[0].rate: is “NaN”, and should be a decimal in quotes, such as “0.92”": ((*DINNER, "rate"), "NaN"),
    "expenses[0].rate: is “1e3”, and should be a decimal in quotes, such as “0.92”": ((*DINNER, "rate"), "1e3"),
    "expenses[0].rate: should be above zero, and have 40 digits at most": ((*DINNER, "rate"), "0.00"),
    "expenses[0].base_amount: is 2763, and amount × rate is 2761": ((*DINNER, "base_amount"), 2763),
    "expenses[0].rate_source: is same, although the currency is not the trip’s": ((*DINNER, "rate_source"), "same"),
    "payments[0].rate: should be 1: this is the trip’s own currency": ((*PAID, "rate"), "1.1"),
    "payments[0].rate_source: is file, and should be same: this is the trip’s own currency": (
        (*PAID, "rate_source"),
        "file",
    ),
    "payments[0].base_amount: is 1001, and amount × rate is 1000": ((*PAID, "base_amount"), 1001),
    "payments[0].to: is the same person as from": ((*PAID, "to"), "p2"),
    "payments[0].from: is “p9”, who is not among the participants": ((*PAID, "from"), "p9"),
    "payments[0].from: is a list, who is not among the participants": ((*PAID, "from"), []),
    "expenses[0].payers: add up to 3000 of 3001": ((*DINNER, "payers", 0, "amount"), 3000),
    "expenses[0].payers: have base amounts that add up to 2760 of 2761": ((*DINNER, "payers", 0, "base_amount"), 2760),
    "expenses[0].payers: names nobody": ((*DINNER, "payers"), []),
    "expenses[0].shares: add up to 2999 of 3001": ((*DINNER, "shares", 0, "amount"), 1499),
    "expenses[0].shares[1].participant: is “p3”, who is not among the participants": (
        (*DINNER, "shares", 1, "participant"),
        "p3",
    ),
    "expenses[0].split.lines: names p1 twice": ((*DINNER, "split", "lines", 1, "participant"), "p1"),
    "expenses[0].split.lines[0].value: should be null: equal asks for none": (
        (*DINNER, "split", "lines", 0, "value"),
        "1",
    ),
    "expenses[0].split.lines[0].value: Enter a number of shares, such as 1 or 1.5.": (
        (*DINNER, "split", "method"),
        "shares",
    ),
    "expenses[0].split.method: is “random”, and should be one of": ((*DINNER, "split", "method"), "random"),
    "expenses[0].split: has items, tax or tip, and is not itemised": ((*DINNER, "split", "tip"), 5),
    "expenses[0].split: is missing": ((*DINNER, "split"), ABSENT),
    "expenses[0].comments[0].at: is “yesterday”, and should be a moment in UTC, such as 2026-05-03T18:30:00Z": (
        (*DINNER, "comments", 0, "at"),
        "yesterday",
    ),
    "expenses[0].comments[0].author: is “p7”, who is not among the participants": (
        (*DINNER, "comments", 0, "author"),
        "p7",
    ),
    "expenses[0]: has “tags”, which this version of the format does not know": ((*DINNER, "tags"), []),
    "the file: has “budget”, which this version of the format does not know": (("budget",), 5),
}


@pytest.mark.parametrize(("words", "change"), REFUSED.items(), ids=list(REFUSED))
def test_what_cannot_be_is_refused_at_its_place(words, change):
    assert any(fault.startswith(words) for fault in faults_of(changed(change)))


def test_the_same_files_without_their_fault_are_read():
    """The control of the table above: it is the change that is refused."""
    read_archive(as_bytes(changed()))


def test_shares_that_the_split_does_not_give_are_refused():
    shares = [
        {"participant": "p1", "amount": 2000, "base_amount": 1840},
        {"participant": "p2", "amount": 1001, "base_amount": 921},
    ]
    assert faults_of(changed(((*DINNER, "shares"), shares))) == [
        "expenses[0].shares[0].amount: of p1 is 2000, and the split gives 1501",
        "expenses[0].shares[1].amount: of p2 is 1001, and the split gives 1500",
    ]


def test_base_amounts_out_of_proportion_are_refused():
    shares = [
        {"participant": "p1", "amount": 1501, "base_amount": 2700},
        {"participant": "p2", "amount": 1500, "base_amount": 61},
    ]
    assert faults_of(changed(((*DINNER, "shares"), shares)))[0] == (
        "expenses[0].shares[0].base_amount: of p1 is 2700, and in proportion 1381"
    )


def test_an_expense_in_another_currency_needs_a_rate():
    assert faults_of(changed(((*DINNER, "rate"), ABSENT), of=LEAST)) == [
        "expenses[0].rate: is missing, and so is base_amount"
    ]


def test_a_fault_of_an_item_is_told_at_the_item():
    split = {
        "method": "itemised",
        "lines": [{"participant": "p1"}],
        "items": [{"label": "Soup", "amount": 3001, "participants": ["p2"]}],
    }
    assert faults_of(changed(((*DINNER, "split"), split), of=LEAST)) == [
        "expenses[0].split.items[0]: Somebody on this item does not share the expense."
    ]


def test_a_key_that_is_there_twice_is_refused():
    data = as_bytes(EXAMPLE).replace(b'"method": "equal"', b'"method": "exact", "method": "equal"')
    assert faults_of(data) == ["expenses[0].split: says “method” twice"]


def test_faults_of_different_rows_are_all_told():
    dinner = EXAMPLE["expenses"][0]
    rows = [{**dinner, "ref": f"x{number}", "amount": 1} for number in range(3)]
    assert [fault.partition(":")[0] for fault in faults_of({**EXAMPLE, "expenses": rows})] == [
        "expenses[0].base_amount",
        "expenses[1].base_amount",
        "expenses[2].base_amount",
    ]


def test_no_more_faults_are_told_than_somebody_reads():
    file = {**EXAMPLE, "expenses": [None] * 1000}
    with pytest.raises(BadArchive) as raised:
        read_archive(as_bytes(file))
    assert (len(raised.value.faults), raised.value.more) == (MOST, True)
    assert str(raised.value).endswith("; and more")


# -- what is no archive ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file: is not JSON: line 1, column 1"),
        (b"PK\x03\x04", "the file: is not JSON: line 1, column 1"),
        (b'{"format": "tripsplit.trip",', "the file: is not JSON: line 1, column 29"),
        (b"\xff\xfe{\x00}\x00", "the file: is not UTF-8: byte 0 belongs to no character"),
        (b'"\xed\xa0\x80"', "the file: is not UTF-8: byte 1 belongs to no character"),
        (b"[]", "the file: is no trip archive: its “format” should be “tripsplit.trip”"),
        (b"null", "the file: is no trip archive: its “format” should be “tripsplit.trip”"),
        (b'{"expenses": []}', "the file: is no trip archive: its “format” should be “tripsplit.trip”"),
        (b'{"format": "tripsplit.trip"}', "version: is null, and should be 1"),
        (b'{"format": "tripsplit.trip", "version": true}', "version: is true, and should be 1"),
        (
            b'{"format": "tripsplit.trip", "version": 2}',
            "version: is 2, and this site reads version 1: update it first",
        ),
        (b'{"format": "tripsplit.trip", "version": 1.0}', "version: is 1.0, and should be 1"),
        (b"[" * 100_000, "the file: is nested too deeply"),
        (b'{"a":' * 100_000, "the file: is nested too deeply"),
        (b"9" * 1_000_000, "the file: is no trip archive: its “format” should be “tripsplit.trip”"),
    ],
)
def test_what_is_no_archive_says_so_and_nothing_else(data, words):
    assert faults_of(data) == [words]


def test_what_is_too_large_is_not_looked_into():
    assert faults_of(b" " * 101, Limits(100, 10)) == ["the file: is larger than 0 MB"]
    assert faults_of(b"[" + b"[]," * 11, Limits(100, 10)) == ["the file: holds more than 10 values"]


def test_a_file_that_swells_in_memory_is_refused_before_it_does():
    data = b"[" + b"[]," * 500_000 + b"[]]"
    tracemalloc.start()
    try:
        faults_of(data, Limits(size=FOR_PEOPLE.size, values=100_000))
        refused = tracemalloc.get_traced_memory()[1]
        tracemalloc.reset_peak()
        json.loads(data)
        read = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert refused < 1_000_000
    assert read > 25_000_000  # the control: it does swell


# -- words that two places have -------------------------------------------------------------------------------------------
def test_the_vocabulary_is_the_models():
    assert set(vocabulary.KINDS) == set(Expense.Kind.values)
    assert set(vocabulary.PERSON_KINDS) == set(Participant.Kind.values)
    assert set(vocabulary.CATEGORIES) == {"", *Category.values}
    assert set(vocabulary.RATE_SOURCES) == set(RateSource.values)
    assert set(vocabulary.SPLIT_METHODS) == set(SplitMethod.values)
    assert (vocabulary.FIRST_DAY, vocabulary.LAST_DAY) == (FIRST_DAY, LAST_DAY)


def test_its_lengths_are_the_models():
    def length(model, field):
        return model._meta.get_field(field).max_length

    assert length(Trip, "name") == vocabulary.TRIP_NAME_LENGTH
    assert length(Trip, "emoji") == vocabulary.EMOJI_LENGTH
    assert length(Participant, "name") == vocabulary.NAME_LENGTH
    assert length(Expense, "description") == vocabulary.DESCRIPTION_LENGTH == DESCRIPTION_LENGTH
    assert length(Expense, "note") == vocabulary.NOTE_LENGTH == NOTE_LENGTH
    assert length(Item, "label") == vocabulary.LABEL_LENGTH == LABEL_LENGTH
    assert length(Payment, "method") == vocabulary.PAYMENT_METHOD_LENGTH
    assert Line._meta.get_field("value").max_length == vocabulary.VALUE_LENGTH
    assert ExactDecimalField().max_length == vocabulary.RATE_LENGTH


def test_reading_needs_no_django():
    code = "import sys, settlements.archive.reading, settlements.archive.writing; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
