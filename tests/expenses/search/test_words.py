"""Words as they are searched: what is folded, what stays apart, and what a part of a word finds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expenses.search.words import LONGEST, LONGEST_RUN, MOST, beginnings, fold, tokens

TEXTS = st.text(st.sampled_from("aeéÉøßΑάйиが寿司屋 ไท🍣0'\"*-()") | st.characters(), max_size=40)


def found_by(query, text):
    """What a search is to find, said in the plainest way."""
    return all(any(token.startswith(wanted) for token in tokens(text)) for wanted in beginnings(query))


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("zoe", "Zoë’s birthday"),
        ("CAFE", "Café"),
        ("café", "Cafe"),
        ("strasse", "Königstraße"[5:]),
        ("straße", "STRASSE"),
        ("smorrebrod", "Smørrebrød"),
        ("oeuvre", "Œuvre"),
        ("istanbul", "İstanbul"),
        ("αθηνα", "ΑΘΉΝΑ"),
        ("елка", "Ёлка"),
        ("москва", "МОСКВА"),
        ("fish", "ﬁsh"),
        ("taxi", "ＴＡＸＩ"),
        ("cafe", "Cafe\N{COMBINING ACUTE ACCENT}"),
        ("寿司", "回転寿司屋"),
        ("司", "寿司"),
        ("カタ", "ｶﾀｶﾅ"),
        ("เท", "กรุงเทพ"),
        ("한국", "한국어"),
        ("🍣", "Sushi🍣!"),
        ("12 50", "12.50"),
        ("check in", "Check-in"),
        ("l'hot", "l’hôtel"),
        ("din lisb", "Dinner, Lisboa"),
    ],
)
def test_a_word_finds_what_a_person_means(query, text):
    assert found_by(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("axi", "Taxi"),
        ("taxi bus", "Taxi"),
        ("и", "й"),
        ("か", "が"),
        ("司寿", "寿司"),
        ("taxis", "Taxi"),
        ("寿司寿司寿司寿司x", "寿司寿司寿司寿司"),
    ],
)
def test_and_nothing_else(query, text):
    assert not found_by(query, text)


@pytest.mark.parametrize("text", ["", " ", "!?", "\"*-()'", "\N{COMBINING ENCLOSING KEYCAP}", "\N{ZERO WIDTH JOINER}"])
def test_signs_alone_are_no_word(text):
    assert tokens(text) == []


def test_long_words_are_found_by_their_beginning_and_long_runs_by_any_part():
    assert found_by("x" * 5_000, "x" * LONGEST)
    run = "".join(chr(0x4E00 + number) for number in range(40))
    assert found_by(run[7:29], run)
    assert max(map(len, tokens(run))) == LONGEST_RUN


def test_what_another_word_implies_is_not_asked_for():
    assert beginnings("t taxi ta tax") == ["taxi"]


@given(TEXTS)
def test_every_text_finds_itself(text):
    assert found_by(text, text)


@given(TEXTS, TEXTS)
def test_tokens_hold_nothing_that_a_database_takes_for_syntax(one, other):
    for token in [*tokens(one), *beginnings(other)]:
        assert token
        assert not any(char.isascii() and not char.isalnum() for char in token)
        assert not {*token} & {"·", "†", "¶"}
        assert not any(char.isspace() for char in token)
        assert token == fold(token) or not token.isascii()


def test_folding_is_quick_enough_for_a_full_expense():
    assert len(tokens("é" * MOST)) == 1
