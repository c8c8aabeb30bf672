"""What is suggested for a description: the words, what was chosen before, what it is like, and when there is no saying."""

from dataclasses import replace

import pytest

from assistant.categorising import likeness, voting
from assistant.categorising.recalling import Past, recall, telling
from assistant.categorising.suggesting import suggest
from assistant.categorising.vocabulary import vocabulary
from assistant.categorising.voting import vote
from expenses.models import Category
from expenses.search.engine import NotAvailable


@pytest.mark.parametrize(
    ("description", "category"),
    [
        ("pizza aus dem Rewe", "groceries"),
        ("sushi from Tesco", "groceries"),
        ("petrol Tesco", "transport"),
        ("Carrefour crème solaire", "health"),
        ("motos de agua una hora", "activities"),
        ("Taxi zum Hotel", "transport"),
        ("Uber to the restaurant", "transport"),
        ("hotel parking", "transport"),
        ("dinner after the museum", "food"),
        ("metro tickets", "transport"),
        ("Flughafenbus", "transport"),
        ("Lederschuhe", "shopping"),
        ("resturant", "food"),
        ("acomodation", "accommodation"),
        ("hoteru", "accommodation"),
        ("stuff from Walmart", "groceries"),
        ("stuff", "other"),
        ("The Louvre", "activities"),
        ("ラーメン", "food"),
        ("snorkle", "activities"),
        ("essense", "transport"),
        ("Fähre Puttgarden", "transport"),
        ("trattoria da Gino sabato sera", "food"),
        ("McDo autoroute", "food"),
        ("beer for the house", "groceries"),
        ("karaoke room 2 hrs", "activities"),
        ("multita", "transport"),
        ("vestidito para la boda", "shopping"),
        ("refeições", "food"),
        ("AirEuropa", "transport"),
        ("flix bus", "transport"),
        ("due spritz e un negroni", "food"),
        ("Wanderstiefel", "shopping"),
        ("Postkarten", "communication"),
        ("Milazzo-Lipari", "transport"),
        ("Denver to Moab", "transport"),
        ("LIS→OPO", "transport"),
    ],
)
def test_the_words_say_what_it_was(description, category):
    assert vote(description).ranked()[0] == category


def test_nothing_is_said_of_words_that_nobody_knows():
    assert vote("zxcvq qwzx").ranked() == []
    assert vote("zxcvq qwzx").margin == 0
    assert not suggest("zxcvq qwzx")
    assert not any(map(suggest, ("", "   ", "?!")))


def test_a_day_a_place_or_a_first_name_is_no_slip_of_another_word(monkeypatch):
    assert vote("Duisburg").ranked() == []
    talkative = replace(vocabulary(), silent=frozenset())
    monkeypatch.setattr(voting, "vocabulary", lambda: talkative)
    assert vote("Duisburg").ranked() == ["activities"]  # a castle


def test_a_silent_word_that_is_a_name_says_it_where_nothing_else_does():
    assert vote("Uhr").ranked() == ["shopping"]
    assert vote("Kajak 20 Uhr").ranked()[0] == "activities"
    assert vote("Fado quinta à noite").ranked()[0] == "activities"


def test_a_place_alone_is_no_route():
    assert vote("Denver").ranked() == vote("Denver, Moab").ranked() == []


def test_among_short_words_another_letter_is_another_word():
    assert vote("kayal").ranked() == []
    assert vote("restaurent").ranked() == ["food"]


def test_a_compound_is_believed_for_the_part_that_is_known():
    assert vote("Lederschuhe").weights["shopping"] < vote("Schuhe").weights["shopping"]


def test_up_to_three_different_categories_the_best_first():
    for description in ("Bakery", "taxi", "misc", "Uber to the museum with dinner"):
        keys = suggest(description).keys
        assert 1 <= len(keys) == len(set(keys)) <= 3
        assert set(keys) <= set(Category.values)
    assert suggest("Bakery").keys[:2] == ["food", "groceries"]


def test_a_draw_is_not_sure():
    assert suggest("taxi").is_sure
    assert not suggest("stamps and bananas").is_sure


def test_a_very_long_description_takes_no_time():
    assert suggest("taxi " * 60).first == "transport"


# -- what was chosen before
def past(*pairs):
    return [Past(telling(description), category) for description, category in pairs]


def test_the_same_words_get_what_they_had_last():
    before = past(("Dinner", "activities"), ("Dinner", "food"))
    assert suggest("dinner!", before).first == "activities"
    assert suggest("dinner!", before).how == "before"
    assert suggest("Dinner 2", before).first == "activities"
    assert suggest("Dinner in Rome", before).first == "food"


def test_a_name_carries_its_category_to_longer_descriptions():
    before = past(("Xiringu", "activities"))
    assert suggest("Drinks at Xiringu", before).first == "activities"
    assert suggest("Drinks at Xirbing", before).first == "food"


def test_a_name_with_other_words_says_something_only_where_the_words_do_not():
    before = past(("Benno taxi", "fees"))
    assert recall("Benno pizza", before, clear=True) == ""
    assert recall("Benno zxcvq", before, clear=False) == "fees"


def test_a_name_that_had_many_categories_has_none():
    before = past(("Benno taxi", "fees"), ("Benno pizza", "food"))
    assert recall("Benno zxcvq", before, clear=False) == ""


# -- likeness
@pytest.fixture
def vectors(monkeypatch):
    """A model for which a text is like a gloss of three letters in common."""

    class Door:
        asked = 0

        def embed(self, sentences, *, seconds):
            self.asked += len(sentences)
            return [[float(letter in text) for letter in "abcdefghijklmnopqrstuvwxyz"] for text in sentences]

    door = Door()
    monkeypatch.setattr(likeness, "door", lambda: door)
    monkeypatch.setattr(likeness._Glosses, "vectors", None)
    return door


def test_what_nobody_knows_gets_what_it_is_like(vectors):
    alike = likeness.like("qzxj", wait=True)
    assert set(alike) == set(Category.values)
    found = suggest("zxcvq qwzx", likeness=lambda text: likeness.like(text, wait=True))
    assert (found.how, len(found.keys), found.is_sure) == ("like", 3, False)


def test_a_name_that_nobody_knows_may_be_a_place_to_eat_or_a_sight():
    keys = suggest("zxcvq qwzx", likeness=lambda text: ["fees", "other", "health"]).keys
    assert keys == ["fees", "food", "activities"]


def test_likeness_is_not_asked_where_the_words_are_known(vectors):
    assert suggest("taxi", likeness=likeness.like).first == "transport"
    assert vectors.asked == 0


def test_without_a_model_there_is_no_likeness(monkeypatch):
    def closed():
        raise NotAvailable("worker")

    monkeypatch.setattr(likeness, "door", closed)
    assert likeness.like("qzxj") == []
    assert not suggest("zxcvq qwzx", likeness=likeness.like)
