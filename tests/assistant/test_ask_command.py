"""`ask SLUG QUESTION`."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from assistant.plans import Plan
from tests.assistant.trips import fill


@pytest.fixture
def ask(trip, friends, capsys):
    fill(trip, friends)

    def run(*arguments):
        call_command("ask", trip.slug, *arguments)
        return capsys.readouterr().out

    return run


def test_the_text_is_what_a_reader_would_see(ask):
    assert ask("How much did we spend on food?") == "The group spent €127.66 in all on food & drink (2 expenses).\n"


def test_who_asks_is_somebody_by_ref_or_name(ask, zoe):
    for called in (zoe.ref, "Zoë"):
        assert ask("What did I pay?", "--as", called).startswith("You paid €")
    with pytest.raises(CommandError, match="Nobody in this trip is called 'Nobody'"):
        ask("What did I pay?", "--as", "Nobody")


def test_json_has_figures_sources_and_the_plan(ask, trip):
    told = json.loads(ask("Who pays whom?", "--json"))
    assert (told["status"], told["engine"]) == ("answered", "ledger")
    nets = {person.ref: person.net.minor for person in trip.participants.all()}
    for move in told["plan"]:
        nets[move["from"]] += move["minor"]
        nets[move["to"]] -= move["minor"]
    assert not any(nets.values())

    told = json.loads(ask("How much was the hostel?", "--json", "--no-model"))
    assert told["figures"] == [{"label": "Total", "minor": 8334, "currency": "EUR"}]
    assert [source["kind"] for source in told["sources"]] == ["expense"]
    assert told["plan"] is None


def test_a_model_is_asked_where_the_rules_are_unsure_and_one_is_wanted(ask, settings, monkeypatch):
    asked = []

    def plan(question, world):
        asked.append(question)
        return Plan(operation="count")

    monkeypatch.setattr("assistant.management.commands.ask.WaitingPlanner", lambda: plan)
    settings.LLM_PROVIDER = "none"
    assert json.loads(ask("Xyzzy plugh?", "--json"))["engine"] == "ledger"
    settings.LLM_PROVIDER = "ollama"
    assert json.loads(ask("Xyzzy plugh?", "--json", "--no-model"))["status"] == "unknown"
    assert asked == []
    assert json.loads(ask("Xyzzy plugh?", "--json"))["engine"] == "model"
    assert json.loads(ask("How much was the hostel?", "--json"))["engine"] == "ledger"
    assert asked == ["Xyzzy plugh?"]


def test_the_day_can_be_said(ask):
    assert "€20.00" not in ask("What did we spend today?", "--today", "2026-05-04")
    assert "€7.77" in ask("What did we spend today?", "--today", "2026-05-04")
    with pytest.raises(CommandError, match="not a day"):
        ask("What did we spend today?", "--today", "tomorrow")


def test_many_questions_are_answered_in_one_go(ask, tmp_path, monkeypatch):
    lines = '{"id": "a", "question": "How much was the hostel?"}\n\n{"id": 2, "question": "Wer zahlt an wen?"}\n'
    (tmp_path / "questions.jsonl").write_text(lines)
    told = [json.loads(line) for line in ask("--questions", str(tmp_path / "questions.jsonl")).splitlines()]
    assert [(line["id"], line["status"], line["language"]) for line in told] == [
        ("a", "answered", "en"),
        (2, "answered", "de"),
    ]

    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    assert [json.loads(line) for line in ask("--questions", "-").splitlines()] == told


@pytest.mark.parametrize("line", ["no json", '{"id": 1}', "[]", '{"id": 1, "question": 5}'])
def test_a_line_that_is_none_is_told_by_its_number(ask, tmp_path, line):
    (tmp_path / "questions.jsonl").write_text('{"id": 0, "question": "Total?"}\n' + line)
    with pytest.raises(CommandError, match="ine 2"):
        ask("--questions", str(tmp_path / "questions.jsonl"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "one question"),
        (["A?", "--questions", "-"], "one question"),
        (["--questions", "/nowhere"], "cannot be read"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_two(ask, arguments, words):
    with pytest.raises(CommandError, match=words) as raised:
        ask(*arguments)
    assert raised.value.returncode == 2


def test_a_trip_that_is_not_there(db):
    with pytest.raises(CommandError, match="no trip with the slug"):
        call_command("ask", "nowhere", "Total?")
