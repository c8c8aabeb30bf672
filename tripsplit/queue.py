"""The doorbell of background work: Huey on an SQLite file of its own (or Redis). Messages are JSON, never pickle."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from huey.registry import Message

DATETIME_KEY = "__datetime__"
REDIS_SCHEMES = ("redis://", "rediss://", "unix://")


class JsonSerializer:
    """Huey's messages as JSON text: what is read back from the queue's file can never be code."""

    def serialize(self, data: Any) -> bytes:
        body = {"message": data._asdict()} if isinstance(data, Message) else {"data": data}
        return json.dumps(body, default=_encode).encode()

    def deserialize(self, data: bytes) -> Any:
        """Raises ValueError for anything that is not our JSON."""
        body = json.loads(data, object_hook=_decode)
        return Message(**body["message"]) if "message" in body else body["data"]


def _encode(value: object) -> object:
    if isinstance(value, datetime):
        return {DATETIME_KEY: value.isoformat()}
    raise TypeError(f"{type(value).__name__} does not belong in the queue: pass ids.")


def _decode(value: dict[str, Any]) -> object:
    return datetime.fromisoformat(value[DATETIME_KEY]) if DATETIME_KEY in value else value


def queue_settings(url: str, *, data_dir: Path) -> dict[str, Any]:
    """Django's HUEY setting for `HUEY_URL`: empty means an SQLite file in the data directory, `redis://…` a Redis server.

    Raises ValueError for any other address.
    """
    common = {
        "name": "tripsplit",
        "immediate": False,
        "results": False,
        "serializer": JsonSerializer(),
        # Two, so that a long job does not keep the others waiting. Told to end, they may finish what they do for twenty seconds.
        "consumer": {"workers": 2, "worker_type": "thread", "max_delay": 1, "shutdown_timeout": 20},
    }
    if url:
        if not url.startswith(REDIS_SCHEMES):
            raise ValueError("HUEY_URL names a Redis server, as in redis://localhost:6379/0, or is left out.")
        return {**common, "huey_class": "tripsplit.consumer.RedisDoorbell", "connection": {"url": url}}
    return {
        **common,
        "huey_class": "tripsplit.consumer.SqliteDoorbell",
        "filename": str(data_dir / "huey.sqlite3"),
        "fsync": True,
        "strict_fifo": True,
    }
