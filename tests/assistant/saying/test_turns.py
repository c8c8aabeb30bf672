"""Turns of phrase that are easily taken for something else: a number that is no amount, a name that is nobody who paid or shares."""

from dataclasses import replace

import pytest

from assistant.evaluation.sentences import EVERYBODY, WORLD
from assistant.saying.outcome import Part
from assistant.saying.reading import read
from assistant.world import Person


def all_but(*refs):
    return {ref: 1 for ref in EVERYBODY if ref not in refs}


# -- numbers ----------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("dinner at 8 60", 6_000),
        ("room 12 90 euros", 9_000),
        ("bus 42 to the beach 3.20", 320),
        ("tram 28 3,20", 320),
        ("1.5L water 2", 200),
        ("5 km taxi ride 12", 1_200),
        ("20 minutes of parking 4", 400),
        ("tip 10% 6", 600),
        ("Flight LH123 to Berlin 230", 23_000),
        ("May 1 120 CHF wine", 12_000),
        ("hotel 300 Ben 2 shares Marie 1 share", 30_000),
        ("2x coffee 7", 700),
        ("1 night hostel 38", 3_800),
        ("1 noche hostal 38", 3_800),
        ("15.50 Fr. Kaffee", 1_550),
        ("Museum 3 mal 8 €", 2_400),
        ("bus 4 fois 2,50", 1_000),
        ("tickets 2 times 14.50", 2_900),
    ],
)
def test_a_number_that_is_something_else_is_no_amount(text, amount):
    reading = read(text, WORLD)
    assert (reading.amount, dict(reading.doubts)) == (amount, {})


def test_people_at_a_table_are_counted():
    assert read("dinner for 5 120", WORLD).doubts == {}
    assert read("dinner for 4 120", WORLD).doubts == {Part.SPLIT: "This says 4 people."}
    assert read("dinner for two 60", WORLD).doubts == {Part.SPLIT: "This says 2 people."}


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("3 kebabs à 7,50", 2_250),
        ("3 coffees at 3 each", 900),
        ("entrée 10€ par personne", 5_000),
        ("wine tasting 25pp", 12_500),
        ("airbnb 3 nights 120 per night", 36_000),
        ("hostel 4 nights x 35", 14_000),
        ("3 nächte hostel 35 pro nacht", 10_500),
        ("albergo 3 notti 40 a notte", 12_000),
        ("hotel 35 per night", 3_500),
    ],
)
def test_a_price_for_each_is_multiplied_and_marked(text, amount):
    reading = read(text, WORLD)
    assert reading.amount == amount
    assert Part.AMOUNT in reading.doubts


def test_the_whole_is_the_amount_where_the_others_come_to_it():
    reading = read("hotel 300 ben pays 200 and I pay 100", WORLD)
    assert reading.amount == 30_000
    assert Part.PAYER in reading.doubts  # or is it what they owe?
    reading = read("hotel 300, deposit 200 and rent 100", WORLD)
    assert reading.amount == 30_000
    assert Part.AMOUNT in reading.doubts


def test_two_numbers_beside_a_month_are_both_doubtful():
    assert {Part.AMOUNT, Part.DATE} <= read("taxi 20 may 1", WORLD).doubts.keys()


@pytest.mark.parametrize("text", ["Taxi 12,345 BHD", "taxi 1.200 KWD"])
def test_where_a_currency_has_thousandths_a_group_of_three_is_asked_about(text):
    assert Part.AMOUNT in read(text, WORLD).doubts
    assert Part.AMOUNT not in read("Taxi 12,345 yen", WORLD).doubts


def test_what_is_somebodys_was_perhaps_not_paid_by_them():
    assert Part.PAYER in read("half of the 80 euro rental is ben's", WORLD).doubts


def test_the_verb_of_a_loan_is_no_description():
    assert read("Ben hat mir 20 geliehen", WORLD).description == ""


# -- who paid ---------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "payer"),
    [
        ("hab Kenji sein Ticket bezahlt 24", "anna"),
        ("Ticket für Kenji gekauft 24", "anna"),
        ("taxi 20 Ben paid by card", "ben"),
        ("a taxi back to town 20, Ben paid", "ben"),
        ("between marie and me Ben paid 20 for the taxi", "ben"),
        ("taxi 20 tutti tranne Ben ha pagato Zoe", "zoe"),
        ("20 Einkauf mit Zoe hat marie ausgelegt", "marie"),
        ("déj 24 € marie et kenji, j'ai payé", "anna"),
        ("taxi 20 zoe's treat", "zoe"),
        ("taxi 20 on ben's card", "ben"),
    ],
)
def test_a_verb_belongs_to_who_does_it(text, payer):
    reading = read(text, WORLD)
    assert (reading.payer, reading.payment_to) == (payer, "")
    assert Part.PAYER not in reading.doubts


@pytest.mark.parametrize(
    "text",
    [
        "compleanno di Marie 45",
        "cumpleaños de Marie 45",
        "pizza da Marie 24",
        "Hotel Marie 120",
        "we paid 56 for dinner",
        "Everyone paid 10 for the bus",
        "Zoe and I had pizza 32, she paid",
        "Ben will pay 30 for the boat",
        "with Ben Zoe groceries 20",
        "lunch 40 Marie forgot",
        "taxi 45 ben paid 20 zoe paid 20",
    ],
)
def test_a_payer_who_may_be_another_is_marked(text):
    assert Part.PAYER in read(text, WORLD).doubts


# -- who shares -------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "sharers"),
    [
        ("ice creams 12 no zoe", all_but("zoe")),
        ("lunch 40 for everyone including Ben", {}),
        ("lunch 40 me only", {"anna": 1}),
        ("lunch 40 with everyone except Ben and Zoe", all_but("ben", "zoe")),
        ("Pizza zu dritt 36 mit Ben und Zoe", {"anna": 1, "ben": 1, "zoe": 1}),
        ("lunch at Chez Marie with Ben 54", {"anna": 1, "ben": 1}),
        ("Uber 18 split three ways with Ben and Zoe", {"anna": 1, "ben": 1, "zoe": 1}),
        ("taxi 45 (2 x Ben, 1 x Zoe)", {"ben": 2, "zoe": 1}),
        ("taxi 45 60% ben rest zoe", {"ben": 3, "zoe": 2}),
        ("taxi 45 ben, zoe and me a third each", {"anna": 1, "ben": 1, "zoe": 1}),
        ("Marie paid 84 for herself and Ben: kayak", {"marie": 1, "ben": 1}),
    ],
)
def test_who_is_in_and_who_is_out(text, sharers):
    reading = read(text, WORLD)
    assert (dict(reading.sharers), dict(reading.doubts)) == (sharers, {})


@pytest.mark.parametrize(
    ("text", "sharers"),
    [
        ("lunch 40 kenji didn't eat meat", all_but("kenji")),
        ("cadeau pour Marie 45 sans Marie", all_but("marie")),
        ("regalo para Marie 30", {}),
        ("dinner for Ben's birthday 120", {}),
        ("Marie owes me 20 for the ferry", {"marie": 1}),
        ("Marie and Ben owe me 20 for the ferry", {"marie": 1, "ben": 1}),
        ("I bought Ben a hat for 15", {"ben": 1}),
        ("half of the hotel 80 is for Zoe", {"zoe": 1}),
    ],
)
def test_a_share_that_may_be_another_is_marked(text, sharers):
    reading = read(text, WORLD)
    assert dict(reading.sharers) == sharers
    assert Part.SPLIT in reading.doubts


def test_a_present_keeps_the_name_of_whom_it_is_for():
    assert read("regalo para Marie 30", WORLD).description == "regalo para Marie"


# -- money handed over ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "payer", "receiver"),
    [
        ("paid 20 to Ben for the taxi", "anna", "ben"),
        ("I paid Marie 30 for the tickets", "anna", "marie"),
        ("settled up with Ben 30", "anna", "ben"),
        ("Zoe venmoed me 25", "zoe", "anna"),
        ("Ben lent Zoe 20", "ben", "zoe"),
        ("ben m'a prêté 50", "ben", "anna"),
        ("j'ai fait un virement de 30 à zoé", "anna", "zoe"),
        ("emprestei 50 ao ben", "anna", "ben"),
        ("20 an Ben überwiesen", "anna", "ben"),
        ("ho prestato 50 a ben", "anna", "ben"),
        ("ben me prestó 50", "ben", "anna"),
    ],
)
def test_money_from_one_to_another_is_a_payment(text, payer, receiver):
    reading = read(text, WORLD)
    assert (reading.payer, reading.payment_to, dict(reading.doubts)) == (payer, receiver, {})


@pytest.mark.parametrize(
    "text",
    ["gave the waiter a 5 tip", "gave 5 to a street musician", "Ben gave the driver 5", "taxi back to the hotel 12"],
)
def test_money_to_nobody_of_the_trip_is_an_expense(text):
    assert read(text, WORLD).payment_to == ""


# -- whose card, whose round, who counts for more -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "payer", "description"),
    [
        ("dinner 60 Marie put it on her card", "marie", "dinner"),
        ("hotel 300 mit der Karte von Zoe", "zoe", "hotel"),
        ("voiture 210 avec ma carte", "anna", "voiture"),
        ("con la tarjeta de ben, barco 120", "ben", "barco"),
        ("com o cartão da zoe, barco 120", "zoe", "barco"),
        ("autonoleggio 210 con la carta di zoe", "zoe", "autonoleggio"),
    ],
)
def test_whose_card_it_went_on_is_who_paid(text, payer, description):
    reading = read(text, WORLD)
    assert (reading.payer, reading.description, dict(reading.doubts)) == (payer, description, {})


@pytest.mark.parametrize(
    "text", ["my round, beers 24", "offro io: cornetti 12", "ich lade ein, eis 14", "c'est ma tournée bières 24"]
)
def test_a_treat_is_marked_since_perhaps_nobody_owes_anything(text):
    reading = read(text, WORLD)
    assert (reading.payer, dict(reading.sharers), set(reading.doubts)) == ("anna", {}, {Part.SPLIT})


def test_who_shares_a_round_may_be_said():
    reading = read("drinks 20 for ben and zoe, my round", WORLD)
    assert (dict(reading.sharers), dict(reading.doubts)) == ({"ben": 1, "zoe": 1}, {})


@pytest.mark.parametrize(
    "text",
    [
        "boat 120 ben pays double",
        "boot 120 ben zahlt doppelt",
        "bateau 120 double pour ben",
        "barca 120 ben conta doppio",
    ],
)
def test_who_pays_double_has_not_paid_it_all(text):
    reading = read(text, WORLD)
    assert (reading.payer, dict(reading.sharers)) == ("anna", {**EVERYBODY, "ben": 2})
    assert reading.doubts == {}


def test_a_double_may_be_a_thing():
    assert read("double room 90", WORLD).sharers == {}
    assert read("ben double espresso 4", WORLD).sharers == {}


@pytest.mark.parametrize("text", ["hotel refunded 40", "el hotel devolvió 40", "l'hôtel a remboursé 40"])
def test_what_nobody_of_the_trip_gives_back_has_come_back_to_all(text):
    reading = read(text, WORLD)
    assert (reading.income, reading.payment_to, dict(reading.doubts)) == (True, "", {})


def test_money_given_back_to_nobody_is_marked():
    assert Part.PAYER in read("paid back 20", WORLD).doubts
    assert Part.PAYER in read("clara refunded 40", WORLD).doubts


def test_a_word_that_is_like_a_name_has_not_paid():
    world = replace(WORLD, people=(*WORLD.people, Person("mia", "Mia"), Person("max", "Max")))
    assert read("casa mia 120 ha pagato max", world).payer == "max"


@pytest.mark.parametrize(
    ("sentence", "is_doubted"),
    [
        ("ארוחת ערב 60 עם Zoe", True),  # "with Zoë": it is not known who paid
        ("عشاء 45 مع ديفيد", True),
        ("такси 45 с Беном", True),
        ("ラーメン 1200 with Zoe", False),  # only what it was
        ("Ужин 45", False),
        ("café Zürich 45", False),
    ],
)
def test_what_is_said_in_a_script_that_is_not_read_is_doubted(sentence, is_doubted):
    assert ({Part.PAYER, Part.SPLIT} <= read(sentence, WORLD).doubts.keys()) == is_doubted


# -- people whom the trip does not have ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Ben paid 20 and Zelda 30 for dinner", {Part.AMOUNT, Part.PAYER}),
        ("Zelda and Ben paid 60 for dinner", {Part.PAYER, Part.SPLIT}),
        ("dinner 60 for Ben and Zelda", {Part.SPLIT}),
        ("dinner with Ben and Zelda 60", {Part.SPLIT}),
        ("dinner 60, Ben and Zelda", {Part.PAYER, Part.SPLIT}),
        ("pagó Zelda 45 el taxi", {Part.PAYER}),
        ("ha pagato Zelda 45 taxi", {Part.PAYER}),
        ("taxi 45 laura paid", {Part.PAYER}),
        ("laura 45 taxi", {Part.PAYER}),
        ("taxi 45 laura", {Part.PAYER}),
    ],
)
def test_who_is_nobody_of_the_trip_is_asked_about(text, parts):
    assert parts <= read(text, WORLD).doubts.keys()


@pytest.mark.parametrize(
    "text", ["Uber 45", "Lidl 23.50", "Pizza Hut 45 Ben", "lunch at Laura 45", "Van Gogh museum 30", "Bordeaux wine 12"]
)
def test_a_word_with_a_capital_is_no_stranger(text):
    assert read(text, WORLD).doubts == {}


def test_shops_with_amounts_are_no_strangers():
    assert read("Lidl 20 and Aldi 30", WORLD).doubts.keys() == {Part.AMOUNT}


# -- debts of which one side is said ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "debtors"),
    [
        ("ben still owes 12.50 for snacks", {"ben": 1}),
        ("zoe and kenji owe 20 for the boat", {"zoe": 1, "kenji": 1}),
        ("kenji schuldet noch 15 vom kino", {"kenji": 1}),
        ("ben todavía debe 12 del taxi", {"ben": 1}),
        ("ben e zoe devono 20 per la barca", {"ben": 1, "zoe": 1}),
        ("o ben ainda deve 10 da pizza", {"ben": 1}),
    ],
)
def test_what_is_owed_to_nobody_who_is_named_is_owed_to_who_types_as_it_seems(text, debtors):
    reading = read(text, WORLD)
    assert (reading.payer, reading.sharers) == (WORLD.me.ref, debtors)
    assert reading.doubts.keys() == {Part.PAYER, Part.SPLIT}


@pytest.mark.parametrize("text", ["i owe 20 for the taxi", "ich schulde 20 für das taxi", "debo 20 del taxi"])
def test_who_owes_nobody_in_particular_is_asked_whom(text):
    assert {Part.PAYER, Part.SPLIT} <= read(text, WORLD).doubts.keys()


def test_for_all_of_us_is_everybody_and_no_part_of_what_it_was():
    assert read("Kenji covered the museum 64 for all of us", WORLD).description == "museum"
