"""Reports on disk: named by their hash, there for good before a row names them, and swept once none does."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from settlements.models import Report
from settlements.reports.kinds import KINDS
from tripsplit.files import new_folder, private_folder, sha256_of, sync_file, sync_folder

WORKBENCH = "new-"
KEEP_UNNAMED = timedelta(hours=12)  # longer than any report takes


@dataclass(frozen=True)
class Stored:
    """A file at its place."""

    sha256: str
    size: int


def file_of(report: Report) -> Path:
    return _path(report.sha256, KINDS[report.kind].extension)


@contextmanager
def workbench() -> Iterator[Path]:
    """A folder to make a report in, on the same disk as the others, so that moving it there is one step."""
    with TemporaryDirectory(prefix=WORKBENCH, dir=private_folder(_root())) as folder:
        yield Path(folder)


def settle(made: Path, *, extension: str) -> Stored:
    """Move a file from the workbench to its place, for good: it outlives a power cut that comes after the commit.

    Over a file of the same bytes too: it is a new one then, which no sweep is about to take.
    """
    sync_file(made)
    stored = Stored(sha256_of(made), made.stat().st_size)
    place = _path(stored.sha256, extension)
    new_folder(place.parent)
    made.replace(place)
    sync_folder(place.parent)
    return stored


def sweep_reports(*, now: datetime | None = None) -> int:
    """Forget the reports whose time is up, and delete every file that no row names; how many files."""
    now = now or timezone.now()
    Report.objects.over(now).delete()
    if not _root().exists():
        return 0
    before, gone = now - KEEP_UNNAMED, 0
    for folder in sorted(path for path in _root().iterdir() if path.is_dir()):
        if not folder.name.startswith(WORKBENCH):
            gone += _sweep(folder, before)
        elif _is_older(folder, before):
            shutil.rmtree(folder, ignore_errors=True)
    return gone


@transaction.atomic
def _sweep(folder: Path, before: datetime) -> int:
    """Inside a transaction, so that on SQLite nobody is settling the very file meanwhile."""
    old = [path for path in folder.iterdir() if _is_older(path, before)]
    named = set(Report.objects.filter(sha256__in=[path.stem for path in old]).values_list("sha256", flat=True))
    unnamed = [path for path in old if path.stem not in named]
    for path in unnamed:
        path.unlink(missing_ok=True)
    return len(unnamed)


def _root() -> Path:
    return Path(settings.MEDIA_ROOT) / "reports"


def _path(sha256: str, extension: str) -> Path:
    return _root() / sha256[:2] / f"{sha256}.{extension}"


def _is_older(path: Path, before: datetime) -> bool:
    return path.stat().st_mtime < before.timestamp()
