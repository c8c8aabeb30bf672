"""What is asked of a language model, and what comes back: pieces of text, and an end that is good or bad."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, Protocol

JsonSchema = Mapping[str, Any]


class Why(StrEnum):
    """Why no answer came, or only half of one."""

    OFF = "off"
    UNREACHABLE = "unreachable"
    NO_MODEL = "no_model"
    REFUSED = "refused"
    BUSY = "busy"
    SLOW = "slow"
    BROKEN = "broken"
    LONG = "long"


# As readers are told; what is to be done about it stands on the operator's page.
WORDS = {
    Why.OFF: "No language model is set up here.",
    Why.UNREACHABLE: "The language model is not running.",
    Why.NO_MODEL: "The language model is not installed.",
    Why.REFUSED: "The language model’s server did not let us in.",
    Why.BUSY: "The language model is busy just now.",
    Why.SLOW: "The language model took too long.",
    Why.BROKEN: "The language model broke off.",
    Why.LONG: "This is too much for the language model.",
}


class ServerFault(Exception):
    """A server did not do what it should; carries why."""

    def __init__(self, why: Why) -> None:
        super().__init__(WORDS[why])
        self.why = why


@dataclass(frozen=True, slots=True)
class Message:
    role: Literal["system", "user", "assistant"]
    content: str
    pictures: Sequence[bytes] = ()  # JPEGs; only a model that sees is shown any


@dataclass(frozen=True, slots=True)
class Request:
    """With a schema the answer is JSON that follows it. With a picture it is put to the model that sees."""

    messages: Sequence[Message]
    schema: JsonSchema | None = None
    temperature: float = 0.2
    most_tokens: int = 400

    @property
    def size(self) -> int:
        """Bytes of text: no tokenizer makes more tokens than bytes."""
        return sum(len(message.content.encode()) for message in self.messages)

    @property
    def shows(self) -> bool:
        return any(message.pictures for message in self.messages)


@dataclass(frozen=True, slots=True)
class Delta:
    text: str


@dataclass(frozen=True, slots=True)
class Done:
    reason: str = "stop"
    prompt_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    why: Why

    @property
    def words(self) -> str:
        return WORDS[self.why]


Event = Delta | Done | Failed


@dataclass(frozen=True, slots=True)
class Health:
    """How the server is: which models it has, and whether ours is among them. `why` is None where all is well."""

    why: Why | None
    models: Sequence[str] = ()
    context: int | None = None
    abilities: Sequence[str] = field(default=())

    @property
    def words(self) -> str:
        return WORDS[self.why] if self.why else "The language model is ready."


class Server(Protocol):
    """What each kind of server is made to look like. Its methods raise ServerFault."""

    model: str

    def stream(self, request: Request) -> AsyncGenerator[Delta | Done, None]:
        """Pieces as they come, `Done` last; a stream that only stops was cut off. Closing it closes the connection."""
        ...

    async def health(self) -> Health: ...
