"""Which way this process goes to model and index: to the worker, or, in a command, to a model of its own."""

from collections.abc import Sequence

from django.conf import settings

from expenses.models import Expense
from expenses.search.client import Client
from expenses.search.embedding import NoModel
from expenses.search.engine import EMBED_SECONDS, MOST_HITS, Door, Engine, NotAvailable, is_wanted, own_engine
from expenses.search.indexing import begin_again, index_trip
from expenses.search.store import Hit, NotOnThisMachine

MOST_TO_CATCH_UP = 5_000  # stale expenses that a command indexes by itself before it asks; more is `reindex`'s work


class OwnDoor:
    """A command's own model, loaded at the first question, and an index that is brought up to date before it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._fresh: set[int] = set()

    def embed(self, sentences: Sequence[str], *, seconds: float = EMBED_SECONDS) -> list[list[float]]:
        return self.engine.embed(sentences, seconds=seconds)

    def search(self, trip: int, text: str, *, most: int = MOST_HITS) -> list[Hit]:
        if trip not in self._fresh:
            self._catch_up(trip)
        try:
            return self.engine.search(trip, text, most=most)
        except NotAvailable as why:
            if why.reason != "index":
                raise
        self._catch_up(trip)  # it was lost or damaged meanwhile
        return self.engine.search(trip, text, most=most)

    def _catch_up(self, trip: int) -> None:
        if not self.engine.store.exists():
            begin_again()
        if Expense.objects.stale().filter(trip=trip).count() > MOST_TO_CATCH_UP:
            raise NotAvailable("behind")
        try:
            index_trip(trip, door=self.engine, store=self.engine.store)
        except NotOnThisMachine as fault:
            raise NotAvailable("processor") from fault
        self._fresh.add(trip)


class _Here:
    """What this process goes through; None: the worker's socket."""

    own: Door | None = None


def use_own_model() -> None:
    """From now on this process is its own; nothing is loaded yet. For commands."""
    if not is_wanted():
        return
    try:
        _Here.own = OwnDoor(own_engine())
    except NoModel:
        _Here.own = None


def door() -> Door:
    """Raises NotAvailable where the site does without."""
    if not is_wanted():
        raise NotAvailable("off")
    return _Here.own or Client(settings.DATA_DIR)
