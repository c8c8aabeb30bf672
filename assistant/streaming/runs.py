"""The questions that are being put into words in this process. Readers come and go; when the last is gone for a moment, so is the model.

Everything here happens in the server's event loop, but for `stop`, which any thread may call.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from typing import Any

import structlog

from assistant.models import Question
from assistant.services import is_wanted, keep_words
from assistant.streaming.database import in_database
from assistant.telling import ending
from tripsplit.stopping import cancel, stoppable

# Seconds.
HEARTBEAT = 15.0
GRACE = 1.0  # without a reader: a page that was loaded anew is back by then
BETWEEN_SAVES = 0.25
BEAT = 3.0

Told = list[tuple[str, Any]]
Words = AsyncGenerator[tuple[str, Any], None]
Begin = Callable[[], Words | None]  # in a thread, with the database

logger = structlog.get_logger(__name__)


class Run:
    """One question's words in the making; `told` is the whole story, which began before."""

    def __init__(self, question: Question, words: Words) -> None:
        self.pk, self.told = question.pk, question.told
        self.is_over = False
        self._bells: set[asyncio.Event] = set()
        self._words = words
        self._saved_at = 0.0
        self.loop = asyncio.get_running_loop()
        self.task = self.loop.create_task(self._work())
        stoppable.add(self.task)
        self._leaving: asyncio.Task[None] = self.loop.create_task(self._leave())  # nobody reads yet

    def tell(self, name: str, data: Any) -> None:
        self.told.append((name, data))
        self._ring()

    def _ring(self) -> None:
        for bell in self._bells:
            bell.set()

    async def follow(self, after: int) -> AsyncIterator[tuple[int, str, Any] | None]:
        """The story from after that event on, to its end; None is a sign of life."""
        bell = asyncio.Event()
        self._bells.add(bell)
        try:
            while True:
                bell.clear()
                while after < len(self.told):
                    after += 1
                    yield (after, *self.told[after - 1])
                if self.is_over:
                    return
                try:
                    await asyncio.wait_for(bell.wait(), HEARTBEAT)
                except TimeoutError:
                    yield None
        finally:
            self._bells.discard(bell)
            if not self._bells and not self.is_over:
                self._leaving = self.loop.create_task(self._leave())

    async def _leave(self) -> None:
        """Nobody reads here any more: the words end, unless somebody is back in a moment, or reads on at another process."""
        await asyncio.sleep(GRACE)
        while not self._bells and not self.is_over:
            if not await in_database(is_wanted, self.pk):
                self.task.cancel()
                return
            await asyncio.sleep(GRACE)

    async def _beat(self) -> None:
        """Tell the database that somebody is at it, however long the model says nothing."""
        while await in_database(keep_words, self.pk, self.told, Question.State.RUNNING):
            await asyncio.sleep(BEAT)
        self.task.cancel()

    async def _work(self) -> None:
        state, beat = Question.State.DONE, self.loop.create_task(self._beat())
        try:
            async with aclosing(self._words) as words:
                async for name, data in words:
                    self.tell(name, data)
                    if name == "error":
                        state = Question.State.FAILED
                    if not await self._save():
                        state = Question.State.STOPPED
                        break
        except asyncio.CancelledError:
            state = Question.State.STOPPED
        except Exception:
            logger.exception("words_failed", question=self.pk)
            state = Question.State.FAILED
        finally:
            beat.cancel()
            self._leaving.cancel()
        self.tell(*ending(state, self.told))
        self.is_over = True  # what is left is to keep it
        stoppable.discard(self.task)
        self._ring()
        try:
            await in_database(keep_words, self.pk, self.told, state)
        finally:
            runs.forget(self)

    async def _save(self) -> bool:
        """Keep the story for those who come by another process; whether the words are still wanted."""
        if time.monotonic() - self._saved_at < BETWEEN_SAVES:
            return True
        self._saved_at = time.monotonic()
        return await in_database(keep_words, self.pk, self.told, Question.State.RUNNING)


class Runs:
    """Those of this process, by the question's primary key."""

    def __init__(self) -> None:
        self._all: dict[int, Run] = {}
        self._beginning: set[asyncio.Task[Run | None]] = set()

    def __len__(self) -> int:
        return len(self._all)

    def get(self, pk: int) -> Run | None:
        return self._all.get(pk)

    async def begin(self, question: Question, begin: Begin) -> Run | None:
        """Take the question on; None where `begin` says that it is not ours.

        Whoever asks for it may be gone by then: what was taken on runs all the same, until it is seen that nobody reads.
        """
        task = asyncio.ensure_future(self._begin(question, begin))
        self._beginning.add(task)
        task.add_done_callback(self._beginning.discard)
        return await asyncio.shield(task)

    async def _begin(self, question: Question, begin: Begin) -> Run | None:
        words = await in_database(begin)
        if words is None:
            return self.get(question.pk)
        self._all[question.pk] = run = Run(question, words)
        return run

    def forget(self, run: Run) -> None:
        self._all.pop(run.pk, None)

    def stop(self, pk: int) -> None:
        """End this one's words, if they are made here. From any thread."""
        run = self._all.get(pk)
        if run is not None and not run.is_over:
            cancel(run.task)


runs = Runs()
