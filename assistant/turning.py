"""One question of one reader, from the form to the exact answer: in this trip only, after what was asked before, and writing nothing."""

from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from assistant.answering import Turn, answer, answer_plan
from assistant.models import Question
from assistant.telling import Reply, reply_of
from assistant.understood import Frame
from trips.models import Trip
from tripsplit.locale import current_locale


def turn_of(trip: Trip) -> Turn:
    """The reader's, in the trip's own today."""
    today = timezone.localdate(timezone=ZoneInfo(trip.time_zone))
    return Turn(trip, trip.me, today, current_locale())


def reply_to(trip: Trip, question: str) -> Reply:
    return reply_of(answer(turn_of(trip), question, frame=last_frame(trip)))


def reply_to_choice(trip: Trip, value: str) -> tuple[str, Reply] | None:
    """A reading of an earlier question that was offered, with the words it was offered in; None where there is no such one."""
    ref, _, place = value.partition(".")
    asked = Question.objects.asked_by(trip.me).shown().filter(ref=ref).first()
    frame = frame_of(asked)
    options: list[Any] = asked.answer.get("options", []) if asked else []
    if frame is None or not int(place) < min(len(frame.options), len(options)):
        return None
    option = options[int(place)]
    label = option["label"] or next((figure["label"] for figure in option["figures"]), option["text"])
    return label, reply_of(answer_plan(turn_of(trip), frame.options[int(place)], frame.language))


def last_frame(trip: Trip) -> Frame | None:
    """What the last turn left for this one."""
    return frame_of(Question.objects.asked_by(trip.me).shown().newest_first().first())


def frame_of(question: Question | None) -> Frame | None:
    return Frame.model_validate(question.frame) if question and question.frame else None
