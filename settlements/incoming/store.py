"""The brought files on disk: private, and gone as soon as a trip was made of them, somebody said no, or their day is over."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from django.conf import settings
from django.utils import timezone

from settlements.models import TripFile
from tripsplit.files import private_folder, sync_file
from tripsplit.ids import new_ref

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

Upload: TypeAlias = "UploadedFile[bytes]"
KEEP_UNNAMED = timedelta(hours=1)  # longer than it takes from the file to its row


def take_in(upload: Upload) -> str:
    """Keep what was uploaded, and return its ref: a row is to name it soon."""
    ref = new_ref()
    path = path_of(ref)
    private_folder(path.parent)
    with path.open("xb") as file:
        path.chmod(0o600)
        for piece in upload.chunks():
            file.write(piece)
    sync_file(path)
    return ref


def path_of(ref: str) -> Path:
    return _folder() / ref


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "imports"


def forget(ref: str) -> None:
    """Delete the file; one that is gone already is fine."""
    path_of(ref).unlink(missing_ok=True)


def sweep_trip_files(*, now: datetime | None = None) -> int:
    """Forget the files whose time is up, and delete every one that no row names; how many."""
    now = now or timezone.now()
    TripFile.objects.over(now).delete()
    if not _folder().exists():
        return 0
    before = (now - KEEP_UNNAMED).timestamp()
    old = [path for path in _folder().iterdir() if path.stat().st_mtime < before]
    open_files = TripFile.objects.exclude(state=TripFile.State.MADE).filter(ref__in=[path.name for path in old])
    named = set(open_files.values_list("ref", flat=True))
    unnamed = [path for path in old if path.name not in named]
    for path in unnamed:
        path.unlink(missing_ok=True)
    return len(unnamed)
