"""What a typed text asks for, and what a description tells of."""

import pytest

from expenses.search.asking import asked_for, things_in
from expenses.search.telling import told_by
from expenses.search.terms import Way, words_of


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("taxi", ["taxi"]),
        ("Taxis", ["taxi"]),
        ("Cab", ["taxi"]),
        ("Öffentliche Verkehrsmittel", ["public_transport"]),
        ("supermarché", ["groceries"]),
        ("ice cream", ["ice_cream"]),
        ("Uber", []),
        ("Ramiro", []),
        ("Benzin", ["fuel"]),
        ("gas", ["fuel", "heating"]),
        ("", []),
        ("train and bus", ["train", "bus"]),
        ("the museum", ["museum"]),
        ("the", []),
        ("thé", ["tea"]),
    ],
)
def test_a_text_names_things(text, things):
    assert things_in(text) == things


@pytest.mark.parametrize("text", ["Ramiro’s", "Prado 12", "Zoë", "寿司屋", "uber"])
def test_a_text_that_names_nothing_asks_for_its_words(text):
    assert asked_for(text) == words_of(text)


def test_what_was_typed_is_always_among_what_is_asked_for():
    [group] = asked_for("taxi").ways
    assert group[0] == Way(("taxi*",))
    assert Way(("lyft",)) in group


def test_a_thing_and_a_word_are_both_asked_for():
    coffee, lisbon = asked_for("coffee in Lisbon").ways
    assert Way(("cappuccino*",)) in coffee
    assert lisbon == [Way(("lisbon*",))]


def test_things_that_are_joined_are_a_choice():
    [either] = asked_for("taxi and train").ways
    assert Way(("lyft",)) in either
    assert Way(("sncf",)) in either
    assert len(asked_for("marks and spencer").words) == 3


@pytest.mark.parametrize(
    "text", ["museum tickets", "the museum", "Museumskosten museum", "frais de musée", "museum visits"]
)
def test_words_that_say_nothing_beside_the_thing_are_passed_over(text):
    groups = asked_for(text).ways
    assert any(Way(("louvre",)) in group for group in groups)
    assert len(groups) <= 2


def test_tickets_alone_are_tickets():
    [group] = asked_for("tickets").ways
    assert Way(("admission*",)) in group


def test_a_very_long_text_is_only_words():
    text = " ".join(f"taxi{number}" for number in range(60))
    assert asked_for(text) == words_of(text)
    assert not asked_for("")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Uber home from Ramiro", "taxi"),
        ("Uber Eats", "takeaway"),
        ("Fahrt über die Alpen", None),
        ("Flug nach Porto", "flight"),
        ("Bar bezahlt", None),
        ("Lidl", "supermarket"),
        ("Taxe de séjour", "city_tax"),
        ("Museu do Azulejo", "museum"),
        ("地下鉄", "metro"),
        ("🍕", "pizza"),
        ("xyzzy", None),
        ("Avis de passage", None),
        ("Colazione al bar", "breakfast"),
        ("Grab lunch with Kenji", "lunch"),
    ],
)
def test_a_description_tells_of_things(text, first):
    told = told_by(text)
    assert (told[0].concept if told else None) == first


@pytest.mark.parametrize(
    ("text", "not_told"),
    [
        ("Beef noodle soup", "groceries"),
        ("Cheese burger", "groceries"),
        ("Table for four", "shopping"),
        ("Mountain hut", "shopping"),
        ("20 Uhr", "shopping"),
        ("Birthday party", "activities"),
        ("Chat noir", "other"),
        ("Ölwechsel", "food"),
        ("Grab some lunch", "transport"),
        ("Bolt cutter and a nut", "transport"),
        ("Pain killers", "groceries"),
        ("Water bill", "food"),
        ("Parking fine", "food"),
        ("Avis du médecin", "transport"),
    ],
)
def test_false_friends_are_not_told(text, not_told):
    assert not_told not in {told.category for told in told_by(text)}


def test_a_thing_is_told_once_and_with_its_category():
    told = told_by("Taxi, Uber and another taxi")
    assert [(each.concept, each.category) for each in told] == [("taxi", "transport")]


def test_a_name_that_folds_to_a_small_word_of_another_language_is_not_looked_for_as_it_stands():
    asked = [way.words for group in asked_for("thé").ways for way in group]
    assert ("tea",) in asked
    assert ("the",) not in asked
    assert ("the",) not in [way.words for group in asked_for("tea").ways for way in group]


def test_for_a_sum_a_short_word_is_a_word_and_no_beginning():
    assert asked_for("air", whole=True).ways == [[Way(("air",))]]
    assert asked_for("ramiro", whole=True).ways == [[Way(("ramiro*",))]]
    assert asked_for("air") == words_of("air") != asked_for("air", whole=True)
