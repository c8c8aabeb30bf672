"""`balances SLUG [--json]`."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from expenses.services import delete_expense
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


def minor(text):
    return [line["minor"] for line in json.loads(text)["balances"]]


def test_as_of_a_day_it_counts_what_is_dated_until_then(trip, dinner, balances):
    assert minor(balances(trip.slug, "--json", "--on", "2026-05-02")) == [0, 0, 0, 0]
    assert minor(balances(trip.slug, "--json", "--on", "2026-05-03")) == [3000, -1000, -1000, -1000]


def test_as_it_stood_it_counts_what_was_written_until_then(trip, zoe, dinner, balances):
    before = timezone.now().isoformat()
    delete_expense(expense=dinner, by=zoe, version=1)

    assert minor(balances(trip.slug, "--json", "--at", before)) == [3000, -1000, -1000, -1000]
    assert balances(trip.slug, "--at", before).splitlines()[0] == "Zoë    +€30.00"
    assert balances(trip.slug, "--at", timezone.now().isoformat()).splitlines()[-1] == "All square."


@pytest.mark.parametrize(
    "options", [("--on", "yesterday"), ("--at", "2026-05-03"), ("--on", "2026-05-03", "--at", "2026-05-03T10:00")]
)
def test_a_day_that_is_none_is_bad_input(trip, balances, options):
    with pytest.raises(CommandError) as raised:
        balances(trip.slug, *options)
    assert "\n" not in str(raised.value)


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
