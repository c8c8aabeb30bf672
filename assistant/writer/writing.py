"""The words of an answer: what the model says of the facts, a sentence at a time, and of those only the ones that are borne out."""

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from typing import Any

from assistant.llm import Delta, Failed, Request, chat
from assistant.writer.checking import SENTENCE_END, Facts, is_borne_out
from assistant.writer.prompts import messages_for
from assistant.writer.prose import token_of

MOST = 6  # sentences
LONGEST = 1_000  # characters without an end: no sentence


class Sentences:
    """Cuts what comes in pieces into sentences; each with whether it begins a line."""

    def __init__(self) -> None:
        self._rest, self._starts = "", True

    def take(self, piece: str) -> Iterator[tuple[str, bool]]:
        self._rest += piece
        # The space at the very end may be followed by more of it: a new line, for one.
        while (end := SENTENCE_END.search(self._rest)) and end.end() < len(self._rest):
            sentence, gap = self._rest[: end.start()], end[0]
            self._rest = self._rest[end.end() :]
            yield from self._one(sentence)
            self._starts = self._starts or "\n" in gap
        if len(self._rest) > LONGEST:
            self._rest = ""

    def end(self) -> Iterator[tuple[str, bool]]:
        yield from self._one(self._rest.strip())

    def _one(self, sentence: str) -> Iterator[tuple[str, bool]]:
        if sentence.strip():
            yield sentence, self._starts
            self._starts = False


async def words(facts: Facts) -> AsyncGenerator[tuple[str, Any], None]:
    """Events for the stream: a `token` for each sentence that may be shown, an `error` where the model broke off."""
    sentences, shown, dropped, begins = Sentences(), 0, 0, True
    async with aclosing(chat(Request(messages_for(facts)))) as pieces:
        async for piece in pieces:
            if isinstance(piece, Failed):
                yield "error", {"words": piece.words, "why": piece.why.value}
                return
            for sentence, starts in sentences.take(piece.text) if isinstance(piece, Delta) else sentences.end():
                begins = begins or starts
                if not is_borne_out(sentence, facts):
                    dropped += 1
                    continue
                yield "token", token_of(sentence if begins else f" {sentence}", starts=begins)
                begins, shown = False, shown + 1
                if shown == MOST:
                    return
    if dropped and not shown:
        yield "status", {"dropped": dropped}
