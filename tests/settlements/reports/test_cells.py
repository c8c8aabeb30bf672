"""Texts of people as cells: one line, nothing hidden, no formula; and amounts as plain decimals."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settlements.reports.cells import guarded, lines, one_line, plain, told_apart
from tests.settlements.reports.random_trips import HOSTILE

STARTS = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")
texts = st.text() | st.sampled_from(HOSTILE) | st.text(alphabet="=+-@;|, \t\n\rA1'\"\uff1d")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("Dinner", "Dinner"),
        ("=1+1", "'=1+1"),
        (" \t=1+1", "'=1+1"),
        ("-5 % off", "'-5 % off"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("a;=1+1", "a;'=1+1"),
        ("a ; =1|=2", "a ; '=1|'=2"),
        ("well-known + more", "well-known + more"),
        ("two\nlines\r\nand\u2028three", "two lines and three"),
        ("\x00\x1b[31mred\x07", "[31mred"),
        ("\u202egnp.exe\u202c\ufeff", "gnp.exe"),
        ("family 👨‍👩‍👧", "family 👨‍👩‍👧"),
        ("", ""),
    ],
)
def test_a_cell_is_one_line_that_is_no_formula(text, cell):
    assert guarded(text) == cell


@given(texts)
def test_whatever_is_typed_no_cell_of_it_begins_a_formula(text):
    cell = guarded(text)

    for part in cell.replace("|", ";").split(";"):
        assert not part.lstrip().startswith(STARTS)
    assert guarded(cell) == cell


@given(texts)
def test_whatever_is_typed_nothing_in_it_hides_or_turns(text):
    for shown in (one_line(text), lines(text).replace("\n", "")):
        assert not [char for char in shown if unicodedata.category(char) == "Cc"]
        assert not [char for char in shown if unicodedata.bidirectional(char) in {"LRE", "RLE", "LRO", "RLO", "PDF"}]


def test_lines_are_kept_where_a_cell_may_have_some():
    assert lines("two\r\n  lines \x07") == "two\nlines"


@pytest.mark.parametrize(
    ("minor", "currency", "written"),
    [
        (-1250, "EUR", "-12.50"),
        (0, "EUR", "0.00"),
        (5, "JPY", "5"),
        (-7, "KWD", "-0.007"),
        (10**12, "EUR", "10000000000.00"),
    ],
)
def test_amounts_are_plain_decimals_with_all_their_decimals(minor, currency, written):
    assert plain(minor, currency) == written


def test_names_that_are_alike_are_told_apart():
    assert told_apart(["Ann", "ann", "Ann 2", "Date"], taken=["Date"]) == ["Ann", "ann 2", "Ann 2 2", "Date 2"]
