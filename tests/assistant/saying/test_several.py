"""Several people in one sentence: what each paid, what each owes, who was there and who was not."""

from dataclasses import replace

import pytest

from assistant.evaluation.sentences import EVERYBODY, WORLD
from assistant.saying.outcome import Part
from assistant.saying.reading import read
from assistant.world import Person


def all_but(*refs):
    return {ref: 1 for ref in EVERYBODY if ref not in refs}


@pytest.mark.parametrize(
    ("text", "payers"),
    [
        ("ben paid 20 and zoe paid 30 for dinner", {"ben": 2_000, "zoe": 3_000}),
        ("i paid 20 ben paid 30 dinner", {"anna": 2_000, "ben": 3_000}),
        ("dinner 50, ben paid 20 and i paid 30", {"ben": 2_000, "anna": 3_000}),
        ("Ben hat 20 bezahlt und Zoe 30, dinner", {"ben": 2_000, "zoe": 3_000}),
        ("dinner 20 from ben, 30 from zoe", {"ben": 2_000, "zoe": 3_000}),
        ("pagó ben 20 y zoe 30 el dinner", {"ben": 2_000, "zoe": 3_000}),
    ],
)
def test_what_each_paid_is_told_apart(text, payers):
    reading = read(text, WORLD)
    assert (reading.payers, reading.amount, reading.description, reading.doubts) == (payers, 5_000, "dinner", {})
    assert (reading.owed, reading.sharers) == ({}, {})


@pytest.mark.parametrize(
    "text",
    [
        "ben and zoe paid 20 each for the boat",
        "ben und zoe haben je 20 für boat bezahlt",
        "ben e zoe hanno pagato 20 a testa boat",
    ],
)
def test_what_each_paid_alike_is_told(text):
    reading = read(text, WORLD)
    assert (reading.payers, reading.amount, reading.description) == ({"ben": 2_000, "zoe": 2_000}, 4_000, "boat")
    assert (reading.sharers, set(reading.doubts)) == ({}, {Part.AMOUNT})


@pytest.mark.parametrize(
    "text", ["hanno pagato ben e zoe la cena 60", "paid 20 for taxi ben and zoe", "pagaron ben y zoe 60 bus"]
)
def test_several_behind_the_verb_are_asked_about(text):
    assert Part.PAYER in read(text, WORLD).doubts


@pytest.mark.parametrize(
    ("text", "owed"),
    [
        ("dinner 60, ben owes 20, zoe owes 40", {"ben": 2_000, "zoe": 4_000}),
        ("dinner 20 for ben 40 for zoe", {"ben": 2_000, "zoe": 4_000}),
        ("dinner 60 for kenji 20, rest for me", {"kenji": 2_000, "anna": 4_000}),
    ],
)
def test_what_each_owes_is_told_apart(text, owed):
    reading = read(text, WORLD)
    assert (reading.owed, reading.amount, reading.payer, reading.doubts) == (owed, 6_000, "anna", {})
    assert reading.sharers == dict.fromkeys(owed, 1)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("dinner ben 20 zoe 30", Part.PAYER),
        ("dinner 50, ben 20 zoe 30", Part.SPLIT),
        ("hotel 300 ben 60 zoe 40", Part.PAYER),
        ("hotel 300 ben 60 zoe 40", Part.SPLIT),
        ("gave ben 20 and zoe 30", Part.PAYER),
        ("paid ben 20 and zoe 30", Part.PAYER),
        ("sushi 24 ben, ramen 30 zoe", Part.PAYER),
        ("taxi 20 zoe paid, ben and kenji", Part.SPLIT),
        ("ben and zoe paid half each of the hotel 200", Part.SPLIT),
        ("luca paid 60% and ben 40% of hotel 50", Part.PAYER),
    ],
)
def test_amounts_of_several_that_may_mean_something_else_are_marked(text, part):
    assert part in read(text, WORLD).doubts


def test_with_several_payers_others_may_share():
    reading = read("ben paid 20 zoe paid 30 dinner with kenji", WORLD)
    assert (set(reading.sharers), reading.doubts) == ({"ben", "zoe", "kenji"}, {})


def test_amounts_of_two_currencies_are_no_parts_of_one():
    reading = read("ben paid 20 USD and zoe paid 30 CHF for dinner", WORLD)
    assert (reading.payers, {Part.AMOUNT, Part.PAYER} <= reading.doubts.keys()) == ({}, True)


@pytest.mark.parametrize(
    ("text", "out"),
    [
        ("dinner 60 ben ate nothing", ["ben"]),
        ("cinéma 60, ben n'est pas venu", ["ben"]),
        ("kino 60 ben war nicht da", ["ben"]),
        ("scooter 60 i owe nothing", ["anna"]),
        ("zoe paid 60 for dinner but didn't eat", ["zoe"]),
        ("lunch 60 ben and zoe weren't there", ["ben", "zoe"]),
        ("lunch 60 but marie didnt eat", ["marie"]),
    ],
)
def test_who_was_not_there_does_not_share(text, out):
    reading = read(text, WORLD)
    assert (reading.sharers, reading.doubts) == (all_but(*out), {})


def test_who_was_there_shares_with_the_one_who_paid():
    reading = read("museum 40 hat zoe bezahlt, ben und ich waren dabei", WORLD)
    assert (reading.payer, set(reading.sharers), reading.doubts) == ("zoe", {"ben", "anna", "zoe"}, {})


def test_what_belongs_to_somebody_is_for_them_and_marked():
    reading = read("multa 45 es de ben", WORLD)
    assert (reading.payer, reading.sharers, set(reading.doubts)) == ("anna", {"ben": 1}, {Part.SPLIT})


# -- where one thing ends and another begins ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "payer", "sharers"),
    [
        ("laundry 7 zoe, kenji didn't come", "zoe", all_but("kenji")),
        ("waschsalon 7 bezahlt von ben kenji war nicht dabei", "ben", all_but("kenji")),
        ("laverie 7 j'ai payé, kenji n'est pas venu", "anna", all_but("kenji")),
        ("lavandaria 7 para todos menos a marie pagou o ben", "ben", all_but("marie")),
        ("lavandería 7 pagó zoe dividido entre ben y marie", "zoe", {"ben": 1, "marie": 1}),
        ("wäscherei 7 aufgeteilt zwischen ben und marie, zoe", "zoe", {"ben": 1, "marie": 1}),
    ],
)
def test_who_paid_and_who_shares_are_told_apart(text, payer, sharers):
    reading = read(text, WORLD)
    assert (reading.payer, dict(reading.sharers), reading.doubts) == (payer, sharers, {})


@pytest.mark.parametrize(
    "text", ["laverie 45 sans kenji, zoe", "laundry 45 for everyone but marie, zoe", "laundry 45 with ben, zoe"]
)
def test_a_name_at_the_end_of_those_left_out_may_have_paid(text):
    assert {Part.PAYER, Part.SPLIT} <= read(text, WORLD).doubts.keys()


@pytest.mark.parametrize(
    "text", ["cake for kenji 32 without him", "tarta de kenji 32 sin él", "gâteau de kenji 32 sans lui"]
)
def test_whom_a_pronoun_leaves_out_is_marked(text):
    assert Part.SPLIT in read(text, WORLD).doubts


@pytest.mark.parametrize(
    "text", ["we owe kenji 66 for the passes", "devemos 66 ao kenji pelos passes", "on doit 66 à kenji pour les passes"]
)
def test_what_all_owe_to_one_is_what_that_one_paid(text):
    reading = read(text, WORLD)
    assert (reading.payer, reading.sharers, reading.amount) == ("kenji", {}, 6_600)
    assert (reading.description, set(reading.doubts)) == ("passes", {Part.SPLIT})


@pytest.mark.parametrize(("text", "kind"), [("tagliere di formaggi 45 con ben", ""), ("le di 20 a ben", "ben")])
def test_a_little_word_behind_a_thing_hands_nothing_over(text, kind):
    assert read(text, WORLD).payment_to == kind


@pytest.mark.parametrize("text", ["uber 23 ken", "taxi 23 kenj"])
def test_most_of_a_name_behind_everything_signs_it(text):
    reading = read(text, WORLD)
    assert (reading.payer, reading.doubts) == ("kenji", {})


@pytest.mark.parametrize("text", ["uber 23 zo", "$23 uber ken", "z 23", "desayuno 12.5 mar"])
def test_less_of_a_name_or_what_may_be_a_word_is_marked(text):
    assert Part.PAYER in read(text, WORLD).doubts


def test_two_with_the_same_beginning_are_both_told():
    world = replace(WORLD, people=(*WORLD.people, Person("kemal", "Kemal")))
    assert read("uber 23 ke", world).doubts[Part.PAYER] == "“ke” may be Kenji or Kemal."


def test_a_small_number_at_the_beginning_counts_what_follows():
    reading = read("2 large pizzas and a salad 41", WORLD)
    assert (reading.amount, set(reading.doubts)) == (4_100, {Part.AMOUNT})
    assert reading.description == "2 large pizzas and a salad"


def test_days_in_words_are_days():
    assert read("am ersten mai hat marie 12 fürs eis gezahlt", WORLD).date.isoformat() == "2026-05-01"
    assert read("first class train 80", WORLD).description == "first class train"


# -- from one to another ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [
        "ben paid me 20",
        "ben hat mir 20 gezahlt",
        "ben m'a payé 20",
        "ben me pagó 20",
        "ben mi ha pagato 20",
        "o ben pagou-me 20",
        "got 20 from ben",
        "hab von ben 20 bekommen",
        "received 20 from ben for the pizza",
    ],
)
def test_money_from_one_to_me_is_no_expense(text):
    reading = read(text, WORLD)
    assert (reading.payer, reading.payment_to, reading.amount, reading.doubts) == ("ben", "anna", 2_000, {})


@pytest.mark.parametrize(
    "text", ["ben m'a payé le resto 20", "ben me pagó la cena 20", "ben hat mir das bier bezahlt 20"]
)
def test_what_somebody_pays_for_me_is_an_expense_that_is_asked_about(text):
    reading = read(text, WORLD)
    assert (reading.payer, reading.payment_to, set(reading.doubts)) == ("ben", "", {Part.SPLIT})


def test_whoever_is_owed_has_paid():
    reading = read("zoe and i owe ben 30 for the cab", WORLD)
    assert (reading.payer, set(reading.sharers), reading.description) == ("ben", {"zoe", "anna"}, "cab")
    assert {Part.PAYER, Part.AMOUNT} <= read("i owe zoe and ben 10 each", WORLD).doubts.keys()
    assert Part.AMOUNT in read("kenji owes me half of the 60 dinner", WORLD).doubts


@pytest.mark.parametrize(
    "text",
    [
        "ben hat mir 40 für den zug vorgestreckt",
        "ben m'a avancé 40 pour le zug",
        "o ben adiantou-me 40 para o zug",
        "ben spotted me 40 for the zug",
    ],
)
def test_what_is_advanced_to_me_is_for_me_and_asked_about(text):
    reading = read(text, WORLD)
    assert (reading.payer, reading.sharers, set(reading.doubts)) == ("ben", {"anna": 1}, {Part.SPLIT})


@pytest.mark.parametrize(
    "text", ["forty two euros ninety for fish", "zweiundvierzig euro neunzig fish", "quarante-deux euros nonante fish"]
)
def test_cents_in_words_belong_to_the_amount(text):
    reading = read(text, WORLD)
    assert (reading.amount, reading.description, reading.doubts) == (4_290, "fish", {})


@pytest.mark.parametrize("text", ["tischtennis 15 durch 3", "crêpes 15 à 3", "cena 15 in 3"])
def test_among_how_many_is_no_amount(text):
    reading = read(text, WORLD)
    assert reading.amount == 1_500
    assert Part.SPLIT in reading.doubts


def test_a_card_behind_the_amount_is_whose_it_is():
    assert read("ristorante 143,20 carta di ben", WORLD).payer == "ben"
    assert read("tarte 12 et carte de ben", WORLD).doubts != {}


def test_a_name_behind_i_have_is_not_who_paid():
    assert read("hab kenji 40 für die miete überwiesen", WORLD).payment_to == "kenji"
    assert Part.PAYER in read("hab essen 40 kenji", WORLD).doubts


def test_what_everybody_owes_me_may_be_the_part_of_each():
    reading = read("everyone owes me 15 for pizza", WORLD)
    assert (reading.payer, reading.description, set(reading.doubts)) == ("anna", "pizza", {Part.AMOUNT})


@pytest.mark.parametrize("text", ["wine 2019 vintage 22", "terminal 3 parking 22", "table 4 dinner 22"])
def test_a_year_or_the_number_of_a_thing_is_not_added_up(text):
    reading = read(text, WORLD)
    assert (reading.amount, set(reading.doubts)) == (2_200, {Part.AMOUNT})
