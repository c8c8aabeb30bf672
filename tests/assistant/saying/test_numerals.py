"""Numbers in words: each is itself in its language, no two are said alike, and a sentence is read with one as with digits."""

import pytest

from assistant.evaluation.sentences import WORLD
from assistant.saying.numerals import numerals
from assistant.saying.reading import read
from assistant.understanding.lexicon import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_numbers_are_said_alike_and_none_is_left_out(language):
    meant = {}
    for said, value in numerals(language):
        assert meant.setdefault(said, value) == value
    assert set(range(10, 1_000)) <= set(meant.values())


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("twenty five euros for ice cream", 25),
        ("a hundred and twenty euros hotel", 120),
        ("zweihundertfünfzig Euro Miete", 250),
        ("dreißig euro maut", 30),
        ("quatre-vingt-dix euros de courses", 90),
        ("soixante et onze euros l'essence", 71),
        ("septante francs le train", 70),
        ("treinta y dos euros la cena", 32),
        ("mil doscientos euros el alquiler", 1_200),
        ("ventotto euro la benzina", 28),
        ("centoventi euro l'albergo", 120),
        ("trinta e sete euros o jantar", 37),
        ("dezesseis euros o táxi", 16),
    ],
)
def test_an_amount_in_words_is_read_and_leaves_nothing_behind(text, amount):
    reading = read(text, WORLD)
    assert (reading.amount, dict(reading.doubts)) == (amount * 100, {})
    assert len(reading.description.split()) <= 2


def test_a_number_in_words_that_may_count_something_is_marked():
    assert "amount" in read("taxi twenty stops", WORLD).doubts
    assert read("taxi twenty", WORLD).doubts == {}
