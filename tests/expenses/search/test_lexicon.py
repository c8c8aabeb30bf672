"""The lexicon's files: nothing in them is unreachable, contradicts itself or stands where it cannot be found."""

import pytest

from expenses.models import Category
from expenses.search.lexicon import ASK, HERE, KIND, NAME, lexicon, way_of
from expenses.search.terms import Way
from expenses.search.words import beginnings, tokens

# They are only part of others, or a mixed bag that no word stands for.
UNNAMED = {"restaurant", "train_pass", "two_wheels", "fondue", "gear", "flying"}


@pytest.fixture(scope="module")
def rows():
    lines = (HERE / "words.tsv").read_text().splitlines()[1:]
    return [line.split("\t") for line in lines if not line.startswith("#")]


def test_every_word_belongs_to_a_concept_and_can_be_found(rows):
    for key, language, role, words in rows:
        assert key in lexicon().concepts, key
        assert language in {"en", "de", "fr", "es", "it", "pt", "x"}
        assert role in {NAME, KIND, ASK}
        for text in words.split(","):
            way = way_of(text)
            assert way.words, f"{text!r} of {key} is found by nothing"
            assert not set(way.words) & set(way.without), text
            for word in (*way.words, *way.without):
                plain = word.removesuffix("*")
                assert beginnings(plain) == [plain], f"{text!r} is not as the index has it"


def test_a_word_stands_once_in_its_row(rows):
    for key, language, role, words in rows:
        texts = words.split(",")
        assert len(set(texts)) == len(texts), (key, language, role)


def test_categories_are_the_products_and_each_is_whole_somewhere():
    concepts = lexicon().concepts.values()
    assert {concept.category for concept in concepts} == set(Category)
    assert {concept.category for concept in concepts if concept.whole} == set(Category) - {Category.OTHER}


def test_nesting_ends_and_names_what_there_is():
    concepts = lexicon().concepts
    for concept in concepts.values():
        assert set(concept.within) <= concepts.keys()
        seen, above = {concept.key}, [*concept.within]
        while above:
            key = above.pop()
            assert key != concept.key, f"{key} is part of itself"
            seen.add(key)
            above += concepts[key].within


def test_every_concept_can_be_asked_for():
    named = {key for keys in lexicon().names.values() for key in keys}
    assert not {key for key in lexicon().concepts if key not in named} - UNNAMED


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("taxi*", Way(("taxi*",))),
        ("Zoë’s café", Way(("zoe", "s", "cafe"))),
        ("bolt -food", Way(("bolt",), ("food",))),
        ("7-eleven", Way(("7", "eleven"))),
        ("寿司", Way(("寿司*",))),
    ],
)
def test_a_cell_says_words_beginnings_and_what_must_not_be_there(text, way):
    assert way_of(text) == way


def test_the_words_are_several_thousand_in_six_languages_and_more(rows):
    count = {}
    for _, language, _, words in rows:
        count[language] = count.get(language, 0) + len(words.split(","))
    assert sum(count.values()) > 5_000
    assert min(count[language] for language in ("en", "de", "fr", "es", "it", "pt")) > 600
    assert tokens("Tåg") == ["tag"]
