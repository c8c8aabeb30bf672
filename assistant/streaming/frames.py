"""A question's story as server-sent events, from where the reader left off: from the run of this process, or from what another keeps."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from assistant.models import Question
from assistant.services import look_at
from assistant.streaming.database import in_database
from assistant.streaming.runs import HEARTBEAT, Begin, runs
from tripsplit.sse import comment_frame, event_frame, retry_frame

RETRY = 0.4  # seconds until a browser connects again: within the grace that a run has
LOOK = 0.5  # seconds between two looks at what another process keeps


async def frames(question: Question, *, after: int, begin: Begin) -> AsyncIterator[bytes]:
    """From after the event of that number on. The words are begun here where nobody has: not before there is somebody who listens."""
    yield retry_frame(round(RETRY * 1000))
    run = runs.get(question.pk)
    if run is None and question.state == Question.State.WAITING:
        run = await runs.begin(question, begin)
    story = run.follow(after) if run else _kept(question, after)
    async for event in story:
        if event is None:
            yield comment_frame("still here")
        else:
            number, name, data = event
            yield event_frame(json.dumps(data, ensure_ascii=False), event=name, event_id=str(number))


async def _kept(question: Question, after: int) -> AsyncIterator[tuple[int, str, Any] | None]:
    """What the database says, again and again until it is the whole story."""
    looks = 0
    while True:
        question = await in_database(look_at, question.pk)
        told = question.told
        while after < len(told):
            after += 1
            yield (after, *told[after - 1])
        if question.is_over:
            return
        looks += 1
        if looks % round(HEARTBEAT / LOOK) == 0:
            yield None
        await asyncio.sleep(LOOK)
