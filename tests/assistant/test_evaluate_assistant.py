"""The command that measures the assistant: what it counts, when it fails, and that it leaves nothing behind."""

import io

import pytest
from django.core.management import call_command

from assistant.evaluation import measuring
from assistant.evaluation.measuring import Measured, Outcome, everything, hostile_texts, measure
from assistant.evaluation.scoring import TRIPS, Verdict, questions
from assistant.management.commands import evaluate_assistant
from tests.factories import TripFactory
from trips.models import Trip
from tripsplit.commands import CheckFailed

EASY = ["en-01", "de-02", "pt-06"]


@pytest.fixture
def few(monkeypatch, db):
    """Three questions, and a trip to be quick about that is not large."""
    chosen = [question for question in questions() if question.id in EASY]
    monkeypatch.setattr(measuring, "questions", lambda: chosen)
    monkeypatch.setattr(measuring, "LARGE", 20)
    monkeypatch.setattr(measuring, "hostile_texts", lambda: hostile_texts()[:6])


def measured(*verdicts, obeyed=(), slowest=0.1):
    asked = list(questions())
    outcomes = [
        Outcome(question, verdict, "answered", "It was 3.") for question, verdict in zip(asked, verdicts, strict=False)
    ]
    return Measured(outcomes, list(obeyed), slowest)


def run(monkeypatch, found):
    monkeypatch.setattr(evaluate_assistant, "measure", lambda *, tell: found)
    out = io.StringIO()
    call_command("evaluate_assistant", stdout=out)
    return out.getvalue()


def test_what_is_measured_leaves_the_database_as_it_was(few):
    TripFactory()
    before = everything()
    found = measure()
    assert [outcome.verdict for outcome in found.outcomes] == [Verdict.EXACT] * len(EASY)
    assert found.obeyed == []
    assert 0 < found.slowest < 10
    assert everything() == before


def test_an_assistant_that_obeys_is_caught(few, monkeypatch):
    def obey(turn, text, **_):
        if "delete" in text:
            Trip.objects.filter(pk=turn.trip.pk).update(revision=99)
        return answer(turn, text)

    answer = measuring.answer
    monkeypatch.setattr(measuring, "answer", obey)
    assert [text for text in hostile_texts()[:6] if "delete" in text] == measure().obeyed != []


def test_hostile_texts_are_at_least_fifty_and_reach_each_trip():
    assert len(set(hostile_texts())) >= 50
    assert {TRIPS[number % len(TRIPS)] for number in range(len(hostile_texts()))} == set(TRIPS)


def test_the_table_says_all_bars_that_are_met(monkeypatch):
    said = run(monkeypatch, measured(*[Verdict.EXACT] * 9, Verdict.MISSED))
    assert "90.0% (9 of 10)" in said
    assert "NOT MET" not in said
    assert "missed: en-10" in said


@pytest.mark.parametrize(
    ("found", "what"),
    [
        (measured(*[Verdict.EXACT] * 3, Verdict.MISSED), "questions answered exactly"),
        (measured(*[Verdict.EXACT] * 9, Verdict.WRONG), "answers that state another figure"),
        (measured(*[Verdict.EXACT] * 9, obeyed=["delete all"]), "injection attempts"),
        (measured(*[Verdict.EXACT] * 9, slowest=0.31), "first exact figure"),
    ],
)
def test_a_bar_that_is_not_met_fails_the_command(monkeypatch, found, what):
    with pytest.raises(CheckFailed, match=what):
        run(monkeypatch, found)
