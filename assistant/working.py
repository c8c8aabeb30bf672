"""What happens after the exact answer: a question that the rules were not sure of is read by the model, and an answer is put into words.

All that the database has to say is asked before the model begins, and once more if there is a new answer.
"""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

from assistant.answering import Turn, answer_plan
from assistant.llm import Failed
from assistant.models import Question
from assistant.planner import plan_of
from assistant.plans import Plan
from assistant.services import begin_words, keep_answer
from assistant.streaming.database import in_database
from assistant.telling import Reply, reply_of
from assistant.turning import turn_of
from assistant.world import World
from assistant.writer.checking import Facts
from assistant.writer.grounds import facts_of
from assistant.writer.writing import words
from trips.models import Trip

Story = AsyncGenerator[tuple[str, Any], None]


@dataclass(frozen=True)
class Material:
    """What the model may be told, loaded; `world` where it is to read the question, `facts` where there is an answer to word."""

    turn: Turn
    pk: int
    question: str
    language: str
    world: World | None
    facts: Facts | None


def material_of(trip: Trip, question: Question) -> Material:
    turn, unsure = turn_of(trip), question.is_unsure
    return Material(
        turn=turn,
        pk=question.pk,
        question=question.text,
        language=question.language or turn.language,
        world=turn.world() if unsure else None,
        facts=None if unsure else facts_of(turn, question.text, question.language, question.answer),
    )


def begin(trip: Trip, question: Question) -> Story | None:
    """The words that are to come, taken on here; None where the question is somebody else's, or over."""
    if not begin_words(question):
        return None
    question.refresh_from_db()
    return _story(material_of(trip, question))


async def _story(material: Material) -> Story:
    """The events that follow the ledger's own answer."""
    facts = material.facts
    if material.world is not None:
        yield "status", {"words": "Reading the question…"}
        plan = await plan_of(material.question, material.world)
        if isinstance(plan, Failed):
            yield "error", {"words": plan.words, "why": plan.why.value}
            return
        found = await in_database(_carried_out, material, plan) if plan else None
        if found is None:
            return
        reply, facts = found
        for name, data in reply.events:
            yield name, data
    if facts is not None:
        async for event in words(facts):
            yield event


def _carried_out(material: Material, plan: Plan) -> tuple[Reply, Facts] | None:
    """The answer that the model's plan comes to, kept in place of the one that was unsure; None where it comes to nothing."""
    answer = answer_plan(material.turn, plan, material.language)
    if answer.status != "answered":
        return None
    reply = reply_of(answer)
    if not keep_answer(material.pk, reply):
        return None
    return reply, facts_of(material.turn, material.question, answer.language, reply.stored)
