"""What a document may fetch: the pictures that it was given, made smaller. Everything else is refused. Only in the child."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from PIL import Image
from weasyprint.urls import URLFetcher, URLFetcherResponse

from settlements.typesetting import PICTURE, PICTURE_SIDE

QUALITY = 75


class NotOurs(ValueError):
    """The document names an address that it was not given."""


class OwnPicturesOnly(URLFetcher):
    """Answers the addresses of `pictures` and no other; it opens no connection, whatever the document says."""

    def __init__(self, pictures: Mapping[str, Path]) -> None:
        super().__init__(allowed_protocols=[PICTURE.rstrip(":")], allow_redirects=False)  # type: ignore[no-untyped-call]
        self.pictures = pictures

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """Raises NotOurs, which leaves the place empty."""
        path = self.pictures.get(url)
        if path is None:
            raise NotOurs(url[:200])
        return URLFetcherResponse(url, _smaller(path), {"Content-Type": "image/jpeg"})


def _smaller(path: Path) -> bytes:
    """The picture as a JPEG of at most PICTURE_SIDE pixels: a phone's photo would make each page as large as a book."""
    with Image.open(path, formats=["JPEG"]) as image:
        image.draft("RGB", (PICTURE_SIDE, PICTURE_SIDE))
        small = image.convert("RGB")
    small.thumbnail((PICTURE_SIDE, PICTURE_SIDE))
    written = BytesIO()
    small.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()
