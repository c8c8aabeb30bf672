"""The project's sentences: the bars hold by rules alone, on both halves; and the command that says so."""

from dataclasses import replace

import pytest

from assistant.evaluation.sentences import WORLD, heard, sentence_shares, sentences
from assistant.management.commands import evaluate_assistant
from assistant.saying.outcome import Part
from assistant.saying.reading import read
from tests.assistant.evaluating import evaluated
from tripsplit.commands import CheckFailed


def test_the_sentences_are_many_in_six_languages_and_well_formed():
    found = sentences()
    assert len(found) >= 500
    assert len({(said.language, said.text) for said in found}) == len(found)
    assert {said.language for said in found} == {"en", "de", "fr", "es", "it", "pt", "mix"}
    assert {said.half for said in found} == {"tuned", "reported"}
    assert sum(said.is_reported for said in found) >= 150
    refs = {person.ref for person in WORLD.people}
    for said in found:
        assert {said.payer, *said.sharers} <= refs
        assert said.may_doubt | said.must_doubt <= set(Part)


@pytest.mark.parametrize("reported", [False, True])
def test_the_bars_hold_on_each_half_without_any_model(reported):
    half = [each for each in heard() if each.is_reported == reported]
    assert [(share.what, share.part) for share in sentence_shares(half) if not share.is_met] == []


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "pt"])
def test_each_language_is_read_and_need_not_be_told(language):
    found = [each for each in heard() if each.said.language == language]
    assert [each.unmarked for each in found if each.unmarked] == []
    assert sum(each.is_exact for each in found) / len(found) >= 0.9


def run(monkeypatch, reader):
    found = heard(reader)
    monkeypatch.setattr(evaluate_assistant, "heard", lambda: found)
    return evaluated("--sentences")


def test_the_command_says_every_bar_and_every_miss(monkeypatch):
    said = run(monkeypatch, read)
    assert "sentences read exactly" in said
    assert "reported half" in said
    assert "NOT MET" not in said
    misses = sum(bool(each.differences) + bool(each.unmarked) + bool(each.needless) for each in heard())
    assert len(said.strip().splitlines()) == 1 + 3 + misses


def test_a_wrong_person_that_is_not_marked_fails_the_command(monkeypatch):
    def wrong(text, world):
        reading = read(text, world)
        return replace(reading, payer="kenji", doubts={}) if text == "pizza 23.50" else reading

    with pytest.raises(CheckFailed, match="no wrong amount or person unmarked"):
        run(monkeypatch, wrong)


def test_marks_everywhere_fail_the_command(monkeypatch):
    def anxious(text, world):
        return replace(read(text, world), doubts=dict.fromkeys(Part, "Look at this."))

    with pytest.raises(CheckFailed, match="no needless mark"):
        run(monkeypatch, anxious)
