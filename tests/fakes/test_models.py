"""The fake server says what the real clients read: Ollama's own, and httpx by OpenAI's protocol; so what is tested with it is tested."""

import json
from base64 import b64encode

import httpx
import ollama
import pytest

from tests.expenses.corpus import jpeg
from tests.fakes.models import MODEL, TEXT, VISION, FakeModels

MESSAGES = [{"role": "user", "content": "How was it?"}]
SCHEMA = {
    "type": "object",
    "properties": {"kind": {"enum": ["total", "count"]}, "limit": {"type": "integer"}},
    "required": ["kind", "limit"],
}


@pytest.fixture
def server():
    with FakeModels() as made:
        yield made


@pytest.fixture
def client(server):
    made = ollama.Client(host=server.url)
    yield made
    made.close()


def test_ollamas_client_reads_a_stream_to_its_end(client):
    parts = list(client.chat(model=MODEL, messages=MESSAGES, stream=True))
    assert "".join(part.message.content for part in parts) == TEXT
    assert [part.done for part in parts] == [False] * (len(parts) - 1) + [True]
    assert (parts[-1].done_reason, parts[-1].prompt_eval_count) == ("stop", 26)


def test_ollamas_client_reads_a_whole_answer_and_a_form(client):
    assert client.chat(model=MODEL, messages=MESSAGES).message.content == TEXT
    filled = client.chat(model=MODEL, messages=MESSAGES, format=SCHEMA).message.content
    assert json.loads(filled) == {"kind": "total", "limit": 0}


def test_ollamas_client_reads_the_models_and_one_of_them(client):
    assert [model.model for model in client.list().models] == [MODEL]
    shown = client.show(MODEL)
    assert shown.capabilities == ["completion", "tools"]
    assert shown.modelinfo["llama.context_length"] == 131072


def test_ollamas_client_is_told_of_a_model_that_is_not_there(client):
    with pytest.raises(ollama.ResponseError, match="not found") as fault:
        client.chat(model="nobody", messages=MESSAGES)
    assert fault.value.status_code == 404
    with pytest.raises(ollama.ResponseError):
        client.show("nobody")


def test_ollamas_client_raises_the_error_line_and_overlooks_a_missing_end(client, server):
    server.mode = "error"
    with pytest.raises(ollama.ResponseError, match="CUDA"):
        list(client.chat(model=MODEL, messages=MESSAGES, stream=True))
    server.mode = "no_done"
    assert not any(part.done for part in client.chat(model=MODEL, messages=MESSAGES, stream=True))


def test_openais_protocol_is_spoken_as_events(server):
    body = {"model": MODEL, "messages": MESSAGES, "stream": True}
    with httpx.stream("POST", f"{server.url}/v1/chat/completions", json=body) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = [line.removeprefix("data: ") for line in answer.iter_lines() if line]
    assert lines[-1] == "[DONE]"
    chunks = [json.loads(line)["choices"][0] for line in lines[:-1]]
    assert "".join(chunk["delta"].get("content", "") for chunk in chunks) == TEXT
    assert [chunk["finish_reason"] for chunk in chunks] == [None] * (len(chunks) - 1) + ["stop"]


@pytest.mark.parametrize(
    "form",
    [
        {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": SCHEMA}},
        {"type": "json_object", "schema": SCHEMA},
    ],
)
def test_openais_protocol_has_forms_and_models(server, form):
    body = {"model": MODEL, "messages": MESSAGES, "response_format": form}
    answer = httpx.post(f"{server.url}/v1/chat/completions", json=body).json()
    assert json.loads(answer["choices"][0]["message"]["content"]) == {"kind": "total", "limit": 0}
    assert [model["id"] for model in httpx.get(f"{server.url}/v1/models").json()["data"]] == [MODEL]


def test_it_notices_who_hangs_up(server):
    server.mode = "endless"
    with httpx.stream("POST", f"{server.url}/api/chat", json={"model": MODEL, "messages": MESSAGES}) as answer:
        pieces = answer.iter_bytes()  # kept: an iterator that is dropped hangs up
        next(pieces)
        assert server.open == 1
    assert server.is_free()


# -- pictures
@pytest.fixture
def sighted(server):
    server.models = [MODEL, VISION]
    return server


def test_ollamas_client_shows_pictures_and_is_told_what_is_none(sighted):
    client = ollama.Client(host=sighted.url)
    client.chat(model=VISION, messages=[{"role": "user", "content": "?", "images": [jpeg()]}])
    assert sighted.pictures == [jpeg()]
    for model, picture, words in [(VISION, b"no picture", "unknown format"), (MODEL, jpeg(), "image input")]:
        with pytest.raises(ollama.ResponseError, match=words):
            client.chat(model=model, messages=[{"role": "user", "content": "?", "images": [picture]}])
    client.close()


@pytest.mark.parametrize(
    ("url", "status"),
    [
        (f"data:image/jpeg;base64,{b64encode(jpeg()).decode()}", 200),
        (f"data:image/jpeg;base64,{b64encode(b'no picture').decode()}", 400),
        ("data:image/jpeg;base64,***", 400),
        ("https://example.org/receipt.jpg", 400),
    ],
)
def test_openais_protocol_takes_pictures_as_addresses_that_hold_them(sighted, url, status):
    content = [{"type": "text", "text": "?"}, {"type": "image_url", "image_url": {"url": url}}]
    body = {"model": VISION, "messages": [{"role": "user", "content": content}]}
    assert httpx.post(f"{sighted.url}/v1/chat/completions", json=body).status_code == status
    assert len(sighted.pictures) == (status == 200)


def test_a_model_that_is_not_there_is_none_in_openais_protocol_either(sighted):
    body = {"model": "nobody", "messages": MESSAGES}
    answer = httpx.post(f"{sighted.url}/v1/chat/completions", json=body)
    assert (answer.status_code, "does not exist" in answer.text) == (404, True)
