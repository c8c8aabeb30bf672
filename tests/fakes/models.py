"""A language model's server: Ollama's own protocol and OpenAI's, in good and in bad moods (`mode`)."""

import asyncio
import gzip
import json
import re
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256

from tests.fakes.eyes import NoPicture, pictures_of_ollama, pictures_of_openai
from tests.fakes.http import HttpServer

MODEL = "llama3.1:8b"
VISION = "qwen2.5vl:7b"  # can be shown pictures; there only where a test installs it
TEXT = "It was a good trip. Nobody was left behind."
SOME = 3  # pieces that come before something goes wrong
WORDS = re.compile(r"\S+\s*|\s+")

# What a mood is about: how it is said, or what.
MODES = (
    *(
        "normal",
        "slow",
        "silent",
        "dribbling",
        "error",
        "cut",
        "no_done",
        "no_model",
        "full",
        "refused",
        "html",
        "no_json",
    ),
    *("endless", "endless_line", "invalid_utf8", "gzip_bomb", "redirect", "thinking"),
)
REFUSALS = {
    "no_model": (404, "Not Found", f"model '{MODEL}' not found"),
    "full": (503, "Service Unavailable", "server busy, please try again.  maximum pending requests exceeded"),
    "refused": (401, "Unauthorized", "invalid api key"),
}


class FakeModels(HttpServer):
    """`say` gets the request's messages and returns what the model says; `fill` gets the schema too, where a form is to be filled in."""

    def __init__(self, *, mode="normal", pause=0.0):
        super().__init__()
        self.mode, self.pause = mode, pause
        self.say = lambda messages: TEXT
        self.fill = lambda messages, schema: smallest(schema)
        self.models = [MODEL]
        self.pictures = []  # what it was shown

    @property
    def chats(self):
        """The bodies of what was asked of the model, oldest first."""
        return [asked.json for asked in self.asked if asked.path in {"/api/chat", "/v1/chat/completions"}]

    async def answer(self, asked, line):
        protocol = {"api": Ollama, "v1": OpenAI}.get(asked.path.split("/")[1])
        work = protocol and getattr(protocol, f"{asked.method} {asked.path}", None)
        if work is None:
            await line.whole(404, "Not Found", b"404 page not found", type_="text/plain")
        elif self.mode == "silent":
            await asyncio.Event().wait()
        elif self.mode == "html":
            await line.whole(200, "OK", b"<html><body>Welcome to nginx!</body></html>", type_="text/html")
        elif self.mode == "redirect":
            await line.whole(302, "Found", b"", Location=f"{self.url}/elsewhere")
        elif self.mode in REFUSALS:
            status, reason, words = REFUSALS[self.mode]
            await line.whole(status, reason, protocol.fault(words))
        else:
            await work(self, asked, line)

    async def is_refused(self, asked, line, protocol):
        """Whether the model that is asked for is not there, or cannot be shown what it is shown; told in the protocol's own way."""
        try:
            self.pictures += self._shown(asked.json["model"], asked.json["messages"], protocol)
        except NoPicture as fault:
            await line.whole(fault.status, fault.reason, protocol.fault(fault.words))
            return True
        return False

    def _shown(self, name, messages, protocol):
        if name not in self.models and not protocol.answers_for(name, self.models):
            raise NoPicture(404, "Not Found", protocol.MISSING.format(name))
        shown = protocol.pictures_of(messages)
        if shown and name != VISION:
            raise NoPicture(*protocol.BLIND)
        return shown

    def words_for(self, asked):
        """What the model says to this request, in the pieces that it comes in."""
        body = asked.json
        schema = body.get("format") or _form_of(body.get("response_format") or {})
        said = json.dumps(self.fill(body["messages"], schema)) if schema else self.say(body["messages"])
        if self.mode == "thinking":
            said = f"<think>The user wants 99.99 euros. No: 12.</think>{said}"
        return WORDS.findall(said)

    async def stream(self, pieces, line, protocol):
        """The pieces one after the other, until the mood breaks them off."""
        bad = {"error", "cut", "no_done", "endless", "endless_line", "invalid_utf8", "no_json", "gzip_bomb"} & {
            self.mode
        }
        if self.mode == "gzip_bomb":
            return await line.whole(200, "OK", bomb_of(protocol), type_=protocol.TYPE, Content_Encoding="gzip")
        await line.head(200, "OK", type_=protocol.TYPE, Transfer_Encoding="chunked")
        for piece in pieces[: SOME if bad else None]:
            await self._say(protocol.piece(piece), line)
        if bad:
            return await getattr(self, f"_{self.mode}")(line, protocol)
        for end in protocol.ends(len(pieces)):
            await self._say(end, line)
        return await line.last_chunk()

    async def _say(self, data, line):
        if self.mode == "dribbling":
            for place in range(len(data)):
                await line.chunk(data[place : place + 1])
                await asyncio.sleep(0.02)
            return
        await line.chunk(data)
        await asyncio.sleep(5.0 if self.mode == "slow" else self.pause)

    async def _error(self, line, protocol):
        await line.chunk(protocol.broken("an error was encountered while running the model: CUDA error: out of memory"))
        await line.last_chunk()

    async def _cut(self, line, protocol):
        await line.send(b"%x\r\n%s" % (500, protocol.piece("half")[:20]))
        line.reset()

    async def _no_done(self, line, protocol):
        await line.last_chunk()

    async def _no_json(self, line, protocol):
        await line.chunk(protocol.line(b"{half of"))
        await line.last_chunk()

    async def _invalid_utf8(self, line, protocol):
        await line.chunk(protocol.piece("caf#").replace(b"#", b"\xc3\x28\xff"))
        for end in protocol.ends(SOME):
            await line.chunk(end)
        await line.last_chunk()

    async def _endless(self, line, protocol):
        while True:
            await line.chunk(protocol.piece("and so on ") * 20)
            await asyncio.sleep(0)

    async def _endless_line(self, line, protocol):
        while True:
            await line.chunk(b"a" * 65_536)


def now():
    return datetime.now(UTC).isoformat().replace("+00:00", "000Z")


@cache
def bomb_of(protocol):
    """Eight megabytes in eight kilobytes or so."""
    return gzip.compress(protocol.piece("a" * 8_000_000), compresslevel=1)


def packed(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


class Ollama:
    TYPE = "application/x-ndjson"
    MISSING = "model '{}' not found"
    BLIND = (500, "Internal Server Error", "this model is missing data required for image input")
    pictures_of = staticmethod(pictures_of_ollama)
    DETAILS = {
        "parent_model": "",
        "format": "gguf",
        "family": "llama",
        "families": ["llama"],
        "parameter_size": "8.0B",
        "quantization_level": "Q4_K_M",
    }

    @staticmethod
    def line(data):
        return data + b"\n"

    @staticmethod
    def answers_for(_name, _models):
        return False

    @staticmethod
    def fault(words):
        return packed({"error": words})

    @classmethod
    def broken(cls, words):
        return cls.line(cls.fault(words))

    @staticmethod
    def said(text, **more):
        return {
            "model": MODEL,
            "created_at": now(),
            "message": {"role": "assistant", "content": text},
            "done": False,
            **more,
        }

    @classmethod
    def piece(cls, text):
        return cls.line(packed(cls.said(text)))

    @classmethod
    def last(cls, text, count):
        counts = {
            "prompt_eval_count": 26,
            "prompt_eval_duration": 342546000,
            "eval_count": count,
            "eval_duration": 4535599000,
        }
        spent = {"total_duration": 4883583458, "load_duration": 1334875, **counts}
        return cls.line(packed(cls.said(text, done=True, done_reason="stop", **spent)))

    @classmethod
    def ends(cls, count):
        return [cls.last("", count)]

    async def chat(self, asked, line):
        if await self.is_refused(asked, line, Ollama):
            return None
        pieces = self.words_for(asked)
        if asked.json.get("stream") is False:
            return await line.whole(200, "OK", Ollama.last("".join(pieces), len(pieces)))
        return await self.stream(pieces, line, Ollama)

    async def tags(self, asked, line):
        rows = [
            {
                "name": name,
                "model": name,
                "modified_at": "2026-05-04T17:37:44.706015396+02:00",
                "size": 4920753328,
                "digest": sha256(name.encode()).hexdigest(),
                "details": Ollama.DETAILS,
            }
            for name in self.models
        ]
        await line.whole(200, "OK", packed({"models": rows}))

    async def show(self, asked, line):
        if asked.json["model"] not in self.models:
            return await line.whole(404, "Not Found", Ollama.fault(f"model '{asked.json['model']}' not found"))
        shown = {
            "license": "LLAMA 3.1 COMMUNITY LICENSE AGREEMENT",
            "modelfile": f"FROM {MODEL}",
            "parameters": 'stop                           "<|eot_id|>"',
            "template": "{{ .Prompt }}",
            "details": Ollama.DETAILS,
            "model_info": {"general.architecture": "llama", "llama.context_length": 131072},
            "capabilities": ["completion", "tools"],
            "modified_at": "2026-05-04T17:37:44.706015396+02:00",
        }
        return await line.whole(200, "OK", packed(shown))


class OpenAI:
    TYPE = "text/event-stream; charset=utf-8"
    MISSING = "The model `{}` does not exist or you do not have access to it."
    BLIND = (400, "Bad Request", "This model does not support image inputs.")
    pictures_of = staticmethod(pictures_of_openai)

    @staticmethod
    def line(data):
        return b"data: " + data + b"\n\n"

    @staticmethod
    def answers_for(_name, models):
        """llama.cpp's server has one model, and answers to any name."""
        return len(models) == 1

    @staticmethod
    def fault(words):
        return packed({"error": {"message": words, "type": "server_error", "code": None}})

    @classmethod
    def broken(cls, words):
        return b"event: error\n" + cls.line(cls.fault(words))

    @staticmethod
    def _chunk(delta, reason=None):
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
        return packed(
            {
                "id": "chatcmpl-1",
                "object": "chat.completion.chunk",
                "created": 1748000000,
                "model": MODEL,
                "choices": [choice],
            }
        )

    @classmethod
    def piece(cls, text):
        return cls.line(cls._chunk({"role": "assistant", "content": text}))

    @classmethod
    def ends(cls, count):
        return [cls.line(cls._chunk({}, "stop")), cls.line(b"[DONE]")]

    async def chat(self, asked, line):
        if await self.is_refused(asked, line, OpenAI):
            return None
        if not asked.json.get("stream"):
            message = {"role": "assistant", "content": "".join(self.words_for(asked))}
            choice = {"index": 0, "message": message, "finish_reason": "stop"}
            return await line.whole(200, "OK", packed({"object": "chat.completion", "choices": [choice]}))
        return await self.stream(self.words_for(asked), line, OpenAI)

    async def list(self, asked, line):
        rows = [{"id": name, "object": "model", "owned_by": "organization_owner"} for name in self.models]
        await line.whole(200, "OK", packed({"object": "list", "data": rows}))


# By the line of the request.
for kind, name, work in [
    (Ollama, "POST /api/chat", Ollama.chat),
    (Ollama, "GET /api/tags", Ollama.tags),
    (Ollama, "POST /api/show", Ollama.show),
    (OpenAI, "POST /v1/chat/completions", OpenAI.chat),
    (OpenAI, "GET /v1/models", OpenAI.list),
]:
    setattr(kind, name, work)


def _form_of(response_format):
    return response_format.get("schema") or response_format.get("json_schema", {}).get("schema")


def smallest(schema, definitions=None):
    """The least that follows a JSON schema, as a model held to a grammar might write it."""
    definitions = definitions or schema.get("$defs", {})
    if "$ref" in schema:
        return smallest(definitions[schema["$ref"].rsplit("/", 1)[1]], definitions)
    for choice in ("const", "default"):
        if choice in schema:
            return schema[choice]
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return smallest(schema["anyOf"][0], definitions)
    if schema.get("type") == "object":
        wanted = schema.get("required", [])
        return {name: smallest(schema["properties"][name], definitions) for name in wanted}
    return {"string": "", "integer": 0, "number": 0, "boolean": False, "array": [], "null": None}[schema["type"]]
