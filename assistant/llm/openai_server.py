"""Whatever speaks OpenAI's protocol (LM Studio, llama.cpp, vLLM, hosted ones): /chat/completions as server-sent events, and /models."""

import json
from base64 import b64encode
from collections.abc import AsyncGenerator, AsyncIterator
from http import HTTPStatus
from typing import Any

import httpx

from assistant.llm.events import Delta, Done, Health, JsonSchema, Message, Request, ServerFault, Why
from assistant.llm.wire import careful, in_our_words, why_of

NOT_UNDERSTOOD = {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY}


class OpenAIServer:
    def __init__(self, *, url: str, model: str, key: str, connect: float, read: float) -> None:
        self.url, self.model, self.key = url.rstrip("/"), model, key
        self.connect, self.read = connect, read

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(**careful(key=self.key, connect=self.connect, read=self.read))

    async def stream(self, request: Request) -> AsyncGenerator[Delta | Done, None]:
        with in_our_words():
            async with self._client() as client:
                for form in _forms(request.schema):
                    async with client.stream(
                        "POST", f"{self.url}/chat/completions", json=self._asked(request, form)
                    ) as answer:
                        if form is not _forms(request.schema)[-1] and answer.status_code in NOT_UNDERSTOOD:
                            continue
                        _check(answer)
                        async for part in _parts(answer):
                            yield part
                        return

    def _asked(self, request: Request, form: dict[str, Any]) -> dict[str, Any]:
        return {
            "model": self.model,
            "messages": [{"role": message.role, "content": _content(message)} for message in request.messages],
            "stream": True,
            "temperature": request.temperature,
            "max_tokens": request.most_tokens,
            **form,
        }

    async def health(self) -> Health:
        with in_our_words():
            async with self._client() as client:
                answer = await client.get(f"{self.url}/models")
                if not answer.is_success:
                    raise ServerFault(why_of(answer.status_code))
                models = sorted(str(model["id"]) for model in answer.json()["data"])
        # A server with one model in it, such as llama.cpp's, answers to any name.
        return Health(None if self.model in models or len(models) == 1 else Why.NO_MODEL, models)


def _forms(schema: JsonSchema | None) -> list[dict[str, Any]]:
    """How an answer's form is asked for: as OpenAI and LM Studio have it, and else as llama.cpp's Python server does."""
    if schema is None:
        return [{}]
    named = {"name": "answer", "strict": True, "schema": dict(schema)}
    return [
        {"response_format": {"type": "json_schema", "json_schema": named}},
        {"response_format": {"type": "json_object", "schema": dict(schema)}},
    ]


def _content(message: Message) -> str | list[dict[str, Any]]:
    """Text; with pictures, parts, each picture an address that holds it."""
    if not message.pictures:
        return message.content
    urls = [f"data:image/jpeg;base64,{b64encode(picture).decode()}" for picture in message.pictures]
    shown = [{"type": "image_url", "image_url": {"url": url}} for url in urls]
    return [{"type": "text", "text": message.content}, *shown]


def _check(answer: httpx.Response) -> None:
    if not answer.is_success:
        raise ServerFault(why_of(answer.status_code))
    if not answer.headers.get("content-type", "").startswith("text/event-stream"):
        raise ServerFault(Why.BROKEN)


async def _parts(answer: httpx.Response) -> AsyncIterator[Delta | Done]:
    """The reasoning that some models send beside their answer is none of it."""
    async for line in answer.aiter_lines():
        if not line.startswith("data:"):
            continue
        data = line.removeprefix("data:").strip()
        if data == "[DONE]":
            yield Done()
            return
        said = json.loads(data)
        if said.get("error"):
            raise ServerFault(Why.BROKEN)
        for choice in said.get("choices") or []:
            if text := (choice.get("delta") or {}).get("content"):
                yield Delta(str(text))
            if reason := choice.get("finish_reason"):
                yield Done(str(reason), (said.get("usage") or {}).get("prompt_tokens"))
                return
