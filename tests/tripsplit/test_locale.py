"""The reader's numbers follow Accept-Language, whatever a browser sends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tripsplit.locale import current_locale, negotiate, reading_as


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        ("de-CH,de;q=0.9,en;q=0.5", "de_CH"),
        ("pt-BR", "pt_BR"),
        ("fr;q=0.3,it;q=0.8", "it"),
        ("en-GB", "en_GB"),
        ("xx-YY,es;q=0.1", "es"),
        ("ja", "ja"),
        ("", "en"),
        ("*", "en"),
        ("de;q=0", "en"),
        ("ar-EG", "en"),
        ("fa", "en"),
        (";;;q=x,,", "en"),
    ],
)
def test_the_best_locale_that_writes_plain_digits_wins(header, locale):
    assert negotiate(header) == locale


@given(st.text(max_size=700))
def test_no_header_breaks_it(header):
    assert negotiate(header)


def test_the_locale_ends_with_its_block():
    with reading_as("fr"):
        assert current_locale() == "fr"
    assert current_locale() == "en"
