"""What a sentence says of an expense."""

import datetime

from assistant.saying.outcome import Part
from assistant.saying.reading import read
from assistant.world import Person, World

DAY = datetime.date
WORLD = World(
    (Person("anna", "Anna", is_me=True), Person("ben", "Ben"), Person("zoe", "Zoë")),
    "EUR",
    ("EUR",),
    DAY(2026, 5, 1),
    DAY(2026, 5, 8),
    None,
    None,
    DAY(2026, 5, 3),
)


def test_an_amount_and_a_thing_are_all_that_is_needed():
    reading = read("pizza 23.50", WORLD)
    assert (reading.description, reading.amount, reading.currency, reading.payer) == ("pizza", 2350, "EUR", "anna")
    assert reading.is_sure


def test_a_sentence_without_an_amount_says_so():
    assert Part.AMOUNT in read("pizza", WORLD).doubts
