"""Questions as travellers type them, in six languages, of three differently shaped trips; and what must hold of any text."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.plans import Plan
from assistant.understanding import understand
from assistant.understood import LANGUAGES, Ambiguous, Frame, Planned, Unknown, Why
from assistant.world import Person, World
from tests.assistant.understanding.worlds import WORLDS, spelt, spelt_plan

_TABLES = Path(__file__).parent / "questions"
_FOLLOWING = [line.split("\t") for line in (_TABLES / "following.tsv").read_text("utf-8").splitlines()]
_MOST_SECONDS = 0.02


def _table(language: str) -> list[list[str]]:
    return [line.split("\t") for line in (_TABLES / f"{language}.tsv").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_are_understood_in_every_language(language):
    """One line of the table each: the trip, the question, and all that is to be understood of it."""
    wrong = []
    for world, question, expected in _table(language):
        found = understand(question, WORLDS[world])
        if (found.language, spelt(found)) != (language, expected):
            wrong.append(f"{question}\n  expected {language} {expected}\n  found    {found.language} {spelt(found)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_table_holds_many_questions(language):
    assert len(_table(language)) >= 60


@pytest.mark.parametrize(("world", "before", "question", "expected"), _FOLLOWING)
def test_a_question_may_lean_on_the_one_before(world, before, question, expected):
    first = understand(before, WORLDS[world])
    assert isinstance(first, Planned)
    found = understand(question, WORLDS[world], Frame(language=first.language, plan=first.plan))
    assert spelt(found) == expected


def test_the_table_fails_where_a_word_is_passed_over():
    """The control: a word that nothing accounts for makes the plan unsure."""
    found = understand("How much did we frobnicate on food?", WORLDS["weekend"])
    assert isinstance(found, Planned)
    assert found.missed == ("frobnicate",)


@given(st.text(max_size=1000))
def test_no_text_raises(text):
    understand(text, WORLDS["journey"])


_ASKED = sorted({word for language in LANGUAGES for _, question, _ in _table(language) for word in question.split()})


@given(st.lists(st.sampled_from(_ASKED), max_size=30), st.sampled_from(sorted(WORLDS)))
def test_no_shuffled_question_raises_and_each_is_understood_alike(words, name):
    text = " ".join(words)
    assert understand(text, WORLDS[name]) == understand(text, WORLDS[name])


@pytest.mark.parametrize(
    "words", ["weekday", "wochentag", "jour de la semaine", "día de la semana", "giorno della settimana"]
)
def test_a_day_of_the_week_is_none_of_its_days(words):
    found = understand(f"{words} total", WORLDS["journey"])
    assert not (isinstance(found, Planned) and found.plan.filters.days)


@given(st.lists(st.sampled_from(_ASKED), max_size=12), st.lists(st.sampled_from(_ASKED), max_size=8))
def test_no_shuffled_question_after_another_raises(before, words):
    first = understand(" ".join(before), WORLDS["journey"])
    plan = first.plan if isinstance(first, Planned) else None
    options = tuple(option.plan for option in first.options) if isinstance(first, Ambiguous) else ()
    understand("and " + " ".join(words), WORLDS["journey"], Frame(language=first.language, plan=plan, options=options))


_LETTERS = st.characters(categories=["Lu", "Ll"], exclude_characters="ıŉſ")
_NAMES = st.text(_LETTERS, min_size=3, max_size=12).map(str.title).filter(lambda name: name.isalpha())


@given(_NAMES)
def test_anybody_of_the_trip_is_found(name):
    world = WORLDS["weekend"]
    trip = World(
        (Person("who", name), *world.people),
        "EUR",
        ("EUR",),
        world.start,
        world.end,
        world.first,
        world.last,
        world.today,
    )
    found = understand(f"What is the balance of {name}?", trip)
    assert _people(found) >= {"who"}


def _people(found) -> set[str]:
    plans: list[Plan] = []
    if isinstance(found, Planned):
        plans = [found.plan]
    if isinstance(found, Ambiguous):
        plans = [option.plan for option in found.options]
    return {ref for plan in plans for ref in plan.people}


def test_the_longest_question_is_quick():
    world = WORLDS["journey"]
    for question in (
        "between 3 and 5 " * 60,
        "a" * 1000,
        "1.2.3/4-5 " * 100,
        "how much did Ben and Zoë pay " * 35,
        "'\"“" * 330,
    ):
        understand(question, world)
        begin = time.process_time()
        understand(question, world)
        assert time.process_time() - begin < 10 * _MOST_SECONDS


def test_usual_questions_take_few_milliseconds():
    asked = [(question, WORLDS[world]) for world, question, _ in _table("en")]
    begin = time.process_time()
    for question, world in asked:
        understand(question, world)
    assert (time.process_time() - begin) / len(asked) < _MOST_SECONDS


def test_who_is_nobody_of_the_trip_has_no_share():
    world = WORLDS["weekend"]
    people = tuple(Person(person.ref, person.name) for person in world.people)
    stranger = World(people, "EUR", ("EUR",), world.start, world.end, world.first, world.last, world.today)
    found = understand("What is my share?", stranger)
    assert isinstance(found, Unknown)
    assert found.why is Why.WHO_ARE_YOU


def test_plans_are_told_apart_by_name_where_two_share_one():
    found = understand("How much did Anna pay?", WORLDS["journey"])
    assert isinstance(found, Ambiguous)
    assert found.word == "Anna"
    assert [option.label for option in found.options] == ["Anna Schmidt", "Anna Rossi"]
    assert [spelt_plan(option.plan) for option in found.options] == ["total paid=Anna Schmidt", "total paid=Anna Rossi"]
