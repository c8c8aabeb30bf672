"""Receipts on disk: made safe in a child, named by their hash, there for good before a row names them, and swept once none does."""

import errno
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeAlias

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from expenses.file_names import clean_file_name
from expenses.imaging import MEGABYTE, Refused
from expenses.imaging.sandbox import FULL, make_safe
from expenses.receipt_models import Receipt
from tripsplit.files import new_folder, private_folder, sha256_of, sync_file, sync_folder

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

Upload: TypeAlias = "UploadedFile[bytes]"
ENDINGS = {Receipt.ContentType.JPEG: "jpg", Receipt.ContentType.PDF: "pdf"}
TYPES = {"image": Receipt.ContentType.JPEG, "pdf": Receipt.ContentType.PDF}
MOST_BYTES = 10 * MEGABYTE
MOST_FILES = 10
KEEP_UNNAMED = timedelta(days=7)
WORKBENCH = "new-"
BLOCK = MEGABYTE


@dataclass(frozen=True)
class Prepared:
    """An upload that was made safe: two files in a folder of their own, synced, not yet at their place."""

    name: str
    kind: str
    content_type: Receipt.ContentType
    width: int
    height: int
    sha256: str
    size: int
    preview_sha256: str
    preview_size: int
    folder: Path

    def moves(self) -> list[tuple[Path, Path]]:
        """Where each of its two files is, and where it belongs."""
        return [
            (self.folder / "preview", _path(self.preview_sha256, "jpg")),
            (self.folder / "file", _path(self.sha256, ENDINGS[self.content_type])),
        ]


@dataclass
class Batch:
    """The files of one form: those that can be kept, and a sentence on each of the others."""

    files: list[Prepared] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)


@contextmanager
def prepared(uploads: Sequence[Upload]) -> Iterator[Batch]:
    """Every upload made safe. It takes a second for each, so call it before a transaction begins, never inside one."""
    batch = Batch()
    if len(uploads) > MOST_FILES:
        batch.refusals.append(f"Add at most {MOST_FILES} files at a time.")
        uploads = []
    with ExitStack() as benches:
        for upload in uploads:
            try:
                with _where_there_is_room():
                    # On the same disk as the receipts, so that moving a file there is one step.
                    bench = benches.enter_context(TemporaryDirectory(prefix=WORKBENCH, dir=private_folder(_root())))
                    batch.files.append(_prepare(upload, Path(bench)))
            except Refused as refused:
                batch.refusals.append(f"{_called(upload)}: {refused}")
        yield batch


@contextmanager
def _where_there_is_room() -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        if fault.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise Refused(FULL) from fault
        raise


def bytes_of(upload: Upload) -> bytes:
    """What was sent. Raises Refused for nothing, and for too much."""
    if not upload.size:
        raise Refused("This file is empty.")
    if upload.size > MOST_BYTES:
        raise Refused(f"This file is larger than {MOST_BYTES // MEGABYTE} MB. Send it in a smaller size.")
    data: bytes = upload.read()
    return data


def _prepare(upload: Upload, folder: Path) -> Prepared:
    made = make_safe(bytes_of(upload), folder=folder)
    content_type = TYPES[made.kind]
    file, preview = folder / "file", folder / "preview"
    ready = Prepared(
        name=clean_file_name(upload.name or "", ending=ENDINGS[content_type]),
        kind=made.kind,
        content_type=content_type,
        width=made.width,
        height=made.height,
        sha256=sha256_of(file),
        size=file.stat().st_size,
        preview_sha256=sha256_of(preview),
        preview_size=preview.stat().st_size,
        folder=folder,
    )
    for source, target in ready.moves():
        sync_file(source)
        new_folder(target.parent)
    return ready


# -- where they are -------------------------------------------------------------------------------------------------------
def file_of(receipt: Receipt) -> Path:
    return _path(receipt.sha256, ENDINGS[Receipt.ContentType(receipt.content_type)])


def preview_of(receipt: Receipt) -> Path:
    return _path(receipt.preview_sha256, "jpg")


def settle(file: Prepared) -> None:
    """Move both files to their place, for good: they outlive a power cut that comes after the commit."""
    for source, target in file.moves():
        # Over a file of the same bytes too: it is a new one then, which no sweep is about to take.
        source.replace(target)
        sync_folder(target.parent)


def _root() -> Path:
    return Path(settings.MEDIA_ROOT) / "receipts"


def _path(sha256: str, ending: str) -> Path:
    return _root() / sha256[:2] / f"{sha256}.{ending}"


def _called(upload: Upload) -> str:
    ending = (upload.name or "").rpartition(".")[2]
    return f"“{clean_file_name(upload.name or '', ending=ending if ending.isalnum() else 'file')}”"


# -- what goes again ------------------------------------------------------------------------------------------------------
def sweep_receipts(*, now: datetime | None = None) -> int:
    """Forget the receipts that were removed a week ago, and delete every file that is as old and that no row names; how many files."""
    before = (now or timezone.now()) - KEEP_UNNAMED
    Receipt.objects.filter(deleted_at__lt=before).delete()
    if not _root().exists():
        return 0
    gone = 0
    for folder in sorted(path for path in _root().iterdir() if path.is_dir()):
        if folder.name.startswith(WORKBENCH):
            if _is_older(folder, before):
                shutil.rmtree(folder, ignore_errors=True)
        else:
            gone += _sweep(folder, before)
    return gone


@transaction.atomic
def _sweep(folder: Path, before: datetime) -> int:
    """Inside a transaction, so that on SQLite nobody is attaching the very file meanwhile."""
    old = [path for path in folder.iterdir() if _is_older(path, before)]
    hashes = [path.stem for path in old]
    rows = Receipt.objects.filter(Q(sha256__in=hashes) | Q(preview_sha256__in=hashes))
    named = {sha256 for pair in rows.values_list("sha256", "preview_sha256") for sha256 in pair}
    unnamed = [path for path in old if path.stem not in named]
    for path in unnamed:
        path.unlink(missing_ok=True)
    return len(unnamed)


def _is_older(path: Path, before: datetime) -> bool:
    return path.stat().st_mtime < before.timestamp()
