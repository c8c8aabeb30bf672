"""Several people in one sentence: what each paid, what each owes, who was there and who was not."""

import pytest

from assistant.evaluation.sentences import EVERYBODY, WORLD
from assistant.saying.outcome import Part
from assistant.saying.reading import read


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
