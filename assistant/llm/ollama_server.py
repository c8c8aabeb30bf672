"""Ollama, by its own client: /api/chat, /api/tags and /api/show. The only import of it."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, cast

import ollama

from assistant.llm.events import Delta, Done, Health, Message, Request, ServerFault, Why
from assistant.llm.wire import careful, in_our_words, why_of

KEEP_ALIVE = "10m"  # how long the model stays in memory for the next question


class OllamaServer:
    def __init__(self, *, url: str, model: str, key: str, context: int, connect: float, read: float) -> None:
        self.url, self.model, self.key, self.context = url, model, key, context
        self.connect, self.read = connect, read

    def _client(self) -> ollama.AsyncClient:
        # With its host named, OLLAMA_HOST has no say.
        return ollama.AsyncClient(host=self.url, **careful(key=self.key, connect=self.connect, read=self.read))

    async def stream(self, request: Request) -> AsyncGenerator[Delta | Done, None]:
        with in_our_words():
            async with self._client() as client:
                try:
                    parts = cast("AsyncGenerator[ollama.ChatResponse, None]", await client.chat(**self._asked(request)))
                    async with aclosing(parts):
                        async for part in parts:
                            if part.message.content:
                                yield Delta(part.message.content)
                            if part.done:
                                yield Done(part.done_reason or "stop", part.prompt_eval_count)
                                return
                except ollama.ResponseError as fault:
                    raise ServerFault(why_of(fault.status_code)) from fault

    def _asked(self, request: Request) -> dict[str, Any]:
        """The context's size stands in each request: Ollama drops what does not fit unasked, and loads the model anew for another."""
        return {
            "model": self.model,
            "messages": [_said(message) for message in request.messages],
            "stream": True,
            "think": False,
            "keep_alive": KEEP_ALIVE,
            "options": {
                "num_ctx": self.context,
                "num_predict": request.most_tokens,
                "temperature": request.temperature,
            },
            **({"format": dict(request.schema)} if request.schema is not None else {}),
        }

    async def health(self) -> Health:
        with in_our_words():
            async with self._client() as client:
                try:
                    models = sorted(model.model for model in (await client.list()).models if model.model)
                    if not {self.model, f"{self.model}:latest"} & set(models):
                        return Health(Why.NO_MODEL, models)
                    shown = await client.show(self.model)
                except ollama.ResponseError as fault:
                    raise ServerFault(why_of(fault.status_code)) from fault
        context = next((size for key, size in (shown.modelinfo or {}).items() if key.endswith(".context_length")), None)
        return Health(None, models, context if isinstance(context, int) else None, shown.capabilities or ())


def _said(message: Message) -> dict[str, Any]:
    """The client puts pictures into base64 by itself."""
    shown = [ollama.Image(value=picture) for picture in message.pictures]
    return {"role": message.role, "content": message.content, **({"images": shown} if shown else {})}
