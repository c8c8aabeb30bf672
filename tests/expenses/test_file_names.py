"""What a file was called can be shown and offered for a download, whatever it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expenses.file_names import LENGTH, clean_file_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("IMG_1234.HEIC", "IMG_1234.jpg"),
        ("Rechnung März.pdf", "Rechnung März.jpg"),
        ("領収書.png", "領収書.jpg"),
        ("v1.2 final.jpeg", "v1.2 final.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("..\\..\\boot.ini", "boot.jpg"),
        ("C:\\Users\\Zoë\\Bill.jpg", "Bill.jpg"),
        ("%2e%2e%2fx.jpg", "2e 2e 2fx.jpg"),
        ("a\0b.jpg", "ab.jpg"),
        ('a"; filename="evil.exe', "a filename= evil.jpg"),
        ("a\r\nSet-Cookie: x.jpg", "aSet-Cookie x.jpg"),
        ("\u202egpj.exe", "gpj.jpg"),
        ("-rf.jpg", "rf.jpg"),
        ("." * 300, "receipt.jpg"),
        ("CON.jpg", "receipt.jpg"),
        ("lpt1", "receipt.jpg"),
        ("", "receipt.jpg"),
        ("\u200b.jpg", "receipt.jpg"),
        ("e\u0301.jpg", "é.jpg"),
        ("z" + "\u0301" * 50 + ".jpg", "receipt.jpg"),
        ("evil.html", "evil.jpg"),
    ],
)
def test_a_name_is_made_fit_to_show(name, shown):
    assert clean_file_name(name, ending="jpg") == shown


def test_a_long_name_is_cut():
    assert clean_file_name("x" * 300 + ".jpg", ending="jpg") == "x" * LENGTH + ".jpg"


@given(st.text(max_size=200))
def test_any_name_ends_as_we_say_and_holds_nothing_that_leads_elsewhere(name):
    shown = clean_file_name(name, ending="pdf")

    assert shown.endswith(".pdf")
    assert 4 < len(shown) <= LENGTH + 4
    assert not set('/\\"<>:|?*;%') & set(shown)
    assert not shown.startswith((".", "-"))
    assert clean_file_name(shown, ending="pdf") == shown
