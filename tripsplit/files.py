"""Files that the site keeps and sends: private, on disk for good before a row names them, and never opened inside of the site."""

import hashlib
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

CHUNK = 256 * 1024
# What is sent can act on nothing, whatever a browser makes of it.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}


# -- on disk --------------------------------------------------------------------------------------------------------------
def private_folder(path: Path) -> Path:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def new_folder(path: Path) -> None:
    """Make a folder that a power cut does not take away again."""
    if not path.exists():
        private_folder(path)
        sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Make the file private, and its contents last."""
    path.chmod(0o600)
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Make the names in a folder last."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# -- on their way ---------------------------------------------------------------------------------------------------------
def download(request: HttpRequest, path: Path, *, content_type: str, name: str) -> HttpResponseBase:
    """The file as an attachment called `name`, in pieces, however large it is. Raises FileNotFoundError."""
    size = path.stat().st_size
    pieces = _pieces_in_threads(path) if isinstance(request, ASGIRequest) else _pieces(path)
    response = StreamingHttpResponse(pieces, content_type=content_type, headers=HEADERS)
    response.headers["Content-Length"] = str(size)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            yield piece


async def _pieces_in_threads(path: Path) -> AsyncIterator[bytes]:
    """Read beside the event loop, which serves everybody else meanwhile."""
    with path.open("rb") as file:
        while piece := await sync_to_async(file.read, thread_sensitive=False)(CHUNK):
            yield piece
