"""What takes a moment to read and is then kept is read as soon as a web process is up, not by the first person who needs it."""

import threading
from collections.abc import Callable
from typing import Any

import structlog

logger = structlog.get_logger(__name__)

Reader = Callable[[], Any]
_readers: list[Reader] = []


def read_early(reader: Reader) -> None:
    """Have a cached reader called at the start of every web process. Apps say so when they are ready; commands do not pay for it."""
    _readers.append(reader)


def warm() -> threading.Thread:
    """Start reading, beside the first requests. One that fails is tried again by whoever needs it."""
    thread = threading.Thread(target=_read_all, name="warming", daemon=True)
    thread.start()
    return thread


def _read_all() -> None:
    for reader in _readers:
        try:
            reader()
        except Exception:
            logger.exception("warming_failed")
