"""The project's descriptions: the bars hold by the words alone, on both halves; and the commands that say so."""

import io

import pytest
from django.core.management import CommandError, call_command

from assistant.categorising.suggesting import Suggestion, suggest
from assistant.evaluation.categories import descriptions, filed, shares
from assistant.management.commands import evaluate_assistant
from expenses.models import Category
from tests.assistant.evaluating import evaluated
from tests.expenses.recording import record
from tripsplit.commands import CheckFailed


def test_the_descriptions_are_many_in_seven_languages_and_well_formed():
    found = descriptions()
    assert len(found) >= 600
    assert len({(each.language, each.text.lower()) for each in found}) == len(found)
    assert {each.language for each in found} == {"en", "de", "fr", "es", "it", "pt", "ja"}
    assert {each.category for each in found} == set(Category.values)
    assert {each.as_good for each in found} <= {"", *Category.values}


@pytest.mark.parametrize("reported", [False, True])
def test_the_bars_hold_on_each_half_without_any_model(reported):
    half = [each for each in filed(suggest) if each.described.is_reported == reported]
    assert [(share.what, share.part) for share in shares(half) if not share.is_met] == []


def run(monkeypatch, suggester):
    found = filed(suggester)
    monkeypatch.setattr(evaluate_assistant, "filed", lambda: found)
    return evaluated("--categories")


def test_the_command_says_every_bar_and_every_miss(monkeypatch):
    said = run(monkeypatch, suggest)
    assert "category right, not in English" in said
    assert "reported half" in said
    assert "NOT MET" not in said
    misses = [each for each in filed(suggest) if not each.is_right]
    assert len(said.strip().splitlines()) == 1 + 4 + len(misses)


def test_the_command_fails_below_a_bar(monkeypatch):
    with pytest.raises(CheckFailed, match="right category among three"):
        run(monkeypatch, lambda text: Suggestion(["food"]))


def test_a_half_that_fails_is_not_hidden_by_the_other(monkeypatch):
    wrong = {each.text for each in descriptions() if each.is_reported and each.number % 8 == 0}
    whole = filed(lambda text: Suggestion() if text in wrong else suggest(text))
    assert all(share.is_met for share in shares(whole)[:1])
    with pytest.raises(CheckFailed, match="category right"):
        run(monkeypatch, lambda text: Suggestion() if text in wrong else suggest(text))


# -- suggest_category
@pytest.fixture
def said(monkeypatch, capsys):
    def run(text, *arguments):
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        call_command("suggest_category", *arguments)
        return capsys.readouterr().out

    return run


def test_a_line_of_keys_for_each_line(said):
    assert said("Taxi zum Hotel\n\nBakery\nzxcvq\n").split("\n") == [
        "transport\taccommodation\tactivities",
        "",
        "food\tgroceries\tactivities",
        "",
        "",
    ]


def test_with_a_trip_what_it_chose_comes_first(said, trip, zoe, stranger):
    record(trip, zoe, [zoe], description="Taxi", category="fees")
    record(stranger.trip, stranger, [stranger], description="Taxi", category="other")
    assert said("taxi\n", "--trip", trip.slug).split("\t")[0] == "fees"
    assert said("taxi\n").split("\t")[0] == "transport"


def test_a_trip_that_is_not_there_is_bad_input(said, db):
    with pytest.raises(CommandError) as raised:
        said("taxi\n", "--trip", "nowhere")
    assert raised.value.returncode == 2
