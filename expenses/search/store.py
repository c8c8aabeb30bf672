"""The vectors on disk: a LanceDB table that can be thrown away at any time, and the only place that knows LanceDB.

It needs a processor with AVX2 and dies by signal without; so a child process tries first, once for each machine and release.
"""

import hashlib
import importlib.metadata
import json
import platform
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from expenses.search.embedding import DIMENSIONS
from expenses.search.text import FORM

T = TypeVar("T")

PROBE_SECONDS = 120
PROBE = """
import tempfile, lancedb
with tempfile.TemporaryDirectory() as folder:
    table = lancedb.connect(folder).create_table("probe", [{"trip": 1, "vector": [float(n) for n in range(16)]}])
    assert table.search([1.0] * 16).where("trip = 1", prefilter=True).limit(1).to_list()
"""
KEPT_VERSIONS = timedelta(minutes=10)  # of the table: who reads an older one may finish
WRITES_BEFORE_TIDYING = 50  # each makes a few small files
INDEXED_FROM = 5_000  # rows: fewer are looked through as quickly


class NotOnThisMachine(Exception):
    """LanceDB does not run here."""


class Damaged(Exception):
    """The index cannot be read: put it aside and begin again."""


class Missing(Exception):
    """There is no index yet, or not any more."""


@dataclass(frozen=True)
class Row:
    """One expense at one of its versions."""

    expense: int
    trip: int
    ref: str
    version: int
    vector: Sequence[float]


@dataclass(frozen=True)
class Hit:
    """An expense as it was when it was embedded, and how like it is (1 is the same)."""

    expense: int
    ref: str
    version: int
    likeness: float


class Store:
    """One table for one model in `folder`. Every question is behind a trip's fence; without one it finds nothing."""

    def __init__(self, folder: Path, *, model: str) -> None:
        self.folder = folder
        self.name = f"expenses-{FORM}-{model}"
        self._lock = threading.RLock()
        self._writes = 0

    # -- asking -------------------------------------------------------------------------------------------------------------
    def search(self, trip: int, vector: Sequence[float], *, most: int) -> list[Hit]:
        """The trip's expenses that are most like the vector. Raises Missing and Damaged."""
        if not _is_fence(trip):
            return []
        found = self._read(
            lambda table: (
                table.search(list(vector))
                .distance_type("cosine")
                .where(f"trip = {trip:d}", prefilter=True)
                .select(["expense", "ref", "version", "_distance"])
                .limit(most)
                .to_list()
            )
        )
        return [Hit(row["expense"], row["ref"], row["version"], 1 - row["_distance"]) for row in found]

    def versions(self, trip: int) -> dict[int, tuple[str, int]]:
        """What is there of the trip: ref and version of each expense, by primary key. Raises Missing and Damaged."""
        if not _is_fence(trip):
            return {}
        rows = self._read(
            lambda table: (
                table.search()
                .where(f"trip = {trip:d}", prefilter=True)
                .select(["expense", "ref", "version"])
                .limit(table.count_rows() + 1)
                .to_list()
            )
        )
        return {row["expense"]: (row["ref"], row["version"]) for row in rows}

    def trips(self) -> set[int]:
        """The trips that there are rows of. Raises Missing and Damaged."""
        column = self._read(lambda table: table.search().select(["trip"]).limit(table.count_rows() + 1).to_arrow())
        return set(column["trip"].unique().to_pylist())

    def count(self) -> int:
        """Raises Missing and Damaged."""
        return int(self._read(lambda table: table.count_rows()))

    def exists(self) -> bool:
        return (self.folder / f"{self.name}.lance").is_dir()

    # -- changing -------------------------------------------------------------------------------------------------------------
    def upsert(self, rows: Sequence[Row]) -> None:
        """Write the rows in place of older ones of the same expenses. Raises Missing and Damaged."""
        if not rows:
            return
        data = [{"expense": row.expense, "trip": row.trip, "ref": row.ref, "version": row.version, "vector": list(row.vector)}
                for row in rows]  # fmt: skip
        self._write(
            lambda table: (
                table.merge_insert("expense")
                .when_matched_update_all()
                .when_not_matched_insert_all()
                .execute(_arrow(data))
            )
        )

    def forget(self, expenses: Iterable[int]) -> None:
        """Raises Missing and Damaged."""
        keys = ", ".join(f"{key:d}" for key in expenses)
        if keys:
            self._write(lambda table: table.delete(f"expense IN ({keys})"))

    def forget_trips(self, trips: Iterable[int]) -> None:
        """Raises Missing and Damaged."""
        keys = ", ".join(f"{key:d}" for key in trips)
        if keys:
            self._write(lambda table: table.delete(f"trip IN ({keys})"))

    def create(self) -> None:
        """An empty table where there is none."""
        with self._lock:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._database.create_table(self.name, schema=_schema(), exist_ok=True)

    def tidy(self) -> None:
        """Merge what many small writes have left, look the trips up by an index where there are many rows, drop other models' tables."""
        table = self._table()
        if table.count_rows() >= INDEXED_FROM and not table.list_indices():
            from lancedb.index import BTree  # noqa: PLC0415

            table.create_index("trip", config=BTree())
        with suppress(RuntimeError):  # somebody wrote meanwhile: the next time, then
            table.optimize(cleanup_older_than=KEPT_VERSIONS)
        for other in self.folder.glob("*.lance"):
            if other.name != f"{self.name}.lance":
                shutil.rmtree(other, ignore_errors=True)

    def put_aside(self) -> None:
        """Move the whole folder away, so that an empty one takes its place. The last one that was put aside is kept."""
        with self._lock:
            self.__dict__.pop("_database", None)
            if not self.folder.exists():
                return
            for older in self.folder.parent.glob(f"{self.folder.name}.damaged-*"):
                shutil.rmtree(older, ignore_errors=True)
            self.folder.rename(self.folder.with_name(f"{self.folder.name}.damaged-{time.time_ns()}"))

    def delete(self) -> None:
        with self._lock:
            self.__dict__.pop("_database", None)
            shutil.rmtree(self.folder, ignore_errors=True)

    # -- how ------------------------------------------------------------------------------------------------------------------
    def _read(self, question: Callable[[Any], T]) -> T:
        table = self._table()
        try:
            return question(table)
        except BaseException as fault:
            if not _is_lances(fault):
                raise
            if not self.exists():
                raise Missing from fault
        try:  # once more: a table that is tidied at the same moment may lose a file under our hands
            return question(self._table())
        except BaseException as fault:
            if not _is_lances(fault):
                raise
            raise Damaged(str(fault)[:300]) from fault

    def _write(self, change: Callable[[Any], object]) -> None:
        """A write may fail for reasons that are not the table's (a full disk, another writer): only an unreadable one is damaged."""
        with self._lock:
            table = self._table()
            try:
                change(table)
            except BaseException as fault:
                if not _is_lances(fault):
                    raise
                self.trips()
                raise
            self._writes += 1
            if self._writes >= WRITES_BEFORE_TIDYING:
                self._writes = 0
                self.tidy()

    def _table(self) -> Any:
        if not self.exists():
            raise Missing
        try:
            return self._database.open_table(self.name)
        except BaseException as fault:
            if not _is_lances(fault):
                raise
            raise (Damaged(str(fault)[:300]) if self.exists() else Missing) from fault

    @cached_property
    def _database(self) -> Any:
        require_processor(self.folder.parent)
        import lancedb  # noqa: PLC0415 - 120 MB, so only here and only now

        # Otherwise a handle never sees what another process has written.
        return lancedb.connect(str(self.folder), read_consistency_interval=timedelta(0))


def _is_fence(trip: object) -> bool:
    return isinstance(trip, int) and not isinstance(trip, bool) and trip > 0


def _is_lances(fault: BaseException) -> bool:
    """LanceDB raises whatever its storage layer does, and its panics are no Exceptions."""
    return isinstance(fault, Exception) or type(fault).__name__ == "PanicException"


@cache
def _schema() -> Any:
    pyarrow: Any = import_module("pyarrow")
    fields = [
        ("expense", pyarrow.int64()),
        ("trip", pyarrow.int64()),
        ("ref", pyarrow.string()),
        ("version", pyarrow.int64()),
    ]
    return pyarrow.schema([*fields, ("vector", pyarrow.list_(pyarrow.float32(), DIMENSIONS))])


def _arrow(data: list[dict[str, Any]]) -> Any:
    pyarrow: Any = import_module("pyarrow")
    return pyarrow.Table.from_pylist(data, schema=_schema())


# -- whether it runs here -----------------------------------------------------------------------------------------------------
def require_processor(data_dir: Path) -> None:
    """Raises NotOnThisMachine. The answer is kept in the data directory, by processor and release."""
    key = hashlib.sha256(f"{importlib.metadata.version('lancedb')} {_processor()}".encode()).hexdigest()
    kept = data_dir / "index.processor.json"
    known: dict[str, bool] = {}
    with suppress(OSError, ValueError):
        known = dict(json.loads(kept.read_text()))
    if key not in known:
        known = {key: runs_here()}
        with suppress(OSError):
            kept.write_text(json.dumps(known))
    if not known[key]:
        raise NotOnThisMachine("LanceDB does not run on this processor (it needs AVX2).")


def probe_command() -> list[str]:
    return [sys.executable, "-c", PROBE]


def runs_here() -> bool:
    """Let a child try: an instruction that the processor does not know ends the child alone."""
    with suppress(OSError, subprocess.TimeoutExpired):
        done = subprocess.run(probe_command(), capture_output=True, timeout=PROBE_SECONDS, check=False)
        return done.returncode == 0
    return False


def _processor() -> str:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith(("flags", "Features")):
                return line
    return platform.processor() or platform.machine()
