"""Writes of the assistant, to its own rows only: a question with its answer, the words that follow, stopping them, clearing all away;
and how often its model was asked for what is only offered."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from assistant.limits import Rate, one_at_a_time, wait_after
from assistant.llm import is_on
from assistant.models import Question, Reading, WhatIsRead
from assistant.telling import Reply, ending
from trips.errors import DomainError
from trips.models import Participant, User

QUESTIONS, OFFERS = Rate(per_minute=12, per_day=300), Rate(per_minute=20, per_day=300)
SILENT = datetime.timedelta(seconds=12)  # a run says more often that it is there: its process is gone
WANTED = datetime.timedelta(seconds=2)
FRESH = datetime.timedelta(minutes=5)  # after that nobody waits for the words any more

State = Question.State


class TooManyQuestions(DomainError):
    def __init__(self, wait: str) -> None:
        super().__init__(f"That were many questions. Please wait {wait} before the next one.")


def check_limits(me: Participant) -> None:
    """Raises TooManyQuestions. What was cleared away counts as well, and what was asked in other trips."""
    if wait := wait_after(Question.objects.filter(user=me.user_id), QUESTIONS):
        raise TooManyQuestions(wait)


@transaction.atomic
def count_offer(*, me: Participant, what: WhatIsRead) -> bool:
    """Count one more that a model is asked for beside a form; False where they were many: then nothing is offered."""
    one_at_a_time(me)
    if wait_after(Reading.objects.had_by(me).filter(what=what), OFFERS):
        return False
    Reading.objects.create(participant=me, what=what, ended_at=timezone.now())
    return True


@transaction.atomic
def record_question(*, me: Participant, user: User, text: str, reply: Reply) -> Question:
    """Keep a question with its exact answer. Raises TooManyQuestions, exactly: two at once are counted one after the other."""
    one_at_a_time(me)
    check_limits(me)
    state = State.WAITING if is_on() and reply.may_have_words else State.DONE
    events = reply.events
    if state == State.DONE:
        events = [*events, ending(state, [(name, data) for name, data in events])]
    return Question.objects.create(
        participant=me,
        user=user,
        text=text,
        status=reply.status,
        engine=reply.engine,
        language=reply.language,
        answer=reply.stored,
        frame=reply.frame,
        is_unsure=reply.is_unsure,
        state=state,
        events=events,
    )


@transaction.atomic
def begin_words(question: Question) -> bool:
    """Take on a question whose words nobody has begun; whether that is us. What else the person has running ends with it."""
    Participant.objects.select_for_update().get(pk=question.participant_id)
    mine = Question.objects.filter(pk=question.pk, state=State.WAITING)
    if not mine.exists():
        return False
    if question.asked_at < timezone.now() - FRESH:
        _end(question, State.STOPPED)
        return False
    for other in Question.objects.running().filter(participant=question.participant_id):
        _end(other, State.STOPPED)
    question.state, question.heard_at = State.RUNNING, timezone.now()
    return bool(mine.update(state=question.state, heard_at=question.heard_at))


def keep_words(pk: int, told: Sequence[tuple[str, Any]], state: Question.State) -> bool:
    """Store the story as far as it goes; False where somebody has ended it in the meantime."""
    running = Question.objects.running().filter(pk=pk, cleared_at=None)
    said = any(name == "token" for name, _ in told)
    engine = {"engine": Question.Engine.MODEL} if said else {}
    return bool(running.update(events=[list(one) for one in told], state=state, heard_at=timezone.now(), **engine))


def keep_answer(pk: int, reply: Reply) -> bool:
    """Put a better understood answer in the place of the one that was not sure; False where nobody wants it any more."""
    running = Question.objects.running().filter(pk=pk, cleared_at=None)
    return bool(
        running.update(
            status=reply.status,
            engine=Question.Engine.MODEL,
            language=reply.language,
            answer=reply.stored,
            frame=reply.frame,
            is_unsure=False,
        )
    )


@transaction.atomic
def stop_words(question: Question) -> None:
    """Nothing more is said to this question; what was said stays."""
    _end(Question.objects.select_for_update().get(pk=question.pk), State.STOPPED)


@transaction.atomic
def look_at(pk: int) -> Question:
    """The question as it is kept, for somebody who waits for the rest of it at another process than the one that is at it.

    Ended where that one says nothing any more.
    """
    question = Question.objects.select_for_update().get(pk=pk)
    if question.state == State.RUNNING:
        now = timezone.now()
        if (question.heard_at or question.asked_at) < now - SILENT:
            _end(question, State.STOPPED)
        else:
            Question.objects.filter(pk=pk).update(wanted_at=now)
    return question


def is_wanted(pk: int) -> bool:
    """Whether somebody has looked at it from elsewhere just now."""
    return Question.objects.running().filter(pk=pk, wanted_at__gt=timezone.now() - WANTED).exists()


def clear_conversation(*, me: Participant) -> int:
    """Forget what was asked and said, at once; how many turns. The empty rows count for the limits, until the night after."""
    words = {"text": "", "answer": {}, "frame": {}, "events": []}
    return Question.objects.asked_by(me).shown().update(cleared_at=timezone.now(), state=State.DONE, **words)


def forget_cleared_questions() -> int:
    """Remove the empty rows that count for nothing any more; how many."""
    old = timezone.now() - datetime.timedelta(days=1)
    return Question.objects.filter(cleared_at__lt=old, asked_at__lt=old).delete()[0]


def _end(question: Question, state: Question.State) -> None:
    if question.is_over:
        return
    question.state, question.events = state, [*question.events, ending(state, question.told)]
    question.save(update_fields=["state", "events"])
