"""Text from people: what they mean survives unchanged, what hides or breaks is refused in words."""

import sys
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tripsplit.text import UncleanText, clean_text, salvaged

unhurried = settings(deadline=None, max_examples=200)
# Every code point there is, lone surrogates included, with the awkward ones more often than chance would have them.
any_character = st.one_of(
    st.integers(0, sys.maxunicode).map(chr),
    st.sampled_from(
        "aeé \t\n\r\u00a0\u3000\u0301\u0323\u0344\u200c\u200d\ufe0f\u0645\u0915\u094d👨👩🏽\u2126\u0958\ufb2c"
    ),
)
any_text = st.text(any_character, max_size=25)

NAMES = [
    "محمد عبد الله", "فاطمة الزهراء", "نرگس می‌خواهم", "علی‌رضا", "שָׁלוֹם בֶּן־דָּוִד", "יעל", "प्रियंका शर्मा", "श्रीमान् क्‍ष", "ক্ষিতিশ",
    "র‍্যাব", "ജോണ്‍", "ශ්‍රී ලංකා", "ஸ்ரீநிவாசன்", "สมชาย น้ำผึ้ง", "ဒေါ်အောင်ဆန်းစုကြည်", "សុខា", "བསྟན་འཛིན", "山田太郎", "葛󠄀城", "김민준",
    "Nguyễn Thị Ánh", "Zoë", "Þórður", "O’Connor", "Ştefan Ț.", "Jean-Luc", "Ὀδυσσεύς", "Łukasz", "Иван Ёлкин", "ⵣⵉⵔⵉ",
]  # fmt: skip
EMOJI = [
    "👨‍👩‍👧‍👦", "👩🏽‍🚀", "🏳️‍🌈", "🏴‍☠️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🇵🇹🇯🇵", "👍🏿", "❤️‍🔥", "👁️‍🗨️", "1️⃣", "🧑🏻‍❤️‍💋‍🧑🏿", "🐻‍❄️", "⛹🏽‍♀️", "🙂‍↔️", "🌊 Lisbon ☀️",
]  # fmt: skip


def outcome(text, **kind):
    """Give the clean text and no reason, or no text and the reason."""
    try:
        return clean_text(text, **kind), ""
    except UncleanText as fault:
        return None, fault.reason


def reason(text, **kind):
    with pytest.raises(UncleanText) as refusal:
        clean_text(text, **kind)
    assert str(refusal.value) == refusal.value.reason
    return refusal.value.reason


@pytest.mark.parametrize("text", NAMES + EMOJI)
def test_real_names_and_emoji_survive_unchanged(text):
    text = unicodedata.normalize("NFC", text)
    assert clean_text(text) == text
    assert clean_text(f"  {text}\t{text} ") == f"{text} {text}"


@unhurried
@given(any_text, st.booleans())
def test_cleaning_twice_changes_nothing(text, multiline):
    clean, _ = outcome(text, multiline=multiline)
    assert clean is None or clean_text(clean, multiline=multiline) == clean


@unhurried
@given(any_text, st.booleans())
def test_what_is_clean_is_normal_trimmed_and_can_be_stored(text, multiline):
    clean, words = outcome(text, multiline=multiline)
    if clean is None:
        assert words.endswith(".")
        return
    assert unicodedata.is_normalized("NFC", clean)
    assert clean == clean.strip(" \n")
    assert "  " not in clean
    clean.encode()
    controls = {char for char in clean if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}}
    assert controls <= ({"\n"} if multiline else set())


@pytest.mark.parametrize("code", [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])
def test_marks_that_turn_the_direction_are_refused(code):
    assert "direction of writing" in reason(f"Ann{chr(code)}Bob")


@pytest.mark.parametrize(
    "code", [c for c in (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029) if chr(c) not in "\t\n\r"]
)
def test_control_characters_are_refused_wherever_they_stand(code):
    for text in (f"a{chr(code)}b", f"{chr(code)}b", f"a{chr(code)}"):
        assert "control character" in reason(text)
        assert "control character" in reason(text, multiline=True)


@pytest.mark.parametrize("code", [0x200B, 0x2060, 0xFEFF, 0x00AD, 0x180E, 0x3164, 0x115F, 0xFFA0, 0xE0001, 0xE0041])
def test_invisible_characters_are_refused(code):
    assert "invisible character" in reason(f"A{chr(code)}n")


@pytest.mark.parametrize("code", [0xD800, 0xDBFF, 0xDC00, 0xDFFF])
def test_half_characters_are_refused(code):
    assert "half a character" in reason(f"a{chr(code)}")


@pytest.mark.parametrize("code", [0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF])
def test_noncharacters_are_refused(code):
    assert "not a character" in reason(f"a{chr(code)}")


@pytest.mark.parametrize(
    "text", ["a\u200db", "a\u200cb", "\u200d", "👨\u200d", "\u200d👩", "👨\u200d\u200d👩", "👨\u200dx", "x\u200d👨", "علی\u200c",
     "م\u200c\u200cم"]
)  # fmt: skip
def test_joiners_that_join_nothing_are_refused(text):
    assert "joiner" in reason(text)


def test_tags_are_read_only_as_the_end_of_a_flag():
    assert "invisible" in reason("a\U000e0067\U000e007f")
    assert "invisible" in reason("🏴\U000e0067\U000e0062")


def test_eight_accents_on_a_letter_are_enough():
    assert clean_text("x" + "\u0323" * 8)
    assert "accents" in reason("x" + "\u0323" * 9)
    assert "accents" in reason("x" + "\u0323" * 8 + "\ufe0f")


def test_accents_are_composed():
    assert clean_text("Zoe\u0308") == "Zoë"
    assert clean_text("\u212b") == "Å"


def test_spaces_of_all_kinds_become_one():
    assert clean_text("\u3000a \t\u00a0\u2003b\u202f ") == "a b"
    assert clean_text(" \t ") == ""


def test_line_breaks_stay_in_notes_only():
    assert clean_text(" a \r\n\r\n  b\rc\n", multiline=True) == "a\n\nb\nc"
    assert clean_text("Ann\n") == "Ann"
    assert reason("a\nb") == "Write this on one line."


@pytest.mark.parametrize(
    "text", ["\u0301\u0323" * 500_000, "a" * 1_000_000, " \n" * 500_000, "\u200d" * 1_000_000, "ا\u200d" * 200_000]
)
def test_a_megabyte_of_anything_is_answered_soon(text):
    start = time.monotonic()
    outcome(text, multiline=True)
    assert time.monotonic() - start < 3


@unhurried
@given(any_text)
def test_of_any_text_something_clean_is_kept_on_one_line(text):
    assert clean_text(salvaged(text)) == salvaged(text)


@pytest.mark.parametrize("text", [*NAMES, *EMOJI])
def test_what_is_clean_is_kept_whole(text):
    assert salvaged(text) == clean_text(text)


def test_what_hides_is_left_out_and_the_rest_stays():
    assert salvaged("Pay\u200b \u202eMallory\u202c\x00\n\tq" + "\u0301" * 40) == "Pay Mallory q" + "\u0301" * 8
