"""Model and index together, in the process that has them: the worker, for the whole site, or a command, for itself."""

import threading
from collections.abc import Sequence
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from typing import Protocol

from django.conf import settings

from expenses.search.embedding import OFF, Embedder, NoModel, model_folder
from expenses.search.store import Damaged, Hit, Missing, NotOnThisMachine, Store, require_processor

INDEX = "index"  # the folder in DATA_DIR
REMEMBERED = 512  # texts that were searched for, with their vectors
MOST_HITS = 200
EMBED_SECONDS = 60.0  # a job waits


class NotAvailable(Exception):
    """No search by meaning now. `reason` is a key of expenses.search.meaning.NOTES."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Door(Protocol):
    """How a process reaches model and index."""

    def embed(self, sentences: Sequence[str], *, seconds: float = EMBED_SECONDS) -> list[list[float]]:
        """A vector for each; a worker that is elsewhere is given the seconds. Raises NotAvailable."""

    def search(self, trip: int, text: str, *, most: int = MOST_HITS) -> list[Hit]:
        """What of the trip is most like the text. Raises NotAvailable."""


class Engine:
    """The door of a process that holds the model itself."""

    def __init__(self, data_dir: Path, model: Path) -> None:
        self.embedder = Embedder(model)
        self.store = Store(data_dir / INDEX, model=self.embedder.fingerprint)
        self.is_warm = threading.Event()
        self._vector_of = lru_cache(REMEMBERED)(lambda text: self.embedder.embed([text])[0])

    def warm(self) -> None:
        """Load everything. Raises NoModel and NotOnThisMachine."""
        require_processor(self.store.folder.parent)
        vector = self._vector_of("taxi")
        with suppress(Missing, Damaged):  # which the first search finds out, and sees to
            self.store.search(1, vector, most=1)
        self.is_warm.set()

    def embed(self, sentences: Sequence[str], *, seconds: float = EMBED_SECONDS) -> list[list[float]]:  # noqa: ARG002 - its own
        try:
            return self.embedder.embed(sentences)
        except NoModel as fault:
            raise NotAvailable("model") from fault

    def search(self, trip: int, text: str, *, most: int = MOST_HITS) -> list[Hit]:
        try:
            return self.store.search(trip, self._vector_of(text), most=most)
        except NoModel as fault:
            raise NotAvailable("model") from fault
        except NotOnThisMachine as fault:
            raise NotAvailable("processor") from fault
        except Damaged as fault:
            self.store.put_aside()
            raise NotAvailable("index") from fault
        except Missing as fault:
            raise NotAvailable("index") from fault


def is_wanted() -> bool:
    """Whether this site searches by meaning at all."""
    return settings.EMBEDDING_MODEL_PATH != OFF


@cache
def own_engine() -> Engine:
    """This process' own, nothing of it loaded yet. Raises NoModel."""
    return Engine(settings.DATA_DIR, model_folder(settings.EMBEDDING_MODEL_PATH))
