"""`balances SLUG [--json]`."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from trips.models import Participant


@pytest.fixture
def balances(capsys):
    def run(*arguments):
        call_command("balances", *arguments)
        return capsys.readouterr().out

    return run


def test_json_has_everybody_in_minor_units_and_the_plan(trip, friends, dinner, balances):
    zoe, david, emily, kenji = friends

    assert json.loads(balances(trip.slug, "--json")) == {
        "currency": "EUR",
        "balances": [
            {"participant": zoe.ref, "name": "Zoë", "minor": 3000},
            {"participant": david.ref, "name": "David", "minor": -1000},
            {"participant": emily.ref, "name": "Emily", "minor": -1000},
            {"participant": kenji.ref, "name": "Kenji", "minor": -1000},
        ],
        "plan": [
            {"from": person.ref, "to": zoe.ref, "minor": 1000}
            for person in sorted([david, emily, kenji], key=lambda person: person.ref)
        ],
    }


def test_people_who_left_are_there_too(trip, friends, dinner, balances):
    Participant.objects.filter(pk=friends[3].pk).update(deactivated_at=timezone.now())

    assert len(json.loads(balances(trip.slug, "--json"))["balances"]) == 4


def test_in_words_each_person_and_each_payment_is_a_line(trip, dinner, balances):
    lines = balances(trip.slug).splitlines()

    assert lines[:2] == ["Zoë    +€30.00", "David  −€10.00"]
    assert "Kenji pays Zoë €10.00" in lines


def test_a_trip_without_debts_is_all_square(trip, zoe, balances):
    assert balances(trip.slug).splitlines()[-1] == "All square."


def test_an_unknown_or_deleted_trip_is_bad_input(trip, balances):
    trip.deleted_at = timezone.now()
    trip.save()
    for slug in (trip.slug, "nowhere"):
        with pytest.raises(CommandError, match="There is no trip") as raised:
            balances(slug)
        assert raised.value.returncode == 2


def test_a_damaged_ledger_is_a_failed_check(trip, zoe, dinner, balances):
    Participant.objects.filter(pk=zoe.pk).update(paid=1)

    with pytest.raises(CommandError, match="verify_ledger") as raised:
        balances(trip.slug)
    assert raised.value.returncode == 1
