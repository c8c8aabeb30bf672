"""The questions that the assistant is measured by, and the oracle that knows their answers."""

import ast
import sys
from collections import Counter
from pathlib import Path

import pytest

from assistant.evaluation import oracle
from assistant.evaluation.oracle import expected, settles
from assistant.evaluation.scoring import TRIPS, Question, Verdict, archive_of, judge, ledger_of, questions
from settlements.archive.importing import import_trip
from settlements.archive.reading import read_archive
from settlements.balances import load_balances

ALL = list(questions())


def test_the_oracle_knows_nothing_but_the_standard_library():
    tree = ast.parse(Path(oracle.__file__).read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names


def test_there_are_questions_in_six_languages_about_three_trips():
    assert len(ALL) >= 120
    assert (
        len({question.id for question in ALL}) == len({question.text + question.trip for question in ALL}) == len(ALL)
    )
    assert min(Counter(question.language for question in ALL).values()) >= 20
    assert set(Counter(question.language for question in ALL)) == {"en", "de", "fr", "es", "it", "pt"}
    assert {question.trip for question in ALL} == set(TRIPS)


@pytest.mark.parametrize("question", ALL, ids=lambda question: question.id)
def test_every_question_has_an_answer_in_its_archive(question):
    """An expectation that is about nothing raises."""
    assert all(expected(ledger_of(question.trip), one) for one in question.expect)


@pytest.mark.parametrize("name", TRIPS)
def test_the_pages_say_what_the_oracle_says(name, db):
    ledger = ledger_of(name)
    trip = import_trip(archive=read_archive(archive_of(name).read_bytes()))
    said = load_balances(trip).as_json()
    assert {person["participant"]: person["minor"] for person in said["balances"]} == ledger.balances()
    assert trip.total.minor == ledger.sum("spent", [], {})
    assert settles(said["plan"], ledger.balances())


@pytest.mark.parametrize("name", TRIPS)
def test_a_plan_that_leaves_something_open_or_takes_a_payment_too_many_is_seen(name, db):
    ledger = ledger_of(name)
    plan = load_balances(import_trip(archive=read_archive(archive_of(name).read_bytes()))).as_json()["plan"]
    first, *rest = plan
    halves = [{**first, "minor": first["minor"] - 1}, {**first, "minor": 1}]
    assert not settles(rest, ledger.balances())
    assert not settles([*halves, *rest], ledger.balances())


def answered(text="", *, minors=(), sources=(), plan=None, status="answered", currency="EUR"):
    """As `ask --json` prints it."""
    return {
        "status": status,
        "text": text,
        "figures": [{"label": "", "minor": minor, "currency": currency} for minor in minors],
        "sources": [{"kind": "expense", "ref": ref} for ref in sources],
        "plan": plan,
    }


def asked(*expect):
    return Question("en-01", "weekend", "anna", "2026-06-20", "?", expect)


FOOD = {"sum": "spent", "who": [], "where": {"categories": ["food"]}}


@pytest.mark.parametrize(
    ("question", "answer", "verdict"),
    [
        (asked(FOOD), answered(minors=[14940]), Verdict.EXACT),
        (asked(FOOD), answered(minors=[14941]), Verdict.WRONG),
        (asked(FOOD), answered(minors=[9480, 14940]), Verdict.WRONG),
        (asked(FOOD), answered(minors=[14940], currency="USD"), Verdict.WRONG),
        (asked(FOOD), answered(minors=[14940], status="ambiguous"), Verdict.MISSED),
        (asked(FOOD), answered(status="unknown"), Verdict.MISSED),
        (asked({"status": "unknown"}), answered(status="unknown"), Verdict.EXACT),
        (asked({"status": "unknown"}), answered(minors=[41150]), Verdict.WRONG),
        (asked({"status": "unknown"}, FOOD), answered(minors=[14940]), Verdict.EXACT),
        (asked({"count": {"categories": ["food"]}}), answered("3 expenses"), Verdict.EXACT),
        (asked({"count": {"categories": ["food"]}}), answered("13 expenses of 3.50"), Verdict.WRONG),
        (asked({"list": {"categories": ["food"]}}), answered(sources=["x2", "x5", "x7"]), Verdict.EXACT),
        (asked({"list": {"categories": ["food"]}}), answered(sources=["x2", "x5"]), Verdict.WRONG),
        (asked({"plan": True}), answered(plan=[]), Verdict.WRONG),
        (asked({"balance": "anna"}), answered(minors=[4468]), Verdict.EXACT),
        (asked({"compare": [FOOD, FOOD]}), answered(minors=[1, 14940]), Verdict.EXACT),
    ],
)
def test_an_answer_is_right_to_the_cent_or_not_at_all(question, answer, verdict):
    assert judge(question, answer) is verdict
