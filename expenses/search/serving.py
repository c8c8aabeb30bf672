"""The worker's part: one copy of the model for the whole site, behind a socket in DATA_DIR that only this user can open.

Of several workers the one that holds the lock serves, and another takes over when it ends.
"""

import fcntl
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.db import connections

from expenses.search.client import SOCKET
from expenses.search.embedding import NoModel
from expenses.search.engine import MOST_HITS, Engine, NotAvailable, is_wanted, own_engine
from expenses.search.frames import address_of, receive, send
from expenses.search.indexing import begin_again
from expenses.search.store import NotOnThisMachine

log = structlog.get_logger(__name__)

AT_ONCE = 8  # questions; further ones wait in the kernel's queue
WAITING = 64
READ_SECONDS = 2.0
LOOK_SECONDS = 0.5  # how often is looked whether the process is to end
STANDBY_SECONDS = 2.0
LONGEST_TEXT = 5_000

# Set while this process is the one that has the model.
serving_here = threading.Event()


def serve(stopping: threading.Event) -> None:
    """Serve until the process is to end, or wait to take over from whoever does."""
    if not is_wanted():
        return
    try:
        engine = own_engine()
    except NoModel as fault:
        log.warning("no_search_by_meaning", why=str(fault))
        return
    while not stopping.is_set():
        with holding(settings.DATA_DIR / "meaning.lock") as held:
            if held:
                Server(engine, settings.DATA_DIR / SOCKET).run(stopping)
        stopping.wait(STANDBY_SECONDS)


@contextmanager
def holding(path: Path) -> Iterator[bool]:
    """Whether the lock is ours. The kernel lets go of it when its holder dies, however that is."""
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


class Server:
    """Answers questions until told to stop."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self.engine, self.path = engine, path
        self.failed = ""  # why there will be no answers, once that is known

    def run(self, stopping: threading.Event) -> None:
        """Whoever calls this holds the lock: a socket that is there already is a dead worker's."""
        with socket.socket(socket.AF_UNIX) as listener, ThreadPoolExecutor(AT_ONCE, "meaning") as pool:
            try:
                self._listen(listener)
            except OSError as fault:
                log.warning("no_search_by_meaning", why=f"{self.path}: {fault}")
                return
            serving_here.set()
            threading.Thread(target=self._warm, name="warming", daemon=True).start()
            try:
                while not stopping.is_set():
                    with suppress(TimeoutError):
                        connection, _ = listener.accept()
                        pool.submit(self._answer, connection)
            finally:
                serving_here.clear()
                self.path.unlink(missing_ok=True)
                pool.shutdown(wait=False, cancel_futures=True)

    def _listen(self, listener: socket.socket) -> None:
        self.path.unlink(missing_ok=True)
        with address_of(self.path) as address:
            listener.bind(address)
        self.path.chmod(0o600)  # before anybody can connect
        listener.listen(WAITING)
        listener.settimeout(LOOK_SECONDS)

    def _warm(self) -> None:
        """So that nobody's first search waits for the model."""
        started = time.monotonic()
        try:
            self.engine.warm()
            log.info("search_by_meaning_ready", seconds=round(time.monotonic() - started, 1))
        except NoModel as fault:
            self.failed = "model"
            log.warning("no_search_by_meaning", why=str(fault))
        except NotOnThisMachine as fault:
            self.failed = "processor"
            log.warning("no_search_by_meaning", why=str(fault))
        except Exception:
            self.failed = "index"
            log.exception("no_search_by_meaning")

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            try:
                question = receive(connection, until=time.monotonic() + READ_SECONDS)
                send(connection, self._answer_to(question))
            except OSError:
                return  # whoever asked has gone
            except Exception:
                log.exception("meaning_failed")
                with suppress(OSError):
                    send(connection, {"why": "index"})

    @staticmethod
    def _begin_again() -> None:
        try:
            begin_again()
        finally:
            connections.close_all()  # this thread asks the database once in a blue moon

    def _answer_to(self, question: Mapping[str, Any]) -> dict[str, Any]:
        if self.failed or not self.engine.is_warm.is_set():
            return {"why": self.failed or "warming"}
        try:
            match question:
                case {"do": "search", "trip": int(trip), "text": str(text), "most": int(most)}:
                    hits = self.engine.search(trip, text[:LONGEST_TEXT], most=min(most, MOST_HITS))
                    return {"hits": [[hit.expense, hit.ref, hit.version, hit.likeness] for hit in hits]}
                case {"do": "embed", "texts": list(texts)} if all(isinstance(text, str) for text in texts):
                    return {"vectors": self.engine.embed(texts)}
                case _:
                    return {"why": "question"}
        except NotAvailable as fault:
            if fault.reason == "index":
                self._begin_again()
            return {"why": fault.reason}
