"""A trip in which something is owed: Zoë paid a dinner for all four, so the other three owe her their parts."""

import pytest

from tests.settlements.rows import pay, spend


@pytest.fixture
def dinner(trip, friends):
    return spend(trip, 4000, by=friends[0], among=friends)


@pytest.fixture
def payment(trip, zoe, david, dinner):
    """David has paid Zoë what he owes."""
    return pay(trip, 1000, sender=david, receiver=zoe, note="For the dinner")


@pytest.fixture
def form(zoe, david):
    """What the payment form sends: David paid Zoë ten euros."""

    def said(**more):
        return {
            "sender": david.ref,
            "receiver": zoe.ref,
            "amount": "10.00",
            "date": "2026-05-06",
            "method": "Cash",
            "note": "",
            **more,
        }

    return said
