"""The door of everybody who has no model: the worker's socket. Quick to give up, because the words are found anyway."""

import socket
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from expenses.search.engine import EMBED_SECONDS, MOST_HITS, NotAvailable
from expenses.search.frames import address_of, receive, send
from expenses.search.store import Hit

SOCKET = "meaning.sock"
SEARCH_SECONDS = 0.25  # a person waits


class Client:
    """Asks the worker of the site whose DATA_DIR this is."""

    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / SOCKET

    def embed(self, sentences: Sequence[str], *, seconds: float = EMBED_SECONDS) -> list[list[float]]:
        vectors: list[list[float]] = self._ask({"do": "embed", "texts": [*sentences]}, seconds)["vectors"]
        return vectors

    def search(self, trip: int, text: str, *, most: int = MOST_HITS) -> list[Hit]:
        answer = self._ask({"do": "search", "trip": trip, "text": text, "most": most}, SEARCH_SECONDS)
        return [Hit(*hit) for hit in answer["hits"]]

    def _ask(self, question: Mapping[str, object], seconds: float) -> dict[str, Any]:
        until = time.monotonic() + seconds
        try:
            with socket.socket(socket.AF_UNIX) as connection, address_of(self.path) as address:
                connection.settimeout(seconds)
                connection.connect(address)
                send(connection, question)
                answer = receive(connection, until=until)
        except TimeoutError as fault:
            raise NotAvailable("slow") from fault
        except OSError as fault:
            raise NotAvailable("worker") from fault
        if reason := answer.get("why"):
            raise NotAvailable(str(reason))
        return answer
